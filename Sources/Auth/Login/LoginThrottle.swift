import Database
import Domain

/// The stored counters behind `LoginWait`. A try is counted before it is checked, so that parallel guesses cannot share
/// one place. A count outlasts this process: whoever cuts the power to guess once more than they may waits for the
/// machine to start.
enum LoginThrottle {
    /// What a try is told.
    enum Turn: Sendable, Hashable {
        /// It may go on; it is this many tries since the last right one.
        case go(Int)
        /// The account still waits this long; the try is not counted.
        case wait(Duration)
    }

    /// Counts a try.
    static func count(_ key: [UInt8], now: Instant, in transaction: Transaction) throws -> Turn {
        let forgotten = now - LoginWait.memory
        let failures = try transaction.value(
            Int.self,
            """
            INSERT INTO login_throttle (account_hash, failures, wait_until, changed_at)
            VALUES (\(key), 1, 0, \(now))
            ON CONFLICT (account_hash) DO UPDATE SET
                failures = CASE WHEN login_throttle.changed_at < \(forgotten) THEN 1
                                ELSE login_throttle.failures + 1 END,
                changed_at = \(now)
            WHERE login_throttle.wait_until <= \(now)
            RETURNING failures
            """)
        guard let failures else {
            let until = try transaction.value(
                Instant.self, "SELECT wait_until FROM login_throttle WHERE account_hash = \(key)")
            return .wait(max((until ?? now) - now, .milliseconds(1)))
        }
        let wait = LoginWait.after(failures: failures)
        // The time that stands there is over.
        if wait > .zero {
            try transaction.execute(
                "UPDATE login_throttle SET wait_until = \(now + wait) WHERE account_hash = \(key)")
        }
        return .go(failures)
    }

    /// Forgets the tries counted under a key and under all that begin with it.
    static func clear(_ key: [UInt8], in transaction: Transaction) throws {
        let last = key + [UInt8](repeating: 0xff, count: 32)
        try transaction.execute("DELETE FROM login_throttle WHERE account_hash BETWEEN \(key) AND \(last)")
    }

    /// Takes back tries of whoever logged in under a key that others try under, too: theirs go on counting.
    static func takeBack(_ tries: Int, _ key: [UInt8], in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE login_throttle
            SET failures = CASE WHEN failures > \(tries) THEN failures - \(tries) ELSE 0 END, wait_until = 0
            WHERE account_hash = \(key)
            """)
    }

    /// Counts one more failure at organizations that do not exist, or for people whom an organization does not have; what
    /// the audit chain says of it, or nil if this one stays out of it: the first of an hour stands there, the tenth, the
    /// hundredth and so on.
    static func unknownReason(of tenant: TenantID? = nil, now: Instant, in transaction: Transaction) throws -> String? {
        let count = String(try countUnknown(tenant.map { "of \($0) " } ?? "", now: now, in: transaction))
        guard count.first == "1", count.dropFirst().allSatisfy({ $0 == "0" }) else { return nil }
        return "unknown \(tenant == nil ? "organization" : "person"), number \(count) of this hour"
    }

    /// Counts one more failure of this kind in this hour. The audit chain keeps some of them (`LogIn`): whoever makes up
    /// names must not make it grow without end.
    private static func countUnknown(_ place: String, now: Instant, in transaction: Transaction) throws -> Int {
        let key = Array("unknown \(place)\(now.milliseconds / 3_600_000)".utf8)
        return try transaction.value(
            Int.self,
            """
            INSERT INTO login_throttle (account_hash, failures, wait_until, changed_at)
            VALUES (\(key), 1, 0, \(now))
            ON CONFLICT (account_hash) DO UPDATE SET failures = login_throttle.failures + 1, changed_at = \(now)
            RETURNING failures
            """) ?? 1
    }
}
