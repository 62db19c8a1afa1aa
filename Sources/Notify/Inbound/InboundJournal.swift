import Database
import Domain
import Tenants

/// Which mails were taken. A mail is named by its file, and whoever acts on it writes that in the same transaction: it is
/// taken once, whatever happens between the commit and the move of the file.
struct InboundJournal: Sendable {
    let database: Database

    /// What is known of a file that is to be read.
    enum Known: Sendable {
        /// Nobody has begun to read it before.
        case new
        /// Reading it, or one that was begun with it, was begun so often and never ended.
        case unfinished(tries: Int)
        /// It was taken before: only the file is left to be put away.
        case taken
    }

    /// Notes that those of some files that are new are about to be read, before they are: a mail that ends the program does
    /// so a few times only. The others are told apart, and nothing is counted against them.
    func begin(_ files: [String], at now: Instant) async throws -> [String: Known] {
        try await database.write(InstallationScope(purpose: "note mails that came in")) { transaction in
            var known: [String: Known] = [:]
            for file in files {
                let isNew =
                    try transaction.execute(
                        """
                        INSERT INTO inbound_mail (file, seen_at, tries, outcome) VALUES (\(file), \(now), 1, '')
                        ON CONFLICT (file) DO NOTHING
                        """) == 1
                let earlier =
                    isNew
                    ? nil
                    : try transaction.first("SELECT tries, outcome FROM inbound_mail WHERE file = \(file)") { row in
                        let tries = try row.next(Int.self)
                        return try row.next(String.self).isEmpty ? Known.unfinished(tries: tries) : .taken
                    }
                known[file] = earlier ?? .new
            }
            return known
        }
    }

    /// Notes that a file whose reading never ended is about to be read once more. Returns how often it was begun, this time
    /// included.
    func beginAgain(_ file: String) async throws -> Int {
        try await database.write(InstallationScope(purpose: "note a mail that is read again")) { transaction in
            try transaction.values(
                Int.self, "UPDATE inbound_mail SET tries = tries + 1 WHERE file = \(file) RETURNING tries"
            ).first ?? 1
        }
    }

    /// Notes what became of a mail about which nothing else is to be written.
    func end(_ file: String, _ outcome: InboundOutcome, at now: Instant) async throws {
        try await database.write(InstallationScope(purpose: "note what became of a mail")) { transaction in
            _ = try Self.take(file, outcome, at: now, transaction)
        }
    }

    /// How many mails that came since `start` became what; those that are being read are not among them.
    func counts(since start: Instant) async throws -> [InboundOutcome: Int] {
        try await database.read(InstallationScope(purpose: "count mails that came in")) { transaction in
            var counts: [InboundOutcome: Int] = [:]
            try transaction.forEach(
                """
                SELECT outcome, COUNT(*) FROM inbound_mail WHERE seen_at >= \(start) AND outcome <> '' GROUP BY outcome
                """
            ) { row in counts[try row.next()] = try row.next() }
            return counts
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
