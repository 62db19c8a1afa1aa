package import Database
package import Domain
package import Tenants

/// An administrator, or the office, looks after the login of one person.
package struct CareForAccounts: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Lifts what wrong passwords and wrong codes have locked; the factors stay. Requires `manageLogins`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func unlock(_ scope: TenantScope, _ person: PersonID, at now: Instant) async throws {
        try scope.require(.manageLogins)
        try await database.write(scope) { transaction in
            let account = try Self.account(of: person, scope, transaction)
            try FactorLocks.lift(person, tenant: scope.tenant, in: transaction)
            try transaction.execute(
                """
                UPDATE credential SET consecutive_failures = 0
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person)
                """)
            for isOwnDevice in [false, true] {
                try LoginThrottle.clear(account.throttleKey(ownDevice: isOwnDevice), in: transaction)
            }
            try AuditChain.append(
                AuditEvent("login.unlocked", subject: "person:\(person)"), by: scope, at: now, in: transaction)
        }
    }

    /// Ends every session and every unfinished login of a person; requires `manageLogins`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func endSessions(_ scope: TenantScope, _ person: PersonID, at now: Instant) async throws {
        try scope.require(.manageLogins)
        try await database.write(scope) { transaction in
            _ = try Self.account(of: person, scope, transaction)
            try Credential.endEverything(person: person, tenant: scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("login.sessionsEnded", subject: "person:\(person)"), by: scope, at: now, in: transaction)
        }
    }

    private static func account(
        of person: PersonID, _ scope: TenantScope, _ transaction: Transaction
    ) throws -> AccountName {
        let found = try transaction.first(
            """
            SELECT tenant.code, person.login_id FROM person JOIN tenant ON tenant.id = person.tenant_id
            WHERE person.tenant_id = \(scope.tenant) AND person.id = \(person)
            """
        ) { row in AccountName(organizationCode: try row.next(), loginID: try row.next()) }
        guard let found else { throw NotFound("person") }
        return found
    }
}
