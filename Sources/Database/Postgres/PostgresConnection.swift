import CPostgres

/// One connection to a PostgreSQL server, with its prepared statements.
final class PostgresConnection: Connection {
    private static let cacheLimit = 512
    /// Statements with more values (bulk inserts) have too many forms to keep.
    private static let cachedValues = 100

    /// A statement is prepared for its values' types.
    private struct Shape: Hashable {
        let text: String
        let types: [UInt32]
    }

    private let handle: OpaquePointer
    private var statements: [Shape: String] = [:]
    private var prepared = 0
    private var running: PostgresRows?

    var engine: Engine { .postgres }

    /// Connects, and sets what our promises need: commits reach the disk, no forgotten transaction holds a lock for
    /// ever, nobody waits for a lock without end.
    ///
    /// - Throws: `DatabaseError`.
    init(server: PostgresServer) throws {
        handle = try server.connect()
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try command(
            """
            SET idle_in_transaction_session_timeout = '60s';
            SET lock_timeout = '15s';
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') IN ('off', 'local')
            """)
    }

    deinit {
        PQfinish(handle)
    }

    /// True once the server cannot be reached any more.
    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    /// True while no transaction is open.
    var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    func command(_ text: String) throws {
        _ = try tag(of: text)
    }

    /// Commits; the server may answer a commit with a rollback.
    func commit() throws {
        guard try tag(of: "COMMIT") == "COMMIT" else {
            throw DatabaseError(.aborted, "the server rolled the transaction back")
        }
    }

    func run(_ statement: SQL, streaming: Bool, _ body: (inout Row) throws -> Void) throws -> Int {
        let rendered = statement.rendered(for: .postgres)
        let parameters = try PostgresParameters(rendered.values)
        running?.fetchAll()
        try send(rendered.text, parameters)
        if streaming { PQsetSingleRowMode(handle) }
        let rows = PostgresRows(handle: handle)
        if !streaming { rows.fetchAll() }
        let outer = running
        running = rows
        defer { running = outer }
        do {
            while var row = try rows.next() { try body(&row) }
        } catch {
            rows.fetchAll()
            throw error
        }
        return rows.count
    }

    func insert<Value: DatabaseConvertible>(
        _ statement: SQL, returning column: StaticString, at _: Int
    ) throws -> [Value] {
        var values: [Value] = []
        _ = try run(statement + " RETURNING " + SQL(stringLiteral: column), streaming: false) {
            values.append(try $0.next())
        }
        return values
    }

    private func send(_ text: String, _ parameters: PostgresParameters) throws {
        let name = try parameters.types.count > Self.cachedValues ? nil : prepare(text, parameters.types)
        let count = Int32(parameters.types.count)
        let formats = [Int32](repeating: 1, count: parameters.types.count)
        let sent = parameters.bytes.withUnsafeBytes { bytes in
            let values = parameters.offsets.map { offset in
                bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            return if let name {
                PQsendQueryPrepared(handle, name, count, values, parameters.lengths, formats, 1)
            } else {
                PQsendQueryParams(handle, text, count, parameters.types, values, parameters.lengths, formats, 1)
            }
        }
        if sent != 1 { throw unsent() }
    }

    private func prepare(_ text: String, _ types: [UInt32]) throws -> String {
        let shape = Shape(text: text, types: types)
        if let known = statements[shape] { return known }
        if statements.count >= Self.cacheLimit { try forgetStatements() }
        prepared += 1
        let name = "anpi\(prepared)"
        _ = try check(PQprepare(handle, name, text, Int32(types.count), types))
        statements[shape] = name
        return name
    }

    /// Lets all prepared statements go; they are prepared again when they are needed.
    func forgetStatements() throws {
        statements.removeAll(keepingCapacity: true)
        try command("DEALLOCATE ALL")
    }

    private func tag(of text: String) throws -> String {
        running?.fetchAll()
        return try check(PQexec(handle, text)).tag
    }

    private func check(_ pointer: OpaquePointer?) throws -> PostgresResult {
        guard let pointer else { throw unsent() }
        let result = PostgresResult(pointer)
        if let failure = result.failure(on: handle) { throw failure }
        return result
    }

    private func unsent() -> DatabaseError {
        isLost
            ? DatabaseError(.connection, "the connection to the server was lost")
            : DatabaseError(.other, "libpq did not take the statement")
    }
}
