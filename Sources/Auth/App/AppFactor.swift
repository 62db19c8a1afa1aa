package import Database
package import Domain
import Tenants

/// The authenticator app (認証アプリ) as a further proof.
package struct AppFactor: SecondFactor {
    private let sealer: SecretSealer

    /// The factor with what it needs.
    package init(_ parts: AuthParts) {
        sealer = parts.sealer
    }

    /// Which one.
    package var kind: FactorKind { .app }

    /// Whether an app was registered.
    ///
    /// - Throws: `DatabaseError`.
    package func isSet(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try transaction.value(
            Int.self,
            "SELECT 1 FROM app_factor WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)") != nil
    }

    /// Nothing: all apps look alike.
    package func hint(_ subject: FactorSubject, in transaction: Transaction) throws -> String? { nil }

    /// Whether a code is right now; its step of time is then used up, and those before it.
    ///
    /// - Throws: `DatabaseError`.
    package func check(
        _ proof: FactorProof, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> FactorVerdict {
        guard case .code(let code) = proof, let secret = try secret(of: subject, in: transaction) else {
            return .wrong(nil)
        }
        guard let step = TOTP.step(of: code, secret, now: now) else {
            return .wrong(TOTP.skew(of: code, secret, now: now))
        }
        let taken = try transaction.execute(
            """
            UPDATE app_factor SET last_step = \(step)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND last_step < \(step)
            """)
        return taken == 1 ? .right : .used
    }

    /// Removes the app's key; the entry in the app is useless from then on.
    ///
    /// - Throws: `DatabaseError`.
    package func remove(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            "DELETE FROM app_factor WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)") == 1
    }

    private func secret(of subject: FactorSubject, in transaction: Transaction) throws -> [UInt8]? {
        try transaction.value(
            [UInt8].self,
            "SELECT secret FROM app_factor WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)"
        ).flatMap { sealer.open($0, for: SecretSealer.use("app", subject)) }
    }
}
