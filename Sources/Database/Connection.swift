/// A connection to one of the two engines; it is used by one thread at a time.
protocol Connection: AnyObject {
    var engine: Engine { get }
    /// Runs a statement, calls `body` with each row and returns how many rows were changed or read.
    ///
    /// While `body` runs, it may run other statements on the same connection.
    ///
    /// - Parameter streaming: Rows are fetched as they are needed instead of all at once.
    func run(_ statement: SQL, streaming: Bool, _ body: (inout Row) throws -> Void) throws -> Int
    /// Runs an insert of rows that leaves out what exists already, and returns one column of the rows that are new; or a
    /// change of each of some values, and returns those that it found.
    ///
    /// - Parameter place: Where the column stands in each row.
    func insert<Value: DatabaseConvertible>(
        _ statement: SQL, returning column: StaticString, at place: Int
    ) throws -> [Value]
    /// Runs text that takes no values and returns no rows.
    func command(_ text: String) throws
}
