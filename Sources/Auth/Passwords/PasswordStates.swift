package import Database
package import Domain
package import Tenants

/// How the passwords of people stand (R-033), for whoever looks after them.
package struct PasswordStates: Sendable {
    /// How one person's login stands.
    package struct Entry: Sendable, Hashable {
        /// How the password stands.
        package let standing: PasswordStanding
        /// The last login; nil if there was none.
        package let lastLogin: Instant?
    }

    private let database: Database

    /// The use case with what it needs.
    package init(database: Database) {
        self.database = database
    }

    /// The passwords of these people at this time; whoever is not in the organization is missing. Requires `viewPeople`.
    /// At most some hundred people at a time.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, of people: [PersonID], at now: Instant
    ) async throws -> [PersonID: Entry] {
        try scope.require(.viewPeople)
        if people.isEmpty { return [:] }
        return try await database.read(scope) { transaction in
            var entries: [PersonID: Entry] = [:]
            try transaction.forEach(
                """
                SELECT person.id, credential.state, credential.expires_at, login_record.last_at FROM person
                LEFT JOIN credential
                  ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
                LEFT JOIN login_record
                  ON login_record.tenant_id = person.tenant_id AND login_record.person_id = person.id
                WHERE person.tenant_id = \(scope.tenant) AND person.id IN \(list: people)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                let standing = PasswordStanding(try row.next(), until: try row.next(), at: now)
                entries[person] = Entry(standing: standing, lastLogin: try row.next())
            }
            return entries
        }
    }

    /// The first people by login ID who were never given a password and have not left, and how many there are; requires
    /// `managePasswords`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func withoutPassword(_ scope: TenantScope, limit: Int) async throws -> (first: [PersonID], total: Int) {
        try scope.require(.managePasswords)
        return try await database.read(scope) { transaction in
            let first = try Self.withoutPassword(scope.tenant, after: "", limit: limit, transaction).map(\.person)
            if first.count < limit { return (first, first.count) }
            let total = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person
                WHERE tenant_id = \(scope.tenant) AND employment <> 'left' AND NOT \(Self.stored("TRUE"))
                """)
            return (first, total ?? 0)
        }
    }

    static func withoutPassword(
        _ tenant: TenantID, after loginID: String, limit: Int, _ transaction: Transaction
    ) throws -> [(person: PersonID, loginID: String)] {
        try transaction.all(
            """
            SELECT id, login_id FROM person
            WHERE tenant_id = \(tenant) AND employment <> 'left' AND login_id > \(loginID) AND NOT \(stored("TRUE"))
            ORDER BY login_id LIMIT \(limit)
            """
        ) { row in (person: try row.next(PersonID.self), loginID: try row.next(String.self)) }
    }

    /// The condition on the table `person` for people on a temporary password, in time or not.
    static var isTemporary: SQL { stored("credential.state = \(PasswordState.temporary)") }

    /// The condition on the table `person` for people whose password stands like this; those whose time has passed are
    /// among those on a temporary one.
    package static func condition(_ standing: PasswordStanding, at now: Instant) -> SQL {
        switch standing {
        case .notIssued: "NOT \(stored("TRUE"))"
        case .own: stored("credential.state = \(PasswordState.own)")
        case .temporary: isTemporary
        case .expired: stored("credential.state = \(PasswordState.temporary) AND credential.expires_at <= \(now)")
        }
    }

    private static func stored(_ condition: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM credential WHERE credential.tenant_id = person.tenant_id
            AND credential.person_id = person.id AND \(condition))
        """
    }
}
