import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// 個人情報メンテナンス with its confirm step and the region lookup.
struct ProfileRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/me/profile", .session, show),
            Route(.post, "/me/profile", .session, keptForm: .itself, take),
            Route(.post, "/me/profile/confirm", .session, keptForm: .above, save),
            Route(.post, "/me/profile/region", .session, keptForm: .above, lookUp),
            Route(.post, "/me/profile/test", .session, keptForm: .above, sendTest),
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let facts = try await services.facts(try visit.scope)
        let sheet = try await services.profile.load(try visit.scope)
        let details = try await services.profile.details(try visit.scope)
        return try await page(
            visit, facts, ProfileForm(draft: sheet.draft, of: OwnProfile.version(sheet, details)))
    }

    /// The form comes back: to be checked, to be calculated again, or with a place that the lookup found.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.editOwnProfile)
        let facts = try await services.facts(scope)
        let fields = visit.request.formData()
        var form = ProfileForm(fields)
        if let chosen = fields["choose"], let kind = fields[ProfileField.lookup] {
            form.setPlace(chosen, of: kind)
            return try await page(visit, facts, form)
        }
        if let kind = fields[ProfileField.clear] {
            form.clear(kind)
            return try await page(visit, facts, form)
        }
        if fields["edit"] != nil || fields[ProfileField.preview] != nil {
            return try await page(visit, facts, form)
        }
        let stored = try await services.profile.load(scope)
        let details = try await services.profile.details(scope)
        let profile: CheckedProfile
        do {
            profile = try services.profile.check(form.draft, rules: facts.profileRules, previous: stored, details)
        } catch {
            return try await page(visit, facts, form, errors: error.errors)
        }
        let (checked, changes) = (profile.sheet, profile.changes)
        guard !changes.isEmpty else { return renderer.redirect(to: "/menu") }
        let words = ProfileChangeWords(
            table: services.regions, details: details, language: visit.language,
            precision: facts.profileRules.precision)
        let version = OwnProfile.version(stored, details)
        if version.isOther(than: form.version) {
            // What was typed may be sent again, now that its person has seen what it would write over.
            form.version = version.description
            return try await page(visit, facts, form, changedMeanwhile: changes.map(words.change))
        }
        let confirm = ConfirmPage(
            subject: .profile, changes: changes.map(words.change),
            sequence: changes.contains { words.concernsSending($0.field) }
                ? SequencePreview(of: checked.sending, facts.dispatch, showsDestinations: true) : nil,
            warnings: checked.sending.warnings(
                facts.profileRules, try await services.profile.standings(scope, now: visit.now)),
            sealed: form.hidden)
        return renderer.send(confirm, to: visit, zone: facts.zone)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let facts = try await services.facts(scope)
        let form = ProfileForm(visit.request.formData())
        do {
            try await services.profile.save(
                scope, form.draft, rules: facts.profileRules, now: visit.now,
                expecting: { if $0.isOther(than: form.version) { throw ChangedMeanwhile() } })
        } catch let error as InvalidInput {
            return try await page(visit, facts, form, errors: error.errors)
        } catch is ChangedMeanwhile {
            return try await take(visit)
        }
        return renderer.redirect(to: "/menu", .registered(.profile))
    }

    @Sendable private func lookUp(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewOwnProfile)
        let facts = try await services.facts(scope)
        let fields = visit.request.formData()
        guard let kind = fields[ProfileField.lookup].flatMap(AddressKind.init(rawValue:)) else {
            throw NotFound("address")
        }
        let page = services.lookup(
            .profile(kind), fields, visit.language, facts.profileRules, sealed: ProfileForm(fields).hidden)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// The form comes back with a test mail on its way to one of its addresses, saved or not.
    @Sendable private func sendTest(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.editOwnProfile)
        let facts = try await services.facts(scope)
        let fields = visit.request.formData()
        let form = ProfileForm(fields)
        guard let field = fields[ProfileField.test], let typed = form.mail(field) else {
            throw NotFound("mail")
        }
        do {
            try await services.profile.sendTest(
                scope, to: typed, field: field, language: visit.language, now: visit.now,
                randomness: services.randomness)
        } catch let error as InvalidInput {
            return try await page(visit, facts, form, errors: error.errors)
        }
        return try await page(visit, facts, form)
    }

    private func page(
        _ visit: Visit, _ facts: OrganizationFacts, _ form: ProfileForm, errors: [FieldError] = [],
        changedMeanwhile: [Change] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let person = try await services.profile.identity(scope)
        let standings = try await services.profile.standings(scope, now: visit.now)
        let details = try await services.profile.details(scope)
        let typed = services.profile.contacts(in: form.draft)
        let questions = try await services.profile.questions(scope)
        let page = ProfilePage(
            name: person.name, kana: person.kana, department: person.department, loginID: person.loginID,
            values: form.values(regions: services.regions),
            contacts: known(form, typed, standings), canTest: standings.canTest,
            hasVoice: facts.profileRules.hasVoice,
            isPlanWithoutMail: !facts.organization.contract.plan.sendsMail,
            precision: facts.profileRules.precision,
            needsAddresses: facts.profileRules.needsAddresses,
            questions: questions.map { question in
                Catalogue.Profile.chooseAgain(
                    Catalogue.Profile.addressName(AddressKind(rawValue: question.kind.rawValue) ?? .work),
                    question.gone.map { Catalogue.Lookup.isNow($0.name, $0.now) })
            },
            location: PickValue(details.location, typed: form.draft.location),
            userCode: PickValue(details.userCode, typed: form.draft.userCode),
            callIn: try await callIn(visit, facts),
            sequence: SequencePreview(
                of: typed, facts.dispatch, showsDestinations: true),
            warnings: typed.warnings(facts.profileRules, standings), version: form.version ?? "",
            changedMeanwhile: changedMeanwhile, errors: errors)
        guard scope.capabilities.contains(.editOwnProfile) else {
            return renderer.send(ProfileSheetPage(whole: page), to: visit, zone: facts.zone)
        }
        return renderer.send(
            page, to: visit, zone: facts.zone, status: changedMeanwhile.isEmpty ? .ok : .conflict)
    }

    /// ID and password for calling in; nil without the voice option, or a number to call.
    private func callIn(_ visit: Visit, _ facts: OrganizationFacts) async throws -> CallInFact? {
        guard let callIn = services.callIn, facts.profileRules.hasVoice else { return nil }
        let state = try await services.auth.voicePasswords.own(
            visit.scope, now: visit.now, randomness: services.randomness)
        return CallInFact(number: callIn.number, state)
    }

    /// What is known of the addresses and numbers that stand in the form now.
    private func known(
        _ form: ProfileForm, _ typed: SendingContacts, _ standings: ContactStandings
    ) -> [String: [ContactFact]] {
        var known: [String: [ContactFact]] = [:]
        for mail in typed.mails {
            known[ProfileField.mail(mail.position)] = ContactFact.facts(
                of: mail.value, standings, isMail: true)
        }
        for phone in typed.phones {
            known[ProfileField.phone(phone.position)] = ContactFact.facts(
                of: phone.value, standings, isMail: false)
        }
        if let spare = services.profile.address(form.draft.spareMail) {
            known[ProfileField.spareMail] = ContactFact.facts(of: spare, standings, isMail: true)
        }
        return known
    }
}
