package import Domain

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

// The types that stand in every row, written out: what is made for all types asks for their kind at run time, for each value.
extension Row {
    /// The next column, a whole number.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Int64 {
        guard case .integer(let number) = try take() else { throw mismatch(Int64.self) }
        return number
    }

    /// The next column, a whole number.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Int {
        guard case .integer(let number) = try take() else { throw mismatch(Int.self) }
        return Int(number)
    }

    /// The next column, 0 or 1.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Bool {
        guard case .integer(let number) = try take() else { throw mismatch(Bool.self) }
        return number != 0
    }

    /// The next column, a text.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> String {
        guard case .text(let text) = try take() else { throw mismatch(String.self) }
        return text
    }

    /// The next column, an instant.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Instant {
        guard case .integer(let number) = try take() else { throw mismatch(Instant.self) }
        return Instant(milliseconds: number)
    }

    /// The next column, an identifier.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next<Kind>(_ type: Identifier<Kind>.Type = Identifier<Kind>.self) throws -> Identifier<Kind> {
        guard case .integer(let number) = try take() else { throw mismatch(type) }
        return Identifier(rawValue: number)
    }

    /// The next column, a whole number or nothing.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Int? {
        switch try take() {
        case .null: return nil
        case .integer(let number): return Int(number)
        default: throw mismatch(Int?.self)
        }
    }

    /// The next column, a whole number or nothing.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Int64? {
        switch try take() {
        case .null: return nil
        case .integer(let number): return number
        default: throw mismatch(Int64?.self)
        }
    }

    /// The next column, a text or nothing.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> String? {
        switch try take() {
        case .null: return nil
        case .text(let text): return text
        default: throw mismatch(String?.self)
        }
    }

    /// The next column, an instant or nothing.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next() throws -> Instant? {
        switch try take() {
        case .null: return nil
        case .integer(let number): return Instant(milliseconds: number)
        default: throw mismatch(Instant?.self)
        }
    }

    /// The next column, an identifier or nothing.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    package mutating func next<Kind>() throws -> Identifier<Kind>? {
        switch try take() {
        case .null: return nil
        case .integer(let number): return Identifier(rawValue: number)
        default: throw mismatch(Identifier<Kind>?.self)
        }
    }
}

/// A type that is read from the columns of one row, in order.
package protocol RowDecodable {
    /// Takes its columns from the row.
    ///
    /// - Throws: `DatabaseError` of kind `decoding`.
    init(row: inout Row) throws
}
