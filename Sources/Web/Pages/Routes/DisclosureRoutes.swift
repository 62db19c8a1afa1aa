import Domain
import HTTPServer
import Profiles
import Tenants

/// Contacts whole, for a reason: of one person for ten minutes, or of a list as one file.
struct DisclosureRoutes: Sendable {
    private static let filterWords = ["q", "dept", "role", "password", "retired", "unreachable", "needs", "ask"]

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/people/{person}/contacts", .session) { try await show($0) },
            Route(
                .post, "/people/{person}/contacts", .session, keptForm: .itself, undone: Catalogue.Disclosure.undone,
                open),
            Route(.get, "/people/contacts", .session) { visit in
                try await askForFile(visit, { visit.request.query($0) })
            },
            Route(
                .post, "/people/contacts", .session, deadline: .seconds(300), keptForm: .itself,
                undone: Catalogue.Disclosure.undone, save),
        ]
    }

    /// Refuses where the organization does not let anybody see contacts.
    private func allowed(_ visit: Visit) async throws -> TenantScope {
        let scope = try visit.scope
        guard try await services.discloseContacts.isAllowed(scope) else {
            throw NotAllowed(capability: .exportContacts)
        }
        return scope
    }

    private func person(_ visit: Visit, _ scope: TenantScope) async throws -> Person {
        try await services.listPeople.person(scope, try visit.identifier("person"))
    }

    private func show(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try await allowed(visit)
        let person = try await person(visit, scope)
        guard let found = try await services.discloseContacts(scope, person.id, at: visit.now) else {
            return ask(visit, person)
        }
        let page = DisclosedPage(
            id: person.id.description, name: person.details.name.description, contacts: Self.lines(found),
            until: found.until)
        var response = renderer.send(page, to: visit)
        // The screen does not go on showing them either.
        let left = max(1, (found.until.milliseconds - visit.now.milliseconds) / 1_000)
        response.headers["Refresh"] = "\(left); url=/people/\(person.id)"
        return response
    }

    private func ask(
        _ visit: Visit, _ person: Person, reason: String = "", errors: [FieldError] = []
    ) -> HTTPResponse {
        let page = AskDisclosurePage(
            subject: .person(id: person.id.description, name: person.details.name.description), reason: reason,
            errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func open(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try await allowed(visit)
        try visit.requireProof()
        let person = try await person(visit, scope)
        let form = visit.request.formData()
        let typed = form["reason"] ?? ""
        if form[FormName.edit] != nil { return ask(visit, person, reason: typed) }
        do {
            try await services.discloseContacts.open(scope, person.id, DisclosureReason(typed), at: visit.now)
        } catch let refusal as InvalidInput {
            return ask(visit, person, reason: typed, errors: refusal.errors)
        }
        return .redirect(to: "/people/\(person.id)/contacts")
    }

    private static func lines(_ found: DisclosedContacts) -> [(LocalizedText, String)] {
        found.sending.mails.map { (ContactSlot.mail($0.position).words, $0.value) }
            + found.sending.phones.map { (ContactSlot.phone($0.position).words, $0.value) }
            + [(Catalogue.Disclosure.spareMail, found.spareMail), (Catalogue.Disclosure.sparePhone, found.sparePhone)]
            .compactMap { words, value in value.map { (words, $0) } }
    }

    // A file

    private func askForFile(
        _ visit: Visit, _ word: (String) -> String?, reason: String = "", errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try await allowed(visit)
        try scope.require(.managePeople)
        let list = PeopleRoutes(services: services, renderer: renderer)
        let (filter, narrowing) = try await list.selection(visit, word)
        let people = try await services.listPeople.part(scope, filter, narrowing: narrowing, number: 1, size: 1).total
        let page = AskDisclosurePage(
            subject: .list(people: people), reason: reason,
            filter: Self.filterWords.compactMap { name in
                word(name).flatMap { $0.isEmpty ? nil : HiddenField(name: name, value: $0) }
            }, errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try await allowed(visit)
        try visit.requireProof()
        let form = visit.request.formData()
        let typed = form["reason"] ?? ""
        if form[FormName.edit] != nil { return try await askForFile(visit, { form[$0] }, reason: typed) }
        let reason: DisclosureReason
        do {
            reason = try DisclosureReason(typed)
        } catch {
            return try await askForFile(visit, { form[$0] }, reason: typed, errors: error.errors)
        }
        let list = PeopleRoutes(services: services, renderer: renderer)
        let (filter, narrowing) = try await list.selection(visit) { form[$0] }
        let file = try SpoolFile(in: services.spoolFolder)
        try await services.discloseContacts.file(scope, filter, narrowing: narrowing, reason, at: visit.now) {
            try file.append($0)
        }
        return try await list.download(file, visit)
    }
}
