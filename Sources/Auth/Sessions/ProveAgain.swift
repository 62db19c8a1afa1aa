import Database
package import Domain
import Tenants

/// Takes password and one of the factors that are set once more in a session: for ten minutes after that, changes of
/// one's own login are let through (`Session.requireRecentProof`).
package struct ProveAgain: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// The factors of which one is asked for beside the password, in the order in which they are offered; empty where
    /// none is set or used.
    ///
    /// - Throws: `DatabaseError`.
    package func asked(_ session: Session, now: Instant) async throws -> [FactorState] {
        let subject = subject(session)
        return try await parts.database.read(session.scope) { transaction in
            let factors = Factors(parts)
            let usable = try factors.usable(subject, session.opening.device, now: now, in: transaction)
            return try factors.states(of: subject, now: now, in: transaction).filter { usable.contains($0.kind) }
        }
    }

    /// Looks at what was shown, and notes the time in the session.
    ///
    /// - Parameter factor: One of those that are asked for; nil if none is.
    /// - Returns: How the factor was taken; `right` where none is asked for.
    /// - Throws: `InvalidInput` of the fields `password` and `code`, `NotAllowed`, `PasswordHasher.Busy` or
    ///   `DatabaseError`.
    package func callAsFunction(
        _ session: Session, password: String, factor: (kind: FactorKind, proof: FactorProof)?, now: Instant
    ) async throws -> ProofOutcome {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        var shown = session.opening.factor
        if try await !asked(session, now: now).isEmpty {
            guard let factor else {
                throw InvalidInput(
                    field: "code", rule: "sixDigits",
                    message: LocalizedText(ja: "6桁の数字を入力してください。", en: "Type the six digits."))
            }
            let outcome = try await Factors(parts).prove(
                scope, binding: session.binding, factor.kind, factor.proof, now: now)
            guard outcome == .right else { return outcome }
            shown = factor.kind.rawValue
        }
        try await parts.database.write(scope) { [shown] transaction in
            try transaction.execute(
                """
                UPDATE session SET proved_at = \(now), factor = \(shown)
                WHERE tenant_id = \(scope.tenant) AND token_hash = \(session.binding)
                """)
            try AuditChain.append(
                AuditEvent("login.proved", subject: "person:\(session.person)", reason: shown), by: scope, at: now,
                in: transaction)
        }
        return .right
    }

    private func subject(_ session: Session) -> FactorSubject {
        FactorSubject(tenant: session.scope.tenant, person: session.person, binding: session.binding)
    }
}
