import Auth
import Domain
import HTTPServer
import Tenants

/// Clears the second factors of one person of the organization, or of a client of the office, or lets the person in
/// once without them.
struct ResetRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.post, "/accounts/reset", .session, choose),
            Route(.get, "/accounts/{p}/reset", .session, show),
            Route(.post, "/accounts/{p}/reset", .session, reset),
            Route(.get, "/office/orgs/{organization}/accounts/{p}/reset", .session, show),
            Route(.post, "/office/orgs/{organization}/accounts/{p}/reset", .session, reset),
        ] + ColleagueRoutes(services: services, renderer: renderer).routes
    }

    /// Whom a request is about, in whose rows it acts, and where its pages stand.
    private struct Place {
        /// Where the person is.
        let scope: TenantScope
        /// Where the own password is.
        let home: TenantScope
        let person: PersonID
        let action: Address
        let back: Address
        /// Code and name of the client; nil in one's own organization.
        let client: String?
    }

    private func place(_ visit: Visit) async throws -> Place {
        let home = try visit.scope
        let person: PersonID = try visit.identifier("p")
        guard visit.parameters["organization"] != nil else {
            try home.require(.resetFactors)
            try home.require(.viewPeople)
            let account = Address("accounts", person.description)
            return Place(
                scope: home, home: home, person: person, action: account.appending("reset"), back: account, client: nil)
        }
        let scope = try await services.officeDoor.enter(home, client: try visit.identifier("organization"))
        let account = Address("office", "orgs", scope.tenant.description, "accounts", person.description)
        return Place(
            scope: scope, home: home, person: person, action: account.appending("reset"), back: account,
            client: try await services.facts(scope).codeAndName)
    }

    /// From a list: exactly one person, or nobody.
    @Sendable private func choose(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.resetFactors)
        let people = Set(visit.request.formData().all("person").compactMap { PersonID($0) })
        guard people.count == 1, let person = people.first else {
            return try await PeopleRoutes(services: services, renderer: renderer).list(
                visit, errors: [FieldError(field: "", rule: "oneOnly", message: Catalogue.Reset.oneOnly)])
        }
        return renderer.redirect(to: Address("accounts", person.description, "reset"))
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let place = try await place(visit)
        // One's own are cleared after showing one.
        if place.client == nil, visit.session?.person == place.person {
            return renderer.redirect(to: "/security/reset")
        }
        // Nobody of an office is reset by one person alone.
        if place.client == nil, visit.session?.isOffice == true {
            return renderer.redirect(to: Address("office", "colleagues", place.person.description))
        }
        return renderer.send(try await page(visit, place), to: visit)
    }

    private func page(_ visit: Visit, _ place: Place, errors: [FieldError] = []) async throws -> ResetOtherPage {
        let account = try await services.listAccounts.account(place.scope, place.person, at: visit.now)
        let details = account.person.details
        let department = try await services.departments(place.scope).first { $0.id == details.department }?.name
        return ResetOtherPage(
            name: details.name.description, loginID: details.loginID.description, department: department ?? "",
            canBypass: !account.factors.isEmpty, reason: visit.request.formData()["reason"] ?? "",
            action: place.action, back: place.back, client: place.client, errors: errors)
    }

    @Sendable private func reset(_ visit: Visit) async throws -> HTTPResponse {
        let place = try await place(visit)
        if let shown = try ShownOnce(visit, services) {
            let facts = shown.facts
            guard let code = facts["code"], let end = facts["until"].flatMap({ Int64($0) }) else {
                throw NotFound(ShownOnce.field)
            }
            return try await bypass(
                place, visit, name: facts["name"] ?? "", loginID: facts["loginID"] ?? "", code: Secret(code),
                until: Instant(milliseconds: end), shownUntil: shown.until)
        }
        let form = visit.request.formData()
        let (password, reason) = (form["password"] ?? "", form["reason"] ?? "")
        do {
            guard form["how"] == "bypass" else {
                try await services.auth.resetFactors.other(
                    place.person, by: place.scope, home: place.home, password: password, reason: reason, now: visit.now)
                return renderer.redirect(to: place.back, .factorsReset)
            }
            let made = try await services.auth.loginBypass.make(
                for: place.person, by: place.scope, home: place.home, password: password, reason: reason,
                now: visit.now, randomness: services.randomness)
            let person = try await services.listPeople.person(place.scope, place.person)
            return try await bypass(
                place, visit, name: person.details.name.description, loginID: person.details.loginID.description,
                code: made.code.text, until: made.validUntil)
        } catch let error as InvalidInput {
            return renderer.send(try await page(visit, place, errors: error.errors), to: visit)
        } catch let refusal as ResetRefusal {
            let error = FieldError(field: "", rule: refusal.rawValue, message: refusal.sentence)
            return renderer.send(try await page(visit, place, errors: [error]), to: visit)
        }
    }

    private func bypass(
        _ place: Place, _ visit: Visit, name: String, loginID: String, code: Secret, until: Instant,
        shownUntil: Instant? = nil
    ) async throws -> HTTPResponse {
        let facts = [
            ("name", name), ("loginID", loginID), ("until", "\(until.milliseconds)"),
            // Sealed before it leaves, and shown in the page beside it.
            ("code", code.exposed),
        ]
        let page = BypassPage(
            name: name, loginID: loginID, code: code, validUntil: until, back: place.back, client: place.client,
            again: place.action, sealed: try ShownOnce.seal(facts, for: visit, until: shownUntil, services))
        return renderer.send(page, to: visit, zone: try await services.facts(place.scope).zone)
    }
}
