/// One row of a result; its columns are taken in the order of the statement.
package struct Row: Sendable {
    private let values: [DatabaseValue]
    private var position = 0

    init(values: [DatabaseValue]) {
        self.values = values
    }

    /// The next column.
    ///
    /// - Throws: `DatabaseError` of kind `decoding` if the column is missing or holds another type.
    package mutating func next<Value: DatabaseConvertible>(_ type: Value.Type = Value.self) throws -> Value {
        guard let value = Value(databaseValue: try take()) else { throw mismatch(Value.self) }
        return value
    }

    // What does not depend on the type stands apart, so that little is left to be made for each type.

    private mutating func take() throws -> DatabaseValue {
        guard position < values.count else {
            throw DatabaseError(.decoding, "column \(position + 1) of \(values.count) was asked for")
        }
        defer { position += 1 }
        return values[position]
    }

    private func mismatch(_ type: Any.Type) -> DatabaseError {
        DatabaseError(.decoding, "column \(position) does not hold a \(type)")
    }
}

/// A type that is read from the columns of one row, in order.
package protocol RowDecodable {
    /// Takes its columns from the row.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    init(row: inout Row) throws
}
