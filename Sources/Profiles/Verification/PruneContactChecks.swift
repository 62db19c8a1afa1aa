package import Database
package import Domain
package import Tenants

/// Drops check mails that say nothing new any more, in all organizations.
package struct PruneContactChecks: Sendable {
    private static let kept = Duration.seconds(30 * 86_400)
    private static let chunk = 500

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Drops what is older than thirty days, a little at a time.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, now: Instant) async throws {
        let end = now - Self.kept
        let statements: [SQL] = [
            """
            DELETE FROM contact_check WHERE (tenant_id, token_hash) IN
                (SELECT tenant_id, token_hash FROM contact_check WHERE asked_at < \(end) LIMIT \(Self.chunk))
            """,
            """
            DELETE FROM family_check WHERE (tenant_id, token_hash) IN
                (SELECT tenant_id, token_hash FROM family_check WHERE asked_at < \(end) LIMIT \(Self.chunk))
            """,
        ]
        for statement in statements {
            while !Task.isCancelled,
                try await database.write(scope, { try $0.execute(statement) }) == Self.chunk
            {}
        }
    }
}
