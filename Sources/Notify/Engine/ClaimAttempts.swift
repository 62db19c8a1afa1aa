import Database
import Domain

/// Attempts of one organization that a worker holds by one lease.
struct ClaimedBatch: Sendable {
    let tenant: TenantID
    let lane: Lane
    let token: Int64
    let attempts: [ClaimedAttempt]
}

/// An attempt of a batch, as it was when it was claimed.
struct ClaimedAttempt: Sendable {
    let broadcast: BroadcastID
    let row: AttemptRow
}

/// Takes due attempts from one queue under a fresh lease. Nothing leaves the house by it: a claim that is never used runs
/// out and costs nothing.
struct ClaimAttempts: Sendable {
    let database: Database
    let instance: Int64
    let leaseTime: Duration
    let failpoints: Failpoints

    /// - Throws: `DatabaseError`.
    func callAsFunction(
        _ order: ClaimOrder, of channel: Channel, token: Int64, now: Instant
    ) async throws -> ClaimedBatch {
        let queue = order.queue
        let attempts = try await database.write(.tenant(queue.tenant)) { transaction in
            let attempts = try transaction.all(
                """
                WITH picked AS\(dialect: .materialized)(
                    SELECT broadcast_id AS b, person_id AS p, round AS r, step AS s FROM attempt
                    WHERE state = 'planned' AND channel = \(channel) AND lane = \(queue.lane)
                      AND tenant_id = \(queue.tenant) AND step = \(queue.step) AND due_at <= \(now)
                    ORDER BY due_at LIMIT \(order.limit)\(dialect: .forUpdateSkipLocked))
                UPDATE attempt SET state = 'claimed', lease_token = \(token), changed_at = \(now)
                FROM picked
                WHERE tenant_id = \(queue.tenant) AND broadcast_id = b AND person_id = p AND round = r AND step = s
                RETURNING broadcast_id, \(AttemptRow.columns)
                """
            ) { row in ClaimedAttempt(broadcast: try row.next(), row: try AttemptRow(row: &row)) }
            if !attempts.isEmpty {
                try transaction.execute(
                    """
                    INSERT INTO lease (tenant_id, token, instance, lease_until)
                    VALUES (\(queue.tenant), \(token), \(instance), \(now + leaseTime))
                    """)
                failpoints.reach(.claimUncommitted)
            }
            return attempts
        }
        if !attempts.isEmpty { failpoints.reach(.claimCommitted) }
        return ClaimedBatch(tenant: queue.tenant, lane: queue.lane, token: token, attempts: attempts)
    }
}
