import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The list of people with its filters, and the same as a file.
struct PeopleRoutes: Sendable {
    /// Rows of one page.
    private static let pageSize = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/people", .session) { try await list($0) },
            Route(.get, "/people.csv", .session, deadline: .seconds(120), export),
        ]
    }

    /// The list; with errors after a form on it was refused.
    func list(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewPeople)
        let facts = try await services.facts(scope)
        let departments = try await services.departments(scope)
        let filter = PeopleFilter(visit.request)
        let department = chosen(visit)
        let found = try await services.listPeople.part(
            scope, filter.forTenants(department: department), narrowing: try await narrowing(filter, facts, visit),
            number: visit.listPage, size: Self.pageSize)
        let people = found.people.map(\.id)
        let states = try await services.passwordStates(scope, of: people, at: visit.now)
        let waiting = people.filter { [.temporary, .expired].contains(states[$0]?.standing) }
        let mails = try await services.passwordMails(of: waiting, scope)
        let contacts = try await services.database.read(scope) { transaction in
            try SendingContacts.load(of: people, in: scope.tenant, transaction)
        }
        let names = Dictionary(departments.map { ($0.id, $0.name) }) { first, _ in first }
        let days = DayFormat(timeZone: facts.settings.timeZone)
        let page = PeoplePage(
            people: found.people.map { person in
                PersonLine(
                    id: person.id.description, name: person.details.name.description,
                    kana: person.details.kana.description, loginID: person.details.loginID.description,
                    department: person.details.department.flatMap { names[$0] } ?? "",
                    role: Role(person.details.role), password: states[person.id]?.standing ?? .notIssued,
                    mail: mails[person.id].map { AttemptOutcome(best: $0) },
                    isRetired: person.details.employment == .left,
                    removeOn: person.details.removeAt.map(days.text) ?? "",
                    isUnreachable: CannotBeAsked(contacts[person.id] ?? SendingContacts(), facts.dispatch) != nil)
            },
            part: ListPart(total: found.total, page: visit.listPage, size: Self.pageSize), filter: filter,
            departments: departments.map { entry in
                Choice(value: entry.id.description, words: entry.name, isChosen: entry.id == department)
            }, flags: try await services.readReadiness.flags(scope),
            mayDisclose: try await services.discloseContacts.isAllowed(scope),
            manyLeft: try await MassLeaving.told(scope, at: visit.now, in: services.database), errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func export(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let filter = PeopleFilter(visit.request)
        let file = try SpoolFile(in: services.spoolFolder)
        try await services.exportPeople(
            scope, filter.forTenants(department: chosen(visit)),
            narrowing: try await narrowing(filter, facts, visit), at: visit.now
        ) { try file.append($0) }
        return try await download(file, visit)
    }

    /// A file of people under a name with today in it.
    func download(_ file: SpoolFile, _ visit: Visit) async throws -> HTTPResponse {
        let facts = try await services.facts(visit.scope)
        let day = DayFormat(timeZone: facts.settings.timeZone).text(visit.now)
        let name = LocalizedText(ja: "社員一覧-\(day).csv", en: "people-\(day).csv")
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8", fileName: name[visit.language],
            plainName: name[.english])
    }

    /// Everybody whom the list's filter finds.
    func selection(_ visit: Visit) async throws -> (filter: ListPeople.Filter, narrowing: [SQL]) {
        try await selection(visit) { visit.request.query($0) }
    }

    /// The same for a form that carries the filter along.
    func selection(
        _ visit: Visit, _ word: (String) -> String?
    ) async throws -> (filter: ListPeople.Filter, narrowing: [SQL]) {
        let scope = try visit.scope
        let filter = PeopleFilter(word)
        let department = word("dept").flatMap { DepartmentID($0) }
        let facts = try await services.facts(scope)
        return (filter.forTenants(department: department), try await narrowing(filter, facts, visit))
    }

    /// The conditions of the other rooms.
    private func narrowing(
        _ filter: PeopleFilter, _ facts: OrganizationFacts, _ visit: Visit
    ) async throws -> [SQL] {
        let conditions = filter.narrowing(facts.dispatch, at: visit.now)
        guard let needs = filter.needs else { return conditions }
        return conditions + [try await services.readReadiness.condition(visit.scope, needs)]
    }

    private func chosen(_ visit: Visit) -> DepartmentID? {
        visit.request.query("dept").flatMap { DepartmentID($0) }
    }
}
