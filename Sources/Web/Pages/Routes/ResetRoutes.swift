import Auth
import Domain
import HTTPServer
import Tenants

/// Clears the second factors of one person of the organization.
struct ResetRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.post, "/accounts/reset", .session, choose),
            Route(.get, "/accounts/{p}/reset", .session) { visit in
                renderer.send(try await page(visit), to: visit)
            },
            Route(.post, "/accounts/{p}/reset", .session, reset),
        ]
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

    private func page(_ visit: Visit, errors: [FieldError] = []) async throws -> ResetOtherPage {
        let scope = try visit.scope
        try scope.require(.resetFactors)
        let id: PersonID = try visit.identifier("p")
        let person = try await services.listPeople.person(scope, id)
        let department = try await services.departments(scope).first { $0.id == person.details.department }?.name
        return ResetOtherPage(
            name: person.details.name.description, loginID: person.details.loginID.description,
            department: department ?? "", reason: visit.request.formData()["reason"] ?? "",
            action: Address("accounts", id.description, "reset"), back: Address("people", id.description),
            errors: errors)
    }

    @Sendable private func reset(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id: PersonID = try visit.identifier("p")
        let form = visit.request.formData()
        do {
            try await services.auth.resetFactors.other(
                id, by: scope, home: scope, password: form["password"] ?? "", reason: form["reason"] ?? "",
                now: visit.now)
            return renderer.redirect(to: Address("people", id.description), .factorsReset)
        } catch let error as InvalidInput {
            return renderer.send(try await page(visit, errors: error.errors), to: visit)
        }
    }
}
