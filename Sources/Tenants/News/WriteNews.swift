package import Database
package import Domain

/// Posts and withdraws news: the operator for everybody or for whom the operator names, an office for its clients.
package struct WriteNews: Sendable {
    /// The most pieces of its own news that an office sees.
    private static let mostShown = 200

    private let database: Database
    private let identifiers: IdentifierSource

    /// Writes to this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Posts for an office's clients and its own people. Requires `manageNews`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the draft's fields, `NotFound` if one of the chosen is no client of the
    ///   office, or `DatabaseError`.
    package func post(
        _ draft: NewsDraft, _ scope: TenantScope, readers: NewsReaders = .everyClient, at now: Instant
    ) async throws -> NewsID {
        let office = try OfficeScope(scope, .manageNews)
        let draft = try draft.checked(at: now)
        let id = identifiers.next(NewsID.self, now: now)
        try await database.write(office.installation) { transaction in
            try Self.insert(id, draft, .tenant(scope.tenant), isChosen: readers != .everyClient, transaction)
            if case .chosen(let clients) = readers {
                guard clients.count <= ChangePolicies.mostClients else { throw Self.tooMany }
                for client in try ListClients.clients(clients, of: office.office, in: transaction) {
                    try transaction.execute(
                        "INSERT INTO news_reader (tenant_id, news_id) VALUES (\(client.id), \(id))")
                }
            }
            try AuditChain.append(
                AuditEvent("news.posted", subject: "news:\(id)"), to: .tenant(scope.tenant), actor: scope.actor,
                requestID: scope.requestID, at: now, in: transaction)
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
        let draft = try draft.checked(at: now)
        let id = identifiers.next(NewsID.self, now: now)
        try await database.write(scope) { transaction in
            try Self.insert(id, draft, audience, isChosen: false, transaction)
            try AuditChain.append(
                AuditEvent("news.posted", subject: "news:\(id)"), to: Self.chain(audience), actor: actor,
                requestID: requestID, at: now, in: transaction)
        }
        return id
    }

    /// What the office posted and is shown now or later, with those who read it. Requires `manageNews`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func own(_ scope: TenantScope, at now: Instant) async throws -> [PostedNews] {
        let office = try OfficeScope(scope, .manageNews)
        return try await database.read(office.installation) { transaction in
            let audience = NewsAudience.tenant(scope.tenant).stored
            let rows = try transaction.all(
                """
                SELECT \(NewsItem.columns), is_chosen FROM news WHERE audience = \(audience) AND until_at > \(now)
                ORDER BY from_at DESC, id DESC LIMIT \(Self.mostShown)
                """
            ) { row in (item: try NewsItem(row: &row), isChosen: try row.next(Bool.self)) }
            return try rows.map { item, isChosen in
                guard isChosen else { return PostedNews(item: item, readers: .everyClient) }
                let clients = try transaction.values(
                    TenantID.self, "SELECT tenant_id FROM news_reader WHERE news_id = \(item.id) ORDER BY tenant_id")
                return PostedNews(item: item, readers: .chosen(clients))
            }
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
        _ id: NewsID, _ draft: NewsDraft, _ audience: NewsAudience, isChosen: Bool, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO news (id, audience, title_ja, title_en, body_ja, body_en, from_at, until_at, is_chosen)
            VALUES (\(id), \(audience.stored), \(draft.titleJa), \(draft.titleEn), \(draft.bodyJa), \(draft.bodyEn),
                    \(draft.from), \(draft.until), \(isChosen))
            """)
    }

    private static func remove(_ id: NewsID, _ audience: NewsAudience, _ transaction: Transaction) throws {
        let removed = try transaction.execute(
            "DELETE FROM news WHERE id = \(id) AND audience = \(audience.stored)")
        guard removed == 1 else { throw NotFound("news") }
    }

    private static var tooMany: InvalidInput {
        InputField("clients", ja: "事業所", en: "Organizations").refusal(
            "tooMany", ja: "は一度に\(ChangePolicies.mostClients)件までです。「すべての事業所」を選ぶか、分けて掲載してください。",
            en: "At most \(ChangePolicies.mostClients) of % at a time. Choose all of them, or post it in parts.")
    }

    private static func chain(_ audience: NewsAudience) -> AuditChainID {
        switch audience {
        case .everybody: .installation
        case .tenant(let tenant): .tenant(tenant)
        }
    }
}
