import Database
package import Domain

/// The right to take the next step of a login, for ten minutes and one browser. It can never read data.
package struct PendingGrant: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// The token behind the cookie.
    package let token: SecretToken

    /// The text of the cookie.
    package var cookie: Secret { Secret("\(tenant)~\(token.secret.exposed)") }

    init(tenant: TenantID, token: SecretToken) {
        self.tenant = tenant
        self.token = token
    }

    /// The grant behind a cookie that a browser sent, or nil if it is none.
    package init?(cookie: String) {
        guard let parsed = TenantToken.parse(cookie) else { return nil }
        self.init(tenant: parsed.tenant, token: parsed.token)
    }
}

/// The stored side of a login that is not finished.
enum PendingLogin {
    private static let lifetime = Duration.seconds(600)
    private static let passwordStep = "password"

    static func open(
        _ token: SecretToken, tenant: TenantID, person: PersonID, now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO pending_login (tenant_id, token_hash, person_id, step, expires_at)
            VALUES (\(tenant), \(token.hash), \(person), \(passwordStep), \(now + lifetime))
            """)
    }

    /// Who may choose a password with this grant, or nil.
    static func person(of grant: PendingGrant, now: Instant, in transaction: Transaction) throws -> PersonID? {
        try transaction.value(
            PersonID.self,
            """
            SELECT person_id FROM pending_login
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash)
              AND step = \(passwordStep) AND expires_at > \(now)
            """)
    }

    /// Uses the grant up; nil if somebody else was faster or its time is over.
    static func consume(_ grant: PendingGrant, now: Instant, in transaction: Transaction) throws -> PersonID? {
        try transaction.value(
            PersonID.self,
            """
            DELETE FROM pending_login
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash)
              AND step = \(passwordStep) AND expires_at > \(now)
            RETURNING person_id
            """)
    }
}

/// The form of our cookies: the organization's number and a token. The number only says where to look.
enum TenantToken {
    static func parse(_ cookie: String) -> (tenant: TenantID, token: SecretToken)? {
        let parts = cookie.split(separator: "~", maxSplits: 1)
        guard parts.count == 2, let tenant = TenantID(parts[0]), let token = SecretToken(presented: String(parts[1]))
        else { return nil }
        return (tenant, token)
    }
}
