import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The readiness report, as a page and as a file.
struct ReadinessRoutes: Sendable {
    private static let pageSize = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/readiness", .session, show),
            Route(.get, "/readiness.csv", .session, giveOut),
            Route(.get, "/readiness/days", .session, showDays),
            Route(.get, "/readiness/days.csv", .session, giveOutDays),
            Route(.post, "/readiness/reminder", .session, undone: Catalogue.Undone.send, remind),
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let readiness = try await services.readReadiness(scope)
        let days = try await services.readinessTrend(scope)
        let part = ListPart(total: readiness.departments.count, page: visit.listPage, size: Self.pageSize)
        let page = ReadinessPage(
            total: readiness.total, flags: readiness.flags, pending: readiness.pending,
            lines: readiness.departments.dropFirst((part.page - 1) * part.size).prefix(part.size).map { line in
                ReadinessLine(
                    id: line.department?.id.description, name: line.department?.name ?? "", counts: line.counts)
            }, part: part, days: days.map { ReadinessDay(day: $0.day, counts: $0.counts) },
            canRemind: scope.capabilities.contains(.broadcast))
        return renderer.send(page, to: visit)
    }

    @Sendable private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Readiness
        let readiness = try await services.readReadiness(visit.scope)
        let language = visit.language
        var bytes = CSVWriter.byteOrderMark
        let ways = readiness.countsWays ? [Words.ready] : []
        let columns = [Words.departmentCode, Catalogue.People.department, Words.people] + ways
        CSVWriter.append((columns + readiness.flags.map(Words.flag)).map { $0[language] }, to: &bytes)
        for line in readiness.departments {
            let ways = readiness.countsWays ? [line.counts.ready] : []
            let numbers = [line.counts.people] + ways + readiness.flags.map { line.counts[$0] }
            CSVWriter.append(
                [line.department?.code ?? "", line.department?.name ?? ""] + numbers.map(String.init), to: &bytes)
        }
        let file = try SpoolFile(in: services.spoolFolder)
        try file.append(bytes)
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "readiness.csv")
    }

    /// The department that an address names, with its name; everybody if it names none.
    private func part(_ visit: Visit) async throws -> Part {
        guard let word = visit.request.query("dept") else { return Part(trend: .everybody) }
        if word == ReadinessDaysPage.noDepartment { return Part(trend: .noDepartment, word: word) }
        guard let id = DepartmentID(canonical: word) else { throw NotFound("department") }
        guard let entry = try await services.departments(visit.scope).first(where: { $0.id == id }) else {
            throw NotFound("department")
        }
        return Part(trend: .department(id), word: word, code: entry.code, name: entry.name)
    }

    /// Whose days are shown.
    private struct Part {
        let trend: ReadinessTrend.Part
        /// As the address says it; nil for everybody.
        var word: String?
        var code = ""
        var name = ""
    }

    @Sendable private func showDays(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewPeople)
        let part = try await part(visit)
        let days = try await services.readinessTrend(scope, of: part.trend)
        let page = ReadinessDaysPage(
            department: part.word, name: part.name, flags: try await services.readReadiness(scope).flags,
            days: days.map { ReadinessDay(day: $0.day, counts: $0.counts) })
        return renderer.send(page, to: visit)
    }

    /// The last days as a file: of everybody and each department, or of one department.
    @Sendable private func giveOutDays(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Readiness
        let scope = try visit.scope
        try scope.require(.viewPeople)
        let (language, flags) = (visit.language, try await services.readReadiness(scope).flags)
        let part = try await part(visit)
        let file = try SpoolFile(in: services.spoolFolder)
        var bytes = CSVWriter.byteOrderMark
        let ways = Readiness.countsWays(flags) ? [Words.ready] : []
        let columns = [Words.day, Words.departmentCode, Catalogue.People.department, Words.people] + ways
        CSVWriter.append((columns + flags.map(Words.flag)).map { $0[language] }, to: &bytes)
        func append(_ day: String, _ code: String, _ name: String, _ counts: Readiness.Counts) {
            let numbers = [counts.people] + ways.map { _ in counts.ready } + flags.map { counts[$0] }
            CSVWriter.append([day, code, name] + numbers.map(String.init), to: &bytes)
        }
        for day in try await services.readinessTrend(scope, of: part.trend) {
            if part.word != nil {
                append(day.day, part.code, part.name.isEmpty ? Words.noDepartment[language] : part.name, day.counts)
                continue
            }
            append(day.day, "", Words.inAll[language], day.counts)
            for line in try await services.readinessTrend.departments(scope, on: day.day) {
                append(
                    day.day, line.department?.code ?? "", line.department?.name ?? Words.noDepartment[language],
                    line.counts)
            }
            // A day of a very large organization at a time.
            try file.append(bytes)
            bytes = []
        }
        try file.append(bytes)
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "readiness-days.csv")
    }

    /// Leads to the announcement to the people whom a number counts; it goes out after the check that every broadcast has.
    @Sendable private func remind(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.broadcast)
        try scope.require(.viewPeople)
        guard let flag = visit.request.formData()["needs"].flatMap(ReadinessFlag.init(rawValue:)) else {
            return renderer.redirect(to: "/readiness")
        }
        return switch try await services.writeReminder(scope, flag, now: visit.now) {
        case .made(let id), .there(let id, .draft): renderer.redirect(to: "/b/\(id)/check")
        case .there(let id, _): renderer.redirect(to: "/b/\(id)", .reminded)
        case .nobody: renderer.redirect(to: "/readiness")
        }
    }
}
