package import Database
package import Domain

/// The operator's own API tokens: they belong to the installation and hand in bulletins for all organizations.
package struct OperatorTokens: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Works on this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Makes a token with the capability `raiseBulletin`.
    ///
    /// - Parameter expiresAt: When it ends; nil for never.
    /// - Throws: `InvalidInput` of `name` or `expires_at`, or `DatabaseError`.
    package func create(
        _ scope: InstallationScope, name: String, expiresAt: Instant?, by actor: Actor, requestID: String,
        at now: Instant, randomness: Randomness
    ) async throws -> NewAPIToken {
        let name = try TokenStore.checkedName(name)
        try TokenStore.requireFuture(expiresAt, at: now)
        let secret = TokenSecret(randomness: randomness)
        let id = identifiers.next(Identifier<APITokenKind>.self, now: now).rawValue
        try await database.write(scope) { transaction in
            try TokenStore.insert(
                secret, id: id, owner: .installation, name: name, capabilities: [.raiseBulletin], by: actor,
                expiresAt: expiresAt, at: now, transaction)
            try AuditChain.append(
                AuditEvent("token.created", subject: "token:\(id)"), to: .installation, actor: actor,
                requestID: requestID, at: now, in: transaction)
        }
        return NewAPIToken(id: id, secret: secret.secret)
    }

    /// The installation's tokens, newest first.
    ///
    /// - Throws: `DatabaseError`.
    package func list(_ scope: InstallationScope) async throws -> [APIToken] {
        try await database.read(scope) { try TokenStore.all(of: .installation, $0) }
    }

    /// Ends a token at once. Does nothing if it was revoked before.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package func revoke(
        _ scope: InstallationScope, _ id: Int64, by actor: Actor, requestID: String, at now: Instant
    ) async throws {
        try await database.write(scope) { transaction in
            guard try TokenStore.revoke(id, of: .installation, at: now, transaction) else { return }
            try AuditChain.append(
                AuditEvent("token.revoked", subject: "token:\(id)"), to: .installation, actor: actor,
                requestID: requestID, at: now, in: transaction)
        }
    }
}
