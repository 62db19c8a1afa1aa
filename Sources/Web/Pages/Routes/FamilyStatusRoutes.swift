import Domain
import HTTPServer
import Notify
import Tenants

/// 家族状況確認 of an employee: how the family is, the family's board, and employees who are linked as family (R-165, R-170,
///
struct FamilyStatusRoutes: Sendable {
    private static let here: Address = "/me/family-status"
    private static let linksPlace: Address = "/me/family-links"

    let services: PageServices
    let renderer: Renderer

    private var board: FamilyBoard { services.familyBoard }
    private var links: FamilyLinks { services.familyLinks }

    var routes: [Route] {
        [
            Route(.get, "/me/family-status", .session) { visit in try await show(visit) },
            Route(.post, "/me/family-status", .session, keptForm: .itself, post),
            Route(.post, "/me/family-status/messages/{m}/remove", .session, undone: Catalogue.Undone.remove) { visit in
                try await board.remove(visit.scope, try visit.identifier("m"))
                return renderer.redirect(to: Self.here, .registered(.familyMessageRemoved))
            },
            Route(
                .post, "/me/family-status/messages/{m}/share", .session, undone: Catalogue.FamilyLinks.notDone
            ) { visit in
                let isShared = visit.request.formData()["isShared"] == "yes"
                try await board.share(visit.scope, try visit.identifier("m"), isShared)
                return renderer.redirect(
                    to: Self.here, .registered(isShared ? .familyMessageShown : .familyMessageHidden))
            },
            Route(.get, "/me/family-links", .session) { visit in try await showLinks(visit) },
            Route(.post, "/me/family-links", .session, keptForm: .itself, ask),
            Route(.get, "/me/family-links/{l}", .session) { visit in
                let link = try await links.one(visit.scope, try visit.identifier("l"))
                let zone = try await services.facts(visit.scope).zone
                return renderer.send(FamilyLinkPage(line: FamilyLinkLine(link)), to: visit, zone: zone)
            },
            Route(.post, "/me/family-links/{l}/approve", .session, undone: Catalogue.FamilyLinks.notDone) { visit in
                try await links.approve(visit.scope, try visit.identifier("l"))
                return renderer.redirect(to: Self.linksPlace, .registered(.familyLinked))
            },
            Route(.post, "/me/family-links/{l}/end", .session, undone: Catalogue.FamilyLinks.notDone) { visit in
                try await links.end(visit.scope, try visit.identifier("l"))
                return renderer.redirect(to: Self.linksPlace, .registered(.familyLinkEnded))
            },
        ]
    }

    private func show(
        _ visit: Visit, typed: FamilyMessageDraft? = nil, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let overview = try await services.familyStatus.overview(scope)
        let page = try await board.read(scope, before: visit.olderThan)
        var part = FamilyBoardPart(page, isOlder: visit.olderThan != nil, isEmployee: true)
        part.text = typed?.text ?? ""
        part.shares = typed?.isShared ?? false
        part.errors = errors
        let shown = FamilyOverviewPage(
            members: overview.members.map {
                FamilyMemberState(
                    name: $0.name, code: $0.code.description, badge: $0.status.map { AnswerBadge($0) }, at: $0.at)
            },
            relatives: overview.relatives.map {
                RelativeState(
                    name: $0.name, answered: $0.answered.map { FamilyRequest($0, visit.language) },
                    waits: $0.waiting != nil)
            }, board: part)
        return renderer.send(shown, to: visit, zone: try await services.facts(scope).zone)
    }

    @Sendable private func post(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let draft = FamilyMessageDraft(text: form["text"] ?? "", isShared: form["isShared"] != nil)
        if form[FormName.edit] != nil { return try await show(visit, typed: draft) }
        do {
            try await board.post(visit.scope, draft)
        } catch let error as InvalidInput {
            return try await show(visit, typed: draft, errors: error.errors)
        }
        return renderer.redirect(to: Self.here, .registered(.familyMessage))
    }

    private func showLinks(
        _ visit: Visit, organization: String? = nil, loginID: String = "", errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let known = try await links.list(scope)
        let facts = try await services.facts(scope)
        let page = FamilyLinksPage(
            links: known.map { FamilyLinkLine($0) }, reachesOthers: facts.settings.familyLinksAcross,
            organization: organization ?? facts.organization.code.description, loginID: loginID, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func ask(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let (organization, loginID) = (form["organization"] ?? "", form["login_id"] ?? "")
        if form[FormName.edit] != nil {
            return try await showLinks(visit, organization: organization, loginID: loginID)
        }
        do {
            try await links.ask(visit.scope, organizationCode: organization, loginID: loginID)
        } catch let error as InvalidInput {
            return try await showLinks(visit, organization: organization, loginID: loginID, errors: error.errors)
        }
        return renderer.redirect(to: Self.linksPlace, .registered(.familyLinkAsked))
    }
}

extension Visit {
    /// The message after which older ones are asked for; nil for the newest.
    var olderThan: FamilyMessageID? {
        request.query("before").flatMap { FamilyMessageID(canonical: $0) }
    }
}

extension FamilyBoardPart {
    /// A part of the board as its readers see it.
    init(_ page: FamilyBoard.Page, isOlder: Bool, isEmployee: Bool) {
        notes = page.messages.map { message in
            FamilyNote(
                id: "\(message.id)", author: message.author, board: message.board, at: message.at,
                badge: message.status.map { AnswerBadge($0) }, text: message.text, isShared: message.isShared,
                canBeShared: isEmployee && message.isOwnBoard, isMine: message.isMine)
        }
        readers = page.readers
        next = page.next.map { "\($0)" }
        self.isOlder = isOlder
    }
}

extension FamilyRequest {
    /// What the family may know of a safety check.
    init(_ request: OwnRequest, _ language: Language) {
        self.init(
            title: request.subject[language], askedAt: request.askedAt, isDrill: request.isDrill,
            answeredAt: request.answeredAt, answer: request.status.map { AnswerBadge($0) })
    }
}

extension FamilyLinkLine {
    /// A link as one of the two sees it.
    init(_ link: FamilyLinks.Link) {
        id = "\(link.id)"
        stage =
            switch link.stage {
            case .asked(let code, let loginID, let until): .asked(code: code, loginID: loginID, until: until)
            case .asks(let name, let organization): .asks(name: name, organization: organization)
            case .linked(let name, let organization):
                .linked(name: name, organization: organization, isSuspended: false)
            case .suspended(let name, let organization):
                .linked(name: name, organization: organization, isSuspended: true)
            }
    }
}
