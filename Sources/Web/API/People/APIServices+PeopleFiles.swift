import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// People in and out as CSV.
    var peopleFileOperations: [APIOperation] {
        [
            APIOperation(
                .post, "/api/v1/imports/people",
                query: ["dryRun", "createDepartments", "skipBadLines", "encoding"], body: .csv,
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
        options.encoding = try visit.word("encoding") ?? .automatic
        let source = ByteSource.bytes(visit.request.body)
        if try visit.flag("dryRun") ?? true {
            let report = try await importPeople.dryRun(visit.scope, source, options, at: visit.now)
            return .json(Self.json(report, visit.language))
        }
        let report = try await importPeople(visit.scope, source, options, at: visit.now) { report in
            if report.appointed > 0 { try visit.requireProof() }
        }
        // A program that looks at the status only must not take this for done.
        guard report.isImported || report.refused == 0 else { throw ProblemError(problem: .notImported(report)) }
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
            "newDepartments": .array(report.newDepartments.map(JSON.text)),
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
