package import Database
package import Domain

/// The stored counters behind `FactorLock`. A try is counted before it is looked at, so that parallel guesses cannot
/// share one place; they survive a restart, and never touch an answer to a safety check.
package enum FactorLocks {
    /// Counts a try for its kind and for all kinds together.
    ///
    /// - Returns: Whether it may be looked at; if not, nothing was counted.
    /// - Throws: `DatabaseError`.
    package static func take(
        _ kind: LockKind, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> LockAnswer {
        let all = try load(.all, subject, in: transaction)
        if case .locked(let until) = all.answer(.all, now: now) { return .locked(until: until) }
        let own = try load(kind, subject, in: transaction)
        let answer = own.answer(kind, now: now)
        guard case .open = answer else { return answer }
        try store(all.counting(.all, now: now), .all, subject, now: now, in: transaction)
        try store(own.counting(kind, now: now), kind, subject, now: now, in: transaction)
        return answer
    }

    /// What would be answered to a try now, without counting one.
    ///
    /// - Throws: `DatabaseError`.
    package static func look(
        _ kind: LockKind, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> LockAnswer {
        let all = try load(.all, subject, in: transaction, locking: false)
        if case .locked(let until) = all.answer(.all, now: now) { return .locked(until: until) }
        return try load(kind, subject, in: transaction, locking: false).answer(kind, now: now)
    }

    /// Forgets the failures of one kind, after a right try; this try no longer counts among all.
    ///
    /// - Throws: `DatabaseError`.
    package static func clear(
        _ kind: LockKind, _ subject: FactorSubject, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM factor_lock
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """)
        try transaction.execute(
            """
            UPDATE factor_lock SET failures = 0, failed_in_a_row = 0, locked_until = 0
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(LockKind.all)
            """)
    }

    /// Lifts every lock of a person: whoever resets the factors does.
    ///
    /// - Throws: `DatabaseError`.
    package static func lift(
        _ person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM factor_lock WHERE tenant_id = \(tenant) AND person_id = \(person)")
    }

    /// The row is made first, so that there is one to lock.
    private static func load(
        _ kind: LockKind, _ subject: FactorSubject, in transaction: Transaction, locking: Bool = true
    ) throws -> FactorLock {
        if locking {
            try transaction.execute(
                """
                INSERT INTO factor_lock
                    (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until, window_start, changed_at)
                VALUES (\(subject.tenant), \(subject.person), \(kind), 0, 0, 0, 0, 0)
                ON CONFLICT (tenant_id, person_id, kind) DO UPDATE SET kind = factor_lock.kind
                """)
        }
        return try transaction.first(
            """
            SELECT failures, failed_in_a_row, locked_until, window_start FROM factor_lock
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """
        ) { row in
            FactorLock(
                failures: try row.next(), failedInARow: try row.next(), lockedUntil: try row.next(),
                windowStart: try row.next())
        } ?? FactorLock()
    }

    private static func store(
        _ lock: FactorLock, _ kind: LockKind, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE factor_lock SET failures = \(lock.failures), failed_in_a_row = \(lock.failedInARow),
                   locked_until = \(lock.lockedUntil), window_start = \(lock.windowStart), changed_at = \(now)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """)
    }
}
