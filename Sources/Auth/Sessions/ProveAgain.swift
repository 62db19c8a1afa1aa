import Database
package import Domain
import Tenants

/// Takes password, and the app's code where an app is set, once more in a session: for ten minutes after that, changes
/// of one's own login are let through (`Session.requireRecentProof`).
package struct ProveAgain: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Whether the app's code is asked for beside the password.
    ///
    /// - Throws: `DatabaseError`.
    package func asksForCode(_ session: Session) async throws -> Bool {
        let subject = subject(session)
        return try await parts.database.read(session.scope) { transaction in
            try parts.secondFactors.contains { try $0.kind == .app && $0.isSet(subject, in: transaction) }
        }
    }

    /// Looks at what was typed, and notes the time in the session.
    ///
    /// - Returns: How the code was taken; `right` where none is asked for.
    /// - Throws: `InvalidInput` of the field `password`, `NotAllowed`, `PasswordHasher.Busy` or `DatabaseError`.
    package func callAsFunction(
        _ session: Session, password: String, code: String, now: Instant
    ) async throws -> ProofOutcome {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        if try await asksForCode(session) {
            guard let code = CodeText(typed: code) else {
                throw InvalidInput(
                    field: "code", rule: "notACode",
                    message: LocalizedText(ja: "6桁の数字を入力してください。", en: "Type the six digits."))
            }
            let outcome = try await Factors(parts).prove(
                scope, binding: session.binding, .app, .code(code), now: now)
            guard outcome == .right else { return outcome }
        }
        try await parts.database.write(scope) { transaction in
            try transaction.execute(
                """
                UPDATE session SET proved_at = \(now)
                WHERE tenant_id = \(scope.tenant) AND token_hash = \(session.binding)
                """)
            try AuditChain.append(
                AuditEvent("login.proved", subject: "person:\(session.person)"), by: scope, at: now, in: transaction)
        }
        return .right
    }

    private func subject(_ session: Session) -> FactorSubject {
        FactorSubject(tenant: session.scope.tenant, person: session.person, binding: session.binding)
    }
}
