import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The rule by which bulletins start safety checks, with its confirm step.
struct TriggerRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/triggers", .session, show),
            Route(.post, "/triggers", .session, keptForm: .itself, take),
            Route(.post, "/triggers/confirm", .session, keptForm: .above, save),
            Route(.post, "/triggers/regions", .session, undone: Catalogue.Triggers.regionsNotDone) { visit in
                try await services.broadcasts.changeRule.dropGoneRegions(try visit.scope, at: visit.now)
                return renderer.redirect(to: "/triggers", .registered(.triggers))
            },
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let saved = try await services.broadcasts.readRule(try visit.scope)
        let names = try await TargetNames.load(services, visit)
        return try await page(visit, TriggerForm(saved, names), saved)
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let saved = try await services.broadcasts.readRule(scope)
        let fields = visit.request.formData()
        let names = try await TargetNames.load(services, visit)
        var form = TriggerForm(fields, names)
        if fields["pick"] != nil {
            let search = PickSearch(fields, services.regionSearch, visit.language)
            let groups = names.groups(.region, chosen: form.values.regions, allowsWhole: false)
            let pick = PickPage(
                kind: .region, purpose: .triggers, groups: search.found(groups), query: search.query,
                sealed: search.sealed(form.hiddenWhilePicking))
            return renderer.send(pick, to: visit)
        }
        if fields["edit"] == PickKind.region.rawValue {
            form.setRegions(fields.all("kept").compactMap { names.chosen(.region, $0) })
        }
        if fields["edit"] != nil || fields["picked"] != nil {
            return try await page(visit, form, saved)
        }
        let rule: TriggerRule
        do throws(InvalidInput) {
            rule = try form.rule()
        } catch {
            return try await page(visit, form, saved, errors: error.errors)
        }
        let templates = try await services.broadcasts.templates.list(scope)
        let words = TriggerWords(templates: templates, language: visit.language)
        let changes = words.changes(from: TriggerForm(saved, names), to: form)
        guard !changes.isEmpty else { return renderer.redirect(to: "/triggers") }
        let fallOut = try await services.broadcasts.readRule.fallingOut(of: rule, scope)
        let people = Reader(language: visit.language).people(fallOut)
        let confirm = ConfirmPage(
            subject: .triggers, changes: changes, warnings: fallOut > 0 ? [Catalogue.Triggers.fallOut(people)] : [],
            sealed: form.hidden)
        return renderer.send(confirm, to: visit)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let saved = try await services.broadcasts.readRule(scope)
        let form = TriggerForm(visit.request.formData(), try await TargetNames.load(services, visit))
        do {
            let rule = try form.rule()
            let templates = try await services.broadcasts.templates.list(scope)
            try await services.broadcasts.changeRule(
                scope, rule, template: templates.first { $0.id == form.template }?.id, at: visit.now)
        } catch let error as InvalidInput {
            return try await page(visit, form, saved, errors: error.errors)
        }
        return renderer.redirect(to: "/triggers", .registered(.triggers))
    }

    private func page(
        _ visit: Visit, _ form: TriggerForm, _ saved: SavedTriggerRule, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let templates = try await services.broadcasts.templates.list(try visit.scope)
        let words = TriggerWords(templates: templates, language: visit.language)
        let page = TriggerPage(
            values: form.shown, templates: words.choices(form.template), people: saved.people,
            gone: saved.gone.map { $0.name?[visit.language] ?? $0.code.description },
            bulletinAge: services.broadcasts.bulletinAge, errors: errors)
        return renderer.send(page, to: visit)
    }
}
