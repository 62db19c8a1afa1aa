package import Database
package import Domain

/// An office keeps how its clients are called in katakana, by which its lists are searched.
package struct ChangeClient: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// The name in kana of a client; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of `name_kana`, `NotFound` if it is no client of this office, or
    ///   `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ client: TenantID, kana: String, at now: Instant
    ) async throws {
        let office = try OfficeScope(scope, .manageClients)
        let kana = try Organization.checkedKana(kana)
        try await database.write(office.installation) { transaction in
            try ListClients.require([client], of: office.office, in: transaction)
            // What the office decided before is done before.
            try PolicyBatch.settle([client], in: transaction)
            guard try Self.store(kana, of: client, under: office.office, in: transaction) else { return }
            try office.record(Self.event(client), of: client, at: now, in: transaction)
        }
    }

    /// - Returns: Whether it was another one.
    static func store(
        _ kana: String, of client: TenantID, under office: OfficeID, in transaction: Transaction
    ) throws -> Bool {
        let changed = try transaction.execute(
            """
            UPDATE tenant SET name_kana = \(kana)
            WHERE id = \(client) AND office_id = \(office) AND name_kana <> \(kana)
            """)
        guard changed == 1 else { return false }
        return try ClientsRevision.moveOn(of: office, in: transaction)
    }

    /// What the chains say of it.
    static func event(_ client: TenantID) -> AuditEvent {
        AuditEvent("organization.renamed", subject: "organization:\(client)")
    }
}
