extension Database {
    /// Writes a copy of the database, as it is at one moment, while everybody goes on working. The copy is one file
    /// that only its owner may read; it is checked before it takes its name.
    ///
    /// - Parameter path: The new file; a file of this name is replaced at the end.
    /// - Throws: `DatabaseError`; kind `other` on PostgreSQL, which has `pg_dump`.
    package func backUp(to path: String) async throws {
        guard case .sqlite(let store) = backend else {
            throw DatabaseError(.other, "PostgreSQL is backed up by its own tools: pg_dump or base backups")
        }
        try await Self.backUp(from: store.path, to: path)
    }

    /// Like `backUp(to:)`, for a database file that another process may be serving.
    ///
    /// - Throws: `DatabaseError`.
    package static func backUp(from file: String, to path: String) async throws {
        try await WorkerThreads.run { try SQLiteBackup.write(from: file, to: path) }
    }

    /// Puts a backup in the place of a database file that nobody uses. What was there is kept beside it, with
    /// `.replaced` at the end of its name. Run the migrations afterwards: the backup may be older than the program.
    ///
    /// - Parameters:
    ///   - schema: The steps that this program knows.
    ///   - inspect: Looks into the backup before it takes its place and throws if it must not.
    /// - Throws: `DatabaseError` of kind `busy` if the database is in use, `damaged` if the backup is not whole, `schema`
    ///   if it is not ours or newer than this program; then nothing was changed.
    package static func restore(
        from backup: String, to file: String, schema: Migrator,
        inspect: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) async throws {
        try await WorkerThreads.run {
            try SQLiteBackup.restore(from: backup, to: file, schema: schema, inspect: inspect)
        }
    }
}
