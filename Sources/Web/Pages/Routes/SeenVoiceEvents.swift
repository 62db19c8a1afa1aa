import Database
import Domain

/// The reports of the voice gateway that were done, kept a little longer than their signature is good for.
struct SeenVoiceEvents: Sendable {
    /// Twice the time for which a signature is believed, and some more.
    private static let keptFor = Duration.seconds(15 * 60)

    let database: Database

    /// Whether this report was done before.
    func contains(_ event: String, _ tenant: TenantID) async throws -> Bool {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.value(
                Int.self, "SELECT 1 FROM voice_event WHERE tenant_id = \(tenant) AND event_id = \(event)") != nil
        }
    }

    /// Notes a report as done, and forgets old ones.
    func note(_ event: String, _ tenant: TenantID, now: Instant) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO voice_event (tenant_id, event_id, seen_at) VALUES (\(tenant), \(event), \(now))
                ON CONFLICT (tenant_id, event_id) DO NOTHING
                """)
            try transaction.execute(
                "DELETE FROM voice_event WHERE tenant_id = \(tenant) AND seen_at < \(now - Self.keptFor)")
        }
    }
}
