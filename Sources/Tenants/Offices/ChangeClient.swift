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
            _ = try ListClients.clients([client], of: office.office, in: transaction)
            try Self.rename([(client, kana)], by: office, at: now, in: transaction)
        }
    }

    /// The names in kana of some clients.
    static func rename(
        _ names: [(client: TenantID, kana: String)], by office: OfficeScope, at now: Instant,
        in transaction: Transaction
    ) throws {
        for (client, kana) in names {
            let changed = try transaction.execute(
                """
                UPDATE tenant SET name_kana = \(kana)
                WHERE id = \(client) AND office_id = \(office.office) AND name_kana <> \(kana)
                """)
            guard changed == 1 else { continue }
            try office.record(
                AuditEvent("organization.renamed", subject: "organization:\(client)"), of: client, at: now,
                in: transaction)
        }
    }
}
