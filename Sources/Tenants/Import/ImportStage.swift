import Database
import Domain

/// Takes the rows of a file, checks them, and stages the good ones in short transactions. Without `begin` it only
/// checks.
struct ImportStage {
    private(set) var report = PeopleImportReport()
    /// Whether the file could not be read to its end: nothing of it may be imported.
    private(set) var isBroken = false
    /// The open import, once the heading was read.
    private(set) var item: PeopleImport?

    private let database: Database
    private let extras: PeopleImportExtras
    private let hold: DepartmentHold
    private let scope: TenantScope
    private let options: ImportPeople.Options
    private let now: Instant
    private let markKey: [UInt8]?
    private let isExact: Bool
    private let begin: (@Sendable () -> Identifier<PeopleImportKind>)?
    private let context: PeopleImportExtras.Context
    private let days: DayFormat
    private let cells: PeopleCells

    private var heading: PeopleHeading?
    private var waiting: [(raw: CSVRow, row: PeopleRow)] = []
    private var firstLines: [LoginID: Int] = [:]
    private var knownNewDepartments: Set<String> = []
    private var endedAdministrators: Set<PersonID> = []

    init(
        database: Database, extras: PeopleImportExtras, hold: DepartmentHold, scope: TenantScope,
        options: ImportPeople.Options, now: Instant, markKey: [UInt8]?, isExact: Bool = false,
        begin: (@Sendable () -> Identifier<PeopleImportKind>)?
    ) async throws {
        self.database = database
        self.extras = extras
        self.hold = hold
        self.scope = scope
        self.options = options
        self.now = now
        self.markKey = markKey
        self.isExact = isExact
        self.begin = begin
        (context, cells) = try await database.read(scope) { transaction in
            let context = PeopleImportExtras.Context(
                organization: try ReadOrganization.load(scope.tenant, in: transaction),
                settings: try ReadSettings.load(scope.tenant, in: transaction))
            return (context, try PeopleCells(scope.tenant, transaction))
        }
        days = DayFormat(timeZone: context.settings.timeZone)
    }

    var encoding: TextEncoding { options.encoding }

    /// Takes the next rows of the file.
    mutating func take(_ rows: [CSVRow]) async throws {
        for row in rows {
            guard let heading else {
                try await open(row)
                continue
            }
            report.lines += 1
            guard report.lines <= ImportPeople.lineLimit else { throw Self.tooManyLines }
            check(row, heading)
            if waiting.count == PeopleImport.chunk { try await flush() }
        }
    }

    /// Holds the rows that wait against the database, and stages them.
    mutating func flush() async throws {
        if heading == nil { throw Self.empty }
        let rows = waiting
        waiting.removeAll(keepingCapacity: true)
        try await evaluate(rows)
    }

    /// Whether the file may be imported as far as its lines go.
    var isImportable: Bool {
        if isBroken || (report.isManyLeaving && !options.manyMayLeave) { return false }
        return report.refused == 0 || (options.skipsBadLines && !options.absentLeave)
    }

    private mutating func evaluate(_ rows: [(raw: CSVRow, row: PeopleRow)]) async throws {
        if rows.isEmpty { return }
        let (extras, scope, options, now, settings) = (extras, scope, options, now, context.settings)
        let (cells, isExact, hold) = (cells, isExact, hold)
        // After the first bad line of an import that takes all or nothing there is nothing left to stage.
        let target = report.refused == 0 || options.skipsBadLines ? item : nil
        let (ended, isAppointing) = (endedAdministrators, report.appointed > 0)
        let work: @Sendable (Transaction) throws -> Summary = { transaction in
            let chunk = try PeopleChunk(
                rows.map(\.row), createsDepartments: options.createsDepartments, appoints: scope.mayAppoint,
                protected: scope.person, settings: settings, now: now, endedBefore: ended, appointsBefore: isAppointing,
                extras: extras, hold: hold, tenant: scope.tenant, transaction)
            if let target {
                let changes = chunk.lines.filter { $0.effect != .none }
                let marks = Dictionary(uniqueKeysWithValues: changes.map { ($0.row.line, isExact ? $0.mark : nil) })
                try target.stage(rows.map(\.raw).filter { marks[$0.line] != nil }, marks: marks, transaction)
            }
            return Summary(chunk, PeopleDifference.all(chunk, cells))
        }
        let isWriting = target != nil
        let summary = isWriting ? try await database.write(scope, work) : try await database.read(scope, work)
        report.added += summary.added
        report.changed += summary.changed
        report.leaving += summary.leaving
        report.unchanged += summary.unchanged
        report.appointed += summary.appointed
        report.add(summary.differences, mark: summary.mark)
        endedAdministrators.formUnion(summary.endedAdministrators)
        for (line, errors) in summary.refused { report.refuse(line, errors) }
        for code in summary.newDepartments where knownNewDepartments.insert(code).inserted {
            report.newDepartments.append(code)
        }
    }

