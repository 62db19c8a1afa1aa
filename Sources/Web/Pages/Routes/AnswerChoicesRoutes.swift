import Domain
import HTTPServer
import Tenants

/// The answers that a safety check offers, with the confirm step.
struct AnswerChoicesRoutes: Sendable {
    private static let key = "answerChoices"

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/settings/answers", .session) { visit in
                page(visit, AnswerChoicesForm(try await stored(visit).answerChoices))
            },
            Route(.post, "/settings/answers", .session, keptForm: .itself, take),
            Route(.post, "/settings/answers/confirm", .session, keptForm: .above, save),
        ]
    }

    private func stored(_ visit: Visit) async throws -> TenantSettings {
        let scope = try visit.scope
        try scope.require(.manageSettings)
        return try await services.facts(scope).settings
    }

    /// The form comes back: to be mended, or to be confirmed.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let stored = try await stored(visit)
        let fields = visit.request.formData()
        let form = AnswerChoicesForm(fields)
        if fields["edit"] != nil { return page(visit, form) }
        do {
            let choices = try form.choices()
            guard choices != stored.answerChoices else { return renderer.redirect(to: "/maintenance") }
            let confirm = ConfirmPage(
                subject: .answerChoices, changes: Self.changes(from: stored.answerChoices, to: choices, visit.language),
                sealed: form.hidden)
            return renderer.send(confirm, to: visit)
        } catch {
            return page(visit, form, errors: error.errors)
        }
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        var settings = try await stored(visit)
        let form = AnswerChoicesForm(visit.request.formData())
        do {
            settings.answerChoices = try form.choices()
            let text = SettingDescriptor.named(Self.key)?.text(in: settings)
            try await services.changeSettings(scope, [Self.key: text], at: visit.now)
        } catch let refusal as InvalidInput {
            return page(visit, form, errors: refusal.errors)
        }
        return renderer.redirect(to: "/settings/answers", .registered(.answerChoices))
    }

    private func page(
        _ visit: Visit, _ form: AnswerChoicesForm, errors: [FieldError] = []
    ) -> HTTPResponse {
        renderer.send(AnswerChoicesPage(values: form.values, errors: errors), to: visit)
    }

    /// The rows that differ, each with all its words.
    private static func changes(
        from old: [Tenants.AnswerChoice], to new: [Tenants.AnswerChoice], _ language: Language
    ) -> [Change] {
        (0..<max(old.count, new.count)).compactMap { index in
            let before = index < old.count ? words(old[index], language) : ""
            let after = index < new.count ? words(new[index], language) : ""
            if before == after { return nil }
            return Change(
                field: "japanese\(index + 1)", label: Catalogue.Settings.answer(index + 1), before: before,
                after: after)
        }
    }

    private static func words(_ choice: Tenants.AnswerChoice, _ language: Language) -> String {
        let severity = Catalogue.Settings.severity(Severity(choice.severity))
        return [choice.ja, choice.en, choice.easy, severity[language]].joined(separator: " / ")
    }
}
