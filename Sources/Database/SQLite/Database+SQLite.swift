extension Database {
    /// Opens (or creates) an embedded database file. The file is held until `close`.
    ///
    /// - Parameters:
    ///   - path: The file; its `-wal`, `-shm`, `.lock` and `.serve` companions lie beside it, on a local disk.
    ///   - use: What for, and so who else may use it meanwhile.
    ///   - readers: Threads that read at the same time, 1 or more.
    /// - Throws: `DatabaseError` of kind `busy` if another process uses the file in a way that does not go with `use`, or `connection`.
    package static func sqlite(path: String, use: SQLiteUse = .alone, readers: Int = 3) throws -> Database {
        Database(backend: .sqlite(try SQLiteStore(path: path, use: use, readerCount: readers)))
    }
}
