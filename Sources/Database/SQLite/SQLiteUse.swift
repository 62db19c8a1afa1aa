/// What a process does with a SQLite file, and so which other processes may use it at the same time.
///
/// SQLite itself lets one of them write at a time; the others wait their turn, which is short because every transaction
/// is. These locks keep apart what SQLite cannot: two servers, and a schema or a file that changes under a reader.
package enum SQLiteUse: Sendable {
    /// Changes the schema or replaces the file: nobody else.
    case alone
    /// Serves: commands may work beside it, a second server may not.
    case serving
    /// Does one thing, such as handing out a password at three in the morning: beside a server and other commands.
    case beside

    /// How long a transaction waits for another process's. A command has time; nobody must wait long for a server.
    var patience: Duration { self == .beside ? .seconds(30) : .seconds(5) }

    /// Takes the locks of this use.
    ///
    /// - Throws: `DatabaseError` of kind `busy`.
    func locks(of path: String) throws -> [FileLock] {
        let file = path + ".lock"
        switch self {
        case .alone:
            return [
                try FileLock(
                    path: file, isShared: false,
                    refusal: "another process is using this database file; stop `anpi serve` first")
            ]
        case .serving:
            return try Self.beside.locks(of: path) + [
                FileLock(
                    path: path + ".serve", isShared: false,
                    refusal: "another `anpi serve` is using this database file")
            ]
        case .beside:
            return [
                try FileLock(
                    path: file, isShared: true,
                    refusal: "another process is changing or restoring this database file; wait until it has ended")
            ]
        }
    }
}
