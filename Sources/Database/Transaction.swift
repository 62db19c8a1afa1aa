/// An open transaction. It lives only inside the closure that was given it, and that closure cannot wait for anything.
///
/// A statement that fails ends the transaction on both engines: nothing of it will be kept, later statements throw
/// `DatabaseError` of kind `aborted`, and `read` or `write` throws even if the closure catches the error. Where a row
/// may exist already, write `INSERT … ON CONFLICT DO NOTHING` and look at the number of rows.
package final class Transaction {
    private let connection: any Connection
    /// What it outlasts once it is committed.
    package let durability: Durability
    /// Why the first failing statement failed.
    private(set) var failure: DatabaseError?

    init(connection: any Connection, durability: Durability = .disk) {
        self.connection = connection
        self.durability = durability
    }

    /// The engine that runs it; only for the few places where the plan differs, not the result.
    package var engine: Engine { connection.engine }

    /// Counts a table anew that grows fast.
    ///
    /// Until its first `ANALYZE`, PostgreSQL takes a table for empty, where any index that begins with the organization
    /// seems as good as the key; a plan made then reads all people of the organization for each row that refers to one of
    /// them. SQLite plans without counts.
    ///
    /// - Throws: `DatabaseError`.
    package func recount(_ table: StaticString) throws {
        guard engine == .postgres else { return }
        try forEach("SELECT CAST(anpi_recount(\("\(table)")) AS TEXT)") { _ in }
    }

    /// Runs a definition of the schema; only migrations do.
    func command(_ text: String) throws {
        try refuseAfterFailure()
        do {
            try connection.command(text)
        } catch let error as DatabaseError {
            failure = error
            throw error
        }
    }

    /// Runs the closure of a caller, and throws also if it swallowed the failure of a statement.
    func run<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        do {
            let value = try body(self)
            if let failure { throw failure }
            return value
        } catch let error as DatabaseError where error.code == .aborted {
            throw failure ?? error
        }
    }

    /// Runs a statement and returns the number of rows it changed.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func execute(_ statement: SQL) throws -> Int {
        try run(statement, streaming: false) { _ in }
    }

    /// Inserts rows, and returns one column of those that are new: the statement ends with `ON CONFLICT … DO NOTHING`.
    ///
    /// - Parameters:
    ///   - column: The name of the column.
    ///   - place: Where it stands in each row, from 0.
    /// - Throws: `DatabaseError`.
    package func insert<Value: DatabaseConvertible>(
        _ statement: SQL, returning column: StaticString, at place: Int, as type: Value.Type = Value.self
    ) throws -> [Value] {
        try refuseAfterFailure()
        do {
            return try connection.insert(statement, returning: column, at: place)
        } catch let error as DatabaseError {
            failure = failure ?? error
            throw error
        }
    }

    /// Runs a statement that compares its key with `each` of some values and changes at most one row for each of them.
    /// Returns those values for which it did.
    ///
    /// - Parameter column: The name of the column that is compared.
    /// - Throws: `DatabaseError`.
    package func changed<Value: DatabaseConvertible>(
        _ statement: SQL, returning column: StaticString, as type: Value.Type = Value.self
    ) throws -> [Value] {
        try insert(statement, returning: column, at: 0)
    }

    /// Calls `body` with each row, as it comes: a long result is never held in memory as a whole.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    package func forEach(_ statement: SQL, _ body: (inout Row) throws -> Void) throws {
        _ = try run(statement, streaming: true, body)
    }

    /// All rows, each made into a value.
    ///
    /// - Throws: `DatabaseError`, or what `make` throws.
    package func all<Value>(_ statement: SQL, _ make: (inout Row) throws -> Value) throws -> [Value] {
        var result: [Value] = []
        _ = try run(statement, streaming: false) { result.append(try make(&$0)) }
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
        try first(statement) { try Value(row: &$0) }
    }

    /// The first row made into a value, or nil if there is none.
    ///
    /// - Throws: `DatabaseError`, or what `make` throws.
    package func first<Value>(_ statement: SQL, _ make: (inout Row) throws -> Value) throws -> Value? {
        var found: [Value] = []
        _ = try run(statement, streaming: false) { row in
            if found.isEmpty { found.append(try make(&row)) }
        }
        return found.first
    }

    /// The first column of the first row, or nil if there is no row.
    ///
    /// - Throws: `DatabaseError`.
    package func value<Value: DatabaseConvertible>(_ type: Value.Type, _ statement: SQL) throws -> Value? {
        try first(statement) { try $0.next() }
    }

    private func run(_ statement: SQL, streaming: Bool, _ body: (inout Row) throws -> Void) throws -> Int {
        try refuseAfterFailure()
        var thrownByBody = false
        do {
            return try connection.run(statement, streaming: streaming) { row in
                do {
                    try body(&row)
                } catch {
                    thrownByBody = true
                    throw error
                }
            }
        } catch let error as DatabaseError where !thrownByBody {
            failure = failure ?? error
            throw error
        }
    }

    private func refuseAfterFailure() throws {
        guard let failure else { return }
        throw DatabaseError(.aborted, "a statement of this transaction failed before (\(failure.code))")
    }
}
