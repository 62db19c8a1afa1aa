package import Database
package import Domain
import Tenants

/// Says whether anything counts the time at present: a bulletin that is being decided about or held, people who are being
/// found, a message that is planned, on its way or waited for. What an administrator planned for later does not.
package struct FindWorkUnderWay: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Looks at indexes only: it may be asked each second.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(at now: Instant) async throws -> Bool {
        try await database.read(InstallationScope(purpose: "find work under way")) { transaction in
            try Self.statements(at: now).contains { try transaction.value(Int.self, $0) != nil }
        }
    }

    /// What finds each kind of work.
    package static func statements(at now: Instant) -> [SQL] {
        Channel.all.map { "SELECT 1 FROM attempt WHERE state = 'planned' AND channel = \($0) LIMIT 1" } + [
            "SELECT 1 FROM lease LIMIT 1",
            "SELECT 1 FROM attempt WHERE state IN ('inDoubt', 'ringing') LIMIT 1",
            """
            SELECT 1 FROM broadcast b JOIN broadcast_round r ON r.tenant_id = b.tenant_id AND r.broadcast_id = b.id
            WHERE b.has_work = 1 AND r.cursor IS NOT NULL AND (b.starts_at IS NULL OR b.starts_at <= \(now)) LIMIT 1
            """,
            "SELECT 1 FROM bulletin WHERE decided_at IS NULL LIMIT 1",
            "SELECT 1 FROM tenant_bulletin WHERE decided_at IS NULL LIMIT 1",
            "SELECT 1 FROM trigger_incident WHERE broadcast_id IS NULL AND held_until IS NOT NULL LIMIT 1",
        ]
    }
}
