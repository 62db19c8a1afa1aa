/// Threads that read, each with a connection of its own. A long read never holds up the writer.
final class SQLiteReaders: Sendable {
    private typealias Job = @Sendable (SQLiteConnection) -> Void

    private let queue = WorkQueue<Job>()
    private let threads: WorkerThreads

    init(path: String, count: Int) throws {
        let connections = try (0..<count).map { _ in UncheckedBox(try SQLiteConnection(path: path, mode: .reader)) }
        threads = WorkerThreads(count) { [queue] number in
            while let job = queue.take() { job(connections[number].value) }
            connections[number].discard()
        }
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let added = queue.add(
                { connection in
                    continuation.resume(with: Result { try Self.snapshot(connection, body) })
                }, urgent: false)
            if !added { continuation.resume(throwing: DatabaseError(.connection, "the database is closed")) }
        }
    }

    func close() async {
        queue.close()
        await threads.join()
    }

    private static func snapshot<Value>(
        _ connection: SQLiteConnection, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try connection.control("BEGIN")
        defer { try? connection.control("COMMIT") }
        return try Transaction(connection: connection).run(body)
    }
}
