import Domain
import HTTPServer
import Notify
import Tenants

/// A list of codes that people are sorted by, kept by administrators (R-128, R-132).
struct CodeListRoutes<Kind>: Sendable {
    let services: PageServices
    let renderer: Renderer
    let subject: CodeListSubject
    let list: CodeList<Kind>

    var routes: [Route] {
        let (all, one, removal) = subject.patterns
        return [
            Route(.get, all, .session) { try await show($0) },
            Route(.post, all, .session, keptForm: .itself, add),
            Route(.get, one, .session) { visit in
                let line = try await line(visit)
                return page(visit, line, line.code, line.name)
            },
            Route(.post, one, .session, keptForm: .itself, change),
            Route(.get, removal, .session) { visit in try await askRemove(visit) },
            Route(.post, removal, .session, undone: Catalogue.Undone.remove, remove),
        ]
    }

    private var edit: EditCodeList<Kind> {
        EditCodeList(list, database: services.database, identifiers: services.identifiers)
    }

    private func lines(_ visit: Visit) async throws -> [CodeLine] {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let read = ReadCodeList(list, database: services.database)
        let people = try await read.peopleCounts(scope)
        return try await read(scope).map { entry in
            CodeLine(id: "\(entry.id)", code: entry.code, name: entry.name, people: people[entry.id] ?? 0)
        }
    }

    private func line(_ visit: Visit) async throws -> CodeLine {
        let id = "\(try visit.identifier("c", Identifier<Kind>.self))"
        guard let line = try await lines(visit).first(where: { $0.id == id }) else { throw NotFound("entry") }
        return line
    }

    private func show(_ visit: Visit, _ form: FormData? = nil, errors: [FieldError] = []) async throws -> HTTPResponse {
        let page = CodeListPage(
            subject: subject, lines: try await lines(visit), code: form?["code"] ?? "", name: form?["name"] ?? "",
            errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func add(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let form = visit.request.formData()
        if form[FormName.edit] != nil { return try await show(visit, form) }
        do {
            _ = try await named {
                try await edit.add(scope, code: form["code"] ?? "", name: form["name"] ?? "", at: visit.now)
            }
        } catch let error as InvalidInput {
            return try await show(visit, form, errors: error.errors)
        }
        return renderer.redirect(to: subject.address, .registered(subject.registered))
    }

    @Sendable private func change(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let line = try await line(visit)
        let form = visit.request.formData()
        let (code, name) = (form["code"] ?? "", form["name"] ?? "")
        if form["remove"] != nil {
            return renderer.redirect(to: subject.address.appending(line.id).appending("remove"))
        }
        if form[FormName.edit] != nil { return page(visit, line, code, name) }
        do {
            try await named {
                try await edit.change(scope, try visit.identifier("c"), code: code, name: name, at: visit.now)
            }
        } catch let error as InvalidInput {
            return page(visit, line, code, name, errors: error.errors)
        }
        return renderer.redirect(to: subject.address, .registered(subject.registered))
    }

    private func askRemove(
        _ visit: Visit, errors: [FieldError] = [], _ status: HTTPStatus = .ok
    ) async throws -> HTTPResponse {
        let page = RemoveCodePage(
            subject: subject, line: try await line(visit), drafts: try await drafts(visit), errors: errors)
        return renderer.send(page, to: visit, status: status)
    }

    /// How many drafts would have to choose anew whom they go to.
    private func drafts(_ visit: Visit) async throws -> Int {
        let (scope, id) = (try visit.scope, try visit.identifier("c", Identifier<Kind>.self).rawValue)
        return try await services.database.read(scope) { [subject] transaction in
            switch subject {
            case .departments:
                try DepartmentTargets.drafts(naming: DepartmentID(rawValue: id), in: scope.tenant, transaction)
            case .locations:
                try DepartmentTargets.drafts(naming: LocationID(rawValue: id), in: scope.tenant, transaction)
            case .userCodes: 0
            }
        }
    }

    @Sendable private func remove(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        do {
            // The page that asks has no field to point at.
            try await APIFields.renaming([list.field.name: ""]) {
                try await edit.remove(scope, try visit.identifier("c"), at: visit.now)
            }
        } catch let error as InvalidInput {
            // Who uses it stands on the page, in its own words.
            return try await askRemove(visit, errors: error.errors.filter { $0.rule != "inUse" }, .unprocessable)
        }
        return renderer.redirect(to: subject.address, .entryRemoved)
    }

    private func page(
        _ visit: Visit, _ line: CodeLine, _ code: String, _ name: String, errors: [FieldError] = []
    ) -> HTTPResponse {
        renderer.send(CodePage(subject: subject, id: line.id, code: code, name: name, errors: errors), to: visit)
    }

    /// The list's own field is `code` on these pages.
    private func named<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await APIFields.renaming([list.field.name: "code"], body)
    }
}

extension CodeListSubject {
    /// The paths of the list, of one line, and of its removal.
    fileprivate var patterns: (all: RoutePattern, one: RoutePattern, removal: RoutePattern) {
        switch self {
        case .departments: ("/departments", "/departments/{c}", "/departments/{c}/remove")
        case .locations: ("/locations", "/locations/{c}", "/locations/{c}/remove")
        case .userCodes: ("/user-codes", "/user-codes/{c}", "/user-codes/{c}/remove")
        }
    }

    /// What a banner says of a new or changed entry.
    fileprivate var registered: Registered {
        switch self {
        case .departments: .department
        case .locations: .location
        case .userCodes: .userCode
        }
    }
}
