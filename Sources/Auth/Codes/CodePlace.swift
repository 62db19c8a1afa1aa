import Database
import Domain
import Tenants

/// Where somebody is who asks for a code.
package enum CodePlace: Sendable {
    /// Within a login that is not finished.
    case login(PendingGrant)
    /// Signed in.
    case session(Session)

    /// The scope that its transactions run in.
    var scope: RowScope {
        switch self {
        case .login(let grant): .tenant(grant.tenant)
        case .session(let session): .tenant(session.scope.tenant)
        }
    }

    /// Whose code it is, and what it may be for.
    ///
    /// - Parameter isHeld: Whether nobody else sets a factor of the person, nor ends the session, until the transaction ends.
    /// - Throws: `LoginOver`, `NotAllowed`, `NotSignedIn`, `ProofNeeded` or `DatabaseError`.
    func standing(
        _ purpose: CodePurpose, _ parts: AuthParts, isHeld: Bool = false, now: Instant, in transaction: Transaction
    ) throws -> (subject: FactorSubject, pending: PendingLogin?, device: DeviceKind) {
        switch self {
        case .login(let grant):
            let pending =
                switch purpose {
                case .set:
                    try ContinueLogin(parts).enrolling(grant, isHeld: isHeld, now: now, in: transaction)
                case .show:
                    try PendingLogin.find(grant, now: now, in: transaction).flatMap { $0.step == .factor ? $0 : nil }
                }
            guard let pending else { throw LoginOver() }
            return (
                FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash), pending,
                pending.device
            )
        case .session(let session):
            try session.scope.require(.manageOwnFactors)
            if purpose == .set { try session.requireRecentProof(now: now) }
            if isHeld { try session.hold(in: transaction) }
            return (
                FactorSubject(tenant: session.scope.tenant, person: session.person, binding: session.binding), nil,
                session.opening.device
            )
        }
    }

    /// Who tries a code there.
    var actor: Actor {
        switch self {
        case .login: .somebody
        case .session(let session): session.scope.actor
        }
    }

    /// The request it came with.
    func requestID(_ other: String) -> String {
        switch self {
        case .login: other
        case .session(let session): session.scope.requestID
        }
    }
}
