package import Database
package import Domain

/// Forgets what families wrote and were told a long time ago, and requests that nobody answered.
package struct PruneFamilyNews: Sendable {
    /// How long messages are kept.
    package static let life = Duration.seconds(90 * 86_400)
    /// How long a link is remembered that is none: so long nobody is asked again by whom they declined.
    static let linkLife = Duration.seconds(30 * 86_400)
    /// Rows in one transaction.
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
        for table in FamiliesAcrossTenants.Past.allCases {
            while !Task.isCancelled,
                try await across.remove(table, before: now - Self.life, limit: Self.pieceSize) >= Self.pieceSize
            {}
        }
        // Links that hold are old, too: they are passed over without keeping anybody from writing.
        var last: FamiliesAcrossTenants.OldLink?
        while !Task.isCancelled {
            let old = try await across.links(before: now - Self.linkLife, after: last, limit: Self.pieceSize)
            let past = old.filter { !$0.holds }
            if !past.isEmpty { try await across.remove(past) }
            guard old.count == Self.pieceSize else { return }
            last = old.last
        }
    }
}
