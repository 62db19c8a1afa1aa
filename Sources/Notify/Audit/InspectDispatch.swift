package import Database
package import Domain
import Tenants

/// Looks over the attempts of all organizations for what is stuck, whatever made it so. It stands outside of the engine and
/// reads indexes only, most of them empty when all is well: a million open attempts cost it nothing.
package struct InspectDispatch: Sendable {
    /// What is overdue for less is under way: the engine looks after it within seconds.
    private static let margin = Duration.seconds(180)

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// One look.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(at now: Instant) async throws -> DispatchHealth {
        var health = DispatchHealth()
        var unreadable = 0
        let across = AcrossTenants(database: database)
        for channel in Channel.all {
            let queues = try await across.queueHeads(of: channel)
            unreadable += queues.unknownLanes.count
            for head in queues.heads where head.firstDue <= now {
                health.oldestReady[head.lane] = max(health.oldestReady[head.lane] ?? .zero, now - head.firstDue)
            }
        }
        let found = try await database.read(InstallationScope(purpose: "look for stuck attempts")) { transaction in
            try Self.statements(before: now - Self.margin).map { finding, statement in
                (finding, try transaction.value(Int.self, statement) ?? 0)
            }
        }
        health.expanding = Set(try await expanding(before: now))
        for (finding, count) in [(DispatchHealth.Finding.unreadable, unreadable)] + found where count > 0 {
            health.findings[finding, default: 0] += count
        }
        return health
    }

    /// Broadcasts that began and whose people are being found, with how far that is.
    private func expanding(before now: Instant) async throws -> [String] {
        try await database.read(InstallationScope(purpose: "look for broadcasts that stand still")) { transaction in
            try transaction.all(
                """
                SELECT r.tenant_id, r.broadcast_id, r.round, r.cursor
                FROM broadcast b JOIN broadcast_round r ON r.tenant_id = b.tenant_id AND r.broadcast_id = b.id
                WHERE b.has_work = 1 AND r.cursor IS NOT NULL AND (b.starts_at IS NULL OR b.starts_at <= \(now))
                LIMIT 1000
                """
            ) { row in
                let name = "\(try row.next(Int64.self))/\(try row.next(Int64.self))/\(try row.next(Int64.self))"
                return "\(name) \(try row.next(Int64.self))"
            }
        }
    }

    /// What counts each finding. The conditions are those of the indexes, word for word; a test looks at the plans.
    package static func statements(before late: Instant) -> [(DispatchHealth.Finding, SQL)] {
        let rows: [(DispatchHealth.Finding, SQL)] = [
            (
                .unreadable,
                "SELECT 1 FROM attempt WHERE \(AttemptIndexes.strange)"
            ),
            (
                .heldByNobody,
                "SELECT 1 FROM attempt WHERE lease_token IS NULL AND state IN ('claimed', 'handingOff')"
            ),
            (
                .heldByNobody,
                """
                SELECT 1 FROM attempt a WHERE lease_token IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.tenant_id = a.tenant_id AND l.token = a.lease_token)
                """
            ),
            (.leaseOver, "SELECT 1 FROM lease WHERE lease_until < \(late)"),
            (.wordOverdue, "SELECT 1 FROM attempt WHERE state IN ('inDoubt', 'ringing') AND due_at < \(late)"),
            (.noNextAttempt, "SELECT 1 FROM recipient WHERE end_reason IS NULL AND open_attempts <= 0"),
            (.undecided, "SELECT 1 FROM bulletin WHERE decided_at IS NULL AND received_at < \(late)"),
            (.undecided, "SELECT 1 FROM tenant_bulletin WHERE decided_at IS NULL AND received_at < \(late)"),
            (
                .stillHeld,
                """
                SELECT 1 FROM trigger_incident
                WHERE broadcast_id IS NULL AND held_until IS NOT NULL AND held_until < \(late)
                """
            ),
        ]
        return rows.map { ($0, "SELECT COUNT(*) FROM (\($1) LIMIT 1000) found") }
    }
}
