package import Database
package import Domain

/// Mails that came in and that nobody could read: their senders hear nothing.
package struct UnreadMails: Hashable, Sendable {
    /// Those that were larger than a mail may be.
    package let tooLarge: Int
    /// Those whose reading ended the program again and again.
    package let poison: Int

    /// Counts those that came since `start`; throws `DatabaseError`.
    package init(since start: Instant, in database: Database) async throws {
        let counts = try await InboundJournal(database: database).counts(since: start)
        tooLarge = counts[.tooLarge] ?? 0
        poison = counts[.poison] ?? 0
    }
}
