package import Database
package import Domain

/// The audit chain: each row's hash covers the row and the hash before it, so that a changed, missing or moved row
/// shows. The row of `audit_head` holds the end, so that a cut-off tail shows too, and is the lock of the chain.
package enum AuditChain {
    /// The hash before the first row.
    package static let start = [UInt8](repeating: 0, count: 32)

    /// Appends an event in the transaction that it describes.
    ///
    /// - Throws: `DatabaseError`.
    package static func append(
        _ event: AuditEvent, by scope: TenantScope, at now: Instant, in transaction: Transaction
    ) throws {
        try append(
            event, to: .tenant(scope.tenant), actor: scope.actor, requestID: scope.requestID, at: now, in: transaction)
    }

    /// Appends an event for an actor without a scope, such as a login that failed.
    ///
    /// - Throws: `DatabaseError`.
    package static func append(
        _ event: AuditEvent, tenant: TenantID, actor: Actor, requestID: String, at now: Instant,
        in transaction: Transaction
    ) throws {
        try append(event, to: .tenant(tenant), actor: actor, requestID: requestID, at: now, in: transaction)
    }

    /// Appends an event to any chain. Chains of offices and of the installation need a transaction of the
    /// installation.
    ///
    /// - Throws: `DatabaseError`.
    package static func append(
        _ event: AuditEvent, to chain: AuditChainID, actor: Actor, requestID: String, at now: Instant,
        in transaction: Transaction
    ) throws {
        precondition(transaction.durability == .disk, "What a chain says outlasts a power cut")
        let head = try lockHead(of: chain, in: transaction)
        let row = AuditRecord(event, chain: chain, after: head, actor: actor, requestID: requestID, at: now)
        try transaction.execute(
            """
            INSERT INTO audit (tenant_id, seq, at, actor, action, subject, result, reason, request_id, hash)
            VALUES (\(row.chain), \(row.seq), \(row.at), \(row.actor), \(row.action), \(row.subject),
                    \(row.result), \(row.reason), \(row.requestID), \(row.hash))
            """)
        try transaction.execute(
            "UPDATE audit_head SET seq = \(row.seq), hash = \(row.hash) WHERE tenant_id = \(chain)")
    }

    /// Appends several events, each behind those before it, to however many chains: few statements for all of them. Chains
    /// are locked in the order of their numbers; whoever appends to an office's and its clients' takes the clients' first.
    ///
    /// - Throws: `DatabaseError`.
    static func append(_ entries: [AuditEntry], in transaction: Transaction) throws {
        precondition(transaction.durability == .disk, "What a chain says outlasts a power cut")
        var heads: [AuditChainID: AuditHead] = [:]
        let chains = Set(entries.map(\.chain)).sorted { $0.number < $1.number }
        if chains.isEmpty { return }
        try transaction.forEach(
            """
            SELECT tenant_id, seq, hash FROM audit_head WHERE tenant_id IN \(list: chains)
            ORDER BY tenant_id\(dialect: .forUpdate)
            """
        ) { row in
            let chain = try row.next(AuditChainID.self)
            heads[chain] = try AuditHead(row: &row)
        }
        let rows = try entries.map { entry -> [DatabaseValue] in
            let head = try heads[entry.chain] ?? lockHead(of: entry.chain, in: transaction)
            let row = AuditRecord(
                entry.event, chain: entry.chain, after: head, actor: entry.actor, requestID: entry.requestID,
                at: entry.at)
            heads[entry.chain] = AuditHead(seq: row.seq, hash: row.hash)
            return [
                row.chain.databaseValue, row.seq.databaseValue, row.at.databaseValue, row.actor.databaseValue,
                row.action.databaseValue, row.subject.databaseValue, row.result.databaseValue,
                row.reason.databaseValue, row.requestID.databaseValue, row.hash.databaseValue,
            ]
        }
        try transaction.execute(
            """
            INSERT INTO audit (tenant_id, seq, at, actor, action, subject, result, reason, request_id, hash)
            VALUES \(rows: rows)
            """)
        let ends = heads.sorted { $0.key.number < $1.key.number }.map { chain, head in
            [chain.databaseValue, head.seq.databaseValue, head.hash.databaseValue]
        }
        try transaction.execute(
            """
            INSERT INTO audit_head (tenant_id, seq, hash) VALUES \(rows: ends)
            ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
            """)
    }

    /// The end of a chain; `empty` if nothing was ever appended.
    ///
    /// - Throws: `DatabaseError`.
    package static func head(of chain: AuditChainID, in transaction: Transaction) throws -> AuditHead {
        try transaction.first(AuditHead.self, "SELECT seq, hash FROM audit_head WHERE tenant_id = \(chain)") ?? .empty
    }

    private static func lockHead(of chain: AuditChainID, in transaction: Transaction) throws -> AuditHead {
        let locked: SQL = "SELECT seq, hash FROM audit_head WHERE tenant_id = \(chain)\(dialect: .forUpdate)"
        if let head = try transaction.first(AuditHead.self, locked) { return head }
        try transaction.execute(
            """
            INSERT INTO audit_head (tenant_id, seq, hash) VALUES (\(chain), 0, \(start))
            ON CONFLICT (tenant_id) DO NOTHING
            """)
        return try transaction.first(AuditHead.self, locked) ?? .empty
    }
}
