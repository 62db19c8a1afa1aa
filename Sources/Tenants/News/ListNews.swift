package import Database
package import Domain

/// Reads the news that is shown now, the newest first.
package struct ListNews: Sendable {
    private static let most = 50
    /// Days on the login page, where no organization is known yet, are days in Japan.
    private static let zone = "Asia/Tokyo"

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// What a person of the scope's organization reads: its own, its office's and everybody's,
    /// and what was decided about its logins for a later day, until that day or until it is taken back.
    /// Requires `viewNews`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, at now: Instant) async throws -> [NewsItem] {
        try scope.require(.viewNews)
        return try await database.read(scope) { transaction in
            let office =
                try transaction.first(
                    "SELECT office_id FROM tenant WHERE id = \(scope.tenant)"
                ) { try $0.next(OfficeID?.self) } ?? nil
            let audiences =
                [NewsAudience.everybody, .tenant(scope.tenant)]
                + (office.map { [.tenant(OfficeHouse.tenant(of: $0))] } ?? [])
            let posted = try Self.load(audiences, for: scope.tenant, at: now, transaction)
            guard let change = try PolicyFacts.load(scope.tenant, in: transaction).change(after: now) else {
                return posted
            }
            let zone = try ReadSettings.load(scope.tenant, in: transaction).timeZone
            return Self.merged(change.news(in: zone), posted)
        }
    }

    /// What everybody reads, before anybody has logged in.
    ///
    /// - Throws: `DatabaseError`.
    package func forEverybody(at now: Instant) async throws -> [NewsItem] {
        try await database.read(InstallationScope(purpose: "news of the login page")) { transaction in
            let posted = try Self.load([.everybody], at: now, transaction)
            let facts = PolicyFacts(own: [], house: .alone, mandatory: try PolicyStore.mandatory(in: transaction))
            guard let change = facts.change(after: now) else { return posted }
            return Self.merged(change.news(in: Self.zone, names: true), posted)
        }
    }

    private static func merged(_ news: NewsItem, _ posted: [NewsItem]) -> [NewsItem] {
        (posted.filter { $0.from > news.from } + [news] + posted.filter { $0.from <= news.from })
    }

    /// What is shown now to one of these audiences. Of an office's news for chosen clients, one client's.
    private static func load(
        _ audiences: [NewsAudience], for tenant: TenantID? = nil, at now: Instant, _ transaction: Transaction
    ) throws -> [NewsItem] {
        let own: SQL =
            tenant.map { tenant in
                """
                AND (is_chosen = 0 OR audience = \(tenant)
                     OR EXISTS (SELECT 1 FROM news_reader WHERE tenant_id = \(tenant) AND news_id = news.id))
                """
            } ?? ""
        return try transaction.all(
            NewsItem.self,
            """
            SELECT \(NewsItem.columns) FROM news
            WHERE audience IN \(list: audiences.map(\.stored)) AND from_at <= \(now) AND until_at > \(now) \(own)
            ORDER BY from_at DESC, id DESC LIMIT \(most)
            """)
    }
}
