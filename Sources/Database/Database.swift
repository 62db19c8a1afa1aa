/// The store of an installation: embedded SQLite, or PostgreSQL when one machine is no longer enough.
///
/// Closures given to `read` and `write` run on the store's own threads, inside one transaction. They may be run again
/// when two transactions collide, so they change nothing but rows.
package struct Database: Sendable {
    let backend: Backend

    enum Backend: Sendable {
        case sqlite(SQLiteStore)
        case postgres(PostgresStore)
    }

    init(backend: Backend) {
        self.backend = backend
    }

    /// The engine behind this store.
    package var engine: Engine {
        switch backend {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// Runs `body` in a transaction that sees one consistent state and changes nothing.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    package func read<Value: Sendable>(
        _ rows: RowScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        switch backend {
        case .sqlite(let store): try await store.read(body)
        case .postgres(let store): try await store.read(rows, body)
        }
    }

    /// Runs `body` in a transaction and returns after it is durable. If `body` throws, nothing was changed. It may be run
    /// again, when something else failed that was to be committed with it: it leaves no trace outside of the transaction.
    ///
    /// On SQLite one transaction writes at a time. On PostgreSQL several do, and each statement sees what was committed
    /// before it: what `body` reads and then relies on it locks (`\(dialect: .forUpdate)`) or writes conditionally.
    ///
    /// - Parameters:
    ///   - urgent: Goes before everything that waits; for answers, codes and logins.
    ///   - durability: What it outlasts; `process` only for what nobody was told is done.
    /// - Throws: `DatabaseError`, or what `body` throws.
    @discardableResult
    package func write<Value: Sendable>(
        _ rows: RowScope, urgent: Bool = false, durability: Durability = .disk,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        switch backend {
        case .sqlite(let store): try await store.write(urgent: urgent, durability, body)
        case .postgres(let store): try await store.write(rows, urgent: urgent, durability, body)
        }
    }

    /// How many transactions wait for a thread at this moment, for the metrics; on SQLite only those that write.
    package var waiting: Int {
        switch backend {
        case .sqlite(let store): store.waiting
        case .postgres(let store): store.waiting
        }
    }

    /// How many urgent transactions there ever were: whoever works in the background rests while they come.
    package var urgent: Int {
        switch backend {
        case .sqlite(let store): store.urgent
        case .postgres(let store): store.urgent
        }
    }

    /// Finishes what waits, then closes all connections. The store must not be used afterwards.
    package func close() async {
        switch backend {
        case .sqlite(let store): await store.close()
        case .postgres(let store): await store.close()
        }
    }
}
