package import Database
package import Domain

/// The stored counters behind `FactorLock`. Nobody looks at a try whose place is not counted in the same transaction or
/// before it, so that parallel guesses cannot share one place; they survive a restart, and never touch an answer to a
/// safety check.
package enum FactorLocks {
    /// Counts a try for its kind and for all kinds together, before it is looked at elsewhere.
    ///
    /// - Returns: Whether it may be looked at; if not, nothing was counted.
    /// - Throws: `DatabaseError`.
    package static func take(
        _ kind: LockKind, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> LockAnswer {
        let counts = try hold(kind, subject, in: transaction)
        let answer = counts.answer(now: now)
        if case .open = answer { try counts.count(now: now, in: transaction) }
        return answer
    }

    /// The counts for a try of one kind, which nobody else changes until the transaction ends: they change only with
    /// their person's password held.
    static func hold(
        _ kind: LockKind, _ subject: FactorSubject, in transaction: Transaction
    ) throws -> HeldCounts {
        try Credential.lock(person: subject.person, tenant: subject.tenant, transaction)
        var locks: [LockKind: FactorLock] = [:]
        try transaction.forEach(
            """
            SELECT kind, failures, failed_in_a_row, locked_until, window_start, times FROM factor_lock
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
            """
        ) { row in
            locks[try row.next()] = try FactorLock.withTimes(&row)
        }
        return HeldCounts(
            kind: kind, subject: subject, areNone: locks.isEmpty, all: locks[.all] ?? FactorLock(),
            own: locks[kind] ?? FactorLock())
    }

    /// What would be answered to a try now, without counting one.
    ///
    /// - Throws: `DatabaseError`.
    package static func look(
        _ kind: LockKind, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> LockAnswer {
        let own = try load(kind, subject, in: transaction)
        return own.answer(kind, beside: try load(.all, subject, in: transaction), now: now)
    }

    /// Until when wrong codes of all kinds together keep everything from being looked at; nil if they do not.
    ///
    /// - Throws: `DatabaseError`.
    static func ofEverything(_ subject: FactorSubject, now: Instant, in transaction: Transaction) throws -> Instant? {
        guard case .locked(let until) = try load(.all, subject, in: transaction).answer(.all, now: now) else {
            return nil
        }
        return until
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
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind IN (\(LockKind.all), \(kind))
            """)
    }

    /// Forgets the failures of one kind, after a try that was counted some time ago and was right. A lock that another try
    /// of the same moment has set stays, since its person is told of it: what led to it is forgotten.
    ///
    /// - Parameter left: How many tries were left after this one; after the last, the lock is its own.
    static func clear(
        _ kind: LockKind, _ subject: FactorSubject, left: Int, now: Instant, in transaction: Transaction
    ) throws {
        guard left > 0, try look(kind, subject, now: now, in: transaction).isShut else {
            return try clear(kind, subject, in: transaction)
        }
        try transaction.execute(
            """
            UPDATE factor_lock SET failed_in_a_row = 0
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
              AND kind IN (\(LockKind.all), \(kind)) AND failed_in_a_row < \(FactorLock.failuresToStop)
            """)
    }

    /// Takes the count of a try back that turned out to be none.
    ///
    /// - Parameters:
    ///   - left: How many tries were left after this one; if none, what it locked opens again.
    ///   - time: When it was counted.
    static func giveBack(
        _ kind: LockKind, _ subject: FactorSubject, left: Int, countedAt time: Instant, now: Instant,
        in transaction: Transaction
    ) throws {
        let counts = try hold(kind, subject, in: transaction)
        if !counts.areNone { try counts.uncount(countedAt: time, tookLast: left == 0, now: now, in: transaction) }
    }

    /// Lifts every lock of a person: whoever resets the factors does.
    ///
    /// - Throws: `DatabaseError`.
    package static func lift(
        _ person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM factor_lock WHERE tenant_id = \(tenant) AND person_id = \(person)")
    }

    private static func load(
        _ kind: LockKind, _ subject: FactorSubject, in transaction: Transaction
    ) throws -> FactorLock {
        try transaction.first(
            """
            SELECT failures, failed_in_a_row, locked_until, window_start, times FROM factor_lock
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """
        ) { try FactorLock.withTimes(&$0) } ?? FactorLock()
    }
}

/// The counts of all kinds together and of one, as they stand while nobody else can change them.
struct HeldCounts {
    fileprivate let kind: LockKind
    fileprivate let subject: FactorSubject
    /// Whether no try was wrong since the last right one.
    let areNone: Bool
    fileprivate let all: FactorLock
    fileprivate let own: FactorLock

    /// Whether a try may be looked at.
    func answer(now: Instant) -> LockAnswer { own.answer(kind, beside: all, now: now) }

    /// Counts the try.
    func count(now: Instant, in transaction: Transaction) throws {
        try store(all.counting(.all, now: now), own.counting(kind, now: now), now: now, in: transaction)
    }

    /// Takes a try back that was counted.
    fileprivate func uncount(
        countedAt time: Instant, tookLast: Bool, now: Instant, in transaction: Transaction
    ) throws {
        try store(
            all.uncounting(.all, countedAt: time, tookLast: tookLast),
            own.uncounting(kind, countedAt: time, tookLast: tookLast), now: now, in: transaction)
    }

    private func store(
        _ overall: FactorLock, _ next: FactorLock, now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO factor_lock
                (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until, window_start, times, changed_at)
            VALUES
                (\(subject.tenant), \(subject.person), \(LockKind.all), \(overall.failures), \(overall.failedInARow),
                 \(overall.lockedUntil), \(overall.windowStart), \(overall.storedTimes), \(now)),
                (\(subject.tenant), \(subject.person), \(kind), \(next.failures), \(next.failedInARow),
                 \(next.lockedUntil), \(next.windowStart), \(next.storedTimes), \(now))
            ON CONFLICT (tenant_id, person_id, kind) DO UPDATE SET
                failures = excluded.failures, failed_in_a_row = excluded.failed_in_a_row,
                locked_until = excluded.locked_until, window_start = excluded.window_start,
                times = excluded.times, changed_at = excluded.changed_at
            """)
    }
}

extension FactorLock: RowDecodable {
    /// The columns `failures, failed_in_a_row, locked_until, window_start`.
    ///
    /// - Throws: `DatabaseError`.
    package init(row: inout Row) throws {
        self.init(
            failures: try row.next(), failedInARow: try row.next(), lockedUntil: try row.next(),
            windowStart: try row.next())
    }

    /// The same columns, and `times`.
    fileprivate static func withTimes(_ row: inout Row) throws -> FactorLock {
        var lock = try FactorLock(row: &row)
        lock.times = try row.next(String.self).split(separator: " ").compactMap { text in
            Int64(text).map(Instant.init(milliseconds:))
        }
        return lock
    }

    fileprivate var storedTimes: String { times.map { "\($0.milliseconds)" }.joined(separator: " ") }
}
