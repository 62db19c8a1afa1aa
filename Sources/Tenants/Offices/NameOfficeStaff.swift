package import Database
package import Domain

/// Names the people of an organization's office who acted in it, as the organization's own audit trail shows them.
package struct NameOfficeStaff: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The names of some people of an office; none unless the organization is its client now.
    ///
    /// - Parameter people: Those whom the organization's own rows name.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(
        _ people: [PersonID], of office: OfficeID, in scope: TenantScope
    ) async throws -> [PersonID: String] {
        try scope.require(.viewAudit)
        let own = try await database.read(scope) { transaction in
            try transaction.value(OfficeID?.self, "SELECT office_id FROM tenant WHERE id = \(scope.tenant)") ?? nil
        }
        guard own == office else { return [:] }
        let house = OfficeHouse.tenant(of: office)
        return try await database.read(.tenant(house)) { transaction in
            let named = try transaction.all(
                "SELECT id, name FROM person WHERE tenant_id = \(house) AND id IN \(list: Set(people).sorted())"
            ) { row in (try row.next(PersonID.self), try row.next(String.self)) }
            return Dictionary(uniqueKeysWithValues: named)
        }
    }
}
