import Database
import Domain

/// Marks the identifiers of imports.
enum PeopleImportKind {}

/// An import of people on its way through the database.
///
/// Lines are staged in short transactions. Publishing it is one flag, committed in one transaction; from then on the
/// lines are carried over in short transactions, each of which deletes the lines it has carried over. A crash before
/// the flag leaves nothing; a crash after it is finished at the next start. So no transaction holds the writer for long
/// and no file is imported by half.
struct PeopleImport: Sendable {
    /// How far an import is.
    enum State: String, DatabaseConvertible {
        case staging
        case published
    }

    /// The lines of one transaction.
    static let chunk = 200
    private static let separator: Character = "\u{1f}"
    /// An import that still stages after this time was left behind by a crash.
    private static let stagingLimit = Duration.seconds(60 * 60)

    let id: Identifier<PeopleImportKind>
    let tenant: TenantID
    let heading: String
    let requestID: String
    /// Whether unknown departments are made when the lines are carried over, too.
    let createsDepartments: Bool
    /// Whether lines may say who is an administrator.
    let appoints: Bool

    /// Opens an import; an organization has one at a time.
    ///
    /// - Throws: `InvalidInput` with the rule `importRunning`.
    static func begin(
        _ heading: PeopleHeading, id: Identifier<PeopleImportKind>, createsDepartments: Bool, by scope: TenantScope,
        at now: Instant, _ transaction: Transaction
    ) throws -> PeopleImport {
        let added = try transaction.execute(
            """
            INSERT INTO people_import
                (tenant_id, id, state, columns, request_id, creates_departments, appoints, started_at)
            VALUES (\(scope.tenant), \(id), \(State.staging), \(heading.stored), \(scope.requestID),
                    \(createsDepartments), \(scope.mayAppoint), \(now))
            ON CONFLICT (tenant_id) DO NOTHING
            """)
        guard added == 1 else { throw running }
        return PeopleImport(
            id: id, tenant: scope.tenant, heading: heading.stored, requestID: scope.requestID,
            createsDepartments: createsDepartments, appoints: scope.mayAppoint)
    }

    /// Refuses to go on while an import of this organization is under way.
    ///
    /// - Throws: `InvalidInput` with the rule `importRunning`.
    static func refuseWhileRunning(in tenant: TenantID, _ transaction: Transaction) throws {
        let found = try transaction.value(Int.self, "SELECT 1 FROM people_import WHERE tenant_id = \(tenant)")
        if found != nil { throw running }
    }

    /// The import of this organization that is under way, with its state and whether it was left behind.
    static func current(
        in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws -> (PeopleImport, State, isOld: Bool)? {
        try transaction.first(
            """
            SELECT id, state, columns, request_id, creates_departments, appoints, started_at FROM people_import
            WHERE tenant_id = \(tenant)
            """
        ) { row in
            let id = try row.next(Identifier<PeopleImportKind>.self)
            let state = try row.next(State.self)
            let item = PeopleImport(
                id: id, tenant: tenant, heading: try row.next(), requestID: try row.next(),
                createsDepartments: try row.next(), appoints: try row.next())
            return (item, state, try row.next(Instant.self) + stagingLimit < now)
        }
    }

    /// Stages lines.
    ///
    /// - Parameter marks: What each line was held against; a line without one is carried over whatever has changed since.
    func stage(_ rows: [CSVRow], marks: [Int: String?] = [:], _ transaction: Transaction) throws {
        if rows.isEmpty { return }
        let values = rows.map { row -> [DatabaseValue] in
            let cells = row.cells.joined(separator: String(Self.separator))
            let mark = marks[row.line] ?? nil
            return [
                tenant.databaseValue, .integer(Int64(row.line)), .text(cells), mark.map(DatabaseValue.text) ?? .null,
            ]
        }
        try transaction.execute("INSERT INTO people_import_row (tenant_id, line, cells, mark) VALUES \(rows: values)")
    }

    /// The next staged lines: more at a time where nobody waits for the one writer meanwhile.
    func stagedLines(_ transaction: Transaction) throws -> [(row: CSVRow, mark: String?)] {
        let limit = transaction.engine == .postgres ? 500 : Self.chunk
        return try transaction.all(
            "SELECT line, cells, mark FROM people_import_row WHERE tenant_id = \(tenant) ORDER BY line LIMIT \(limit)"
        ) { row in
            let line = try row.next(Int.self)
            let cells = try row.next(String.self)
            let parts = cells.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init)
            return (CSVRow(line: line, cells: parts), try row.next(String?.self))
        }
    }

    /// Deletes staged lines up to this one.
    func removeLines(upTo line: Int, _ transaction: Transaction) throws {
        try transaction.execute("DELETE FROM people_import_row WHERE tenant_id = \(tenant) AND line <= \(line)")
    }

    /// Publishes the import: from now on it will be finished, whatever happens.
    ///
    /// - Throws: `NotFound` if somebody removed it meanwhile.
    func publish(_ transaction: Transaction) throws {
        let changed = try transaction.execute(
            """
            UPDATE people_import SET state = \(State.published) WHERE tenant_id = \(tenant) AND id = \(id)
            """)
        guard changed == 1 else { throw NotFound("import") }
    }

    /// Ends the import, after its last line.
    func end(_ transaction: Transaction) throws {
        try transaction.execute("DELETE FROM people_import WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    private static let running = InputField("file", ja: "CSVファイル", en: "CSV file").refusal(
        "importRunning", ja: "の取り込みが進んでいます。終わってから、もう一度行ってください。",
        en: "An import of % is under way. Please try again when it has finished.")
}

extension TenantScope {
    /// Whether lines of a file may say who is an administrator.
    var mayAppoint: Bool { capabilities.contains(.appointAdministrators) }
}
