/// One statement, written as SQL. Interpolated values become bindings, never text.
///
///     "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)"
///
/// There is no way to put a runtime string into the statement's text.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Piece: Sendable {
        case text(StaticString)
        case value(DatabaseValue)
        case dialect(Dialect)
    }

    let pieces: [Piece]

    /// A statement without values.
    package init(stringLiteral value: StaticString) {
        pieces = [.text(value)]
    }

    /// A statement with values.
    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    private init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// Two parts of one statement, one after the other.
    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(pieces: left.pieces + right.pieces)
    }

    /// Parts with a separator between them, such as conditions with ` AND `.
    package static func joined(_ parts: [SQL], by separator: SQL) -> SQL {
        SQL(pieces: Array(parts.map(\.pieces).joined(separator: separator.pieces)))
    }

    /// Collects a statement from a string literal with interpolations.
    package struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        /// Called by the compiler.
        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        /// Called by the compiler with the text between interpolations.
        package mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { pieces.append(.text(literal)) }
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some DatabaseConvertible) {
            pieces.append(.value(value.databaseValue))
        }

        /// Binds a value, or `NULL`.
        package mutating func appendInterpolation<Value: DatabaseConvertible>(_ value: Value?) {
            pieces.append(.value(value.databaseValue))
        }

        /// Binds each value of a list, in parentheses, for `IN`. An empty list matches nothing.
        package mutating func appendInterpolation(list values: [some DatabaseConvertible]) {
            appendRow(values.isEmpty ? [.null] : values.map(\.databaseValue))
        }

        /// Binds rows for `VALUES`: `(a, b), (c, d)`. There must be at least one.
        package mutating func appendInterpolation(rows: [[DatabaseValue]]) {
            precondition(!rows.isEmpty, "VALUES needs a row")
            for (index, row) in rows.enumerated() {
                if index > 0 { pieces.append(.text(", ")) }
                appendRow(row)
            }
        }

        /// Another statement's part.
        package mutating func appendInterpolation(_ part: SQL) {
            pieces.append(contentsOf: part.pieces)
        }

        /// Words that differ between the engines.
        package mutating func appendInterpolation(dialect: Dialect) {
            pieces.append(.dialect(dialect))
        }

        private mutating func appendRow(_ row: [DatabaseValue]) {
            pieces.append(.text("("))
            for (index, value) in row.enumerated() {
                if index > 0 { pieces.append(.text(", ")) }
                pieces.append(.value(value))
            }
            pieces.append(.text(")"))
        }
    }

    /// The statement's text for one engine, and the values to bind in order.
    ///
    /// PostgreSQL wants a type for each binding and `NULL` has none, so there it stands in the text as a word.
    func rendered(for engine: Engine) -> (text: String, values: [DatabaseValue]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        var values: [DatabaseValue] = []
        values.reserveCapacity(pieces.count / 2)
        for piece in pieces {
            switch (piece, engine) {
            case (.text(let part), _): bytes.append(part)
            case (.dialect(let dialect), _): bytes.append(dialect.words(for: engine))
            case (.value(let value), .sqlite):
                values.append(value)
                bytes.append("?")
            case (.value(.null), .postgres): bytes.append("NULL")
            case (.value(let value), .postgres):
                values.append(value)
                bytes.append("$")
                bytes.append(contentsOf: String(values.count).utf8)
            }
        }
        return (String(decoding: bytes, as: UTF8.self), values)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
