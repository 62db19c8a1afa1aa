package import Database
package import Domain

/// Reads a code list: administrators keep it, people choose from it in their profile.
package struct ReadCodeList<Kind>: Sendable {
    private let database: Database
    private let list: CodeList<Kind>

    /// Reads this list from this database.
    package init(_ list: CodeList<Kind>, database: Database) {
        self.list = list
        self.database = database
    }

    /// All entries by code; requires `viewPeople` or `viewOwnProfile`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> [CodeList<Kind>.Entry] {
        try scope.require(anyOf: .viewPeople, .viewOwnProfile)
        return try await database.read(scope) { transaction in
            try transaction.all(
                CodeList<Kind>.Entry.self,
                "SELECT id, code, name FROM \(list.table) WHERE tenant_id = \(scope.tenant) ORDER BY code")
        }
    }

    /// How many people have each entry, leavers not counted; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func peopleCounts(_ scope: TenantScope) async throws -> [Identifier<Kind>: Int] {
        try scope.require(.viewPeople)
        return try await database.read(scope) { transaction in
            var counts: [Identifier<Kind>: Int] = [:]
            try transaction.forEach(
                """
                SELECT \(list.personColumn), COUNT(*) FROM person
                WHERE tenant_id = \(scope.tenant) AND \(list.personColumn) IS NOT NULL
                  AND employment <> \(Employment.left)
                GROUP BY \(list.personColumn)
                """
            ) { row in counts[try row.next()] = try row.next(Int.self) }
            return counts
        }
    }
}
