import Database
package import Domain
package import Tenants

/// Somebody who is logged in, as pages and API see them.
package struct Session: Sendable {
    /// What the person may do.
    package let scope: TenantScope
    /// The person.
    package let person: PersonID
    /// The ID, as shown in the header.
    package let loginID: String
    /// The name, as shown in the header.
    package let name: String
    /// Whether the person is an administrator.
    package let isAdministrator: Bool
    /// The language of the person's profile.
    package let language: Language
    /// The login before this one, or nil at the first.
    package let lastLogin: Instant?
    /// The organization's code (団体コード).
    package let organizationCode: String
    /// The organization's name.
    package let organizationName: String
    /// The title that the organization's administrator set; never translated.
    package let systemTitle: String
    /// What each form of this session must carry.
    package let csrfToken: String
    /// When the session ends if nothing is done until then.
    package let idleEnd: Instant

    /// Whether a form's token is of any session of the same person: of this one, or of an earlier one in the same
    /// browser. It says whose form it was and is no proof: that the form is of our own site must be known otherwise.
    package func isOwn(formToken: String) -> Bool {
        formToken.hasSuffix(SecretToken.owner(scope.tenant, person))
    }

    /// Stores a new session, the time of the login and its audit row.
    static func open(
        _ token: SecretToken, tenant: TenantID, person: PersonID, requestID: String, now: Instant,
        in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at)
            VALUES (\(tenant), \(token.hash), \(person), \(now), \(now))
            """)
        try transaction.execute(
            """
            INSERT INTO login_record (tenant_id, person_id, last_at, previous_at)
            VALUES (\(tenant), \(person), \(now), \(nil as Instant?))
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET previous_at = login_record.last_at, last_at = \(now)
            """)
        try transaction.execute(
            """
            UPDATE credential SET consecutive_failures = 0 WHERE tenant_id = \(tenant) AND person_id = \(person)
            """)
        try AuditChain.append(
            AuditEvent("login", subject: "person:\(person)"), tenant: tenant, actor: .person(person),
            requestID: requestID, at: now, in: transaction)
    }
}
