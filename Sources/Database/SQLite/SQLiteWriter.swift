import Domain

/// The one thread that writes. Transactions that wait together are committed together, with one flush to the disk, or
/// with none where none of them needs it.
final class SQLiteWriter: Sendable {
    /// A waiting transaction.
    private struct Job: Sendable {
        /// Runs the body and returns what to do once the group's fate is known.
        let run: @Sendable (Transaction) -> Outcome
        /// Tells the caller that the body was not run.
        let refuse: @Sendable (DatabaseError) -> Void
        /// Whether somebody waits for it.
        let isUrgent: Bool
        /// What it outlasts.
        let durability: Durability
    }

    /// What became of one body: its caller is told only after the commit.
    private struct Outcome: Sendable {
        let failed: Bool
        /// Called with nil after the commit, or with the reason why the whole group was lost.
        let finish: @Sendable (DatabaseError?) -> Void
    }

    private static let groupLimit = 512

    private let queue = WorkQueue<Job>()
    private let thread: WorkerThreads

    /// - Parameters:
    ///   - groupTime: A group is committed after this much work, so that nobody waits long behind a crowd.
    ///   - patience: How long a group waits for another process's.
    init(path: String, groupTime: Duration, patience: Duration) throws {
        let connection = UncheckedBox(try SQLiteConnection(path: path, mode: .writer, patience: patience))
        thread = WorkerThreads(1) { [queue] _ in
            var left: Job?
            while let job = left ?? queue.take() {
                left = Self.commitGroup(from: job, queue, groupTime, on: connection.value)
            }
            connection.discard()
        }
    }

    var waiting: Int { queue.waiting }

    var urgent: Int { queue.urgentAdded }

    func run<Value: Sendable>(
        urgent: Bool, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(
                run: { transaction in
                    let result = Result { try transaction.run(body) }
                    return Outcome(failed: (try? result.get()) == nil) { lost in
                        switch (result, lost) {
                        case (.success, .some(let lost)): continuation.resume(throwing: lost)
                        default: continuation.resume(with: result)
                        }
                    }
                }, refuse: { continuation.resume(throwing: $0) }, isUrgent: urgent, durability: durability)
            if !queue.add(job, urgent: urgent) {
                continuation.resume(throwing: DatabaseError(.connection, "the database is closed"))
            }
        }
    }

    func close() async {
        queue.close()
        await thread.join()
    }

    /// Runs this job and those that wait by now, or join while it runs, in one transaction. Nobody is told anything before
    /// the commit; an urgent one in the group is not kept waiting for ordinary ones that could still be added, and one that
    /// needs no disk not for one that does.
    ///
    /// - Returns: A job that was taken and is not of this group: the first of the next one.
    private static func commitGroup(
        from first: Job, _ queue: WorkQueue<Job>, _ groupTime: Duration, on connection: SQLiteConnection
    ) -> Job? {
        do {
            try connection.commits(outlast: first.durability)
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            first.refuse(reason(error))
            return nil
        }
        var jobs: [Job] = []
        var outcomes: [Outcome] = []
        let start = ContinuousClock.now
        var next: Job? = first
        var holdsUrgent = false
        while let job = next {
            if first.durability == .process, job.durability == .disk { break }
            jobs.append(job)
            next = nil
            holdsUrgent = holdsUrgent || job.isUrgent
            let outcome = job.run(Transaction(connection: connection, durability: job.durability))
            outcomes.append(outcome)
            // SQLite rolls the whole transaction back by itself when the disk fails.
            let lost = connection.isIdle ? DatabaseError(.full, "the disk ended the transaction") : nil
            if outcome.failed || lost != nil {
                _ = end(connection, lost ?? DatabaseError(.aborted, "a body failed"))
                if lost == nil, jobs.count > 1 {
                    spare(jobs, on: connection)
                } else {
                    for outcome in outcomes { outcome.finish(lost) }
                }
                return nil
            }
            if outcomes.count >= groupLimit || ContinuousClock.now - start > groupTime { break }
            next = queue.takeNow(urgentOnly: holdsUrgent)
        }
        let lost = end(connection, nil)
        for outcome in outcomes { outcome.finish(lost) }
        return next
    }

    /// Runs jobs again that lost their changes with a failing neighbour's, each in a savepoint of its own. Not from the
    /// start, because a savepoint copies every page that it touches, and walks over all copies at each statement's end.
    private static func spare(_ jobs: [Job], on connection: SQLiteConnection) {
        do {
            try connection.control("BEGIN IMMEDIATE")
        } catch {
            return jobs.forEach { $0.refuse(reason(error)) }
        }
        var outcomes: [Outcome] = []
        var lost: DatabaseError?
        var left = jobs[...]
        while lost == nil, let job = left.popFirst() { lost = runInSavepoint(job, on: connection, &outcomes) }
        lost = end(connection, lost)
        for outcome in outcomes { outcome.finish(lost) }
        if let lost { left.forEach { $0.refuse(lost) } }
    }

    /// Returns why the whole group must be given up, if it must.
    private static func runInSavepoint(
        _ job: Job, on connection: SQLiteConnection, _ outcomes: inout [Outcome]
    ) -> DatabaseError? {
        do {
            try connection.control("SAVEPOINT job")
        } catch {
            job.refuse(reason(error))
            return reason(error)
        }
        let outcome = job.run(Transaction(connection: connection, durability: job.durability))
        outcomes.append(outcome)
        // SQLite rolls the whole transaction back by itself when the disk fails.
        if connection.isIdle { return DatabaseError(.full, "the disk ended the transaction") }
        do {
            if outcome.failed { try connection.control("ROLLBACK TO job") }
            try connection.control("RELEASE job")
            return nil
        } catch {
            return reason(error)
        }
    }

    /// Commits, unless the group is lost already; returns why it was lost, if it was.
    private static func end(_ connection: SQLiteConnection, _ lost: DatabaseError?) -> DatabaseError? {
        var lost = lost
        if lost == nil {
            do {
                try connection.control("COMMIT")
            } catch {
                lost = reason(error)
            }
        }
        if !connection.isIdle { try? connection.control("ROLLBACK") }
        return lost
    }

    private static func reason(_ error: any Error) -> DatabaseError {
        error as? DatabaseError ?? DatabaseError(.other, "the transaction failed")
    }
}
