import Domain
import HTTPServer
import Notify
import Tenants

/// Texts prepared for the moment when there is no time to write.
struct TemplateRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/templates", .session, list),
            Route(.get, "/templates/new", .session) { visit in
                try visit.scope.require(.broadcast)
                return renderer.send(TemplatePage(values: TemplateValues()), to: visit)
            },
            Route(.post, "/templates/new", .session, keptForm: .itself) { visit in try await save(visit, nil) },
            Route(.get, "/templates/{t}", .session, show),
            Route(.post, "/templates/{t}", .session, keptForm: .itself, take),
            Route(.get, "/templates/{t}/remove", .session, askRemove),
            Route(.post, "/templates/{t}/remove", .session, undone: Catalogue.Undone.remove, remove),
        ]
    }

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let templates = try await services.broadcasts.templates.list(scope)
        let used =
            scope.capabilities.contains(.manageTriggers)
            ? try await services.broadcasts.readRule(scope).template : nil
        let page = TemplatesPage(
            templates: templates.map { template in
                TemplateLine(
                    id: "\(template.id)", name: template.name, kind: BroadcastKind(template.kind),
                    updatedAt: template.changedAt, isUsedByTrigger: template.id == used)
            })
        return renderer.send(page, to: visit)
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let template = try await template(visit)
        let values = TemplateValues(
            name: template.name, kind: BroadcastKind(template.kind), subject: template.subject, body: template.body)
        return renderer.send(TemplatePage(id: "\(template.id)", values: values), to: visit)
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let template = try await template(visit)
        if visit.request.formData()["remove"] != nil { return try await askRemove(visit) }
        return try await save(visit, template)
    }

    /// Saves under the name that was typed; a name that another template has is refused, so that none is lost.
    private func save(_ visit: Visit, _ before: Template?) async throws -> HTTPResponse {
        let scope = try visit.scope
        let fields = visit.request.formData()
        let values = TemplateValues(
            name: (fields["name"] ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " "),
            kind: fields["kind"].flatMap(BroadcastKind.init(rawValue:)) ?? .safety,
            subject: fields["subject"] ?? "", body: fields["body"] ?? "")
        if fields[FormName.edit] != nil {
            return renderer.send(TemplatePage(id: before.map { "\($0.id)" }, values: values), to: visit)
        }
        do {
            let others = try await services.broadcasts.templates.list(scope).filter { $0.id != before?.id }
            if others.contains(where: { $0.name == values.name }) {
                throw InvalidInput(
                    field: "name", rule: "duplicate",
                    message: LocalizedText(
                        ja: "この名前のひな形はすでにあります。別の名前にしてください。",
                        en: "There is a template of this name already. Please choose another."))
            }
            try await services.broadcasts.templates.save(
                name: values.name, kind: values.kind == .bulletin ? .announcement : .safetyCheck,
                subject: values.subject, body: values.body, replacing: before?.id, scope)
            return renderer.redirect(to: "/templates", .registered(.template))
        } catch let error as InvalidInput {
            return renderer.send(
                TemplatePage(
                    id: before.map { "\($0.id)" }, values: values,
                    errors: error.errors.inOrder(of: ["name", "kind", "subject", "body"])), to: visit)
        }
    }

    @Sendable private func askRemove(_ visit: Visit) async throws -> HTTPResponse {
        let template = try await template(visit)
        return renderer.send(RemoveTemplatePage(id: "\(template.id)", name: template.name), to: visit)
    }

    @Sendable private func remove(_ visit: Visit) async throws -> HTTPResponse {
        try await services.broadcasts.templates.delete(try visit.identifier("t", TemplateID.self), try visit.scope)
        return renderer.redirect(to: "/templates", .templateRemoved)
    }

    private func template(_ visit: Visit) async throws -> Template {
        let id = try visit.identifier("t", TemplateID.self)
        let templates = try await services.broadcasts.templates.list(try visit.scope)
        guard let template = templates.first(where: { $0.id == id }) else { throw NotFound("template") }
        return template
    }
}

extension BroadcastKind {
    /// What a template is for.
    init(_ kind: Notify.BroadcastKind) {
        self = kind == .safetyCheck ? .safety : .bulletin
    }
}
