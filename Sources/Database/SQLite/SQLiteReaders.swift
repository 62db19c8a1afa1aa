/// Threads that read, each with a connection of its own. A long read never holds up the writer.
final class SQLiteReaders: Sendable {
    private typealias Job = @Sendable (SQLiteConnection) -> Void

    private let queue = WorkQueue<Job>()
    private let ended: AsyncStream<Void>
    private let count: Int

    init(path: String, count: Int) throws {
        self.count = count
        let (stream, ending) = AsyncStream.makeStream(of: Void.self)
        ended = stream
        for _ in 0..<count {
            let connection = UncheckedBox(try SQLiteConnection(path: path, mode: .reader))
            WorkerThread.start { [queue] in
                while let job = queue.take(upTo: 1).first { job(connection.value) }
                connection.discard()
                ending.yield()
            }
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
        var open = count
        for await _ in ended {
            open -= 1
            if open == 0 { break }
        }
    }

    private static func snapshot<Value>(
        _ connection: SQLiteConnection, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        try connection.command("BEGIN")
        defer { try? connection.command("COMMIT") }
        return try body(Transaction(connection: connection))
    }
}
