import CPostgres

/// The rows of the statement that runs on a connection.
///
/// libpq runs one statement at a time. When another one starts while rows are still to come, `fetchAll` first takes the
/// rest into memory.
final class PostgresRows {
    private let handle: OpaquePointer
    private var waiting = Fifo<PostgresResult>()
    private var current: PostgresResult?
    private var position = 0
    private(set) var isFinished = false

    /// How many rows the statement changed or returned, once it is finished.
    private(set) var count = 0

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        fetchAll()
    }

    /// Takes everything that is still to come into memory, so that the connection is free.
    func fetchAll() {
        while let result = fetch() { waiting.append(result) }
    }

    /// The next row, or nil after the last one.
    ///
    /// - Throws: `DatabaseError`.
    func next() throws -> Row? {
        while true {
            if let current {
                if position < current.rows {
                    defer { position += 1 }
                    return try current.row(position)
                }
                count += current.changed
            }
            current = waiting.popFirst() ?? fetch()
            position = 0
            guard let current else { return nil }
            if let failure = current.failure(on: handle) {
                fetchAll()
                throw failure
            }
        }
    }

    private func fetch() -> PostgresResult? {
        if isFinished { return nil }
        if let pointer = PQgetResult(handle) { return PostgresResult(pointer) }
        isFinished = true
        return nil
    }
}

/// One answer of the server; in streaming mode there is one for each row and one for the end.
final class PostgresResult {
    private let pointer: OpaquePointer

    /// Takes over the pointer.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var rows: Int { Int(PQntuples(pointer)) }

    /// The rows that the statement changed or returned; known at its end only.
    var changed: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// What the statement did, such as `COMMIT`.
    var tag: String { String(cString: PQcmdStatus(pointer)) }

    /// - Throws: `DatabaseError` of kind `decoding`.
    func row(_ row: Int) throws -> Row {
        let row = Int32(row)
        return Row(
            values: try (0..<PQnfields(pointer)).map { column in
                if PQgetisnull(pointer, row, column) == 1 { return .null }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
                return try DatabaseValue(postgres: bytes, type: PQftype(pointer, column))
            })
    }

    /// Why the statement failed, or nil if it did not. Only the primary message is used: detail and context hold values.
    func failure(on handle: OpaquePointer) -> DatabaseError? {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return nil
        default: break
        }
        guard let state = field("C") else {
            return PQstatus(handle) == CONNECTION_OK
                ? DatabaseError(.other, "the server's answer cannot be read")
                : DatabaseError(.connection, "the connection to the server was lost")
        }
        // A cached plan that a migration made useless: run again, it is planned anew.
        if state == "0A000", field("R") == "RevalidateCachedQuery" {
            return DatabaseError(.conflict, "the schema changed under a prepared statement")
        }
        // Messages of class 22 (data) repeat the value they complain of.
        let message = state.hasPrefix("22") ? "a value cannot be used" : field("M") ?? "no message"
        return DatabaseError(DatabaseError.Code(sqlState: state), "\(message) (\(state))")
    }

    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(pointer, Int32(letter.value)).map { String(cString: $0) }
    }
}
