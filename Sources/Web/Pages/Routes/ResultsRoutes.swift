import Auth
import Domain
import HTTPServer
import Notify
import Tenants

/// The results of a broadcast, live.
struct ResultsRoutes: Sendable {
    /// How many of those who could not be reached the results name.
    private static let mostUnreached = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/b/{b}", .session, show),
            // A program asks here, so whoever is not signed in hears so instead of being sent to the login.
            Route(.get, "/b/{b}/live", .anybody, isUse: false, live),
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, try visit.scope)
        guard broadcast.status != .draft else { return renderer.redirect(to: "/b/\(id)/edit") }
        let snapshot = try await services.broadcasts.watch.snapshot(id, try visit.scope)
        let (page, zone) = try await page(visit, broadcast, snapshot)
        return renderer.send(page, to: visit, zone: zone)
    }

    /// What the script asks for every two seconds: the parts that change, or 304 while nothing did.
    @Sendable private func live(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { return .empty(.unauthorized) }
        let id = try visit.identifier("b", BroadcastID.self)
        let snapshot = try await services.broadcasts.watch.snapshot(id, session.scope)
        let version = "\(snapshot.tag)-\(visit.language.rawValue)"
        let zone = try await services.facts(session.scope).zone
        let reader = Reader(language: visit.language, zone: zone)
        func stamped(_ response: HTTPResponse) -> HTTPResponse {
            var response = response.tagged(version, for: visit.request)
            response.headers["Anpi-As-Of"] = reader.seconds(visit.now)
            return response
        }
        let unchanged = stamped(.html(""))
        if unchanged.status == .notModified { return unchanged }
        let broadcast = try await services.broadcasts.read(id, session.scope)
        return stamped(.html(try await page(visit, broadcast, snapshot).page.fragment(reader).text))
    }

    private func page(
        _ visit: Visit, _ broadcast: Broadcast, _ snapshot: BroadcastSnapshot
    ) async throws -> (page: ResultsPage, zone: Zone) {
        let scope = try visit.scope
        let names = try await TargetNames.load(services, visit)
        var author: String?
        if let person = broadcast.authorID { author = try await services.broadcasts.author(person, scope) }
        let unreached = try await services.broadcasts.recipients(
            broadcast.id, ListRecipients.Filter(levels: [.noPath, .failed]), limit: Self.mostUnreached, scope)
        let page = ResultsPage(
            broadcast, snapshot, names: names, author: author, unreached: unreached, asOf: visit.now,
            isLive: visit.request.query("live") != "off")
        return (page, try await services.facts(scope).zone)
    }
}
