import Database
import Domain

/// Reads and writes rows of the table `api_token`. The chain's number is the owner: an organization, or 0 for the
/// installation.
enum TokenStore {
    static let nameField = InputField("name", ja: "名称", en: "Name")

    static func checkedName(_ raw: String) throws(InvalidInput) -> String {
        try TextRule(maximum: 64).check(raw, nameField)
    }

    static func requireFuture(_ expiresAt: Instant?, at now: Instant) throws(InvalidInput) {
        guard let expiresAt, expiresAt <= now else { return }
        throw InputField("expires_at", ja: "有効期限", en: "Expiry").refusal(
            "past", ja: "は今より後にしてください。", en: "% must lie in the future.")
    }

    static func insert(
        _ secret: TokenSecret, id: Int64, owner: AuditChainID, name: String, capabilities: Set<Capability>,
        by actor: Actor, expiresAt: Instant?, at now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO api_token (tenant_id, id, name, hash, capabilities, created_by, created_at, expires_at)
            VALUES (\(owner), \(id), \(name), \(secret.hash), \(APIToken.text(capabilities)), \(actor.auditName),
                    \(now), \(expiresAt as Instant?))
            """)
    }

    static func all(of owner: AuditChainID, _ transaction: Transaction) throws -> [APIToken] {
        try transaction.all(
            APIToken.self, "SELECT \(APIToken.columns) FROM api_token WHERE tenant_id = \(owner) ORDER BY id DESC")
    }

    /// Revokes a token; false if it was revoked before.
    static func revoke(_ id: Int64, of owner: AuditChainID, at now: Instant, _ transaction: Transaction) throws -> Bool
    {
        let known = try transaction.value(
            Int.self, "SELECT 1 FROM api_token WHERE tenant_id = \(owner) AND id = \(id)")
        guard known != nil else { throw NotFound("token") }
        let revoked = try transaction.execute(
            """
            UPDATE api_token SET revoked_at = \(now) WHERE tenant_id = \(owner) AND id = \(id) AND revoked_at IS NULL
            """)
        return revoked == 1
    }
}
