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

    /// Whether a code is right now; its step of time is then used up, and those before it (see `UsedSteps`).
    ///
    /// - Throws: `DatabaseError`.
    package func check(
        _ proof: FactorProof, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> FactorVerdict {
        guard case .code(let code) = proof, let stored = try stored(subject, in: transaction) else {
            return .wrong(nil)
        }
        let used = UsedSteps(last: stored.last, stored.steps)
        guard let step = TOTP.step(of: code, stored.secret, now: now) else {
            guard let skew = TOTP.skew(of: code, stored.secret, now: now) else { return .wrong(nil) }
            let step = TOTP.step(at: now) + Int64(skew.steps)
            if used.steps.contains(step) { return .used }
            return .wrong(used.isBefore(step, now: now) ? skew.ofOldCode : skew)
        }
        guard let next = used.taking(step, now: now) else { return .used }
        let taken = try transaction.execute(
            """
            UPDATE app_factor SET last_step = \(step), steps = \(next.text)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
              AND last_step = \(stored.last) AND steps = \(stored.steps)
            """)
        return taken == 1 ? .right : .used
    }

    /// Whether the app was set by this code a moment ago. A form that is sent twice did what it should the first time.
    func wasSet(by code: CodeText, _ subject: FactorSubject, now: Instant, in transaction: Transaction) throws -> Bool {
        guard let stored = try stored(subject, in: transaction), stored.setAt > now - SetUpApp.life else {
            return false
        }
        return TOTP.matches(code, stored.secret, step: stored.last)
    }

    private typealias Stored = (secret: [UInt8], last: Int64, steps: String, setAt: Instant)

    private func stored(_ subject: FactorSubject, in transaction: Transaction) throws -> Stored? {
        let found = try transaction.first(
            """
            SELECT secret, last_step, steps, set_at FROM app_factor
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """
        ) { row -> Stored in (try row.next(), try row.next(), try row.next(), try row.next()) }
        guard var found, let secret = sealer.open(found.secret, for: SecretSealer.use("app", subject)) else {
            return nil
        }
        found.secret = secret
        return found
    }

    /// Removes the app's key; the entry in the app is useless from then on.
    ///
    /// - Throws: `DatabaseError`.
    package func remove(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            "DELETE FROM app_factor WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)") == 1
    }
}
