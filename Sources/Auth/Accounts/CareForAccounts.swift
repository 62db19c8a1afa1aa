package import Database
package import Domain
package import Tenants

/// An administrator, or the office, looks after the login of one person.
package struct CareForAccounts: Sendable {
    private let database: Database
    private let notices: Notices

    /// Writes to this database, and tells people what somebody else did to their login.
    package init(database: Database, notices: Notices) {
        self.database = database
        self.notices = notices
    }

    /// Lifts what wrong passwords and wrong codes have locked; the factors stay. Requires `manageLogins` and
    /// `viewPeople`, which in an office's own house only its administrators have: no other colleague gives anybody more
    /// tries.
    ///
    /// - Parameter home: Where whoever does it belongs, if that is an office.
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func unlock(
        _ scope: TenantScope, _ person: PersonID, from home: TenantScope? = nil, at now: Instant
    ) async throws {
        try Self.require(scope)
        defer { notices.wake() }
        try await database.write(scope, and: home ?? scope) { transaction in
            guard try Self.liftWaits(of: person, scope.tenant, transaction) else { throw NotFound("person") }
            try FactorLocks.lift(person, tenant: scope.tenant, in: transaction)
            try VoicePasswords.lift(person, in: scope.tenant, transaction)
            try transaction.execute(
                """
                UPDATE credential SET consecutive_failures = 0
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person)
                """)
            try AuditChain.append(
                AuditEvent("login.unlocked", subject: "person:\(person)"), by: scope, at: now, in: transaction)
            try OfficeDoor.record("unlock", to: person, in: scope, from: home ?? scope, at: now, in: transaction)
            try tell(person, .loginUnlocked(by: NoticeActor(scope)), scope, now, transaction)
        }
    }

    /// Ends every session and every unfinished login of a person; requires `manageLogins` and `viewPeople`.
    ///
    /// - Parameter home: Where whoever does it belongs, if that is an office.
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func endSessions(
        _ scope: TenantScope, _ person: PersonID, from home: TenantScope? = nil, at now: Instant
    ) async throws {
        try Self.require(scope)
        defer { notices.wake() }
        try await database.write(scope, and: home ?? scope) { transaction in
            guard try Self.account(of: person, scope.tenant, transaction) != nil else { throw NotFound("person") }
            try Credential.endEverything(person: person, tenant: scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("login.sessionsEnded", subject: "person:\(person)"), by: scope, at: now, in: transaction)
            try OfficeDoor.record("endSessions", to: person, in: scope, from: home ?? scope, at: now, in: transaction)
            try tell(person, .sessionsEnded(by: NoticeActor(scope)), scope, now, transaction)
        }
    }

    private static func require(_ scope: TenantScope) throws(NotAllowed) {
        try scope.require(.manageLogins)
        try scope.require(.viewPeople)
    }

    /// Tells the owner, unless it was their own doing.
    private func tell(
        _ person: PersonID, _ notice: SecurityNotice, _ scope: TenantScope, _ now: Instant, _ transaction: Transaction
    ) throws {
        if scope.person != person { try notices.queue(notice, scope.tenant, person, now, transaction) }
    }

    /// Forgets wrong passwords, typed at a login or within a session, and wrong tries of the family; false if there is
    /// nobody.
    static func liftWaits(
        of person: PersonID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        guard let account = try account(of: person, tenant, transaction) else { return false }
        for key in [account.ownKey, account.strangersKey, OwnPassword.key(tenant, person)] {
            try LoginThrottle.clear(key, in: transaction)
        }
        try FamilyStop.lift(person, account, tenant, transaction)
        return true
    }

    /// What the person types to log in; nil if there is nobody.
    static func account(
        of person: PersonID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> AccountName? {
        try transaction.first(
            """
            SELECT tenant.code, person.login_id FROM person JOIN tenant ON tenant.id = person.tenant_id
            WHERE person.tenant_id = \(tenant) AND person.id = \(person)
            """
        ) { row in AccountName(organizationCode: try row.next(), loginID: try row.next()) }
    }
}
