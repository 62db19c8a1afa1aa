import Database
import Domain
import Tenants

/// Which mails were taken. A mail is named by its file, and whoever acts on it writes that in the same transaction: it is
/// taken once, whatever happens between the commit and the move of the file.
struct InboundJournal: Sendable {
    let database: Database

    /// What is known of some files.
    struct Known: Sendable {
        /// How often reading it was begun, this time included.
        var tries: Int
        /// Whether it was taken before: only the file is left to be put away.
        var isTaken: Bool
    }

    /// Notes that some files are about to be read, before they are: a mail that ends the program does so a few times only.
    func begin(_ files: [String], at now: Instant) async throws -> [String: Known] {
        try await database.write(InstallationScope(purpose: "note mails that came in")) { transaction in
            var known: [String: Known] = [:]
            for file in files {
                try transaction.forEach(
                    """
                    INSERT INTO inbound_mail (file, seen_at, tries, outcome) VALUES (\(file), \(now), 1, '')
                    ON CONFLICT (file) DO UPDATE SET tries = inbound_mail.tries + 1
                    RETURNING tries, outcome
                    """
                ) { row in
                    known[file] = Known(tries: try row.next(), isTaken: try row.next(String.self) != "")
                }
            }
            return known
        }
    }

    /// Notes what became of a mail about which nothing else is to be written.
    func end(_ file: String, _ outcome: InboundOutcome, at now: Instant) async throws {
        try await database.write(InstallationScope(purpose: "note what became of a mail")) { transaction in
            _ = try Self.take(file, outcome, at: now, transaction)
        }
    }

    /// Forgets files that nobody can put back.
    func forget(before end: Instant) async throws {
        try await database.write(InstallationScope(purpose: "forget mails that came in")) { transaction in
            _ = try transaction.execute("DELETE FROM inbound_mail WHERE seen_at < \(end) AND outcome <> ''")
        }
    }

    /// Takes a mail in the transaction that acts on it; false if somebody has taken it before.
    static func take(
        _ file: String, _ outcome: InboundOutcome, at now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO inbound_mail (file, seen_at, tries, outcome) VALUES (\(file), \(now), 1, \(outcome))
            ON CONFLICT (file) DO UPDATE SET outcome = excluded.outcome WHERE inbound_mail.outcome = ''
            """) == 1
    }

    /// Writes what really became of a mail that this transaction took.
    static func correct(_ file: String, _ outcome: InboundOutcome, _ transaction: Transaction) throws {
        try transaction.execute("UPDATE inbound_mail SET outcome = \(outcome) WHERE file = \(file)")
    }
}
