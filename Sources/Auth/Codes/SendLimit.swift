import Database
package import Domain

/// How often codes are sent to one person: once a minute, five times an hour. Values in, values out.
package struct SendLimit: Sendable, Hashable {
    /// Time between two codes.
    package static let pause = Duration.seconds(60)
    /// The time that `most` is about.
    package static let window = Duration.seconds(3_600)
    /// Codes in one window.
    package static let most = 5

    /// When the window began.
    package var windowStart: Instant
    /// Codes since then.
    package var sends: Int
    /// When the last one was sent.
    package var lastAt: Instant

    /// Stored counts; without arguments, nothing was ever sent.
    package init(
        windowStart: Instant = Instant(milliseconds: 0), sends: Int = 0, lastAt: Instant = Instant(milliseconds: 0)
    ) {
        self.windowStart = windowStart
        self.sends = sends
        self.lastAt = lastAt
    }

    /// When the next code may be sent.
    package func next(now: Instant) -> Instant {
        let isFull = sends >= Self.most && now - windowStart < Self.window
        return max(sends == 0 ? now : lastAt + Self.pause, isFull ? windowStart + Self.window : now)
    }

    /// The counts with one code more.
    package func counting(now: Instant) -> SendLimit {
        let isNew = sends == 0 || now - windowStart >= Self.window
        return SendLimit(windowStart: isNew ? now : windowStart, sends: isNew ? 1 : sends + 1, lastAt: now)
    }

    static func load(_ subject: FactorSubject, in transaction: Transaction) throws -> SendLimit {
        try transaction.first(
            """
            SELECT window_start, sends, last_at FROM code_sends
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """
        ) { SendLimit(windowStart: try $0.next(), sends: try $0.next(), lastAt: try $0.next()) } ?? SendLimit()
    }

    /// Counts a code if one may be sent now; else says when. The row is made first, so that there is one to lock.
    static func take(
        _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> Instant? {
        try transaction.execute(
            """
            INSERT INTO code_sends (tenant_id, person_id, window_start, sends, last_at)
            VALUES (\(subject.tenant), \(subject.person), 0, 0, 0)
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET sends = code_sends.sends
            """)
        let limit = try load(subject, in: transaction)
        let next = limit.next(now: now)
        guard next <= now else { return next }
        let counted = limit.counting(now: now)
        try transaction.execute(
            """
            UPDATE code_sends SET window_start = \(counted.windowStart), sends = \(counted.sends),
                last_at = \(counted.lastAt)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """)
        return nil
    }
}
