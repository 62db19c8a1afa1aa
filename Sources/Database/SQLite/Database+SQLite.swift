extension Database {
    /// Opens (or creates) an embedded database file. The file is held until `close`.
    ///
    /// - Parameters:
    ///   - path: The file; its `-wal`, `-shm` and `.lock` companions lie beside it, on a local disk.
    ///   - readers: Threads that read at the same time, 1 or more.
    /// - Throws: `DatabaseError` of kind `busy` if another process uses the file, or `connection`.
    package static func sqlite(path: String, readers: Int = 3) throws -> Database {
        Database(backend: .sqlite(try SQLiteStore(path: path, readerCount: readers)))
    }
}
