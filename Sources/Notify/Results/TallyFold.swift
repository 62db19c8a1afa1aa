import Database
import Domain
import Tenants

/// How a recipient is counted in the results (`TallySchema`).
struct RecipientStanding: Hashable, Sendable, RowDecodable {
    static let columns: SQL =
        "department_id, prefecture, region, level, answer_status, end_reason, is_late, was_handed_on"

    let department: DepartmentID?
    let prefecture: String?
    let region: String?
    var level: RecipientLevel
    var answerStatus: String?
    var endReason: String?
    var isLate: Bool
    var wasHandedOn: Bool

    /// Somebody who was not asked before.
    init(
        department: DepartmentID?, prefecture: String?, region: String?, level: RecipientLevel, endReason: String?
    ) {
        self.department = department
        self.prefecture = prefecture
        self.region = region
        self.level = level
        self.endReason = endReason
        isLate = false
        wasHandedOn = false
    }

    init(row: inout Row) throws {
        department = try row.next()
        prefecture = try row.next()
        region = try row.next()
        level = try row.next()
        answerStatus = try row.next()
        endReason = try row.next()
        isLate = try row.next()
        wasHandedOn = try row.next()
    }

    /// The answer of those who answered, and the reason of those who cannot be asked.
    fileprivate var word: String {
        switch level {
        case .answered: answerStatus ?? ""
        case .noPath: endReason ?? ""
        case .planned, .failed, .unclear, .handedOn, .fetched: ""
        }
    }
}

/// How an attempt of a broadcast is counted.
struct AttemptStanding: Hashable, Sendable {
    let channel: Channel
    /// What is claimed or being handed off is so for a moment only, and counts as planned.
    let state: AttemptState
    /// Why it waits, if it was due before.
    let word: String

    init(_ channel: Channel, _ state: AttemptState, reason: String) {
        self.channel = channel
        self.state = [.claimed, .handingOff].contains(state) ? .planned : state
        word = state == .planned ? reason : ""
    }
}

/// Counts many changes of one broadcast together. On SQLite the triggers of the results run for each row, and cost more
/// than the change itself; they pause meanwhile, and some rows are written for all. PostgreSQL counts whole statements.
struct TallyFold {
    private struct Place: Hashable {
        let part: String
        let place: String
        let level: RecipientLevel
        let word: String
        let isLate: Bool
        let wasHandedOn: Bool
    }

    private struct Attempts {
        var count = 0
        var isNew = false
    }

    /// Fewer changes are left to the triggers.
    private static let few = 4

    private var people: [RecipientStanding: Int] = [:]
    private var attempts: [AttemptStanding: Attempts] = [:]

    /// Runs `body`, which tells the fold each change of a recipient and each new state of an attempt that it writes; all
    /// of them are of this broadcast. What it throws ends the transaction.
    ///
    /// - Parameter changes: About how many rows it changes.
    static func count<Value>(
        _ changes: Int, of broadcast: BroadcastID, in tenant: TenantID, at now: Instant, _ transaction: Transaction,
        _ body: (inout TallyFold) throws -> Value
    ) throws -> Value {
        var fold = TallyFold()
        guard transaction.engine == .sqlite && changes >= few else { return try body(&fold) }
        // The one writer of this engine deletes it before it commits. If it ever stayed, the audit would find it.
        try transaction.execute(
            "INSERT INTO recipient_tally VALUES (\(tenant), \(broadcast), 'paused', '', 0, '', 0, 0, 0, 1)")
        let value = try body(&fold)
        try transaction.execute(
            """
            DELETE FROM recipient_tally
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND part = 'paused'
            """)
        try fold.write(broadcast, tenant, now, transaction)
        return value
    }

    /// A recipient stands elsewhere, or is new.
    mutating func recipient(from old: RecipientStanding? = nil, to new: RecipientStanding) {
        guard old != new else { return }
        if let old { people[old, default: 0] -= 1 }
        people[new, default: 0] += 1
    }

    /// Attempts have another state, or are new.
    mutating func attempts(_ count: Int = 1, from old: AttemptStanding? = nil, to new: AttemptStanding) {
        guard old != new, count > 0 else { return }
        if let old { attempts[old, default: Attempts()].count -= count }
        attempts[new, default: Attempts()].count += count
        attempts[new]?.isNew = true
    }

    private func write(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws {
        var places: [Place: Int] = [:]
        for (standing, count) in people where count != 0 {
            let area = "\(standing.prefecture ?? "") \(standing.region ?? "")"
            for (part, place) in [("department", standing.department.map { "\($0)" } ?? ""), ("area", area)] {
                places[
                    Place(
                        part: part, place: place, level: standing.level, word: standing.word, isLate: standing.isLate,
                        wasHandedOn: standing.wasHandedOn), default: 0] += count
            }
        }
        let recipientRows = places.filter { $0.value != 0 }.map { place, count -> [DatabaseValue] in
            [
                tenant.databaseValue, broadcast.databaseValue, .text(place.part), .text(place.place),
                place.level.databaseValue, .text(place.word), place.isLate.databaseValue,
                place.wasHandedOn.databaseValue, .integer(0), .integer(Int64(count)),
            ]
        }
        if !recipientRows.isEmpty {
            try transaction.execute(
                """
                INSERT INTO recipient_tally VALUES \(rows: recipientRows)
                ON CONFLICT DO UPDATE SET people = people + excluded.people
                """)
        }
        let attemptRows = attempts.map { standing, attempts -> [DatabaseValue] in
            [
                tenant.databaseValue, broadcast.databaseValue, standing.channel.databaseValue,
                standing.state.databaseValue, .text(standing.word), .integer(0), .integer(Int64(attempts.count)),
                attempts.isNew ? now.databaseValue : .integer(0),
            ]
        }
        if !attemptRows.isEmpty {
            try transaction.execute(
                """
                INSERT INTO attempt_tally VALUES \(rows: attemptRows)
                ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts,
                                          changed_at = MAX(changed_at, excluded.changed_at)
                """)
        }
    }
}
