import Database
package import Domain

/// How often codes are sent to one person: once a minute, and never more than five within any hour. Values in,
/// values out.
package struct SendLimit: Sendable, Hashable {
    /// Time between two codes.
    package static let pause = Duration.seconds(60)
    /// The time that `most` is about.
    package static let window = Duration.seconds(3_600)
    /// Codes in any window.
    package static let most = 5

    /// When the last few were sent, the newest last.
    package let times: [Instant]

    /// The times of earlier codes; none if nothing was ever sent.
    package init(times: [Instant] = []) {
        self.times = times.suffix(Self.most)
    }

    /// When the next code may be sent. What was sent later than now was sent by a clock that has been set back, and holds
    /// nobody up until that time comes.
    package func next(now: Instant) -> Instant {
        var next = now
        let times = past(now)
        if let last = times.last { next = max(next, last + Self.pause) }
        if times.count == Self.most { next = max(next, times[0] + Self.window) }
        return next
    }

    /// With one code more.
    package func counting(now: Instant) -> SendLimit { SendLimit(times: past(now) + [now]) }

    /// Clocks of several machines differ a little.
    private func past(_ now: Instant) -> [Instant] { times.filter { $0 - now <= Self.pause } }

    static func load(_ subject: FactorSubject, in transaction: Transaction) throws -> SendLimit {
        let stored = try transaction.value(
            String.self,
            """
            SELECT times FROM code_sends WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """)
        return SendLimit(
            times: (stored ?? "").split(separator: " ").compactMap { Int64($0).map(Instant.init(milliseconds:)) })
    }

    /// Counts a code if one may be sent now; else says when. The row is made first, so that there is one to lock.
    static func take(
        _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> Instant? {
        try transaction.execute(
            """
            INSERT INTO code_sends (tenant_id, person_id, times, last_at)
            VALUES (\(subject.tenant), \(subject.person), '', 0)
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET times = code_sends.times
            """)
        let limit = try load(subject, in: transaction)
        let next = limit.next(now: now)
        guard next <= now else { return next }
        let times = limit.counting(now: now).times.map { "\($0.milliseconds)" }.joined(separator: " ")
        try transaction.execute(
            """
            UPDATE code_sends SET times = \(times), last_at = \(now)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """)
        return nil
    }
}
