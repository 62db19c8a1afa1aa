package import Database
package import Domain

/// Forgets what families wrote and were told a long time ago, and requests that nobody answered.
package struct PruneFamilyNews: Sendable {
    /// How long messages are kept.
    package static let life = Duration.seconds(90 * 86_400)
    /// How long a link is remembered that is none: so long nobody is asked again by whom they declined.
    static let linkLife = Duration.seconds(30 * 86_400)
    /// Rows of each table in one transaction.
    private static let pieceSize = 200

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Forgets what is past at this time.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(now: Instant) async throws {
        let across = FamiliesAcrossTenants(database: database)
        while !Task.isCancelled,
            try await across.remove(before: now - Self.life, links: now - Self.linkLife, limit: Self.pieceSize) > 0
        {}
    }
}
