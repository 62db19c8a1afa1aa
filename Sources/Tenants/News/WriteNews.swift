package import Database
package import Domain

/// Posts and withdraws news: the operator for everybody, an office for its organizations, an administrator for one.
package struct WriteNews: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Writes to this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Posts for the scope's organization, or for all of an office's if it is the office's house. Requires `manageNews`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the draft's fields, or `DatabaseError`.
    package func post(_ draft: NewsDraft, _ scope: TenantScope, at now: Instant) async throws -> NewsID {
        try scope.require(.manageNews)
        let draft = try draft.checked()
        let id = identifiers.next(NewsID.self, now: now)
        try await database.write(scope) { transaction in
            try Self.insert(id, draft, .tenant(scope.tenant), transaction)
            try AuditChain.append(AuditEvent("news.posted", subject: "news:\(id)"), by: scope, at: now, in: transaction)
        }
        return id
    }

    /// Posts for everybody, or for whom the operator names.
    ///
    /// - Throws: `InvalidInput` of the draft's fields, or `DatabaseError`.
    package func post(
        _ draft: NewsDraft, to audience: NewsAudience, _ scope: InstallationScope, by actor: Actor, requestID: String,
        at now: Instant
    ) async throws -> NewsID {
        let draft = try draft.checked()
        let id = identifiers.next(NewsID.self, now: now)
        try await database.write(scope) { transaction in
            try Self.insert(id, draft, audience, transaction)
            try AuditChain.append(
                AuditEvent("news.posted", subject: "news:\(id)"), to: Self.chain(audience), actor: actor,
                requestID: requestID, at: now, in: transaction)
        }
        return id
    }

    /// What the scope's organization posted and is shown now or later. Requires `manageNews`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func own(_ scope: TenantScope, at now: Instant) async throws -> [NewsItem] {
        try scope.require(.manageNews)
        return try await database.read(scope) {
            try ListNews.load([.tenant(scope.tenant)], at: now, upcoming: true, $0)
        }
    }

    /// Takes back what the scope's organization posted. Requires `manageNews`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func withdraw(_ id: NewsID, _ scope: TenantScope, at now: Instant) async throws {
        try scope.require(.manageNews)
        try await database.write(scope) { transaction in
            try Self.remove(id, .tenant(scope.tenant), transaction)
            try AuditChain.append(
                AuditEvent("news.withdrawn", subject: "news:\(id)"), by: scope, at: now, in: transaction)
        }
    }

    /// Takes back what the operator posted.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package func withdraw(
        _ id: NewsID, from audience: NewsAudience, _ scope: InstallationScope, by actor: Actor, requestID: String,
        at now: Instant
    ) async throws {
        try await database.write(scope) { transaction in
            try Self.remove(id, audience, transaction)
            try AuditChain.append(
                AuditEvent("news.withdrawn", subject: "news:\(id)"), to: Self.chain(audience), actor: actor,
                requestID: requestID, at: now, in: transaction)
        }
    }

    private static func insert(
        _ id: NewsID, _ draft: NewsDraft, _ audience: NewsAudience, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO news (id, audience, title_ja, title_en, body_ja, body_en, from_at, until_at)
            VALUES (\(id), \(audience.stored), \(draft.titleJa), \(draft.titleEn), \(draft.bodyJa), \(draft.bodyEn),
                    \(draft.from), \(draft.until))
            """)
    }

    private static func remove(_ id: NewsID, _ audience: NewsAudience, _ transaction: Transaction) throws {
        let removed = try transaction.execute(
            "DELETE FROM news WHERE id = \(id) AND audience = \(audience.stored)")
        guard removed == 1 else { throw NotFound("news") }
    }

    private static func chain(_ audience: NewsAudience) -> AuditChainID {
        switch audience {
        case .everybody: .installation
        case .tenant(let tenant): .tenant(tenant)
        }
    }
}
