import Domain
import HTTPServer
import Tenants

/// People from a CSV file: first it is checked and every line that can't be taken is named with its reason, then it is
/// imported.
struct PeopleImportRoutes: Sendable {
    /// The largest file, in megabytes.
    private static let megabytes = 64
    /// Reasons that the page shows; the file of reasons has as many as the report keeps.
    private static let shownReasons = 1_000
    /// Changes that the page shows; the file of changes has as many as the report keeps.
    private static let shownChanges = 200
    private static let deadline = Duration.seconds(300)

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/people/import", .session) { try choose($0) },
            Route(
                .post, "/people/import", .session, bodyLimit: (Self.megabytes + 1) * 1_000_000,
                deadline: Self.deadline, undone: Catalogue.Undone.importing, check),
            Route(.post, "/people/import/reasons", .session, deadline: Self.deadline, reasons),
            Route(.post, "/people/import/changes", .session, deadline: Self.deadline, changes),
            Route(
                .post, "/people/import/run", .session, deadline: Self.deadline, keptForm: .above,
                undone: Catalogue.Undone.importing, run),
            Route(.get, "/people/import/sample.csv", .session, sample),
        ]
    }

    /// The page on which a file is chosen.
    private func choose(
        _ visit: Visit, _ options: ImportPeople.Options = ImportPeople.Options(), errors: [FieldError] = []
    ) throws -> HTTPResponse {
        try visit.scope.require(.managePeople)
        let page = ImportPage(
            columns: Catalogue.ImportColumns.all, limit: Self.megabytes,
            createsDepartments: options.createsDepartments, absentLeave: options.absentLeave, errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func check(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let form = visit.request.formData()
        let options = Self.options(form)
        if let handle = form["upload"] { return try await again(handle, options, visit) }
        guard let upload = form.file("file"), !upload.bytes.isEmpty else {
            return try choose(
                visit, options,
                errors: [FieldError(field: "file", rule: "required", message: Catalogue.Importing.noFile)])
        }
        do {
            let report = try await services.importPeople.dryRun(
                scope, .bytes(upload.bytes), options, at: visit.now)
            let file = try SpoolFile(in: services.spoolFolder)
            try file.append(upload.bytes)
            let name = String((upload.fileName ?? "").prefix(80))
            let handle = services.uploads.put(
                file, name: name, by: scope, now: visit.now, randomness: services.randomness)
            return result(report, name: name, handle: handle, options, visit)
        } catch let refusal as InvalidInput {
            return try choose(visit, options, errors: refusal.errors)
        }
    }

    /// The check of a file that was sent before, as in another language.
    private func again(_ handle: String, _ options: ImportPeople.Options, _ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        guard let upload = services.uploads.upload(handle, of: scope, now: visit.now) else {
            return try forgotten(visit, options)
        }
        let report = try await services.importPeople.dryRun(scope, upload.file.source, options, at: visit.now)
        return result(report, name: upload.name, handle: handle, options, visit)
    }

    @Sendable private func run(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let form = visit.request.formData()
        var options = Self.options(form)
        options.skipsBadLines = form["lines"] == "good"
        options.manyMayLeave = form["manyMayLeave"] == "1"
        let handle = form["upload"] ?? ""
        guard let upload = services.uploads.upload(handle, of: scope, now: visit.now) else {
            return try forgotten(visit, options)
        }
        do {
            let report = try await services.importPeople(
                scope, upload.file.source, options, expecting: form["mark"] ?? "", at: visit.now
            ) { report in
                if report.appointed > 0 { try visit.requireProof() }
            }
            guard report.isImported else { return result(report, name: upload.name, handle: handle, options, visit) }
            if report.overtaken > 0 {
                // What is left of the file is what was left out.
                let rest = try await services.importPeople.dryRun(scope, upload.file.source, options, at: visit.now)
                return result(
                    rest, name: upload.name, handle: handle, options, visit, overtaken: report.overtaken)
            }
            services.uploads.remove(handle)
            return renderer.redirect(
                to: "/people",
                .imported(added: report.added, changed: report.changed, leaving: report.leaving))
        } catch is ImportPeople.Changed {
            let report = try await services.importPeople.dryRun(scope, upload.file.source, options, at: visit.now)
            return result(report, name: upload.name, handle: handle, options, visit, hasChanged: true)
        } catch let refusal as InvalidInput {
            return try choose(visit, options, errors: refusal.errors)
        }
    }

    /// Every change of every line, as far as the report has them, as a file; contacts are masked.
    @Sendable private func changes(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Importing
        return try await file(Words.changesFileName, visit) { report, language in
            [
                [Words.line, Catalogue.People.loginID, Words.who, Words.column, Words.before, Words.after].map {
                    $0[language]
                }
            ]
                + report.changes.flatMap { change in
                    change.fields.map { field in
                        [
                            change.line.map(String.init) ?? "", change.loginID, change.name,
                            Catalogue.ImportColumns.label(of: field.column)[language], field.before, field.after,
                        ]
                    }
                }
        }
    }

    /// Every reason of every line, as far as the report has them, as a file.
    @Sendable private func reasons(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Importing
        return try await file(Words.reasonsFile, visit) { report, language in
            let more = report.problemCount - report.problems.count
            return [[Words.line[language], Words.column[language], Words.reason[language]]]
                + report.problems.map { problem in
                    [
                        String(problem.line), Catalogue.ImportColumns.label(of: problem.error.field)[language],
                        problem.error.message[language],
                    ]
                } + (more > 0 ? [["", "", Words.moreReasons(more)[language]]] : [])
        }
    }

    /// What a dry run of the uploaded file says, as lines of a file.
    private func file(
        _ name: LocalizedText, _ visit: Visit, _ lines: (PeopleImportReport, Language) -> [[String]]
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let form = visit.request.formData()
        let options = Self.options(form)
        guard let upload = services.uploads.upload(form["upload"] ?? "", of: scope, now: visit.now) else {
            return try forgotten(visit, options)
        }
        let report = try await services.importPeople.dryRun(scope, upload.file.source, options, at: visit.now)
        let file = try SpoolFile(in: services.spoolFolder)
        var bytes = CSVWriter.byteOrderMark
        for line in lines(report, visit.language) { CSVWriter.append(line, to: &bytes) }
        try file.append(bytes)
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8", fileName: name[visit.language],
            plainName: name[.english])
    }

    @Sendable private func sample(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.managePeople)
        let file = try SpoolFile(in: services.spoolFolder)
        var bytes = CSVWriter.byteOrderMark
        CSVWriter.append(Catalogue.ImportColumns.all.map(\.name), to: &bytes)
        CSVWriter.append(Catalogue.ImportColumns.sample, to: &bytes)
        try file.append(bytes)
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8",
            fileName: Catalogue.Importing.sampleFile[visit.language],
            plainName: Catalogue.Importing.sampleFile[.english])
    }

    private func result(
        _ report: PeopleImportReport, name: String, handle: String, _ options: ImportPeople.Options, _ visit: Visit,
        hasChanged: Bool = false, overtaken: Int = 0
    ) -> HTTPResponse {
        let page = ImportResultPage(
            file: name, lines: report.lines, added: report.added, changed: report.changed,
            leaving: report.leaving, isManyLeaving: report.isManyLeaving, unchanged: report.unchanged,
            appointed: report.appointed, bad: report.refused,
            badLines: report.problems.prefix(Self.shownReasons).map { problem in
                BadLine(
                    line: problem.line, column: Catalogue.ImportColumns.label(of: problem.error.field)[visit.language],
                    reason: problem.error.message)
            }, newDepartments: report.newDepartments,
            changes: report.changes.prefix(Self.shownChanges).map { change in
                ChangedLine(
                    line: change.line, name: change.name, loginID: change.loginID, isNew: change.isNew,
                    fields: change.fields.map { field in
                        ChangedLine.Field(
                            label: Catalogue.ImportColumns.label(of: field.column)[visit.language],
                            before: field.before, after: field.after)
                    })
            }, hasChanged: hasChanged, overtaken: overtaken, absentLeave: options.absentLeave,
            sealed: [
                HiddenField(name: "mark", value: report.mark),
                HiddenField(name: "upload", value: handle),
                HiddenField(name: "departments", value: options.createsDepartments ? "1" : ""),
                HiddenField(name: "absent", value: options.absentLeave ? "1" : ""),
            ])
        return renderer.send(page, to: visit)
    }

    private func forgotten(_ visit: Visit, _ options: ImportPeople.Options) throws -> HTTPResponse {
        try choose(
            visit, options, errors: [FieldError(field: "file", rule: "gone", message: Catalogue.Importing.fileGone)])
    }

    private static func options(_ form: FormData) -> ImportPeople.Options {
        var options = ImportPeople.Options()
        options.createsDepartments = form["departments"] == "1"
        options.absentLeave = form["absent"] == "1"
        return options
    }
}
