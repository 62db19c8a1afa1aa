import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// People in and out as CSV.
    var peopleFileOperations: [APIOperation] {
        [
            APIOperation(
                .post, "/api/v1/imports/people",
                query: [
                    "dryRun", "createDepartments", "skipBadLines", "encoding", "expecting", "absentLeave",
                    "manyMayLeave",
                ], body: .csv,
                bodyLimit: 64_000_000, isIdempotent: true, deadline: .seconds(300), takeIn),
            APIOperation(.get, "/api/v1/people.csv", query: Self.peopleFilter, deadline: .seconds(120), giveOut),
        ]
    }

    /// The most refused lines that an answer names.
    private static let mostProblems = 1_000

    private func takeIn(_ visit: Visit) async throws -> HTTPResponse {
        var options = ImportPeople.Options()
        options.createsDepartments = try visit.flag("createDepartments") ?? false
        options.skipsBadLines = try visit.flag("skipBadLines") ?? false
        options.absentLeave = try visit.flag("absentLeave") ?? false
        options.manyMayLeave = try visit.flag("manyMayLeave") ?? false
        options.encoding = try visit.word("encoding") ?? .automatic
        let source = ByteSource.bytes(visit.request.body)
        if try visit.flag("dryRun") ?? true {
            let report = try await importPeople.dryRun(visit.scope, source, options, at: visit.now)
            return .json(Self.json(report, visit.language))
        }
        let report: PeopleImportReport
        do {
            report = try await importPeople(
                visit.scope, source, options, expecting: visit.request.query("expecting"), at: visit.now
            ) { report in
                if report.appointed > 0 { try visit.requireProof() }
            }
        } catch is ImportPeople.Changed {
            throw ProblemError(problem: .changedSince)
        }
        // A program that looks at the status only must not take this for done.
        guard report.isImported || report.refused == 0 else { throw ProblemError(problem: .notImported(report)) }
        guard report.isImported || !report.isManyLeaving else { throw ProblemError(problem: .manyLeaving(report)) }
        return .json(Self.json(report, visit.language))
    }

    private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        let filter = try Self.peopleFilter(visit)
        let file = try SpoolFile(in: spoolFolder)
        try await exportPeople(visit.scope, filter, at: visit.now) { try file.append($0) }
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "people.csv")
    }

    private static func json(_ report: PeopleImportReport, _ language: Language) -> JSON {
        [
            "isImported": JSON(report.isImported), "lines": JSON(report.lines), "added": JSON(report.added),
            "changed": JSON(report.changed), "unchanged": JSON(report.unchanged), "refused": JSON(report.refused),
            "leaving": JSON(report.leaving), "isManyLeaving": JSON(report.isManyLeaving),
            "overtaken": JSON(report.overtaken), "newDepartments": .array(report.newDepartments.map(JSON.text)),
            "mark": .text(report.mark),
            "changes": .array(
                report.changes.prefix(mostProblems).map { change in
                    [
                        "line": change.line.map { JSON($0) } ?? .null, "loginId": .text(change.loginID),
                        "name": .text(change.name),
                        "isNew": JSON(change.isNew),
                        "fields": .array(
                            change.fields.map { field in
                                [
                                    "field": .text(field.column), "before": .text(field.before),
                                    "after": .text(field.after),
                                ]
                            }),
                    ]
                }),
            "problems": .array(
                report.problems.prefix(mostProblems).map { problem in
                    [
                        "line": JSON(problem.line), "field": .text(problem.error.field),
                        "rule": .text(problem.error.rule), "detail": .text(problem.error.message[language]),
                    ]
                }),
        ]
    }
}

extension Problem {
    /// The file would not do any more what the dry run said.
    fileprivate static let changedSince = Problem(
        .conflict, "changedSince",
        LocalizedText(
            ja: "確認してから、社員か部門の登録が変わりました。もう一度確認してから取り込んでください。",
            en: "People or departments have changed since the dry run. Try it once more before importing."))

    /// Nothing was imported, because so many people would leave.
    fileprivate static func manyLeaving(_ report: PeopleImportReport) -> Problem {
        Problem(
            .conflict, "manyLeaving",
            LocalizedText(
                ja: "\(report.leaving)人が退職になります。全体の1割を超えるため、何も取り込んでいません。",
                en: "\(report.leaving) people would leave, more than a tenth of all, so nothing was imported."))
    }

    /// Nothing was imported, because lines were refused. The fields are those of the file: `3:login_id`.
    fileprivate static func notImported(_ report: PeopleImportReport) -> Problem {
        Problem(
            .unprocessable, "notImported",
            LocalizedText(
                ja: "\(report.refused)行に確認が必要なため、何も取り込んでいません。",
                en: "\(report.refused) lines need attention, so nothing was imported."),
            fields: report.problems.prefix(1_000).map { problem in
                FieldError(
                    field: "\(problem.line):\(problem.error.field)", rule: problem.error.rule,
                    message: problem.error.message)
            })
    }
}
