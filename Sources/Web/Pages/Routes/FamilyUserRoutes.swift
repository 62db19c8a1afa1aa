import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The pages of family users: how the employee is, and what is registered of oneself.
struct FamilyUserRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    private var family: OwnFamily { services.profile.family(services.identifiers, services.randomness) }

    var routes: [Route] {
        [
            Route(.get, "/family", .family) { visit in try await showStatus(visit) },
            Route(.post, "/family", .family, keptForm: .itself, post),
            Route(.post, "/family/messages/{m}/remove", .family, undone: Catalogue.Undone.remove) { visit in
                try await services.familyBoard.remove(visit.familyScope, try visit.identifier("m"))
                return renderer.redirect(to: "/family", .registered(.familyMessageRemoved))
            },
            Route(.get, "/family/me", .family, show),
            Route(.post, "/family/me", .family, keptForm: .itself, take),
            Route(.post, "/family/me/confirm", .family, keptForm: .above, save),
            Route(.post, "/family/me/region", .family, keptForm: .above, lookUp),
            Route(.post, "/family/me/test", .family, keptForm: .above, sendTest),
            Route(.get, "/family/logout", .family) { visit in renderer.send(LogoutPage(isFamily: true), to: visit) },
            Route(.post, "/family/logout", .family) { visit in
                if let cookie = Cookie.family.value(in: visit.request) {
                    try await services.auth.familySessions.end(cookie: cookie)
                }
                return renderer.send(LoggedOutPage(), to: visit.with(family: nil)).removing(.family)
            },
        ]
    }

    private func showStatus(
        _ visit: Visit, typed: FamilyMessageDraft? = nil, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let facts = try await services.facts(scope)
        let status = try await services.familyStatus(scope)
        var page = FamilyStatusPage(
            name: status.name, answered: status.answered.map { FamilyRequest($0, visit.language) },
            waiting: status.waiting.map { FamilyRequest($0, visit.language) })
        if scope.capabilities.contains(.editOwnFamily) {
            page.asksAddress = try await family.own(scope).question != nil
        }
        if scope.capabilities.contains(.useFamilyBoard) {
            let messages = try await services.familyBoard.read(scope, before: visit.olderThan)
            var board = FamilyBoardPart(messages, isOlder: visit.olderThan != nil, isEmployee: false)
            board.text = typed?.text ?? ""
            board.choices = FamilyMessageDraft.choices.map { choice in
                let badge = AnswerBadge(choice)
                return (
                    badge,
                    Choice(
                        value: choice.code, words: badge.words[visit.language], isChosen: choice.code == typed?.status)
                )
            }
            board.errors = errors
            page.board = board
        }
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// Writes on the family's board, which is also how a family user says how they are.
    @Sendable private func post(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let draft = FamilyMessageDraft(text: form["text"] ?? "", status: form["status"])
        if form[FormName.edit] != nil { return try await showStatus(visit, typed: draft) }
        do {
            try await services.familyBoard.post(visit.familyScope, draft)
        } catch let error as InvalidInput {
            return try await showStatus(visit, typed: draft, errors: error.errors)
        }
        return renderer.redirect(to: "/family", .registered(.familyMessage))
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        guard try visit.familyScope.capabilities.contains(.editOwnFamily) else {
            return renderer.send(FamilyClosedPage(), to: visit)
        }
        let own = try await family.own(visit.familyScope)
        return try await page(visit, own, FamilyForm(draft: own.sheet.draft, of: own.sheet.version(isOwn: true)))
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let own = try await family.own(scope)
        var form = FamilyForm(visit.request.formData()).keeping(own.sheet)
        if form.goesBack(visit.request.formData()) { return try await page(visit, own, form) }
        let rules = try await services.facts(scope).familyRules
        let checked: FamilySheet
        do {
            checked = try family.check(form.draft, rules: rules, previous: own.sheet)
        } catch {
            return try await page(visit, own, form, errors: error.errors)
        }
        let changes = checked.changes(from: own.sheet)
        guard !changes.isEmpty else { return renderer.redirect(to: "/family") }
        let words = form.words(changes, services.regions, visit.language, rules.profile.precision)
        let version = own.sheet.version(isOwn: true)
        if version.isOther(than: form.version) {
            // What was typed may be sent again, now that its person has seen what it would write over.
            form.version = version.description
            return try await page(visit, own, form, changedMeanwhile: words)
        }
        let confirm = ConfirmPage(subject: .ownFamily, changes: words, sealed: form.hidden)
        return renderer.send(confirm, to: visit)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let own = try await family.own(scope)
        let form = FamilyForm(visit.request.formData()).keeping(own.sheet)
        do {
            try await family.changeOwn(
                scope, form.draft, rules: services.facts(scope).familyRules, now: visit.now,
                expecting: { if $0.isOther(than: form.version) { throw ChangedMeanwhile() } })
        } catch let error as InvalidInput {
            return try await page(visit, own, form, errors: error.errors)
        } catch is ChangedMeanwhile {
            return try await take(visit)
        }
        return renderer.redirect(to: "/family/me", .registered(.profile))
    }

    /// The form comes back with another mail on its way to one of one's own addresses.
    @Sendable private func sendTest(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let own = try await family.own(scope)
        let fields = visit.request.formData()
        let form = FamilyForm(fields).keeping(own.sheet)
        guard let asked = form.asked(fields) else { throw NotFound("mail") }
        do {
            try await family.askOwn(scope, address: asked.address, field: asked.field, now: visit.now)
        } catch let error as InvalidInput {
            return try await page(visit, own, form, errors: error.errors)
        }
        return try await page(visit, try await family.own(scope), form)
    }

    @Sendable private func lookUp(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        try scope.require(.editOwnFamily)
        let fields = visit.request.formData()
        let goal = LookupGoal(
            value: FamilyField.address, name: Catalogue.Family.address, form: FamilyField.ownForm,
            field: FamilyField.region)
        let rules = try await services.facts(scope).profileRules
        let page = services.lookup(goal, fields, visit.language, rules, sealed: FamilyForm(fields).hidden)
        return renderer.send(page, to: visit)
    }

    private func page(
        _ visit: Visit, _ own: FamilyMember, _ form: FamilyForm, errors: [FieldError] = [],
        changedMeanwhile: [Change] = []
    ) async throws -> HTTPResponse {
        let facts = try await services.facts(visit.familyScope)
        var callIn: CallInFact?
        if let services = services.callIn, facts.profileRules.hasVoice {
            let state = try await self.services.auth.voicePasswords.ofFamilyItself(
                visit.familyScope, now: visit.now, randomness: self.services.randomness)
            callIn = CallInFact(number: services.number, state)
        }
        var page = FamilyMemberPage(
            id: nil, isOwn: true, values: form.values(regions: services.regions),
            hasVoice: facts.profileRules.hasVoice, precision: facts.profileRules.precision,
            callIn: callIn, version: form.version ?? "", changedMeanwhile: changedMeanwhile, errors: errors)
        page.show(own, canAsk: family.canAsk && facts.organization.contract.plan.sendsMail)
        return renderer.send(
            page, to: visit, zone: facts.zone, status: changedMeanwhile.isEmpty ? .ok : .conflict)
    }
}
