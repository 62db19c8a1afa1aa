import Database
package import Domain
import Tenants

/// Removes one of one's own factors (解除する, R-102, R-118); the others stay as they are.
package struct RemoveFactor: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Removes a factor in a session in which the password was shown a short while ago. All other sessions of the person
    /// end.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `NotFound` if it is not set, or `DatabaseError`.
    package func callAsFunction(_ session: Session, _ kind: FactorKind, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        guard let factor = parts.secondFactors.first(where: { $0.kind == kind }) else { throw NotFound("factor") }
        let subject = FactorSubject(tenant: scope.tenant, person: session.person, binding: session.binding)
        guard try await parts.database.read(scope, { try factor.isSet(subject, in: $0) }) else {
            throw NotFound("factor")
        }
        try session.requireRecentProof(now: now)
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            // Told first: the address that goes may be the only one there is.
            try Factors(parts).changed(
                .factorRemoved(kind), kind, subject, requestID: scope.requestID, now: now, in: transaction)
            guard try factor.remove(subject, in: transaction) else { throw NotFound("factor") }
        }
        parts.notices.wake()
    }
}
