package import Database
package import Domain

/// Finds out whose API token a request carries and what it may do.
package struct AuthenticateToken: Sendable {
    /// The right that a token gives.
    package enum Grant: Sendable, Hashable {
        /// To act in one organization.
        case organization(TenantScope)
        /// To act for the installation: the token's number and what it may do.
        case installation(token: Int64, capabilities: Set<Capability>)
    }

    /// `last_used_at` is written at most this often, to spare the writer.
    private static let usePrecision = Duration.seconds(60 * 60)
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The token's right, or nil if it is unknown, revoked or over.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(
        _ scope: InstallationScope, presented text: String, requestID: String, at now: Instant
    ) async throws -> Grant? {
        guard let secret = TokenSecret(presented: text) else { return nil }
        let hash = secret.hash
        let found = try await database.read(scope) { transaction in
            try transaction.first(
                """
                SELECT tenant_id, id, capabilities, last_used_at FROM api_token
                WHERE hash = \(hash) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > \(now))
                """, Found.init)
        }
        guard let found else { return nil }
        if found.lastUsedAt.map({ $0 + Self.usePrecision <= now }) ?? true {
            try await database.write(scope) { transaction in
                try transaction.execute(
                    """
                    UPDATE api_token SET last_used_at = \(now)
                    WHERE tenant_id = \(found.owner) AND id = \(found.id)
                    """)
            }
        }
        guard case .tenant(let tenant) = found.owner else {
            return .installation(token: found.id, capabilities: found.capabilities)
        }
        return .organization(
            TenantScope(
                tenant: tenant, actor: .token(found.id), capabilities: found.capabilities, requestID: requestID))
    }
}

private struct Found: Sendable {
    let owner: AuditChainID
    let id: Int64
    let capabilities: Set<Capability>
    let lastUsedAt: Instant?

    init(row: inout Row) throws {
        owner = try row.next()
        id = try row.next()
        capabilities = APIToken.capabilities(try row.next())
        lastUsedAt = try row.next()
    }
}
