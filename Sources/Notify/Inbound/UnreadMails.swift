package import Database
package import Domain
import Tenants

/// Mails that came in and that nobody could read: their senders hear nothing.
package struct UnreadMails: Hashable, Sendable {
    /// Those that were larger than a mail may be.
    package var tooLarge = 0
    /// Those whose reading ended the program again and again.
    package var poison = 0

    /// Counts those that came since `start`.
    package init(since start: Instant, in database: Database) async throws {
        let (large, poisonous) = (InboundOutcome.tooLarge, InboundOutcome.poison)
        (tooLarge, poison) = try await database.read(InstallationScope(purpose: "count mails that nobody read")) {
            transaction in
            try transaction.first(
                """
                SELECT COUNT(CASE WHEN outcome = \(large) THEN 1 END), COUNT(CASE WHEN outcome = \(poisonous) THEN 1 END)
                FROM inbound_mail WHERE seen_at >= \(start)
                """
            ) { row in (try row.next(Int.self), try row.next(Int.self)) } ?? (0, 0)
        }
    }
}
