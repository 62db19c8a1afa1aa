package import Database
package import Domain

/// Reads the settings of an organization.
package struct ReadSettings: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The settings of the scope's organization. Everybody who acts in it may know them: pages show what applies.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> TenantSettings {
        try await database.read(scope) { try Self.load(scope.tenant, in: $0) }
    }

    /// The settings, in a transaction that is open already.
    ///
    /// A stored value that this version no longer allows counts as the default.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(_ tenant: TenantID, in transaction: Transaction) throws -> TenantSettings {
        var settings = TenantSettings()
        try transaction.forEach("SELECT name, value FROM tenant_setting WHERE tenant_id = \(tenant)") { row in
            let descriptor = SettingDescriptor.named(try row.next())
            let value = try row.next(String.self)
            try? descriptor?.set(value, in: &settings)
        }
        return settings
    }
}
