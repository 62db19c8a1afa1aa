package import Database
package import Domain
import Tenants

/// Writes one small row, so that a store that takes nothing any more is noticed in a quiet hour, and not by the earthquake.
package struct TryStore: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Notes that somebody looked.
    ///
    /// - Throws: `DatabaseError` if nothing can be written.
    package func callAsFunction(at now: Instant) async throws {
        try await database.write(InstallationScope(purpose: "try whether the store takes anything")) { transaction in
            _ = try transaction.execute(
                """
                INSERT INTO watch (id, looked_at) VALUES (1, \(now))
                ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at
                """)
        }
    }
}
