import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// Words that are kept for the next time.
    var templateOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/templates") { visit in
                .json(["items": .array(try await templates.list(visit.scope).map { JSON($0) })])
            },
            APIOperation(.post, "/api/v1/templates", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.broadcast)
                var body = try JSONBody(visit.request)
                let name = body.text("name") ?? ""
                let id = try await save(&body, name: name, visit)
                return .created(JSON(try await template(id, visit)), at: "/templates/\(id)")
            },
            APIOperation(.get, "/api/v1/templates/{template}") { visit in
                .json(JSON(try await template(visit.identifier("template"), visit)))
            },
            APIOperation(.put, "/api/v1/templates/{template}", body: .json) { visit in
                let old = try await template(visit.identifier("template"), visit)
                var body = try JSONBody(visit.request)
                let id = try await save(&body, name: old.name, visit)
                return .json(JSON(try await template(id, visit)))
            },
            APIOperation(.delete, "/api/v1/templates/{template}") { visit in
                try await templates.delete(visit.identifier("template"), visit.scope)
                return .empty()
            },
        ]
    }

    private var templates: EditTemplates {
        EditTemplates(database: database, clock: sending.clock, identifiers: identifiers)
    }

    private func template(_ id: TemplateID, _ visit: Visit) async throws -> Template {
        guard let found = try await templates.list(visit.scope).first(where: { $0.id == id }) else {
            throw NotFound("template")
        }
        return found
    }

    private func save(_ body: inout JSONBody, name: String, _ visit: Visit) async throws -> TemplateID {
        let kind = body.word("kind", Notify.BroadcastKind.self)
        let subject = body.text("subject") ?? ""
        let text = body.text("body") ?? ""
        return try await templates.save(
            name: name, kind: try body.finished(kind), subject: subject, body: text, visit.scope)
    }
}

extension JSON {
    fileprivate init(_ template: Template) {
        self = [
            "id": JSON(template.id), "name": .text(template.name), "kind": .text(template.kind.rawValue),
            "subject": .text(template.subject), "body": .text(template.body),
        ]
    }
}
