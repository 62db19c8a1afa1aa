import Database
package import Domain
package import Tenants

/// The provider whose logins an organization takes (R-038), as the operator set it up.
package struct OpenIDProvider: Sendable, Hashable {
    /// The provider's own name, exactly.
    package let issuer: String
    /// Our name at the provider.
    package let clientID: String
    /// Our secret at the provider; nil for none.
    package let clientSecret: Secret?
    /// How the provider says that somebody showed a second factor; nil if its word never replaces ours.
    package let trustedContext: String?

    /// A provider. The issuer is an address with https, or with http where `allowsPlain` says so.
    ///
    /// - Throws: `InvalidInput`.
    package init(
        issuer: String, clientID: String, clientSecret: Secret?, trustedContext: String?,
        allowsPlain: (String) -> Bool = { _ in false }
    ) throws(InvalidInput) {
        func isPlain(_ text: String, _ longest: Int) -> Bool {
            (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21..<0x7f).contains($0) }
        }
        guard isPlain(issuer, 1_000), issuer.hasPrefix("https://") || allowsPlain(issuer), !issuer.contains("?"),
            !issuer.contains("#")
        else {
            throw InvalidInput(
                field: "issuer", rule: "notAnIssuer",
                message: LocalizedText(
                    ja: "プロバイダーのアドレス（issuer）は https:// で始まるアドレスで指定してください。",
                    en: "Give the provider's address (issuer), which begins with https://."))
        }
        guard isPlain(clientID, 255), trustedContext.map({ isPlain($0, 255) }) ?? true else {
            throw InvalidInput(
                field: "clientID", rule: "notAName",
                message: LocalizedText(
                    ja: "クライアントIDと acr は255文字以内の半角文字で指定してください。",
                    en: "Client ID and acr are at most 255 ASCII characters."))
        }
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.trustedContext = trustedContext
    }

    private init(stored issuer: String, _ clientID: String, _ clientSecret: Secret?, _ trustedContext: String?) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.trustedContext = trustedContext
    }

    static func use(_ tenant: TenantID) -> String { "openID:\(tenant)" }

    /// The provider of an organization; nil if it has none, does not take its logins (R-038), or if the secret was sealed
    /// with a key that is gone.
    static func find(
        _ tenant: TenantID, sealer: SecretSealer, in transaction: Transaction
    ) throws -> OpenIDProvider? {
        guard try ReadSettings.load(tenant, in: transaction).openIDEnabled else { return nil }
        return try stored(tenant, sealer: sealer, in: transaction)
    }

    /// The provider that the operator set up, whether the organization takes its logins or not; requires
    /// `manageSettings`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package static func configured(_ scope: TenantScope, _ parts: AuthParts) async throws -> OpenIDProvider? {
        try scope.require(.manageSettings)
        return try await parts.database.read(scope) { transaction in
            try stored(scope.tenant, sealer: parts.sealer, in: transaction)
        }
    }

    private static func stored(
        _ tenant: TenantID, sealer: SecretSealer, in transaction: Transaction
    ) throws -> OpenIDProvider? {
        try transaction.first(
            """
            SELECT issuer, client_id, client_secret, trusted_acr FROM open_id_provider WHERE tenant_id = \(tenant)
            """
        ) { row -> OpenIDProvider? in
            let (issuer, clientID): (String, String) = (try row.next(), try row.next())
            let sealed: [UInt8]? = try row.next()
            let opened = sealed.flatMap { sealer.open($0, for: use(tenant)) }
            if sealed != nil, opened == nil { return nil }
            return OpenIDProvider(
                stored: issuer, clientID, opened.map { Secret(String(decoding: $0, as: UTF8.self)) }, try row.next())
        }.flatMap { $0 }
    }

    /// Stores an organization's provider, or takes it away. Links to another provider stay, and are good again if it
    /// comes back.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package static func set(
        _ provider: OpenIDProvider?, by scope: TenantScope, _ parts: AuthParts, now: Instant, randomness: Randomness
    ) async throws {
        try scope.require(.manageSettings)
        let tenant = scope.tenant
        let sealed = provider?.clientSecret.map {
            parts.sealer.seal(Array($0.exposed.utf8), for: use(tenant), randomness: randomness)
        }
        try await parts.database.write(scope) { transaction in
            try transaction.execute("DELETE FROM open_id_provider WHERE tenant_id = \(tenant)")
            if let provider {
                try transaction.execute(
                    """
                    INSERT INTO open_id_provider
                        (tenant_id, issuer, client_id, client_secret, trusted_acr, changed_at)
                    VALUES (\(tenant), \(provider.issuer), \(provider.clientID), \(sealed),
                            \(provider.trustedContext), \(now))
                    """)
            }
            try AuditChain.append(
                AuditEvent("openID.provider", reason: provider == nil ? "removed" : "set"), by: scope, at: now,
                in: transaction)
        }
    }
}
