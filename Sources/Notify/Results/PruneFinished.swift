package import Database
package import Domain
import Tenants

/// Removes what is long over, a little at a time: first the attempts with their evidence, much later the people and their
/// answers. The broadcast itself stays.
package struct PruneFinished: Sendable {
    /// How long what is kept.
    package struct Retention: Sendable, Hashable {
        /// Attempts and their evidence, after closing.
        package var attempts = Duration.seconds(400 * 86_400)
        /// Recipients and answers, after closing; never shorter than attempts.
        package var recipients = Duration.seconds(5 * 366 * 86_400)
        /// Mails of the service.
        package var serviceMails = Duration.seconds(30 * 86_400)

        /// The defaults: a bit more than a year, and five years.
        package init() {}
    }

    private let database: Database
    private let clock: WallClock
    private let retention: Retention

    /// The use case on one installation.
    package init(database: Database, clock: WallClock, retention: Retention = Retention()) {
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
        for (tenant, broadcast) in try await across.closedBroadcasts(before: now - retention.recipients) {
            if try await remove(broadcast, of: tenant, withRecipients: true) { return true }
        }
        for (tenant, broadcast) in try await across.closedBroadcasts(before: now - retention.attempts) {
            if try await remove(broadcast, of: tenant, withRecipients: false) { return true }
        }
        let mails = try await across.serviceMails(before: now - retention.serviceMails)
        for (tenant, own) in Dictionary(grouping: mails, by: \.tenant) {
            try await removeMails(own.map(\.id), of: tenant)
        }
        return !mails.isEmpty
    }

    /// Removes the rows of some people; false if there is nothing left to remove.
    private func remove(_ broadcast: BroadcastID, of tenant: TenantID, withRecipients: Bool) async throws -> Bool {
        try await database.write(.tenant(tenant)) { transaction in
            let people =
                withRecipients
                ? try transaction.values(
                    PersonID.self,
                    """
                    SELECT person_id FROM recipient
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) ORDER BY person_id LIMIT 200
                    """)
                : try transaction.values(
                    PersonID.self,
                    """
                    SELECT person_id FROM attempt WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)
                    GROUP BY person_id ORDER BY person_id LIMIT 200
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
                guard withRecipients else { continue }
                try transaction.execute(
                    """
                    DELETE FROM answer
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
                try transaction.execute(
                    """
                    DELETE FROM recipient
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                    """)
            }
            return !people.isEmpty
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
