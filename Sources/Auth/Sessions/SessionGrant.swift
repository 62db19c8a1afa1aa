package import Domain

/// A session that was just opened.
package struct SessionGrant: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// Who is in.
    package let person: PersonID
    /// The token behind the cookie.
    package let token: SecretToken
    /// What the browser keeps to skip waits that strangers cause (`DeviceMark`).
    package let deviceMark: String
    /// Where the login should lead; empty for nowhere in particular.
    package var leadsTo = ""
    /// Whether the login linked an account at another provider, which replaces the password from now on.
    package var linksAccount = false

    /// The text of the session cookie.
    package var cookie: Secret { Secret("\(tenant)~\(token.secret.exposed)") }
}
