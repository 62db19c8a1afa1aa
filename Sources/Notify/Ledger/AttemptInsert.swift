import Database
import Domain

/// The one statement that brings attempts into the ledger.
enum AttemptInsert {
    /// - Parameter stop: Why the attempt is not made at all; it is kept as cancelled.
    static func values(
        tenant: TenantID, broadcast: BroadcastID, person: PersonID, round: Int, lane: Lane,
        _ attempt: PlannedAttempt, rule: DispatchRule, due: Instant, stop: StopReason? = nil, now: Instant
    ) -> [DatabaseValue] {
        [
            tenant.databaseValue, broadcast.databaseValue, person.databaseValue, round.databaseValue,
            attempt.step.databaseValue, lane.databaseValue, attempt.channel.databaseValue, attempt.slot.databaseValue,
            attempt.position.databaseValue, attempt.tryNumber.databaseValue, rule.databaseValue,
            (stop == nil ? AttemptState.planned : .cancelled).databaseValue, .text(stop?.rawValue ?? ""),
            due.databaseValue, .integer(0), .integer(0),
            now.databaseValue, now.databaseValue,
        ]
    }

    /// Inserts the rows that do not exist yet and returns whose they are.
    static func run(_ rows: [[DatabaseValue]], _ transaction: Transaction) throws -> [PersonID] {
        try transaction.insert(
            """
            INSERT INTO attempt
                (tenant_id, broadcast_id, person_id, round, step, lane, channel, slot, position, try_number, rule, state,
                 reason, due_at, hand_offs, went_on, created_at, changed_at)
            VALUES \(rows: rows)
            ON CONFLICT (tenant_id, broadcast_id, person_id, round, step) DO NOTHING
            """, returning: "person_id", at: 2)
    }
}
