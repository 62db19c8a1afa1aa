package import Database
package import Domain

/// Reads the news that is shown now, the newest first.
package struct ListNews: Sendable {
    private static let most = 50

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// What a person of the scope's organization reads: its own, its office's and everybody's.
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
            return try Self.load(audiences, at: now, transaction)
        }
    }

    /// What everybody reads, before anybody has logged in.
    ///
    /// - Throws: `DatabaseError`.
    package func forEverybody(at now: Instant) async throws -> [NewsItem] {
        try await database.read(InstallationScope(purpose: "news of the login page")) {
            try Self.load([.everybody], at: now, $0)
        }
    }

    /// What one audience's writer sees: also what is not shown yet.
    static func load(
        _ audiences: [NewsAudience], at now: Instant, upcoming: Bool = false, _ transaction: Transaction
    ) throws -> [NewsItem] {
        let begin = upcoming ? Instant(milliseconds: .max) : now
        return try transaction.all(
            NewsItem.self,
            """
            SELECT \(NewsItem.columns) FROM news
            WHERE audience IN \(list: audiences.map(\.stored)) AND from_at <= \(begin) AND until_at > \(now)
            ORDER BY from_at DESC, id DESC LIMIT \(most)
            """)
    }
}
