package import Database
package import Domain
package import Tenants

/// How the passwords of people stand, for whoever looks after them.
package struct PasswordStates: Sendable {
    /// How one person's login stands.
    package struct Entry: Sendable, Hashable {
        /// The state of the password; nil if none was ever handed out.
        package let state: PasswordState?
        /// The last login; nil if there was none.
        package let lastLogin: Instant?
    }

    private let database: Database

    /// The use case with what it needs.
    package init(database: Database) {
        self.database = database
    }

    /// The states of these people; whoever is not in the organization is missing. Requires `viewPeople`. At most some
    /// hundred people at a time.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, of people: [PersonID]) async throws -> [PersonID: Entry] {
        try scope.require(.viewPeople)
        if people.isEmpty { return [:] }
        return try await database.read(scope) { transaction in
            var entries: [PersonID: Entry] = [:]
            try transaction.forEach(
                """
                SELECT person.id, credential.state, login_record.last_at FROM person
                LEFT JOIN credential
                  ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
                LEFT JOIN login_record
                  ON login_record.tenant_id = person.tenant_id AND login_record.person_id = person.id
                WHERE person.tenant_id = \(scope.tenant) AND person.id IN \(list: people)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                entries[person] = Entry(state: try row.next(), lastLogin: try row.next())
            }
            return entries
        }
    }

    /// The people who were never given a password and have not left, by login ID; requires `managePasswords`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func withoutPassword(_ scope: TenantScope, limit: Int) async throws -> [PersonID] {
        try scope.require(.managePasswords)
        return try await database.read(scope) { transaction in
            try transaction.values(
                PersonID.self,
                """
                SELECT id FROM person
                WHERE tenant_id = \(scope.tenant) AND employment <> 'left' AND \(Self.condition(nil))
                ORDER BY login_id LIMIT \(limit)
                """)
        }
    }

    /// The condition on the table `person` for people whose password stands like this; nil for those who have none.
    package static func condition(_ state: PasswordState?) -> SQL {
        guard let state else {
            return """
                NOT EXISTS (SELECT 1 FROM credential
                    WHERE credential.tenant_id = person.tenant_id AND credential.person_id = person.id)
                """
        }
        return """
            EXISTS (SELECT 1 FROM credential WHERE credential.tenant_id = person.tenant_id
                AND credential.person_id = person.id AND credential.state = \(state))
            """
    }
}
