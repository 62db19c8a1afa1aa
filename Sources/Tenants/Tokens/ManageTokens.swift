package import Database
package import Domain

/// An administrator makes, lists and revokes the API tokens of an organization.
///
/// A token belongs to the organization and not to whoever made it: a directory or an alarm must not stop on the day on
/// which an administrator leaves. It goes on working with what it was given; those who are there are told which tokens
/// somebody who left has made, because whoever made one may have kept it.
package struct ManageTokens: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Works on this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Makes a token; requires `manageTokens`. Nobody can give a token what they may not do themselves.
    ///
    /// - Parameter expiresAt: When it ends; nil for never.
    /// - Throws: `NotAllowed`, `InvalidInput` of `name`, `capabilities` or `expires_at`, or `DatabaseError`.
    package func create(
        _ scope: TenantScope, name: String, capabilities: Set<Capability>, expiresAt: Instant?, at now: Instant,
        randomness: Randomness
    ) async throws -> NewAPIToken {
        try scope.require(.manageTokens)
        for capability in capabilities.sorted(by: { $0.rawValue < $1.rawValue }) { try scope.require(capability) }
        var check = InputCheck()
        let checked = check.take { () throws(InvalidInput) in try TokenStore.checkedName(name) }
        _ = check.take { () throws(InvalidInput) in try Self.requireGrantable(capabilities) }
        _ = check.take { () throws(InvalidInput) in try TokenStore.requireFuture(expiresAt, at: now) }
        try check.finish()
        let name = checked ?? name
        let secret = TokenSecret(randomness: randomness)
        let id = identifiers.next(Identifier<APITokenKind>.self, now: now).rawValue
        try await database.write(scope) { transaction in
            try TokenStore.insert(
                secret, id: id, owner: .tenant(scope.tenant), name: name, capabilities: capabilities,
                by: scope.actor, expiresAt: expiresAt, at: now, transaction)
            try AuditChain.append(
                AuditEvent("token.created", subject: "token:\(id)", reason: APIToken.text(capabilities)), by: scope,
                at: now, in: transaction)
        }
        return NewAPIToken(id: id, secret: secret.secret)
    }

    private static func requireGrantable(_ capabilities: Set<Capability>) throws(InvalidInput) {
        guard !capabilities.isEmpty, capabilities.isSubset(of: APIToken.grantable) else {
            throw InputField("capabilities", ja: "できること", en: "Scopes").refusal(
                "choice", ja: "は一覧から1つ以上選んでください。", en: "Choose one or more of the listed values for %.")
        }
    }

    /// The organization's tokens, newest first; requires `manageTokens`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func list(_ scope: TenantScope) async throws -> [APIToken] {
        try scope.require(.manageTokens)
        return try await database.read(scope) { transaction in
            var tokens = try TokenStore.all(of: .tenant(scope.tenant), transaction)
            try TokenMakers.find(&tokens, in: scope.tenant, transaction)
            return tokens
        }
    }

    /// Ends a token at once; requires `manageTokens`. Does nothing if it was revoked before.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func revoke(_ scope: TenantScope, _ id: Int64, at now: Instant) async throws {
        try scope.require(.manageTokens)
        try await database.write(scope) { transaction in
            guard try TokenStore.revoke(id, of: .tenant(scope.tenant), at: now, transaction) else { return }
            try AuditChain.append(
                AuditEvent("token.revoked", subject: "token:\(id)"), by: scope, at: now, in: transaction)
        }
    }
}
