import CSQLite
import Domain
import Glibc

/// One connection to a SQLite file, with its prepared statements.
final class SQLiteConnection: Connection {
    /// How a connection may use the file.
    enum Mode {
        case writer
        case reader
    }

    /// SQLite copies text and blobs that are bound with this marker.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private static let cacheLimit = 512
    /// Statements with more values (long lists) have too many forms to keep.
    private static let cachedValues = 600

    private let handle: OpaquePointer
    private var statements: [Int: Kept] = [:]
    /// What a commit outlasts; a writer begins with `synchronous = FULL`.
    private var durability = Durability.disk

    /// A statement that stays prepared, and the shape of its text.
    private struct Kept {
        let statement: OpaquePointer
        let shape: StatementShape
    }

    var engine: Engine { .sqlite }

    /// Opens the file; a writer creates it, readable by its owner only.
    ///
    /// - Throws: `DatabaseError` of kind `schema` if the file is something else than a database of ours.
    init(path: String, mode: Mode, patience: Duration = .seconds(5)) throws {
        let flags =
            switch mode {
            case .writer: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
            case .reader: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
            }
        if mode == .writer { close(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)) }
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            if let opened { sqlite3_close_v2(opened) }
            throw DatabaseError(.connection, "cannot open the database file (\(code))")
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Int32(patience.components.seconds) * 1_000)
        try checkIdentity(mayClaim: mode == .writer)
        try command("PRAGMA foreign_keys = ON")
        // PostgreSQL's LIKE minds the case; so does ours.
        try command("PRAGMA case_sensitive_like = ON")
        try command("PRAGMA temp_store = MEMORY")
        // What is deleted does not stay in the file; pages that are free as a whole are overwritten when they are used.
        try command("PRAGMA secure_delete = FAST")
        try command("PRAGMA cache_size = -16000")
        if mode == .writer {
            try command("PRAGMA journal_mode = WAL")
            try command("PRAGMA synchronous = FULL")
            try command("PRAGMA wal_autocheckpoint = 4000")
            try command("PRAGMA journal_size_limit = 67108864")
        } else {
            try command("PRAGMA query_only = ON")
        }
    }

    /// Each of our files carries our number; an empty file is given it.
    private func checkIdentity(mayClaim: Bool) throws {
        let owner = try number("PRAGMA application_id")
        if owner == SQLiteFile.applicationID { return }
        guard owner == 0, mayClaim, try number("SELECT COUNT(*) FROM sqlite_schema") == 0 else {
            throw DatabaseError(.schema, "the file is not a database of anpi")
        }
        try command("PRAGMA application_id = \(SQLiteFile.applicationID)")
    }

    /// The first column of the first row, as a number.
    func number(_ statement: SQL) throws -> Int64 {
        try Transaction(connection: self).value(Int64.self, statement) ?? 0
    }

    deinit {
        for kept in statements.values { sqlite3_finalize(kept.statement) }
        sqlite3_close_v2(handle)
    }

    /// True while no transaction is open: SQLite ends one by itself when the disk fails.
    var isIdle: Bool { sqlite3_get_autocommit(handle) != 0 }

    func command(_ text: String) throws {
        let code = sqlite3_exec(handle, text, nil, nil, nil)
        if code != SQLITE_OK { throw failure(code) }
    }

    /// Lets the commits that follow outlast this; only between transactions.
    ///
    /// Without a flush the write-ahead log is in the kernel's memory when a commit is told, and the next commit with one
    /// flushes all before it. SQLite flushes the log before it copies pages out of it either way, so that a power cut takes
    /// commits back and damages nothing.
    func commits(outlast wanted: Durability) throws {
        if wanted == durability { return }
        try command(wanted == .disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
        durability = wanted
    }

    /// A word of transaction control; the few there are stay prepared.
    func control(_ word: StaticString) throws {
        let (prepared, _) = try prepare(SQL(stringLiteral: word))
        defer { sqlite3_reset(prepared) }
        let code = sqlite3_step(prepared)
        if code != SQLITE_DONE { throw failure(code) }
    }

    func run(_ statement: SQL, streaming: Bool, _ body: (inout Row) throws -> Void) throws -> Int {
        var result = 0
        try runEach(statement, body) { _, rows in result += rows }
        return result
    }

    /// SQLite tells how many rows a statement changed; `RETURNING` would make a table for it each time.
    func insert<Value: DatabaseConvertible>(
        _ statement: SQL, returning column: StaticString, at place: Int
    ) throws -> [Value] {
        var values: [Value] = []
        try runEach(statement, { _ in }) { row, changed in
            guard let row, changed == 1 else { return }
            guard let value = Value(databaseValue: row[place]) else {
                throw DatabaseError(.decoding, "\(column) does not hold a \(Value.self)")
            }
            values.append(value)
        }
        return values
    }

    /// Runs a statement once, or once for each of its rows or values; `done` is told the row or value, and how many rows
    /// were read or changed.
    private func runEach(
        _ statement: SQL, _ body: (inout Row) throws -> Void, done: ([DatabaseValue]?, Int) throws -> Void
    ) throws {
        let (prepared, isKept) = try prepare(statement)
        defer {
            if isKept {
                sqlite3_reset(prepared)
                sqlite3_clear_bindings(prepared)
            } else {
                sqlite3_finalize(prepared)
            }
        }
        var rows: (first: Int32, all: [[DatabaseValue]])?
        var each: (place: Int32, all: [DatabaseValue])?
        var place: Int32 = 1
        for piece in statement.pieces {
            switch piece {
            case .text, .dialect: break
            case .value(let value):
                try bind(value, at: place, of: prepared)
                place += 1
            case .list(let values): place = try bind(values, from: place, of: prepared)
            case .each(let all):
                each = (place, all)
                place += 1
            case .rows(let all):
                rows = (place, all)
                place += Int32(all[0].count)
            }
        }
        if let each {
            for value in each.all {
                try bind(value, at: each.place, of: prepared)
                try done([value], step(prepared, body))
                sqlite3_reset(prepared)
            }
            return
        }
        guard let rows else { return try done(nil, step(prepared, body)) }
        for row in rows.all {
            // SQLite would take a row that is too short for one with the last row's values.
            precondition(row.count == rows.all[0].count, "VALUES needs rows of one length")
            _ = try bind(row, from: rows.first, of: prepared)
            try done(row, step(prepared, body))
            sqlite3_reset(prepared)
        }
    }

    /// Runs a bound statement to its end. Returns how many rows it gave or changed.
    private func step(_ prepared: OpaquePointer, _ body: (inout Row) throws -> Void) throws -> Int {
        let columns = sqlite3_column_count(prepared)
        var rows = 0
        while true {
            switch sqlite3_step(prepared) {
            case SQLITE_ROW:
                rows += 1
                var row = Row(values: (0..<columns).map { read(prepared, $0) })
                try body(&row)
            case SQLITE_DONE:
                return columns > 0 ? rows : Int(sqlite3_changes(handle))
            case let code:
                throw failure(code)
            }
        }
    }

    /// Copies the whole database, as it is at this moment, into a new file (SQLite's online backup). Others go on
    /// reading and writing.
    func copy(to path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK,
            let target = opened
        else {
            if let opened { sqlite3_close_v2(opened) }
            throw DatabaseError(.connection, "cannot create the backup file")
        }
        defer { sqlite3_close_v2(target) }
        guard let backup = sqlite3_backup_init(target, "main", handle, "main") else {
            throw DatabaseError(.other, "the backup cannot start")
        }
        // All pages in one step: between steps, each commit of the writer would make the copy start anew.
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        if code != SQLITE_DONE {
            throw DatabaseError(.full, "the backup stopped: \(String(cString: sqlite3_errstr(code)))")
        }
        // The copy carries the WAL mark of its source; a backup is one plain file.
        let plain = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", nil, nil, nil)
        if plain != SQLITE_OK { throw DatabaseError(.full, "the backup cannot be finished (\(plain))") }
    }

    /// Reads every page and every reference.
    ///
    /// - Throws: `DatabaseError` of kind `damaged` if something does not fit together.
    func checkIntegrity() throws {
        let transaction = Transaction(connection: self)
        do {
            let verdicts = try transaction.values(String.self, "PRAGMA integrity_check(1)")
            var orphans = 0
            try transaction.forEach("PRAGMA foreign_key_check") { _ in orphans += 1 }
            if verdicts == ["ok"], orphans == 0 { return }
        } catch is DatabaseError {}
        throw DatabaseError(.damaged, "the file is damaged")
    }

    /// A prepared statement, and whether it is kept for the next time. One that runs already (a statement inside its own
    /// `forEach`) or has very many values is made for this once.
    private func prepare(_ statement: SQL) throws -> (statement: OpaquePointer, isKept: Bool) {
        let mark = StatementShape.mark(of: statement)
        let known = statements[mark]
        if let known, known.shape.fits(statement), sqlite3_stmt_busy(known.statement) == 0 {
            return (known.statement, true)
        }
        let rendered = statement.rendered(for: .sqlite)
        let isKept = known == nil && rendered.values.count <= Self.cachedValues
        var prepared: OpaquePointer?
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sqlite3_prepare_v3(handle, rendered.text, -1, flags, &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw failure(code) }
        if isKept {
            if statements.count >= Self.cacheLimit { forgetIdleStatements() }
            statements[mark] = Kept(statement: prepared, shape: StatementShape(statement))
        }
        return (prepared, isKept)
    }

    private func forgetIdleStatements() {
        for (mark, kept) in statements where sqlite3_stmt_busy(kept.statement) == 0 {
            sqlite3_finalize(kept.statement)
            statements[mark] = nil
        }
    }

    /// Binds values one after the other. Returns the place after the last.
    private func bind(_ values: [DatabaseValue], from first: Int32, of statement: OpaquePointer) throws -> Int32 {
        var place = first
        for value in values {
            try bind(value, at: place, of: statement)
            place += 1
        }
        return place
    }

    private func bind(_ value: DatabaseValue, at index: Int32, of statement: OpaquePointer) throws {
        try value.check()
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .real(let number): sqlite3_bind_double(statement, index, number)
            case .text(let text):
                sqlite3_bind_text64(
                    statement, index, text, UInt64(text.utf8.count), Self.transient, UInt8(SQLITE_UTF8))
            case .blob(let bytes):
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), Self.transient)
            }
        if code != SQLITE_OK { throw failure(code) }
    }

    private func read(_ statement: OpaquePointer, _ column: Int32) -> DatabaseValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default: return .null
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let kind: DatabaseError.Code =
            switch code {
            case Constraint.unique, Constraint.primaryKey, Constraint.rowID: .unique
            case Constraint.foreignKey: .foreignKey
            case Constraint.check, Constraint.dataType: .check
            case Constraint.notNull: .notNull
            default:
                switch code & 0xff {
                case SQLITE_BUSY, SQLITE_LOCKED: .busy
                case SQLITE_FULL, SQLITE_IOERR, SQLITE_CORRUPT: .full
                case SQLITE_READONLY: .readOnly
                case SQLITE_CANTOPEN: .connection
                case SQLITE_NOTADB: .schema
                default: .other
                }
            }
        // SQLite's message names tables and columns, never values.
        return DatabaseError(kind, String(cString: sqlite3_errmsg(handle)))
    }
}

/// SQLite's extended result codes for constraints; they are macros that Swift does not import.
private enum Constraint {
    static let check = extended(1)
    static let foreignKey = extended(3)
    static let notNull = extended(5)
    static let primaryKey = extended(6)
    static let unique = extended(8)
    static let rowID = extended(10)
    static let dataType = extended(12)

    private static func extended(_ number: Int32) -> Int32 { SQLITE_CONSTRAINT | number << 8 }
}
