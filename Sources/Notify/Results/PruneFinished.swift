package import Database
package import Domain
import Tenants

/// Removes what is long over, a little at a time: the people of a broadcast with their attempts, evidence and answers. The
/// broadcast itself stays.
package struct PruneFinished: Sendable {
    /// How long a message of the service is kept, at most.
    private static let longestForMails = Duration.seconds(30 * 86_400)

    private let database: Database
    private let clock: WallClock
    private let retention: Duration

    /// The use case on one installation.
    ///
    /// - Parameter retention: How long everything is kept after the end of its broadcast.
    package init(database: Database, clock: WallClock, retention: Duration) {
        self.database = database
        self.clock = clock
        self.retention = retention
    }

    /// Removes up to some hundred rows; call it again while it returns true.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction() async throws -> Bool {
        let now = clock.now()
        let across = AcrossTenants(database: database)
        let finished = try await across.endedBroadcasts(before: now - retention)
        for (tenant, broadcast) in finished { try await remove(broadcast, of: tenant) }
        let mails = try await across.serviceMails(before: now - min(retention, Self.longestForMails))
        for (tenant, own) in Dictionary(grouping: mails, by: \.tenant) {
            try await removeMails(own.map(\.id), of: tenant)
        }
        return !finished.isEmpty || !mails.isEmpty
    }

    /// Removes the rows of some people. From the first of them on the audit misses nobody; with the last it is done.
    private func remove(_ broadcast: BroadcastID, of tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            let people = try transaction.values(
                PersonID.self,
                """
                SELECT person_id FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) ORDER BY person_id LIMIT 200
                """)
            try transaction.execute(
                """
                UPDATE broadcast SET is_pruned = \(people.count < 200 ? 2 : 1)
                WHERE tenant_id = \(tenant) AND id = \(broadcast)
                """)
            for piece in people.paddedPieces {
                try transaction.execute(
                    """
                    DELETE FROM attempt_event
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
                try transaction.execute(
                    """
                    DELETE FROM attempt
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
                try transaction.execute(
                    """
                    DELETE FROM answer
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
                try transaction.execute(
                    """
                    DELETE FROM unclear_reply
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
                try transaction.execute(
                    """
                    DELETE FROM recipient
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
            }
            guard people.count < 200 else { return }
            try transaction.execute(
                "DELETE FROM recipient_tally WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)")
            try transaction.execute(
                "DELETE FROM attempt_tally WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)")
        }
    }

    private func removeMails(_ ids: [BroadcastID], of tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            for piece in ids.paddedPieces {
                try transaction.execute(
                    "DELETE FROM attempt_event WHERE tenant_id = \(tenant) AND broadcast_id IN \(list: piece)")
                try transaction.execute(
                    "DELETE FROM attempt WHERE tenant_id = \(tenant) AND broadcast_id IN \(list: piece)")
                try transaction.execute("DELETE FROM service_mail WHERE tenant_id = \(tenant) AND id IN \(list: piece)")
            }
        }
    }
}
