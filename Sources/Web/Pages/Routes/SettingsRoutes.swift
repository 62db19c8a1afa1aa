import Auth
import Domain
import HTTPServer
import Notify
import Tenants

/// What the organization decides for itself, with the confirm step.
struct SettingsRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer
    private let words = SettingWords()

    init(services: PageServices, renderer: Renderer) {
        self.services = services
        self.renderer = renderer
    }

    var routes: [Route] {
        [
            Route(.get, "/settings", .session) { visit in
                let facts = try await facts(visit)
                return try await page(visit, facts, SettingsForm(facts.settings, title: facts.organization.systemTitle))
            },
            Route(.post, "/settings", .session, keptForm: .itself, take),
            Route(.post, "/settings/confirm", .session, keptForm: .above, save),
            Route(.get, "/settings/provider", .session) { visit in try await secretPage(visit) },
            Route(.post, "/settings/provider", .session, changeSecret),
        ]
    }

    private func secretPage(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let provider = try await OpenIDProvider.configured(visit.scope, services.auth.parts)
        try visit.requireProof()
        guard let provider else { return renderer.redirect(to: "/settings") }
        let page = ProviderSecretPage(
            issuer: provider.issuer, hasSecret: provider.clientSecret != nil, errors: errors)
        return renderer.send(page, to: visit)
    }

    @Sendable private func changeSecret(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        do {
            try await OpenIDProvider.changeSecret(
                to: Secret(visit.request.formData()["secret"] ?? ""), by: session, services.auth.parts,
                now: visit.now, randomness: services.randomness)
        } catch let refusal as InvalidInput {
            return try await secretPage(visit, errors: refusal.errors)
        }
        return renderer.redirect(to: "/settings", .registered(.providerSecret))
    }

    private func facts(_ visit: Visit) async throws -> OrganizationFacts {
        let scope = try visit.scope
        try scope.require(.manageSettings)
        return try await services.facts(scope)
    }

    /// The form comes back: to be mended, or to be confirmed.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let facts = try await facts(visit)
        let fields = visit.request.formData()
        let form = SettingsForm(fields)
        if fields["edit"] != nil { return try await page(visit, facts, form) }
        let leftOut = try await leftOut(by: form, facts, visit)
        do {
            let changes = try changes(from: facts, to: form, visit.language)
            guard !changes.isEmpty else { return renderer.redirect(to: "/maintenance") }
            try requireProof(visit, changes)
            let settings = try? ChangeSettings.apply(form.values, to: facts.settings)
            let confirm = ConfirmPage(
                subject: .settings, changes: changes, warnings: (settings?.cautions ?? []) + leftOut,
                sealed: form.hidden)
            return renderer.send(confirm, to: visit, zone: facts.zone)
        } catch let error as InvalidInput {
            return try await page(visit, facts, form, errors: error.errors)
        }
    }

    /// Says how many people have nothing but a factor that would be forbidden.
    private func leftOut(
        by form: SettingsForm, _ facts: OrganizationFacts, _ visit: Visit
    ) async throws -> [LocalizedText] {
        guard let new = try? ChangeSettings.apply(form.values, to: facts.settings) else { return [] }
        let old = facts.settings
        var kinds: Set<FactorKind> = []
        if old.mailFactorAllowed, !new.mailFactorAllowed { kinds.insert(.mail) }
        if old.phoneFactorAllowed, !new.phoneFactorAllowed { kinds.insert(.phone) }
        let people = try await services.drift.people(withOnly: kinds, visit.scope)
        return people == 0 ? [] : [Catalogue.Settings.leftOut(people)]
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await facts(visit)
        let form = SettingsForm(visit.request.formData())
        do {
            // Both are checked before either is stored.
            try requireProof(visit, try changes(from: facts, to: form, visit.language))
            try await services.changeSettings(scope, form.values, at: visit.now)
            if form.title != facts.organization.systemTitle {
                try await services.changeSystemTitle(scope, to: form.title, at: visit.now)
            }
        } catch let refusal as InvalidInput {
            return try await page(visit, facts, form, errors: refusal.errors)
        }
        return renderer.redirect(to: "/settings", .registered(.settings))
    }

    /// What a login asks for is changed only by whoever has just shown password and factor.
    private func requireProof(_ visit: Visit, _ changes: [Change]) throws {
        let fields = Set(changes.map(\.field))
        if SettingDescriptor.ofLogins.contains(where: { fields.contains($0.key) }) { try visit.requireProof() }
    }

    /// What differs from what is stored.
    ///
    /// - Throws: `InvalidInput` with every refused field.
    private func changes(
        from facts: OrganizationFacts, to form: SettingsForm, _ language: Language
    ) throws(InvalidInput) -> [Change] {
        var check = InputCheck()
        let title = check.take { () throws(InvalidInput) in try Organization.checkedTitle(form.title) }
        let settings = check.take { () throws(InvalidInput) in
            try ChangeSettings.apply(form.values, to: facts.settings)
        }
        try check.finish()
        guard let title, let settings else { return [] }
        var changes: [Change] = []
        if title != facts.organization.systemTitle {
            changes.append(
                Change(
                    field: SettingsForm.titleField, label: Catalogue.Settings.systemTitle,
                    before: facts.organization.systemTitle, after: title))
        }
        for descriptor in SettingsForm.descriptors {
            let (before, after) = (descriptor.text(in: facts.settings), descriptor.text(in: settings))
            if before == after { continue }
            changes.append(
                Change(
                    field: descriptor.key, label: descriptor.label,
                    before: words.value(before, of: descriptor)[language],
                    after: words.value(after, of: descriptor)[language]))
        }
        return changes
    }

    private func page(
        _ visit: Visit, _ facts: OrganizationFacts, _ form: SettingsForm, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        typealias Words = Catalogue.Settings
        let naming = SettingGroup(
            title: Words.naming,
            rows: [
                SettingRow(
                    name: SettingsForm.titleField, label: Words.systemTitle, hint: Words.systemTitleHint,
                    control: .text(value: form.title, maxLength: 40))
            ])
        let groups = Tenants.SettingGroup.allCases.map { group in
            SettingGroup(
                title: group.label,
                rows: SettingsForm.descriptors.filter { $0.group == group }.map {
                    words.row($0, form, visit.language)
                })
        }
        let contract = facts.organization.contract
        let usesSecondFactor = try await services.readPolicy(visit.scope, at: visit.now).now.usesSecondFactor
        let provider = try await OpenIDProvider.configured(visit.scope, services.auth.parts)
        let standard = services.broadcasts.rates.perTenant
        func used(_ isUsed: Bool) -> LocalizedText { isUsed ? Words.isUsed : Words.isNotUsed }
        let page = SettingsPage(
            groups: [naming] + groups,
            contract: [
                (Words.plan, contract.plan.label), (Words.voice, used(contract.hasVoice)),
                (Words.family, used(contract.hasFamily)), (Words.secondFactor, used(usesSecondFactor)),
                (Words.provider, Words.provider(provider?.issuer)),
                (Words.mailLimit, Words.limit(contract.mailLimit, standard: standard[.mail])),
                (Words.voiceLimit, Words.limit(contract.voiceLimit, standard: standard[.voice])),
            ], hasProvider: provider != nil, errors: form.inOwnUnits(errors))
        return renderer.send(page, to: visit, zone: facts.zone)
    }
}
