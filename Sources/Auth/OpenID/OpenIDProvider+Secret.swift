import Database
package import Domain
import Tenants

extension OpenIDProvider {
    /// The longest secret, in bytes.
    package static let longestSecret = 500

    /// Stores another secret for the provider that the operator set up; nobody can read it afterwards. Requires
    /// `manageSettings` and a fresh proof, and tells all administrators.
    ///
    /// - Throws: `InvalidInput` of `secret`, `NotAllowed`, `ProofNeeded`, `NotSignedIn`, `NotFound` without a provider, or
    ///   `DatabaseError`.
    package static func changeSecret(
        to typed: Secret, by session: Session, _ parts: AuthParts, now: Instant, randomness: Randomness
    ) async throws {
        let (scope, tenant) = (session.scope, session.scope.tenant)
        try scope.require(.manageSettings)
        try session.requireRecentProof(now: now)
        // It is sealed.
        let secret = WidthFolding.trimmed(typed.exposed)
        guard (1...longestSecret).contains(secret.utf8.count), secret.utf8.allSatisfy({ (0x20..<0x7f).contains($0) })
        else {
            throw InputField("secret", ja: "新しいクライアントシークレット", en: "New client secret").refusal(
                secret.isEmpty ? "required" : "notASecret", ja: "は\(longestSecret)文字以内の半角文字で入力してください。",
                en: "% is at most \(longestSecret) ASCII characters.")
        }
        let sealed = parts.sealer.seal(Array(secret.utf8), for: use(tenant), randomness: randomness)
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            let changed = try transaction.execute(
                """
                UPDATE open_id_provider SET client_secret = \(sealed), changed_at = \(now) WHERE tenant_id = \(tenant)
                """)
            guard changed == 1 else { throw NotFound("provider") }
            try AuditChain.append(
                AuditEvent("openID.provider", reason: "secret"), by: scope, at: now, in: transaction)
            for administrator in try AppointmentNotice.administrators(of: tenant, in: transaction) {
                try parts.notices.queue(.providerSecretChanged, tenant, administrator, now, transaction)
            }
        }
        parts.notices.wake()
    }
}
