package import Database
package import Domain

/// Removes what is older than the installation keeps: bulletins, what they caused, and what was asked because of them.
/// Broadcasts go by their own rules.
package struct RemoveOldBulletins: Sendable {
    /// Rows of each table in one transaction: few enough that nobody waits for them.
    private static let pieceSize = 200

    private let database: Database

    /// Works on this database.
    package init(database: Database) {
        self.database = database
    }

    /// Removes everything finished that is older than `instant`. Returns how many rows went.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func callAsFunction(before instant: Instant) async throws -> Int {
        var removed = 0
        while !Task.isCancelled {
            let piece = try await BulletinsAcrossTenants(database: database)
                .removeFinished(before: instant, limit: Self.pieceSize)
            if piece == 0 { break }
            removed += piece
        }
        return removed
    }
}
