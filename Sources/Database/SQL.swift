/// One statement, written as SQL. Interpolated values become bindings, never text.
///
///     "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)"
///
/// There is no way to put a runtime string into the statement's text.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Piece: Sendable {
        case text(StaticString)
        case value(DatabaseValue)
        case list([DatabaseValue])
        case rows([[DatabaseValue]])
        case each([DatabaseValue])
        case dialect(Dialect)
    }

    /// What an engine is given.
    struct Rendered {
        /// The statement's text.
        let text: String
        /// The values to bind in order; on SQLite without those for which the statement is run one by one.
        let values: [DatabaseValue]
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
            pieces.append(.list(values.isEmpty ? [.null] : values.map { $0.databaseValue }))
        }

        /// Binds rows for the `VALUES` of an `INSERT`: `(a, b), (c, d)`. There must be at least one, all of one length, and
        /// a statement holds them once.
        package mutating func appendInterpolation(rows: [[DatabaseValue]]) {
            precondition(!rows.isEmpty, "VALUES needs a row")
            pieces.append(.rows(rows))
        }

        /// Compares with each value of a list: `person_id \(each: people)`, once in a statement. An empty list matches
        /// nothing.
        ///
        /// SQLite finds each row by its key and changes it there, which costs less than one statement that collects all keys
        /// first. PostgreSQL gets them in one statement, because each statement is a journey.
        package mutating func appendInterpolation(each values: [some DatabaseConvertible]) {
            pieces.append(.each(values.map { $0.databaseValue }))
        }

        /// Another statement's part.
        package mutating func appendInterpolation(_ part: SQL) {
            pieces.append(contentsOf: part.pieces)
        }

        /// Words that differ between the engines.
        package mutating func appendInterpolation(dialect: Dialect) {
            pieces.append(.dialect(dialect))
        }
    }

    /// The statement for one engine.
    ///
    /// SQLite runs a statement once for each of its rows or values: the text is the same however many there are, so it is
    /// prepared once. PostgreSQL gets all in one statement, because each statement is a journey. It wants a type for each binding
    /// and `NULL` has none, so there it stands in the text as a word.
    func rendered(for engine: Engine) -> Rendered {
        var text = StatementText(engine: engine)
        for piece in pieces {
            switch piece {
            case .text(let part): text.append(part)
            case .dialect(let dialect): text.append(dialect.words(for: engine))
            case .value(let value): text.bind(value)
            case .list(let values): text.bindRow(values)
            case .each where engine == .sqlite: text.append("= ?")
            case .each(let values):
                text.append("IN ")
                text.bindRow(values.isEmpty ? [.null] : values.padded)
            case .rows(let all) where engine == .sqlite: text.appendPlaces(all[0].count)
            case .rows(let all):
                for (index, row) in all.enumerated() {
                    if index > 0 { text.append(", ") }
                    text.bindRow(row)
                }
            }
        }
        return Rendered(text: String(decoding: text.bytes, as: UTF8.self), values: text.values)
    }
}

/// A statement's text as it grows, with the values that it binds so far.
private struct StatementText {
    let engine: Engine
    var bytes: [UInt8] = []
    var values: [DatabaseValue] = []

    init(engine: Engine) {
        self.engine = engine
        bytes.reserveCapacity(1_024)
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func bind(_ value: DatabaseValue) {
        switch (engine, value) {
        case (.sqlite, _): append("?")
        case (.postgres, .null): return append("NULL")
        case (.postgres, _):
            append("$")
            bytes.append(contentsOf: String(values.count + 1).utf8)
        }
        values.append(value)
    }

    mutating func bindRow(_ row: [DatabaseValue]) {
        append("(")
        for (index, value) in row.enumerated() {
            if index > 0 { append(", ") }
            bind(value)
        }
        append(")")
    }

    mutating func appendPlaces(_ count: Int) {
        append("(?")
        for _ in 1..<count { append(", ?") }
        append(")")
    }
}
