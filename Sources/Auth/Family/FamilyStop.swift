import Database
package import Domain
package import Tenants

/// Wrong tries of one employee's family: those at each family user until their own right login, those with codes that
/// nobody has until they are lifted. `LoginWait.failuresToStop` of them together stop the whole family for browsers that
/// were not used before, until the employee or an administrator lifts it: a family code is short.
package struct FamilyStop: Sendable {
    private let parts: AuthParts

    /// The use cases with what they need.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Whether the family of the scope's person is stopped.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func isOn(_ scope: TenantScope) async throws -> Bool {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        return try await parts.database.read(scope) { transaction in
            try Self.failures(person, scope.tenant, transaction) >= LoginWait.failuresToStop
        }
    }

    /// Forgets the wrong tries of the family of the scope's person, and their waits.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func lift(_ scope: TenantScope, now: Instant) async throws {
        try scope.require(.manageOwnLogin)
        guard let person = scope.person else { throw NotFound("person") }
        try await parts.database.write(scope) { transaction in
            let account = try CareForAccounts.account(of: person, scope.tenant, transaction)
            guard let account else { throw NotFound("person") }
            try Self.lift(person, account, scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("family.unlocked", subject: "person:\(person)"), by: scope, at: now, in: transaction)
        }
    }

    /// Forgets wrong tries and waits of a family.
    static func lift(
        _ person: PersonID, _ account: AccountName, _ tenant: TenantID, _ transaction: Transaction
    ) throws {
        try LoginThrottle.clear(account.familyKey, in: transaction)
        try transaction.execute("DELETE FROM family_failure WHERE tenant_id = \(tenant) AND person_id = \(person)")
    }

    /// Counts a wrong try, at a family user or with a code that nobody has; the same work if there is no such employee.
    ///
    /// - Returns: Whether it is the one that stops the family.
    static func count(
        _ person: PersonID?, _ member: FamilyMemberID?, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        let person = person ?? PersonID(rawValue: 0)
        let member = member ?? FamilyMemberID(rawValue: 0)
        try FamilyLock.take(person, in: tenant, transaction)
        try transaction.execute(
            """
            INSERT INTO family_failure (tenant_id, person_id, member_id, failures)
            SELECT tenant_id, id, \(member), 1 FROM person WHERE tenant_id = \(tenant) AND id = \(person)
            ON CONFLICT (tenant_id, person_id, member_id) DO UPDATE SET failures = family_failure.failures + 1
            """)
        return try failures(person, tenant, transaction) == LoginWait.failuresToStop
    }

    /// Forgets the wrong tries at a family user who has logged in, unless the family is stopped.
    ///
    /// - Returns: How many there were.
    static func forget(
        _ member: FamilyMemberID, of found: FamilyCredential, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Int {
        if found.failures >= LoginWait.failuresToStop { return 0 }
        return try transaction.value(
            Int.self,
            """
            DELETE FROM family_failure
            WHERE tenant_id = \(tenant) AND person_id = \(found.person) AND member_id = \(member) RETURNING failures
            """) ?? 0
    }

    /// The wrong tries of the family of `person`, as a column.
    static let total: SQL = """
        (SELECT CAST(COALESCE(SUM(failure.failures), 0) AS BIGINT) FROM family_failure failure
         WHERE failure.tenant_id = person.tenant_id AND failure.person_id = person.id)
        """

    private static func failures(
        _ person: PersonID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Int {
        try transaction.value(
            Int.self, "SELECT \(total) FROM person WHERE tenant_id = \(tenant) AND id = \(person)") ?? 0
    }
}
