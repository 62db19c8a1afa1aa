package import Database
package import Domain

/// An administrator adds and changes people from a CSV file. Lines are matched to people by login ID; nobody gets a
/// password.
package struct ImportPeople: Sendable {
    /// How a file is imported.
    package struct Options: Sendable, Hashable {
        /// How the file's characters are stored.
        package var encoding = TextEncoding.automatic
        /// Whether departments that are not in the list are added.
        package var createsDepartments = false
        /// Whether the good lines are imported although others were refused.
        package var skipsBadLines = false
        /// Whether whoever is not in the file leaves; never administrators, and nobody while any line is refused.
        package var absentLeave = false
        /// Whether that may be more than a tenth of all people.
        package var manyMayLeave = false

        /// Nothing is imported if any line is bad, and no department is added.
        package init() {}
    }

    /// What the file would do is not what was shown: people or lists have changed since then. Nothing was imported.
    package struct Changed: Error, Hashable, Sendable {}

    /// The most lines of one file.
    package static let lineLimit = 200_000
    private let database: Database
    private let identifiers: IdentifierSource
    private let extras: PeopleImportExtras
    private let notice: AppointmentNotice
    private let hold: DepartmentHold
    private let markKey: [UInt8]?

    /// Imports into this database.
    ///
    /// - Parameters:
    ///   - extras: The columns of contacts and addresses.
    ///   - notice: How administrators are told who is one of them.
    ///   - hold: Who may not leave their department now.
    ///   - markKey: What marks are made with; without it there are none, and an import that expects one changes nothing.
    package init(
        database: Database, identifiers: IdentifierSource, extras: PeopleImportExtras = .none,
        notice: AppointmentNotice = .none, hold: DepartmentHold, markKey: [UInt8]? = nil
    ) {
        self.hold = hold
        self.markKey = markKey
        self.database = database
        self.identifiers = identifiers
        self.extras = extras
        self.notice = notice
    }

    /// Says what the file would do and names every line that would be refused, with its reasons; changes nothing.
    /// Requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the headings, `DatabaseError`, or what `source` throws.
    package func dryRun(
        _ scope: TenantScope, _ source: ByteSource, _ options: Options = Options(), at now: Instant
    ) async throws -> PeopleImportReport {
        try scope.require(.managePeople)
        var stage = try await ImportStage(
            database: database, extras: extras, hold: hold, scope: scope, options: options, now: now, markKey: markKey,
            begin: nil)
        try await read(source, into: &stage)
        return stage.report
    }

    /// Imports the file: all of it, or nothing if any line is refused and `skipsBadLines` is off. Requires
    /// `managePeople`; lines that say who is an administrator are refused without `appointAdministrators`.
    ///
    /// - Parameters:
    ///   - mark: Of the dry run that was shown; nil to import whatever the file does now. With a mark, lines about people whom
    ///     somebody else changes while the import runs are left out and counted.
    ///   - confirm: Sees what would be done before anything is; what it throws stops the import.
    /// - Returns: What was done; `isImported` says whether anything was.
    /// - Throws: `NotAllowed`, `InvalidInput` of the headings or with the rule `importRunning`, `Changed`, `DatabaseError`, or
    ///   what `source` throws. Nothing is imported if it throws before the import was published; afterwards
    ///   `ResumeImports` finishes it.
    package func callAsFunction(
        _ scope: TenantScope, _ source: ByteSource, _ options: Options = Options(),
        expecting mark: String? = nil, at now: Instant,
        confirm: (PeopleImportReport) throws -> Void = { _ in }
    ) async throws -> PeopleImportReport {
        try scope.require(.managePeople)
        try await discardOld(scope, now)
        let finish = finish
        let identifiers = identifiers
        var stage = try await ImportStage(
            database: database, extras: extras, hold: hold, scope: scope, options: options, now: now, markKey: markKey,
            isExact: mark != nil, begin: { identifiers.next(Identifier<PeopleImportKind>.self, now: now) })
        do {
            try await read(source, into: &stage)
            if let mark, mark.isEmpty || mark != stage.report.mark { throw Changed() }
            try confirm(stage.report)
        } catch {
            if let item = stage.item { try await finish.discard(item) }
            throw error
        }
        var report = stage.report
        guard let item = stage.item else { return report }
        guard stage.isImportable else {
            try await finish.discard(item)
            return report
        }
        let counts = "added=\(report.added) changed=\(report.changed) leaving=\(report.leaving)"
        try await database.write(scope) { transaction in
            try item.publish(transaction)
            try AuditChain.append(
                AuditEvent("people.importPublished", subject: "import:\(item.id)", reason: counts), by: scope,
                at: now, in: transaction)
        }
        report.overtaken = try await finish.publish(item, actor: scope.actor, at: now)
        report.isImported = true
        return report
    }

    private func read(_ source: ByteSource, into stage: inout ImportStage) async throws {
        let reader = CSVReader(encoding: stage.encoding)
        do {
            while let bytes = try await source.next() {
                try await stage.take(try reader.feed(bytes))
            }
            try await stage.take(try reader.finish())
        } catch let fault as CSVFault {
            try stage.stop(at: fault)
        }
        try await stage.finish()
    }

    private func discardOld(_ scope: TenantScope, _ now: Instant) async throws {
        let current = try await database.read(scope) { try PeopleImport.current(in: scope.tenant, at: now, $0) }
        guard let (item, state, isOld) = current, state == .staging, isOld else { return }
        try await finish.discard(item)
    }

    private var finish: FinishImport {
        FinishImport(database: database, identifiers: identifiers, extras: extras, notice: notice, hold: hold)
    }
}
