import Auth
import Domain
import HTTPServer
import Tenants

/// Notices, help and terms.
struct HelpRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/news", .session) { visit in
                let items = try await services.listNews(visit.scope, at: visit.now)
                return renderer.send(
                    NewsPage(items: items), to: visit, zone: try await services.facts(visit.scope).zone)
            },
            Route(.get, "/help", .anybody) { visit in
                guard let scope = visit.session?.scope else { return renderer.send(HelpPage(), to: visit) }
                let settings = try await services.facts(scope).settings
                return renderer.send(
                    HelpPage(
                        helpDesk: settings.helpDesk.isEmpty ? nil : settings.helpDesk,
                        hasManual: !settings.manualURL.isEmpty, hasTerms: !settings.termsURL.isEmpty), to: visit)
            },
            Route(.get, "/manual", .session) { try await leave($0, \.manualURL) },
            Route(.get, "/terms", .session) { try await leave($0, \.termsURL) },
        ]
    }

    /// To the organization's own pages; without one, to the page that says whom to ask.
    private func leave(
        _ visit: Visit, _ path: any KeyPath<TenantSettings, String> & Sendable
    ) async throws -> HTTPResponse {
        let address = try await services.facts(visit.scope).settings[keyPath: path]
        return .redirect(to: address.isEmpty ? "/help" : address)
    }
}
