import Database
import Domain

/// The stored counters behind `LoginWait`. A try is counted before it is checked, so that parallel guesses cannot share
/// one place.
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
        try transaction.execute(
            """
            UPDATE login_throttle SET wait_until = \(now + LoginWait.after(failures: failures))
            WHERE account_hash = \(key)
            """)
        return .go(failures)
    }

    /// Forgets the tries of an account, after the right password.
    static func clear(_ key: [UInt8], in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM login_throttle WHERE account_hash = \(key)")
    }
}
