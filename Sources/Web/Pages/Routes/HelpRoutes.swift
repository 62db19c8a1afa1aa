import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// Notices, help and terms.
struct HelpRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/news", .session) { visit in
                let scope = try visit.scope
                let page = NewsPage(
                    items: try await services.listNews(scope, at: visit.now),
                    canWrite: scope.capabilities.contains(.manageNews))
                return renderer.send(page, to: visit)
            },
            Route(.get, "/help", .anybody) { visit in
                guard let scope = visit.session?.scope else {
                    let vendor = services.vendorHelpDesk
                    return renderer.send(
                        HelpPage(
                            vendor: vendor.isEmpty ? nil : vendor, sender: services.broadcasts.senderAddress),
                        to: visit)
                }
                let facts = try await services.facts(scope)
                let settings = facts.settings
                let office = try await services.database.read(scope) {
                    try HelpDesk.forClient(scope.tenant, in: $0)
                }
                // Clients' questions go to the office; the office's own go to the vendor, which the session knows.
                let desk = visit.session.flatMap { $0.isOffice ? $0.helpDesk : nil } ?? settings.helpDesk
                return renderer.send(
                    HelpPage(
                        helpDesk: desk.isEmpty ? nil : desk, office: office,
                        hasManual: !settings.manualURL.isEmpty, hasTerms: !settings.termsURL.isEmpty,
                        sender: services.broadcasts.senderAddress,
                        blankMail: services.mailRegistrations?.mailbox,
                        callIn: facts.profileRules.hasVoice ? services.callIn?.number : nil), to: visit)
            },
            Route(.get, "/help/reissue", .anybody) { visit in
                let vendor = services.vendorHelpDesk
                return renderer.send(ReissuePage(contact: vendor.isEmpty ? nil : vendor), to: visit)
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
