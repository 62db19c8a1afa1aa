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
    private let scope: TenantScope
    private let options: ImportPeople.Options
    private let now: Instant
    private let begin: (@Sendable () -> Identifier<PeopleImportKind>)?
    private let context: PeopleImportExtras.Context
    private let days: DayFormat

    private var heading: PeopleHeading?
    private var waiting: [(raw: CSVRow, row: PeopleRow)] = []
    private var firstLines: [LoginID: Int] = [:]
    private var knownNewDepartments: Set<String> = []

    init(
        database: Database, extras: PeopleImportExtras, scope: TenantScope, options: ImportPeople.Options,
        now: Instant, begin: (@Sendable () -> Identifier<PeopleImportKind>)?
    ) async throws {
        self.database = database
        self.extras = extras
        self.scope = scope
        self.options = options
        self.now = now
        self.begin = begin
        context = try await database.read(scope) { transaction in
            PeopleImportExtras.Context(
                organization: try ReadOrganization.load(scope.tenant, in: transaction),
                settings: try ReadSettings.load(scope.tenant, in: transaction))
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
        if rows.isEmpty { return }
        let (extras, scope, options, now, settings) = (extras, scope, options, now, context.settings)
        // After the first bad line of an import that takes all or nothing there is nothing left to stage.
        let target = report.refused == 0 || options.skipsBadLines ? item : nil
        let work: @Sendable (Transaction) throws -> Summary = { transaction in
            let chunk = try PeopleChunk(
                rows.map(\.row), createsDepartments: options.createsDepartments, appoints: scope.mayAppoint,
                protected: scope.person, settings: settings, now: now, extras: extras, tenant: scope.tenant,
                transaction)
            if let target {
                let staged = Set(chunk.lines.lazy.filter { $0.effect != .none }.map(\.row.line))
                try target.stage(rows.map(\.raw).filter { staged.contains($0.line) }, transaction)
            }
            return Summary(chunk)
        }
        let isWriting = target != nil
        let summary = isWriting ? try await database.write(scope, work) : try await database.read(scope, work)
        report.added += summary.added
        report.changed += summary.changed
        report.unchanged += summary.unchanged
        report.appointed += summary.appointed
        for (line, errors) in summary.refused { report.refuse(line, errors) }
        for code in summary.newDepartments where knownNewDepartments.insert(code).inserted {
            report.newDepartments.append(code)
        }
    }

    /// Stages what waits; the report is whole afterwards.
    mutating func finish() async throws {
        try await flush()
        report.problems.sort { $0.line < $1.line }
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
    let unchanged: Int
    let appointed: Int
    let refused: [(line: Int, errors: [FieldError])]
    let newDepartments: [String]

    init(_ chunk: PeopleChunk) {
        added = chunk.lines.count { $0.effect == .add }
        changed = chunk.lines.count { $0.effect == .change }
        unchanged = chunk.lines.count { $0.effect == .none }
        appointed = chunk.lines.count { $0.appoints }
        refused = chunk.refused
        newDepartments = chunk.newDepartments.map(\.code)
    }
}
