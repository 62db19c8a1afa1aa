import Domain

/// A PostgreSQL server: a few connections, each on a thread of its own.
final class PostgresStore: Sendable {
    private typealias Job = @Sendable (PostgresLane) -> Void

    private let queue = WorkQueue<Job>()
    private let threads: WorkerThreads

    /// Starts the threads and connects the first one; the others connect when they are needed.
    ///
    /// Of two or more connections one takes urgent work only, so that an answer never waits behind long reads.
    ///
    /// - Throws: `DatabaseError` of kind `connection`.
    init(conninfo: String, connections count: Int) async throws {
        let server = try PostgresServer(conninfo: conninfo)
        threads = WorkerThreads(count) { [queue] number in
            let lane = PostgresLane(server: server, pause: queue.pause)
            while let job = queue.take(urgentOnly: number > 0 && number == count - 1) { job(lane) }
        }
        do {
            try await run(urgent: false) { try $0.connect() }
        } catch {
            await close()
            throw error
        }
    }

    var waiting: Int { queue.waiting }

    var urgent: Int { queue.urgentAdded }

    func read<Value: Sendable>(
        _ rows: RowScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await run(urgent: false) { try $0.transaction(rows, .read, body) }
    }

    func write<Value: Sendable>(
        _ rows: RowScope, urgent: Bool, _ durability: Durability,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await run(urgent: urgent) { try $0.transaction(rows, .write(durability), body) }
    }

    func close() async {
        queue.close()
        await threads.join()
    }

    private func run<Value: Sendable>(
        urgent: Bool, _ body: @escaping @Sendable (PostgresLane) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let added = queue.add({ lane in continuation.resume(with: Result { try body(lane) }) }, urgent: urgent)
            if !added { continuation.resume(throwing: DatabaseError(.connection, "the database is closed")) }
        }
    }
}
