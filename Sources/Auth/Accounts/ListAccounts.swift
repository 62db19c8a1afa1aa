package import Database
package import Domain
package import Tenants

/// How one person's login stands (ログインID管理, R-116).
package struct Account: Sendable, Hashable {
    /// Whose it is.
    package let person: Person
    /// How the password stands.
    package let password: PasswordStanding
    /// The last login; nil if there was none.
    package let lastLogin: Instant?
    /// The further proofs that are set.
    package let factors: Set<FactorKind>
    /// Until when wrong codes lock it; nil if they do not.
    package let lockedUntil: Instant?
    /// Whether a hundred wrong tries have stopped it until somebody lifts that.
    package let isStopped: Bool
    /// How many sessions are open or remembered.
    package let sessions: Int

    /// Whether somebody could lift something.
    package var isLocked: Bool { lockedUntil != nil || isStopped }
}

/// Shows how the logins of an organization's people stand.
package struct ListAccounts: Sendable {
    /// Whom to show; an empty filter shows everybody.
    package struct Filter: Sendable, Hashable {
        /// What the room Tenants filters by.
        package var people = ListPeople.Filter()
        /// Only people whose password stands like this.
        package var password: PasswordStanding?
        /// Only people who have no second factor that their organization allows.
        package var hasNoFactor = false
        /// Only people whom wrong tries have locked out.
        package var isLocked = false

        /// A filter that shows everybody.
        package init() {}
    }

    /// One numbered page.
    package struct Part: Sendable, Hashable {
        /// The accounts, by login ID.
        package let accounts: [Account]
        /// How many the list has in all.
        package let total: Int
    }

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// A numbered page by login ID; requires `manageLogins` and `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func part(
        _ scope: TenantScope, _ filter: Filter, number: Int, size: Int, at now: Instant
    ) async throws -> Part {
        try scope.require(.manageLogins)
        var narrowing: [SQL] = []
        if let password = filter.password { narrowing.append(PasswordStates.condition(password, at: now)) }
        if filter.hasNoFactor { narrowing.append(FactorTables.notAllowed) }
        if filter.isLocked { narrowing.append(Self.locked(now)) }
        let found = try await ListPeople(database: database).part(
            scope, filter.people, narrowing: narrowing, number: number, size: size)
        return Part(accounts: try await accounts(of: found.people, scope, now), total: found.total)
    }

    /// One person's account; requires `manageLogins` and `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func account(_ scope: TenantScope, _ person: PersonID, at now: Instant) async throws -> Account {
        try scope.require(.manageLogins)
        try scope.require(.viewPeople)
        let person = try await ListPeople(database: database).person(scope, person)
        guard let account = try await accounts(of: [person], scope, now).first else { throw NotFound("person") }
        return account
    }

    /// The condition on the table `person` for people whom wrong tries lock out.
    private static func locked(_ now: Instant) -> SQL {
        """
        (EXISTS (SELECT 1 FROM factor_lock WHERE factor_lock.tenant_id = person.tenant_id
            AND factor_lock.person_id = person.id
            AND (factor_lock.locked_until > \(now) OR (factor_lock.failed_in_a_row >= \(FactorLock.failuresToStop)
                 AND factor_lock.kind <> \(LockKind.all))))
         OR EXISTS (SELECT 1 FROM credential WHERE credential.tenant_id = person.tenant_id
            AND credential.person_id = person.id
            AND credential.consecutive_failures >= \(LoginWait.failuresToStop)))
        """
    }

    private func accounts(of people: [Person], _ scope: TenantScope, _ now: Instant) async throws -> [Account] {
        if people.isEmpty { return [] }
        let ids = people.map(\.id)
        let states = try await PasswordStates(database: database)(scope, of: ids, at: now)
        return try await database.read(scope) { transaction in
            var factors: [PersonID: Set<FactorKind>] = [:]
            for (kind, table) in FactorTables.all {
                try transaction.forEach(
                    """
                    SELECT DISTINCT person_id FROM \(table) AS proof
                    WHERE tenant_id = \(scope.tenant) AND person_id IN \(list: ids)
                    """
                ) { row in factors[try row.next(PersonID.self), default: []].insert(kind) }
            }
            var locks: [PersonID: Instant] = [:]
            var stopped: Set<PersonID> = []
            try transaction.forEach(
                """
                SELECT person_id, kind, locked_until, failed_in_a_row FROM factor_lock
                WHERE tenant_id = \(scope.tenant) AND person_id IN \(list: ids)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                let kind = try row.next(LockKind.self)
                let until = try row.next(Instant.self)
                if until > now { locks[person] = max(locks[person] ?? until, until) }
                if kind != .all, try row.next(Int.self) >= FactorLock.failuresToStop { stopped.insert(person) }
            }
            stopped.formUnion(
                try transaction.values(
                    PersonID.self,
                    """
                    SELECT person_id FROM credential WHERE tenant_id = \(scope.tenant)
                        AND person_id IN \(list: ids) AND consecutive_failures >= \(LoginWait.failuresToStop)
                    """))
            var sessions: [PersonID: Int] = [:]
            try transaction.forEach(
                """
                SELECT person_id, COUNT(*) FROM session
                WHERE tenant_id = \(scope.tenant) AND person_id IN \(list: ids) AND seen_at > 0 GROUP BY person_id
                """
            ) { row in
                let person = try row.next(PersonID.self)
                sessions[person] = try row.next(Int.self)
            }
            return people.map { person in
                Account(
                    person: person, password: states[person.id]?.standing ?? .notIssued,
                    lastLogin: states[person.id]?.lastLogin,
                    factors: factors[person.id] ?? [], lockedUntil: locks[person.id],
                    isStopped: stopped.contains(person.id), sessions: sessions[person.id] ?? 0)
            }
        }
    }
}
