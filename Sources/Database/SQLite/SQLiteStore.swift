import Domain

/// A SQLite file: one writer thread that commits in groups, and a few reader threads.
struct SQLiteStore: Sendable {
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders
    private let locks: [FileLock]
    let path: String

    /// Opens the file and holds it as far as its use needs.
    init(
        path: String, use: SQLiteUse = .alone, readerCount: Int, groupTime: Duration = .milliseconds(10)
    ) throws {
        locks = try use.locks(of: path)
        self.path = path
        writer = try SQLiteWriter(path: path, groupTime: groupTime, patience: use.patience)
        readers = try SQLiteReaders(path: path, count: readerCount)
    }

    var waiting: Int { writer.waiting }

    var urgent: Int { writer.urgent }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await readers.run(body)
    }

    func write<Value: Sendable>(
        urgent: Bool, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await writer.run(urgent: urgent, durability, body)
    }

    func close() async {
        await readers.close()
        await writer.close()
        for lock in locks { lock.release() }
    }
}
