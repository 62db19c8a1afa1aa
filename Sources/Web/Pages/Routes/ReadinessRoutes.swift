import Domain
import HTTPServer
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
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let readiness = try await services.readReadiness(visit.scope)
        let part = ListPart(total: readiness.departments.count, page: visit.listPage, size: Self.pageSize)
        let page = ReadinessPage(
            total: readiness.total, flags: readiness.flags, pending: readiness.pending,
            lines: readiness.departments.dropFirst((part.page - 1) * part.size).prefix(part.size).map { line in
                ReadinessLine(
                    id: line.department?.id.description, name: line.department?.name ?? "", counts: line.counts)
            }, part: part)
        return renderer.send(page, to: visit)
    }

    @Sendable private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Readiness
        let readiness = try await services.readReadiness(visit.scope)
        let language = visit.language
        var bytes = CSVWriter.byteOrderMark
        let columns = [Words.departmentCode, Catalogue.People.department, Words.people, Words.ready]
        CSVWriter.append((columns + readiness.flags.map(Words.flag)).map { $0[language] }, to: &bytes)
        for line in readiness.departments {
            let numbers = [line.counts.people, line.counts.ready] + readiness.flags.map { line.counts[$0] }
            CSVWriter.append(
                [line.department?.code ?? "", line.department?.name ?? ""] + numbers.map(String.init), to: &bytes)
        }
        let file = try SpoolFile(in: services.spoolFolder)
        try file.append(bytes)
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "readiness.csv")
    }
}
