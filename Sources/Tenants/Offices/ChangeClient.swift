package import Database
package import Domain

/// An office keeps how its clients are called in katakana, by which its lists are searched.
package struct ChangeClient: Sendable {
    /// The most clients at a time.
    package static let mostClients = 1_000

    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// The names in kana of some clients; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of `name_kana`, `NotFound` if one of them is no client of this office
    ///   (nothing is changed then), or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, kana names: [(client: TenantID, kana: String)], at now: Instant
    ) async throws {
        let office = try OfficeScope(scope, .manageClients)
        let names = try names.prefix(Self.mostClients).map { ($0.client, try Organization.checkedKana($0.kana)) }
        try await database.write(office.installation) { transaction in
            _ = try ListClients.clients(names.map(\.0), of: office.office, in: transaction)
            for (client, kana) in names {
                let changed = try transaction.execute(
                    """
                    UPDATE tenant SET name_kana = \(kana)
                    WHERE id = \(client) AND office_id = \(office.office) AND name_kana <> \(kana)
                    """)
                guard changed == 1 else { continue }
                let event = AuditEvent("organization.renamed", subject: "organization:\(client)")
                for (chain, actor) in [
                    (AuditChainID.tenant(client), office.actor), (.tenant(scope.tenant), scope.actor),
                ] {
                    try AuditChain.append(
                        event, to: chain, actor: actor, requestID: scope.requestID, at: now, in: transaction)
                }
            }
        }
    }
}
