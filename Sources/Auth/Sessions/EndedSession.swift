package import Domain

/// A session that ran out: it says whose it was and opens nothing.
package struct EndedSession: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// Who was in.
    package let person: PersonID
    /// The organization's code (団体コード).
    package let organizationCode: String
    /// What each form of the session carried.
    package let csrfToken: String
    /// The time without use after which it ended.
    package let idleLimit: Duration
}
