import Database
package import Domain
package import Tenants

/// An employee sets the password of a family user, and sees who has one and when each last logged in.
package struct FamilyPasswords: Sendable {
    /// The most characters.
    private static let longest = 32

    /// How the login of one family user stands.
    package struct State: Hashable, Sendable {
        /// Whether a password was set.
        package let hasPassword: Bool
        /// The last login; nil before the first.
        package let lastLogin: Instant?
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// How the logins of the scope's family users stand.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func states(_ scope: TenantScope) async throws -> [FamilyMemberID: State] {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        return try await parts.database.read(scope) { transaction in
            var states: [FamilyMemberID: State] = [:]
            try transaction.forEach(
                """
                SELECT member.id, CASE WHEN credential.hash IS NULL THEN 0 ELSE 1 END, record.last_at
                FROM family_member member
                LEFT JOIN family_credential credential
                  ON credential.tenant_id = member.tenant_id AND credential.member_id = member.id
                LEFT JOIN family_login_record record
                  ON record.tenant_id = member.tenant_id AND record.member_id = member.id
                WHERE member.tenant_id = \(scope.tenant) AND member.person_id = \(person)
                """
            ) { row in
                states[try row.next()] = State(hasPassword: try row.next(), lastLogin: try row.next())
            }
            return states
        }
    }

    /// What a family user's password must be in this organization.
    ///
    /// - Throws: `DatabaseError`.
    package func policy(_ scope: TenantScope) async throws -> PasswordPolicy {
        let settings = parts.settings
        let own = try await parts.database.read(scope) { try settings.read(scope.tenant, $0).password }
        return PasswordPolicy(
            shortest: min(own.shortest, Self.longest), longest: Self.longest, forbidsWeak: own.forbidsWeak)
    }

    /// Refuses the employee's own password: whoever sees it in the family could log in as the employee.
    private func refuseOwn(_ choice: ChangePassword.Choice, of person: PersonID, _ scope: TenantScope) async throws {
        let own = try await parts.database.read(scope) { transaction in
            try Credential.find(person: person, tenant: scope.tenant, transaction)?.hash
        }
        guard await parts.hasher.verify(choice.password, against: own, in: try parts.hasher.take()) else { return }
        throw InvalidInput(
            field: "newPassword", rule: "own",
            message: LocalizedText(
                ja: "ご自身のパスワードと同じです。ご家族には別のパスワードを設定してください。",
                en: "This is your own password. Choose another one for your family."))
    }

    /// Sets the password of a family user of the scope's person; whoever was logged in with the old one is out.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `newPassword` or `confirmation`, `PasswordHasher.Busy` or
    ///   `DatabaseError`.
    package func set(
        _ scope: TenantScope, _ member: FamilyMemberID, _ choice: ChangePassword.Choice, now: Instant
    ) async throws {
        try scope.require(.manageOwnLogin)
        guard let person = scope.person else { throw NotFound("person") }
        let notices = parts.notices
        let (tenant, policy) = (scope.tenant, try await policy(scope))
        let context = try await parts.database.read(scope) { transaction in
            try transaction.first(
                """
                SELECT member.code, member.name, person.login_id, person.name
                FROM family_member member
                JOIN person ON person.tenant_id = member.tenant_id AND person.id = member.person_id
                WHERE member.tenant_id = \(tenant) AND member.id = \(member) AND member.person_id = \(person)
                """
            ) { row in try (0..<4).map { _ in try row.next(String.self) } }
        }
        guard let context else { throw NotFound("family") }
        try choice.check(policy, context)
        try await refuseOwn(choice, of: person, scope)
        let hash = try await parts.hasher.hash(choice.password)
        try await parts.database.write(scope) { transaction in
            try FamilyLock.take(person, in: tenant, transaction)
            let stored = try transaction.execute(
                """
                INSERT INTO family_credential (tenant_id, member_id, hash, changed_at)
                SELECT tenant_id, id, \(hash), \(now) FROM family_member
                WHERE tenant_id = \(tenant) AND id = \(member) AND person_id = \(person)
                ON CONFLICT (tenant_id, member_id) DO UPDATE SET hash = \(hash), changed_at = \(now)
                """)
            guard stored == 1 else { throw NotFound("family") }
            try transaction.execute(
                "UPDATE family_member SET login_epoch = login_epoch + 1 WHERE tenant_id = \(tenant) AND id = \(member)")
            try AuditChain.append(
                AuditEvent("family.passwordSet", subject: "family"), by: scope, at: now, in: transaction)
            try notices.queue(.familyPasswordSet, tenant, person, now, transaction)
        }
        notices.wake()
    }
}
