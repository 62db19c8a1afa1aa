import Database
import Domain
import HTTPServer
import Notify
import Tenants

/// Many people into another department, and one department into another, each with the confirm step.
struct DepartmentRoutes: Sendable {
    /// Names that the question shows.
    private static let shownNames = 5

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.post, "/people/department", .session, undone: Catalogue.Departments.notMoved) {
                try await choose($0)
            },
            Route(.post, "/people/department/confirm", .session, undone: Catalogue.Departments.notMoved) {
                try await confirm($0)
            },
            Route(
                .post, "/people/department/move", .session, deadline: .seconds(120),
                undone: Catalogue.Departments.notMoved, move),
            Route(.get, "/departments/{c}/merge", .session) { try await ask($0) },
            Route(
                .post, "/departments/{c}/merge", .session, deadline: .seconds(120),
                undone: Catalogue.Departments.notMerged, merge),
        ]
    }

    private var movePeople: MovePeople {
        MovePeople(database: services.database, hold: DepartmentTargets.hold)
    }

    // Who

    /// Whom a form means: the ticks, or everybody whom the list's filter finds.
    private func selection(_ visit: Visit, _ form: FormData) async throws -> MovePeople.Selection {
        guard form["scope"] == "found" else {
            return .people(form.all("person").compactMap { PersonID($0) })
        }
        let list = PeopleRoutes(services: services, renderer: renderer)
        let (filter, narrowing) = try await list.selection(visit)
        return .found(filter, narrowing: narrowing)
    }

    private func hidden(_ form: FormData) -> [HiddenField] {
        if form["scope"] == "found" { return [HiddenField(name: "scope", value: "found")] }
        return form.all("person").filter { PersonID($0) != nil }.map { HiddenField(name: "person", value: $0) }
    }

    /// The address with the filter of the list.
    private func place(_ visit: Visit, _ path: Address) -> Address {
        visit.request.queryItems.reduce(path) { $0.adding($1.name, $1.value) }
    }

    // The new department

    private func choose(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let form = visit.request.formData()
        let chosen = try await selection(visit, form)
        let preview = try await movePeople.preview(scope, chosen, to: nil)
        guard preview.chosen > 0 else {
            let reason = FieldError(field: "", rule: "required", message: Catalogue.Departments.nobody)
            return try await PeopleRoutes(services: services, renderer: renderer).list(visit, errors: [reason])
        }
        let page = MovePeoplePage(
            people: preview.chosen, names: try await names(visit, chosen),
            departments: try await choices(visit, chosen: form["department"]),
            action: place(visit, "/people/department/confirm"), chosen: hidden(form), errors: errors)
        return renderer.send(page, to: visit)
    }

    private func names(_ visit: Visit, _ selection: MovePeople.Selection) async throws -> [String] {
        let people =
            switch selection {
            case .people(let ids): try await services.listPeople.people(visit.scope, Array(ids.prefix(Self.shownNames)))
            case .found(let filter, let narrowing):
                try await services.listPeople.part(
                    visit.scope, filter, narrowing: narrowing, number: 1, size: Self.shownNames
                ).people
            }
        return people.map(\.details.name.description)
    }

    private func choices(_ visit: Visit, chosen: String?) async throws -> [Choice] {
        let language = visit.language
        return [
            Choice(value: "", words: Catalogue.EveryPage.notSelected[language], isChosen: chosen?.isEmpty ?? true)
        ]
            + (try await services.departments(visit.scope)).map { entry in
                Choice(value: entry.value, words: entry.name, isChosen: entry.value == chosen)
            }
            + [
                Choice(
                    value: "none", words: Catalogue.Departments.noDepartment[language], isChosen: chosen == "none")
            ]
    }

    /// The department that a form chose; nil for none, nothing if it chose nothing that there is.
    private func department(_ visit: Visit, _ form: FormData) async throws -> (id: DepartmentID?, name: String)? {
        if form["department"] == "none" { return (nil, Catalogue.Departments.noDepartment[visit.language]) }
        let all = try await services.departments(visit.scope)
        return all.first { $0.value == form["department"] }.map { ($0.id, $0.name) }
    }

    private func confirm(_ visit: Visit, hasChanged: Bool = false) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let form = visit.request.formData()
        guard let target = try await department(visit, form) else {
            let label = Catalogue.Departments.target
            let field = InputField("department", ja: label[.japanese], en: label[.english])
            return try await choose(visit, errors: field.missing.errors)
        }
        let preview = try await movePeople.preview(scope, try await selection(visit, form), to: target.id)
        guard preview.moving > 0 else {
            return try await choose(
                visit,
                errors: [FieldError(field: "department", rule: "same", message: Catalogue.Departments.nobodyMoves)])
        }
        let names = Dictionary(try await services.departments(scope).map { ($0.id, $0.name) }) { first, _ in first }
        let page = ConfirmMovePage(
            origins: preview.origins.map { origin in
                (
                    origin.department.flatMap { names[$0] } ?? Catalogue.Departments.noDepartment[visit.language],
                    origin.people
                )
            }, target: target.name, staying: preview.chosen - preview.moving, hasChanged: hasChanged,
            action: place(visit, "/people/department/move"),
            chosen: hidden(form) + [
                HiddenField(name: "department", value: form["department"] ?? ""),
                HiddenField(name: "mark", value: preview.mark),
            ])
        return renderer.send(page, to: visit)
    }

    @Sendable private func move(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        guard let target = try await department(visit, form) else { return try await confirm(visit) }
        do {
            let moved = try await movePeople(
                visit.scope, try await selection(visit, form), to: target.id, expecting: form["mark"] ?? "",
                at: visit.now)
            return renderer.redirect(to: place(visit, "/people"), .peopleMoved(moved))
        } catch is MovePeople.Changed {
            return try await confirm(visit, hasChanged: true)
        }
    }

    // One into another

    private func ask(
        _ visit: Visit, plan: MergeDepartmentPage.Plan? = nil, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let id = try visit.identifier("c", DepartmentID.self)
        let all = try await services.departments(scope)
        guard let entry = all.first(where: { $0.id == id }) else { throw NotFound("department") }
        let people = try await services.departments.peopleCounts(scope)[id] ?? 0
        let others =
            [Choice(value: "", words: Catalogue.EveryPage.notSelected[visit.language], isChosen: true)]
            + all.filter { $0.id != id }.map { Choice(value: $0.value, words: $0.name) }
        let page = MergeDepartmentPage(
            line: CodeLine(id: entry.value, code: entry.code, name: entry.name, people: people), others: others,
            plan: plan, errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func merge(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let form = visit.request.formData()
        let id = try visit.identifier("c", DepartmentID.self)
        let all = try await services.departments(scope)
        guard let target = all.first(where: { $0.value == form["into"] }), target.id != id else {
            let label = Catalogue.Departments.into
            return try await ask(
                visit, errors: InputField("into", ja: label[.japanese], en: label[.english]).missing.errors)
        }
        guard form["confirmed"] == "1" else {
            return try await ask(visit, plan: try await plan(id, into: target, visit))
        }
        let merge = MergeDepartments(
            database: services.database, hold: DepartmentTargets.hold, follow: DepartmentTargets.follow)
        do {
            let moved = try await merge(scope, id, into: target.id, at: visit.now)
            return renderer.redirect(to: "/departments", .departmentsMerged(moved))
        } catch let error as InvalidInput {
            return try await ask(
                visit, errors: error.errors.map { FieldError(field: "into", rule: $0.rule, message: $0.message) })
        }
    }

    private func plan(
        _ id: DepartmentID, into target: CodeList<DepartmentKind>.Entry, _ visit: Visit
    ) async throws -> MergeDepartmentPage.Plan {
        let scope = try visit.scope
        let people = try await services.departments.peopleCounts(scope)[id] ?? 0
        var leavers = ListPeople.Filter()
        leavers.departments = [id]
        leavers.employment = [.left]
        let drafts = try await services.database.read(scope) {
            try DepartmentTargets.drafts(naming: id, in: scope.tenant, $0)
        }
        return MergeDepartmentPage.Plan(
            into: target.value, name: target.name, people: people,
            leavers: try await services.listPeople.count(scope, leavers), drafts: drafts)
    }
}
