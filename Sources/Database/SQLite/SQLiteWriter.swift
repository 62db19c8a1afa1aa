import Domain

/// The one thread that writes. Transactions that wait together are committed together, with one flush to the disk.
final class SQLiteWriter: Sendable {
    /// A waiting transaction.
    private struct Job: Sendable {
        /// Runs the body and returns what to do once the group's fate is known.
        let run: @Sendable (Transaction) -> Outcome
    }

    /// What became of one body: its caller is told only after the commit.
    private struct Outcome: Sendable {
        let failed: Bool
        /// Called with nil after the commit, or with the reason why the whole group was lost.
        let finish: @Sendable (DatabaseError?) -> Void
    }

    /// A group is committed after this much work, so that nobody waits long behind a crowd.
    private static let groupTime = Duration.milliseconds(10)
    private static let groupLimit = 512

    private let queue = WorkQueue<Job>()
    private let ended: AsyncStream<Void>

    init(path: String) throws {
        let connection = UncheckedBox(try SQLiteConnection(path: path, mode: .writer))
        let (stream, ending) = AsyncStream.makeStream(of: Void.self)
        ended = stream
        WorkerThread.start { [queue] in
            while true {
                let jobs = queue.take(upTo: Self.groupLimit)
                if jobs.isEmpty { break }
                Self.commit(jobs, on: connection.value)
            }
            connection.discard()
            ending.finish()
        }
    }

    func run<Value: Sendable>(
        urgent: Bool, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job { transaction in
                let result = Result { try body(transaction) }
                return Outcome(failed: (try? result.get()) == nil) { lost in
                    switch (result, lost) {
                    case (.success, .some(let lost)): continuation.resume(throwing: lost)
                    default: continuation.resume(with: result)
                    }
                }
            }
            if !queue.add(job, urgent: urgent) {
                continuation.resume(throwing: DatabaseError(.connection, "the database is closed"))
            }
        }
    }

    func close() async {
        queue.close()
        for await _ in ended {}
    }

    /// Runs the jobs in as few transactions as the time limit allows; each job in a savepoint of its own, so that a
    /// failing one spares its neighbours.
    private static func commit(_ jobs: [Job], on connection: SQLiteConnection) {
        var waiting = jobs[...]
        while !waiting.isEmpty {
            do {
                try connection.command("BEGIN IMMEDIATE")
            } catch {
                let lost = error as? DatabaseError ?? DatabaseError(.other, "the transaction could not begin")
                for job in waiting { job.run(Transaction(connection: RefusingConnection(reason: lost))).finish(lost) }
                return
            }
            var outcomes: [Outcome] = []
            let start = ContinuousClock.now
            while let job = waiting.popFirst() {
                outcomes.append(runInSavepoint(job, on: connection))
                if connection.isIdle || ContinuousClock.now - start > groupTime { break }
            }
            let lost = end(connection)
            for outcome in outcomes { outcome.finish(lost) }
        }
    }

    private static func runInSavepoint(_ job: Job, on connection: SQLiteConnection) -> Outcome {
        do {
            try connection.command("SAVEPOINT job")
        } catch {
            let lost = error as? DatabaseError ?? DatabaseError(.other, "the savepoint failed")
            return job.run(Transaction(connection: RefusingConnection(reason: lost)))
        }
        let outcome = job.run(Transaction(connection: connection))
        if outcome.failed { try? connection.command("ROLLBACK TO job") }
        try? connection.command("RELEASE job")
        return outcome
    }

    /// Commits; returns why the group was lost, if it was.
    private static func end(_ connection: SQLiteConnection) -> DatabaseError? {
        if connection.isIdle { return DatabaseError(.full, "the disk ended the transaction") }
        do {
            try connection.command("COMMIT")
            return nil
        } catch {
            try? connection.command("ROLLBACK")
            return error as? DatabaseError ?? DatabaseError(.other, "the commit failed")
        }
    }
}

/// Stands in for a connection that could not open a transaction: each statement fails with the reason.
private final class RefusingConnection: Connection {
    private let reason: DatabaseError
    let engine = Engine.sqlite

    init(reason: DatabaseError) {
        self.reason = reason
    }

    func run(_ statement: SQL, _ body: (Row) throws -> Void) throws -> Int {
        throw reason
    }

    func command(_ text: String) throws {
        throw reason
    }
}
