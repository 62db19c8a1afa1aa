package import Database
package import Domain
package import Tenants

/// Sees to it that people are reminded of a gap at most once a day.
package struct ReadinessReminders: Sendable {
    private static let pause = Duration.seconds(86_400)

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The number of the broadcast that reminds of this within the last day; nil if there is none. Requires `broadcast`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func last(_ scope: TenantScope, _ flag: ReadinessFlag, now: Instant) async throws -> Int64? {
        try scope.require(.broadcast)
        return try await database.read(scope) { transaction in
            try transaction.value(
                Int64.self,
                """
                SELECT broadcast_id FROM readiness_reminder
                WHERE tenant_id = \(scope.tenant) AND flag = \(flag.rawValue) AND made_at > \(now - Self.pause)
                """)
        }
    }

    /// The last broadcast for each gap, however long ago it was made; some may be gone. Requires `broadcast`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func made(_ scope: TenantScope) async throws -> [(flag: ReadinessFlag, broadcast: Int64)] {
        try scope.require(.broadcast)
        return try await database.read(scope) { transaction in
            try transaction.all(
                "SELECT flag, broadcast_id FROM readiness_reminder WHERE tenant_id = \(scope.tenant)"
            ) { row in (flag: ReadinessFlag(rawValue: try row.next()), broadcast: try row.next(Int64.self)) }
            .compactMap { made in made.flag.map { (flag: $0, broadcast: made.broadcast) } }
        }
    }

    /// Takes the one place of a day for a broadcast; requires `broadcast`.
    ///
    /// - Parameter void: A broadcast that held the place and was never sent.
    /// - Returns: Whether nobody else was quicker.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func take(
        _ scope: TenantScope, _ flag: ReadinessFlag, broadcast: Int64, insteadOf void: Int64?, now: Instant
    ) async throws -> Bool {
        try scope.require(.broadcast)
        return try await database.write(scope) { transaction in
            try transaction.execute(
                """
                INSERT INTO readiness_reminder (tenant_id, flag, broadcast_id, made_at)
                VALUES (\(scope.tenant), \(flag.rawValue), \(broadcast), \(now))
                ON CONFLICT (tenant_id, flag) DO UPDATE SET broadcast_id = \(broadcast), made_at = \(now)
                WHERE readiness_reminder.made_at <= \(now - Self.pause)
                   OR readiness_reminder.broadcast_id = \(void ?? 0)
                """) == 1
        }
    }
}
