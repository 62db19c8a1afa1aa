import CSodium
import Database
package import Domain

/// The results of one broadcast at one instant: where everybody stands, by department, prefecture and region. The levels of
/// every part add up to its people.
package struct BroadcastSnapshot: Sendable, Hashable {
    /// People by level and, of those who answered, by status.
    package struct Tally: Sendable, Hashable {
        /// People by level.
        package internal(set) var levels: [RecipientLevel: Int] = [:]
        /// People who answered, by the code of their status.
        package internal(set) var statuses: [String: Int] = [:]

        /// People whose answer came after closing; they are among those who answered.
        package internal(set) var late = 0
        /// People to whom a message was handed on, whatever came of it.
        package internal(set) var handedOn = 0

        /// All people.
        package var people: Int { levels.values.reduce(0, +) }
        /// People on one level.
        package func count(_ level: RecipientLevel) -> Int { levels[level] ?? 0 }

        mutating func add(
            _ level: RecipientLevel, _ status: String?, isLate: Bool, wasHandedOn: Bool, _ count: Int
        ) {
            levels[level, default: 0] += count
            if isLate { late += count }
            if wasHandedOn { handedOn += count }
            if level == .answered, let status { statuses[status, default: 0] += count }
        }
    }

    /// Attempts of one channel.
    package struct Progress: Sendable, Hashable {
        /// Attempts by state; what is being handed off at this moment counts as planned.
        package internal(set) var states: [AttemptState: Int] = [:]
        /// What those wait for that were due before and have not left: how many, by the word of the reason.
        package internal(set) var waiting: [String: Int] = [:]
        /// When the first of them is due again.
        package internal(set) var waitsUntil: Instant?

        /// Attempts that ended.
        package var done: Int { states.filter { $0.key.isFinal }.values.reduce(0, +) }
        /// Attempts that are due or under way.
        package var open: Int { states.filter { !$0.key.isFinal }.values.reduce(0, +) }
    }

    /// Where the broadcast stands.
    package let status: BroadcastStatus
    /// Whether people are still being found; then the number of people still grows.
    package let isExpanding: Bool
    /// Everybody.
    package internal(set) var total = Tally()
    /// By department; nil is for people without one.
    package internal(set) var departments: [DepartmentID?: Tally] = [:]
    /// By the code of the prefecture; nil is for people without an address.
    package internal(set) var prefectures: [String?: Tally] = [:]
    /// By the code of the region; nil is for people without one.
    package internal(set) var regions: [String?: Tally] = [:]
    /// Why people cannot be asked: stored names of `CannotBeAsked` and how many people.
    package internal(set) var cannotBeAsked: [CannotBeAsked: Int] = [:]
    /// Attempts made and still open, by channel.
    package internal(set) var progress: [Channel: Progress] = [:]
    /// When the last attempt is expected to be made if nobody answers any more; nil while people are being found, and when
    /// nothing is under way.
    package private(set) var expectedEnd: Instant?
    /// When the last attempt ended; nil while sending goes on.
    package private(set) var finishedAt: Instant?
    /// Changes whenever anything here does: fit for an ETag.
    package private(set) var tag = ""

    /// Reads the results from one snapshot of the database, or nil if there is no such broadcast.
    static func read(
        _ broadcast: BroadcastID, of tenant: TenantID, now: Instant, rates: ChannelRates, _ transaction: Transaction
    ) throws -> BroadcastSnapshot? {
        let expanding =
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM broadcast_round
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND cursor IS NOT NULL
                """) ?? 0
        let status = try transaction.value(
            BroadcastStatus.self, "SELECT status FROM broadcast WHERE tenant_id = \(tenant) AND id = \(broadcast)")
        guard let status else { return nil }
        var result = BroadcastSnapshot(status: status, isExpanding: expanding > 0)
        try result.readRecipients(broadcast, tenant, transaction)
        let lastChange = try result.readProgress(broadcast, tenant, transaction)
        if result.progress.values.contains(where: { $0.open > 0 }) {
            if !result.isExpanding {
                let open = result.progress.values.map(\.open).reduce(0, +)
                result.expectedEnd = try SendingForecast(tenant: tenant, now: now, rates: rates)
                    .end(of: broadcast, open: open, transaction)
            }
        } else if !result.isExpanding {
            result.finishedAt = lastChange
        }
        result.tag = result.hash()
        return result
    }

    private init(status: BroadcastStatus, isExpanding: Bool) {
        self.status = status
        self.isExpanding = isExpanding
    }

    private mutating func readRecipients(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.forEach(
            """
            SELECT part, place, level, word, is_late, was_handed_on, SUM(people) FROM recipient_tally
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)
            GROUP BY part, place, level, word, is_late, was_handed_on HAVING SUM(people) > 0
            """
        ) { row in
            let (part, place) = (try row.next(String.self), try row.next(String.self))
            let (level, word) = (try row.next(RecipientLevel.self), try row.next(String.self))
            let (isLate, wasHandedOn) = (try row.next(Bool.self), try row.next(Bool.self))
            let count = try row.next(Int.self)
            func add(to tally: inout Tally) {
                tally.add(level, word.isEmpty ? nil : word, isLate: isLate, wasHandedOn: wasHandedOn, count)
            }
            if part == "department" {
                add(to: &total)
                add(to: &departments[Int64(place).map(DepartmentID.init(rawValue:)), default: Tally()])
                if level == .noPath { cannotBeAsked[CannotBeAsked(rawValue: word) ?? .noContact, default: 0] += count }
            } else {
                let codes = place.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                add(to: &prefectures[codes.first.flatMap { $0.isEmpty ? nil : $0 }, default: Tally()])
                add(to: &regions[codes.last.flatMap { $0.isEmpty ? nil : $0 }, default: Tally()])
            }
        }
    }

    /// Returns when an attempt last changed.
    private mutating func readProgress(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Instant? {
        var lastChange: Instant?
        try transaction.forEach(
            """
            SELECT channel, state, word, SUM(attempts), MAX(changed_at) FROM attempt_tally
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)
            GROUP BY channel, state, word HAVING SUM(attempts) > 0
            """
        ) { row in
            let (channel, state) = (try row.next(Channel.self), try row.next(AttemptState.self))
            let (reason, count) = (try row.next(String.self), try row.next(Int.self))
            lastChange = [lastChange, try row.next(Instant.self)].compactMap(\.self).max()
            progress[channel, default: Progress()].states[state, default: 0] += count
            if !reason.isEmpty {
                progress[channel]?.waiting[String(reason.prefix { $0 != " " }), default: 0] += count
            }
        }
        for channel in progress.keys where progress[channel]?.waiting.isEmpty == false {
            progress[channel]?.waitsUntil =
                try transaction.value(
                    Instant?.self,
                    """
                    SELECT MIN(due_at) FROM attempt
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND channel = \(channel)
                      AND state = 'planned' AND reason <> ''
                    """) ?? nil
        }
        return lastChange
    }

    private func hash() -> String {
        var lines = [
            status.rawValue, String(isExpanding), "e\(expectedEnd?.milliseconds ?? 0)",
            "f\(finishedAt?.milliseconds ?? 0)",
        ]
        func add(_ name: String, _ tally: Tally) {
            let levels = tally.levels.map { "\($0.key.rawValue)=\($0.value)" }.sorted()
            let statuses = tally.statuses.map { "\($0.key)=\($0.value)" }.sorted()
            lines.append(([name] + levels + statuses + ["\(tally.late)", "\(tally.handedOn)"]).joined(separator: " "))
        }
        for (id, tally) in departments { add("d\(id.map { "\($0)" } ?? "")", tally) }
        for (code, tally) in prefectures { add("p\(code ?? "")", tally) }
        for (code, tally) in regions { add("r\(code ?? "")", tally) }
        for (reason, count) in cannotBeAsked { lines.append("c\(reason.rawValue)=\(count)") }
        for (channel, progress) in progress {
            lines += progress.states.map { "a\(channel.rawValue) \($0.key.rawValue)=\($0.value)" }
            lines += progress.waiting.map { "w\(channel.rawValue) \($0.key)=\($0.value)" }
            lines.append("u\(channel.rawValue)\(progress.waitsUntil?.milliseconds ?? 0)")
        }
        let input = [UInt8](lines.sorted().joined(separator: "\n").utf8)
        var output = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
