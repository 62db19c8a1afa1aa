/// An open transaction. It lives only inside the closure that was given it, and that closure cannot wait for anything.
package final class Transaction {
    private let connection: any Connection

    init(connection: any Connection) {
        self.connection = connection
    }

    /// The engine that runs it; only for the few places where the plan differs, not the result.
    package var engine: Engine { connection.engine }

    /// Runs a definition of the schema; only migrations do.
    func command(_ text: String) throws {
        try connection.command(text)
    }

    /// Runs a statement and returns the number of rows it changed.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func execute(_ statement: SQL) throws -> Int {
        try connection.run(statement) { _ in }
    }

    /// Calls `body` with each row, as it comes.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    package func forEach(_ statement: SQL, _ body: (inout Row) throws -> Void) throws {
        _ = try connection.run(statement) { row in
            var row = row
            try body(&row)
        }
    }

    /// All rows, each made into a value.
    ///
    /// - Throws: `DatabaseError`, or what `make` throws.
    package func all<Value>(_ statement: SQL, _ make: (inout Row) throws -> Value) throws -> [Value] {
        var result: [Value] = []
        try forEach(statement) { result.append(try make(&$0)) }
        return result
    }

    /// All rows as values of one type.
    ///
    /// - Throws: `DatabaseError`.
    package func all<Value: RowDecodable>(_ type: Value.Type, _ statement: SQL) throws -> [Value] {
        try all(statement) { try Value(row: &$0) }
    }

    /// All values of a result's first column.
    ///
    /// - Throws: `DatabaseError`.
    package func values<Value: DatabaseConvertible>(_ type: Value.Type, _ statement: SQL) throws -> [Value] {
        try all(statement) { try $0.next() }
    }

    /// The first row as a value, or nil if there is none.
    ///
    /// - Throws: `DatabaseError`.
    package func first<Value: RowDecodable>(_ type: Value.Type, _ statement: SQL) throws -> Value? {
        try all(type, statement).first
    }

    /// The first row made into a value, or nil if there is none.
    ///
    /// - Throws: `DatabaseError`, or what `make` throws.
    package func first<Value>(_ statement: SQL, _ make: (inout Row) throws -> Value) throws -> Value? {
        try all(statement, make).first
    }

    /// The first column of the first row, or nil if there is no row.
    ///
    /// - Throws: `DatabaseError`.
    package func value<Value: DatabaseConvertible>(_ type: Value.Type, _ statement: SQL) throws -> Value? {
        try values(type, statement).first
    }
}

/// A connection to one of the two engines; it is used by one thread at a time.
protocol Connection: AnyObject {
    var engine: Engine { get }
    /// Runs a statement, calls `body` with each row and returns how many rows were changed.
    func run(_ statement: SQL, _ body: (Row) throws -> Void) throws -> Int
    /// Runs text that takes no values and returns no rows.
    func command(_ text: String) throws
}
