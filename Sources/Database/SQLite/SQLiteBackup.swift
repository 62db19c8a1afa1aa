import Glibc

/// Backups of a SQLite file and the way back.
///
/// None of these functions opens a database file that this process is serving, other than through SQLite: closing a
/// file drops the locks that SQLite holds on it.
enum SQLiteBackup {
    static func write(from source: String, to target: String) throws {
        guard identity(source) != identity(target) || identity(target) == nil else {
            throw DatabaseError(.other, "the backup must be another file than the database")
        }
        try writeAside(target) { aside in
            try SQLiteConnection(path: source, mode: .reader).copy(to: aside)
            try SQLiteConnection(path: aside, mode: .reader).checkIntegrity()
        } place: { aside in
            try rename(aside, to: target)
        }
    }

    static func restore(
        from backup: String, to target: String, schema: Migrator, inspect: (Transaction) throws -> Void
    ) throws {
        let locks = try SQLiteUse.alone.locks(of: target)
        defer { for lock in locks { lock.release() } }
        try writeAside(target) { aside in
            try copyBytes(from: backup, to: aside)
            try check(aside, schema, inspect)
        } place: { aside in
            // The main file goes first: if the power fails between two steps, no database is found at the next start,
            // never one without its log or with another one's.
            for ending in ["", "-wal", "-shm"] {
                unlink(target + ".replaced" + ending)
                if identity(target + ending) != nil { try rename(target + ending, to: target + ".replaced" + ending) }
            }
            try rename(aside, to: target)
        }
    }

    /// Makes a file under another name, readable by its owner only, flushes it to the disk and puts it in place.
    private static func writeAside(
        _ target: String, make: (String) throws -> Void, place: (String) throws -> Void
    ) throws {
        let aside = "\(target).\(getpid()).part"
        unlink(aside)
        defer { unlink(aside) }
        let descriptor = open(aside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseError(.connection, "cannot create a file beside \(target)") }
        defer { close(descriptor) }
        try make(aside)
        guard fsync(descriptor) == 0 else { throw DatabaseError(.full, "the file cannot be flushed to the disk") }
        try place(aside)
        try flushFolder(of: target)
    }

    private static func check(
        _ file: String, _ schema: Migrator, _ inspect: (Transaction) throws -> Void
    ) throws {
        // Byte 18 of the header tells the journal: a database that was copied while it ran has its newest part elsewhere.
        guard try header(file)[18] == 1 else {
            throw DatabaseError(.damaged, "this is a copied database file, not a backup made by: anpi backup")
        }
        let connection: SQLiteConnection
        do {
            connection = try SQLiteConnection(path: file, mode: .reader)
        } catch let error as DatabaseError where error.code == .full {
            throw DatabaseError(.damaged, "the file is damaged")
        }
        try connection.checkIntegrity()
        let applied = try Transaction(connection: connection).run(Migrator.appliedNumbers)
        try schema.refuseNewer(applied)
        try Transaction(connection: connection).run(inspect)
    }

    private static func header(_ file: String) throws -> [UInt8] {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        guard descriptor >= 0, read(descriptor, &bytes, bytes.count) == bytes.count,
            bytes.starts(with: "SQLite format 3\u{0}".utf8)
        else { throw DatabaseError(.damaged, "the file is not a backup") }
        return bytes
    }

    private static func copyBytes(from source: String, to target: String) throws {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw DatabaseError(.connection, "cannot read the backup file") }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CLOEXEC)
        guard output >= 0 else { throw DatabaseError(.connection, "cannot write beside the database file") }
        defer { close(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return }
            guard count > 0, Glibc.write(output, buffer, count) == count else {
                throw DatabaseError(.full, "the backup cannot be copied")
            }
        }
    }

    private static func flushFolder(of file: String) throws {
        let folder = file.contains("/") ? String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]) : "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw DatabaseError(.full, "the folder cannot be flushed to the disk")
        }
    }

    private static func rename(_ old: String, to new: String) throws {
        guard Glibc.rename(old, new) == 0 else { throw DatabaseError(.full, "a file cannot be put in its place") }
    }

    /// Device and number of a file, or nil if there is none.
    private static func identity(_ file: String) -> [UInt64]? {
        var facts = stat()
        return stat(file, &facts) == 0 ? [UInt64(facts.st_dev), UInt64(facts.st_ino)] : nil
    }
}
