import Database
package import Domain
import Tenants

/// How somebody's own login stands: what `/security` shows.
package struct ReadOwnSecurity: Sendable {
    /// The whole of it.
    package struct Overview: Sendable {
        /// Whether the organization uses a second factor, or will.
        package let usesSecondFactor: Bool
        /// Every kind of factor that may be used.
        package let factors: [FactorState]
        /// The set of backup codes; nil for none.
        package let backup: BackupCodes.Status?
        /// The last time the factors were cleared, by their owner or somebody else; nil for never.
        package let lastReset: ResetFactors.Record?
        /// The provider whose logins the organization takes; nil for none.
        package let offeredProvider: String?
        /// The provider's account that is linked; nil for none.
        package let link: OpenIDLink.Entry?
        /// The sessions that are open.
        package let sessions: [OwnSessions.Entry]
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// How the login of whoever is in stands.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ session: Session, now: Instant) async throws -> Overview {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        let sessions = try await OwnSessions(parts).list(session, now: now)
        let lastReset = try await ResetFactors(parts).last(of: session.person, in: scope)
        let (offered, link) = try await OpenIDLink(parts).own(session)
        let subject = FactorSubject(tenant: scope.tenant, person: session.person, binding: session.binding)
        return try await parts.database.read(scope) { transaction in
            let policy = try parts.policy.read(scope.tenant, session.opening.device, now, transaction)
            let factors = try Factors(parts).states(of: subject, now: now, in: transaction)
                .filter { $0.isSet || policy.allows($0.kind) }
            return Overview(
                usesSecondFactor: policy.offersSecondFactor, factors: factors,
                backup: try BackupCodes.status(of: session.person, tenant: scope.tenant, in: transaction),
                lastReset: lastReset, offeredProvider: offered, link: link, sessions: sessions)
        }
    }
}
