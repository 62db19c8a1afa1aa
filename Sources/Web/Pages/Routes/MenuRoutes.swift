import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The menus, and what one was asked.
struct MenuRoutes: Sendable {
    /// Rows of one page of the history.
    private static let pageSize = 20
    /// What is under way, on the menu.
    private static let mostRunning = 5

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/menu", .session, showMenu),
            Route(.post, "/menu/disclosures", .session) { visit in
                let last = Int64(visit.request.formData()["until"] ?? "").map(Instant.init(milliseconds:))
                try await services.ownDisclosures.read(visit.scope, until: min(last ?? visit.now, visit.now))
                return renderer.redirect(to: "/menu")
            },
            Route(.get, "/me/answers", .session, showAnswers),
            Route(.get, "/maintenance", .session) { visit in
                try visit.scope.require(.managePeople)
                return renderer.send(MaintenancePage(), to: visit)
            },
        ]
    }

    @Sendable private func showMenu(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let can = scope.capabilities
        let contacts =
            can.contains(.viewOwnProfile)
            ? Self.lines(try await services.profile.load(scope).sending, facts.dispatch) : []
        let requests = can.contains(.answerOwn) ? try await services.ownRequests.open(scope) : []
        let open = requests.map { openRequest($0, visit.language) }
        let asked = can.contains(.viewOwnProfile) ? try await services.profile.asksAddresses(scope) : (false, false)
        let page = MenuPage(
            open: open, contacts: contacts, running: try await running(scope, visit.language),
            disclosures: can.contains(.viewOwnProfile)
                ? try await services.ownDisclosures(scope, at: visit.now) : [],
            asksAddress: asked.0, asksFamilyAddress: asked.1,
            used: UsedContacts(mail: facts.dispatch.usesMail, phone: facts.dispatch.usesVoice),
            opens: MenuPage.Opens(
                answers: can.contains(.answerOwn), profile: can.contains(.viewOwnProfile),
                edits: can.contains(.editOwnProfile), password: can.contains(.manageOwnLogin),
                family: facts.organization.contract.hasFamily, isLimited: visit.session?.isLimited == true))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func running(_ scope: TenantScope, _ language: Language) async throws -> [RunningBroadcast] {
        guard scope.capabilities.contains(.viewResults) else { return [] }
        var filter = ListBroadcasts.Filter()
        filter.statuses = [.waiting, .open]
        return try await services.broadcasts.list(filter, limit: Self.mostRunning, scope).lines.map { line in
            RunningBroadcast(
                title: line.broadcast.subject(for: language), isDrill: line.broadcast.isDrill, answered: line.answered,
                people: line.people, results: "/b/\(line.broadcast.id)")
        }
    }

    @Sendable private func showAnswers(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let number = visit.listPage
        let asked = try await services.ownRequests(
            scope, offset: (number - 1) * Self.pageSize, limit: Self.pageSize)
        let page = MyAnswersPage(
            open: try await services.ownRequests.open(scope).map { openRequest($0, visit.language) },
            history: asked.requests.map { Self.history($0, visit.language) },
            part: ListPart(total: asked.total, page: number, size: Self.pageSize))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func openRequest(_ request: OwnRequest, _ language: Language) -> OpenRequest {
        return OpenRequest(
            title: request.subject[language], sentAt: request.askedAt,
            reason: request.because.kind == .person ? nil : request.because.words(services.regions),
            isDrill: request.isDrill, answer: Self.address(of: request))
    }

    private static func history(_ request: OwnRequest, _ language: Language) -> OwnAnswer {
        let badge: AnswerBadge? =
            if let status = request.status {
                AnswerBadge(words: LocalizedText(ja: status.ja, en: status.en), severity: Severity(status.severity))
            } else if request.answeredAt != nil {
                AnswerBadge(words: Catalogue.Menu.answered, severity: .safe)
            } else {
                nil
            }
        return OwnAnswer(
            title: request.subject[language], sentAt: request.askedAt, isDrill: request.isDrill, answer: badge,
            answeredAt: request.answeredAt, change: request.takesAnswers ? address(of: request) : nil)
    }

    private static func address(of request: OwnRequest) -> Address {
        "/me/answers/\(request.broadcast.description)"
    }

    /// The contacts that would be used, in the order of sending.
    private static func lines(_ contacts: SendingContacts, _ settings: DispatchSettings) -> [ContactLine] {
        ContactPath(of: contacts, settings).stops.compactMap { stop in
            let list = stop.channel == .mail ? contacts.mails : contacts.phones
            guard let contact = list.first(where: { $0.position == stop.position }) else { return nil }
            return ContactLine(
                slot: ContactSlot(stop.channel, stop.position), value: contact.value,
                isUndeliverable: contact.isFailing)
        }
    }
}

extension Visit {
    /// The number of the list's page that the address asks for; 1 if it asks for none.
    var listPage: Int {
        min(max(request.query(FormName.page).flatMap { Int($0) } ?? 1, 1), 100_000)
    }
}
