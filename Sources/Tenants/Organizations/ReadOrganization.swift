package import Database
package import Domain

/// Reads the organization of a scope: everybody who acts in one may know its name, title and contract.
package struct ReadOrganization: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The organization of the scope.
    ///
    /// - Throws: `NotFound` if it is gone, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> Organization {
        try await database.read(scope) { try Self.load(scope.tenant, in: $0) }
    }

    /// The organization, in a transaction that is open already.
    ///
    /// - Throws: `NotFound` if it is gone, or `DatabaseError`.
    package static func load(_ tenant: TenantID, in transaction: Transaction) throws -> Organization {
        let found = try transaction.first(
            Organization.self, "SELECT \(Organization.columns) FROM tenant WHERE id = \(tenant)")
        guard let found else { throw NotFound("organization") }
        return found
    }
}
