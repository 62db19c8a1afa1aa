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
            Route(.get, "/family", .family, showStatus),
            Route(.get, "/family/me", .family, show),
            Route(.post, "/family/me", .family, take),
            Route(.post, "/family/me/confirm", .family, save),
            Route(.post, "/family/me/region", .family, lookUp),
            Route(.get, "/family/logout", .family) { visit in renderer.send(LogoutPage(isFamily: true), to: visit) },
            Route(.post, "/family/logout", .family) { visit in
                if let cookie = Cookie.family.value(in: visit.request) {
                    try await services.auth.familySessions.end(cookie: cookie)
                }
                return renderer.send(LoggedOutPage(), to: visit.with(family: nil)).removing(.family)
            },
        ]
    }

    @Sendable private func showStatus(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let facts = try await services.facts(scope)
        let status = try await ReadFamilyStatus(database: services.database, clock: services.clock)(scope)
        let page = FamilyStatusPage(
            name: status.name, answered: status.answered.map(Self.request), waiting: status.waiting.map(Self.request))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        guard try visit.familyScope.capabilities.contains(.editOwnFamily) else {
            return renderer.send(FamilyClosedPage(), to: visit)
        }
        let own = try await family.own(visit.familyScope)
        return try await page(visit, own, FamilyForm(draft: own.draft))
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let own = try await family.own(scope)
        var form = FamilyForm(visit.request.formData()).keeping(own)
        if form.goesBack(visit.request.formData()) { return try await page(visit, own, form) }
        let rules = try await services.facts(scope).familyRules
        let checked: FamilySheet
        do {
            checked = try family.check(form.draft, rules: rules, previous: own)
        } catch {
            return try await page(visit, own, form, errors: error.errors)
        }
        let changes = checked.changes(from: own)
        guard !changes.isEmpty else { return renderer.redirect(to: "/family") }
        let confirm = ConfirmPage(
            subject: .ownFamily, changes: form.words(changes, services.regions, visit.language),
            sealed: form.hidden)
        return renderer.send(confirm, to: visit)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        let own = try await family.own(scope)
        let form = FamilyForm(visit.request.formData()).keeping(own)
        do {
            try await family.changeOwn(
                scope, form.draft, rules: services.facts(scope).familyRules, now: visit.now)
        } catch let error as InvalidInput {
            return try await page(visit, own, form, errors: error.errors)
        }
        return renderer.redirect(to: "/family/me", .registered(.profile))
    }

    @Sendable private func lookUp(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.familyScope
        try scope.require(.editOwnFamily)
        let fields = visit.request.formData()
        let goal = LookupGoal(
            value: FamilyField.address, name: Catalogue.Family.address, form: FamilyField.ownForm,
            field: FamilyField.region)
        let rules = try await services.facts(scope).profileRules
        let page = RegionLookupPage(
            goal, fields, visit.language, services, rules, sealed: FamilyForm(fields).hidden)
        return renderer.send(page, to: visit)
    }

    private func page(
        _ visit: Visit, _ own: FamilySheet, _ form: FamilyForm, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let facts = try await services.facts(visit.familyScope)
        var callIn: CallInFact?
        if let services = services.callIn, facts.profileRules.hasVoice {
            let state = try await self.services.auth.voicePasswords.ofFamilyItself(
                visit.familyScope, now: visit.now, randomness: self.services.randomness)
            callIn = CallInFact(number: services.number, state)
        }
        let page = FamilyMemberPage(
            id: nil, isOwn: true, values: form.values(regions: services.regions),
            hasVoice: facts.profileRules.hasVoice, needsRegion: facts.profileRules.precision == .region,
            callIn: callIn, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private static func request(_ request: OwnRequest) -> FamilyRequest {
        FamilyRequest(
            title: request.subject, askedAt: request.askedAt, isDrill: request.isDrill, answeredAt: request.answeredAt,
            answer: request.status.map {
                AnswerBadge(words: LocalizedText(ja: $0.ja, en: $0.en), severity: Severity($0.severity))
            })
    }
}
