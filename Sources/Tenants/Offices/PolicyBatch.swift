import Database
import Domain

/// What an office decides at once for several of its clients, on its way to them.
///
/// It is staged in small steps, holds as a whole from the one row in which `publish` gives it its place, and is then carried
/// over to its clients in small steps again (`settle`), each with the rows of its audit chain. Whoever asks for a policy
/// meanwhile counts what holds and is not carried over yet (`PolicyStore.published`), so nobody sees a part of it. Whatever
/// the program was doing when it ended, `FinishPolicyBatches` goes on with it or throws it away.
struct PolicyBatch: Hashable, Sendable {
    /// What is decided for one client.
    struct Item: Hashable, Sendable {
        /// The client.
        let client: TenantID
        /// The policy with the time from which it holds; nil if only the name changes.
        let decision: FromTime<AccessPolicy>?
        /// The name in kana; nil if it stays.
        let kana: String?
    }

    /// So many items are staged or thrown away in one transaction.
    static let stageChunk = 250

    /// The office that decides.
    let office: OfficeID
    /// Which of its batches.
    let number: Int64

    /// Begins a batch that holds nowhere.
    static func open(by office: OfficeScope, at now: Instant, in transaction: Transaction) throws -> PolicyBatch {
        try transaction.execute("UPDATE office SET batches = batches + 1 WHERE id = \(office.office)")
        let number = try transaction.value(Int64.self, "SELECT batches FROM office WHERE id = \(office.office)")
        guard let number else { throw NotFound("office") }
        try transaction.execute(
            """
            INSERT INTO policy_batch (office_id, number, place, decided_at, actor, request_id)
            VALUES (\(office.office), \(number), 0, \(now), \(office.house.actor.auditName),
                    \(office.house.requestID))
            """)
        return PolicyBatch(office: office.office, number: number)
    }

    /// Adds clients.
    func stage(_ items: some Sequence<Item>, in transaction: Transaction) throws {
        let rows = items.map { item -> [DatabaseValue] in
            let policy = item.decision?.value
            return [
                item.client.databaseValue, office.databaseValue, number.databaseValue,
                (item.decision?.effectiveAt).databaseValue, (policy?.usesSecondFactor).databaseValue,
                (policy?.exemption.viewsOwn).databaseValue, (policy?.exemption.answering).databaseValue,
                item.kana.databaseValue,
            ]
        }
        if rows.isEmpty { return }
        try transaction.execute(
            """
            INSERT INTO policy_batch_item (tenant_id, office_id, number, effective_at, uses_second_factor, views_own,
                                           answering, name_kana)
            VALUES \(rows: rows)
            """)
    }

    /// How many of its clients are clients of the office.
    func clients(in transaction: Transaction) throws -> Int {
        try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM policy_batch_item AS item JOIN tenant ON tenant.id = item.tenant_id
            WHERE item.office_id = \(office) AND item.number = \(number) AND tenant.office_id = \(office)
            """) ?? 0
    }

    /// From now on it holds, after everything that was decided until now.
    ///
    /// - Parameter revision: How the list of clients must stand until now; nil for however it does.
    /// - Returns: Whether it stood so; otherwise nothing has happened.
    /// - Throws: `NotFound` if the batch was thrown away, or `DatabaseError`.
    func publish(while revision: ClientsRevision?, in transaction: Transaction) throws -> Bool {
        guard try ClientsRevision.moveOn(of: office, from: revision, in: transaction) else { return false }
        let published = try transaction.execute(
            """
            UPDATE policy_batch SET place = (SELECT revision FROM office WHERE id = \(office))
            WHERE office_id = \(office) AND number = \(number) AND place = 0
            """)
        guard published == 1 else { throw NotFound("policy batch") }
        return true
    }

    /// Throws some of a batch away that does not hold; from the first call on it never will.
    ///
    /// - Returns: Whether there may be more of it.
    func throwAway(in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            "UPDATE policy_batch SET place = -1 WHERE office_id = \(office) AND number = \(number) AND place = 0")
        let removed = try transaction.execute(
            """
            DELETE FROM policy_batch_item WHERE office_id = \(office) AND number = \(number) AND tenant_id IN
                (SELECT item.tenant_id FROM policy_batch_item AS item
                 JOIN policy_batch AS batch ON batch.office_id = item.office_id AND batch.number = item.number
                 WHERE item.office_id = \(office) AND item.number = \(number) AND batch.place = -1
                 ORDER BY item.tenant_id LIMIT \(Self.stageChunk))
            """)
        if removed == Self.stageChunk { return true }
        try transaction.execute(
            "DELETE FROM policy_batch WHERE office_id = \(office) AND number = \(number) AND place = -1")
        return false
    }
}
