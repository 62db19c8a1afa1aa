import Database
import Domain

extension PolicyBatch {
    /// So many clients are reached in one transaction.
    static let settleChunk = 50

    /// What holds for one client and is not carried over yet.
    private struct Pending {
        let item: Item
        let batch: PolicyBatch
        let decidedAt: Instant
        let actor: Actor
        let requestID: String

        var key: [DatabaseValue] {
            [item.client.databaseValue, batch.office.databaseValue, batch.number.databaseValue]
        }
    }

    /// Carries some of a batch that holds over to its clients; without any left it is gone.
    ///
    /// - Returns: Whether there may be more of them.
    func carryOn(in transaction: Transaction) throws -> Bool {
        let clients = try transaction.values(
            TenantID.self,
            """
            SELECT item.tenant_id FROM policy_batch_item AS item
            JOIN policy_batch AS batch ON batch.office_id = item.office_id AND batch.number = item.number
            WHERE item.office_id = \(office) AND item.number = \(number) AND batch.place > 0
            ORDER BY item.tenant_id LIMIT \(Self.settleChunk)
            """)
        try Self.settle(clients, in: transaction)
        if clients.count == Self.settleChunk { return true }
        try transaction.execute(
            "DELETE FROM policy_batch WHERE office_id = \(office) AND number = \(number) AND place > 0")
        return false
    }

    /// Keeps organizations as they are until the transaction ends: whoever changes their policies comes one after the other.
    static func lock(_ clients: [TenantID], in transaction: Transaction) throws {
        try transaction.forEach(
            "SELECT id FROM tenant WHERE id IN \(list: clients.sorted()) ORDER BY id\(dialect: .forUpdate)"
        ) { _ in }
    }

    /// Carries everything that holds over to these clients, whichever batch it stands in, in the order in which it was
    /// decided, and says so in their chains and in the office's. Nothing is left on its way to them then.
    static func settle(_ clients: [TenantID], in transaction: Transaction) throws {
        if clients.isEmpty { return }
        try lock(clients, in: transaction)
        let pending = try pending(clients, in: transaction)
        if pending.isEmpty { return }
        let taken = try transaction.execute(
            """
            DELETE FROM policy_batch_item WHERE (tenant_id, office_id, number) IN
                (VALUES \(rows: pending.map(\.key)))
            """)
        guard taken == pending.count else { throw DatabaseError(.conflict, "a batch was carried over twice") }
        let before = try PolicyStore.carried(to: Set(pending.map(\.item.client)).sorted(), in: transaction)
        var after: [TenantID: [FromTime<AccessPolicy>]] = [:]
        var decided: [TenantID: Set<Instant>] = [:]
        var entries: (clients: [AuditEntry], house: [AuditEntry]) = ([], [])
        for each in pending {
            let client = each.item.client
            var events: [AuditEvent] = []
            if let decision = each.item.decision {
                let stands = after[client] ?? before[client] ?? []
                after[client] = stands.after(decision)
                decided[client, default: []].insert(decision.effectiveAt)
                let record = PolicyRecord(
                    .policy(decision.value), before: .policy(stands.inForce(at: each.decidedAt) ?? .unset),
                    from: decision.effectiveAt)
                events.append(AuditEvent("policy.changed", subject: "organization:\(client)", reason: record.text))
            }
            if let kana = each.item.kana,
                try ChangeClient.store(kana, of: client, under: each.batch.office, in: transaction)
            {
                events.append(ChangeClient.event(client))
            }
            for event in events {
                func entry(_ chain: TenantID, _ actor: Actor) -> AuditEntry {
                    AuditEntry(
                        event: event, chain: .tenant(chain), actor: actor, requestID: each.requestID,
                        at: each.decidedAt)
                }
                entries.clients.append(entry(client, each.actor.outside(of: each.batch.office)))
                entries.house.append(entry(OfficeHouse.tenant(of: each.batch.office), each.actor))
            }
        }
        try PolicyStore.replace(before, by: after, decided: decided, in: transaction)
        try AuditChain.append(entries.clients, in: transaction)
        try AuditChain.append(entries.house, in: transaction)
    }

    private static func pending(_ clients: [TenantID], in transaction: Transaction) throws -> [Pending] {
        try transaction.all(
            """
            SELECT item.tenant_id, item.office_id, item.number, batch.decided_at, batch.actor, batch.request_id,
                   item.name_kana, CASE WHEN item.effective_at IS NULL THEN 0 ELSE 1 END, COALESCE(item.effective_at, 0),
                   COALESCE(item.uses_second_factor, 0), COALESCE(item.views_own, 0),
                   COALESCE(item.answering, \(Exemption.Answering.none)), batch.decided_at
            FROM policy_batch_item AS item
            JOIN policy_batch AS batch ON batch.office_id = item.office_id AND batch.number = item.number
            WHERE item.tenant_id IN \(list: clients) AND batch.place > 0
            ORDER BY batch.place, item.tenant_id
            """
        ) { row in
            let client = try row.next(TenantID.self)
            let batch = PolicyBatch(office: try row.next(), number: try row.next())
            let decidedAt = try row.next(Instant.self)
            let actor = Actor(auditName: try row.next()) ?? .system
            let requestID = try row.next(String.self)
            let kana: String? = try row.next()
            let decision = try row.next(Bool.self) ? PolicyStore.step(&row) : nil
            return Pending(
                item: Item(client: client, decision: decision, kana: kana), batch: batch, decidedAt: decidedAt,
                actor: actor, requestID: requestID)
        }
    }
}