    /// Stages what waits; the report is whole afterwards.
    mutating func finish() async throws {
        try await flush()
        if options.absentLeave, report.refused == 0 { try await letAbsentLeave() }
        report.problems.sort { $0.line < $1.line }
        report.seal(with: markKey, for: scope.tenant)
    }

    /// Takes whoever is employed and not in the file for somebody who has left. Administrators stay: who is one of them is
    /// said in a line or on a page, and never by silence.
    private mutating func letAbsentLeave() async throws {
        let scope = scope
        var after = ""
        var line = PeopleRow.firstAbsentLine
        while true {
            let from = after
            let employed = try await database.read(scope) { transaction in
                try transaction.values(
                    LoginID.self,
                    """
                    SELECT login_id FROM person
                    WHERE tenant_id = \(scope.tenant) AND login_id > \(from) AND employment <> \(Employment.left)
                      AND role <> \(Role.administrator)
                    ORDER BY login_id LIMIT \(PeopleImport.chunk)
                    """)
            }
            guard let last = employed.last else { break }
            after = last.description
            let absent = employed.filter { firstLines[$0] == nil }
            let first = line
            line += absent.count
            try await evaluate(
                absent.enumerated().map { index, loginID in
                    (
                        CSVRow(line: first + index, cells: [loginID.description]),
                        PeopleRow(absent: loginID, line: first + index)
                    )
                })
        }
        let all = try await database.read(scope) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person WHERE tenant_id = \(scope.tenant) AND employment <> \(Employment.left)
                """) ?? 0
        }
        report.isManyLeaving = report.leaving * 10 > all
    }

    /// Keeps the place from which on the file cannot be read; nothing of it may be imported.
    mutating func stop(at fault: CSVFault) throws {
        guard heading != nil else { throw InvalidInput([fault.error]) }
        isBroken = true
        report.refuse(fault.line, [fault.error])
    }

    private mutating func open(_ row: CSVRow) async throws {
        let heading = try PeopleHeading(row, extras: extras)
        self.heading = heading
        guard let begin else { return }
        let (scope, options, now, id) = (scope, options, now, begin())
        item = try await database.write(scope) { transaction in
            try PeopleImport.begin(
                heading, id: id, createsDepartments: options.createsDepartments, by: scope, at: now, transaction)
        }
    }

    private mutating func check(_ raw: CSVRow, _ heading: PeopleHeading) {
        do {
            var row = try PeopleRow(raw, heading: heading, days: days)
            if !row.extras.isEmpty { row.extraErrors = extras.check(row.extras, context) }
            if let first = firstLines[row.loginID] {
                report.refuse(row.line, row.ownErrors + row.extraErrors + [Self.repeated(firstLine: first)])
            } else {
                firstLines[row.loginID] = row.line
                waiting.append((raw, row))
            }
        } catch {
            let cells = raw.cells.count == heading.columns.count ? heading.extras(in: raw) : [:]
            report.refuse(raw.line, error.errors + (cells.isEmpty ? [] : extras.check(cells, context)))
        }
    }

    private static func repeated(firstLine: Int) -> FieldError {
        LoginID.field.error(
            "repeated", ja: "が\(firstLine)行目と同じです。どちらかの行を消してください。",
            en: "% is the same as in line \(firstLine). Remove one of the lines.")
    }

    private static let empty = InputField("file", ja: "CSVファイル", en: "CSV file").refusal(
        "empty", ja: "に見出しの行がありません。1行目に見出しを入れてください。", en: "% is empty. Put the headings into the first line.")

    private static let tooManyLines = InputField("file", ja: "CSVファイル", en: "CSV file").refusal(
        "tooManyLines", ja: "は\(ImportPeople.lineLimit)行までです。ファイルを分けてください。",
        en: "% may have up to \(ImportPeople.lineLimit) lines. Please split it.")
}

/// What became of one chunk.
private struct Summary: Sendable {
    let added: Int
    let changed: Int
    let leaving: Int
    let unchanged: Int
    let appointed: Int
    let endedAdministrators: Set<PersonID>
    let refused: [(line: Int, errors: [FieldError])]
    let newDepartments: [String]
    let differences: [PeopleDifference]
    let mark: String

    init(_ chunk: PeopleChunk, _ found: (differences: [PeopleDifference], mark: String)) {
        (differences, mark) = found
        added = chunk.lines.count { $0.effect == .add }
        changed = chunk.lines.count { $0.effect == .change && !$0.row.isAbsent }
        leaving = chunk.lines.count { $0.effect == .change && $0.row.isAbsent }
        unchanged = chunk.lines.count { $0.effect == .none }
        appointed = chunk.lines.count { $0.appoints }
        endedAdministrators = chunk.endedAdministrators
        refused = chunk.refused
        newDepartments = chunk.newDepartments.map(\.code)
    }
}
