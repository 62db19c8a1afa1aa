import Auth
import Domain
import HTTPServer
import Profiles
import Tenants

/// 家族情報メンテナンス.
struct FamilyRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    private var family: OwnFamily { services.profile.family(services.identifiers, services.randomness) }

    var routes: [Route] {
        [
            Route(.get, "/me/family", .session, list),
            Route(.get, "/me/family/new", .session, show),
            Route(.post, "/me/family/new", .session, keptForm: .itself, take),
            Route(.post, "/me/family/new/confirm", .session, keptForm: .above, save),
            Route(.post, "/me/family/new/region", .session, keptForm: .above, lookUp),
            Route(.post, "/me/family/unlock", .session) { visit in
                try await services.auth.familyStop.lift(visit.scope, now: visit.now)
                return renderer.redirect(to: "/me/family", .registered(.unlocked))
            },
            Route(.get, "/me/family/{f}", .session, show),
            Route(.post, "/me/family/{f}", .session, keptForm: .itself, take),
            Route(.post, "/me/family/{f}/confirm", .session, keptForm: .above, save),
            Route(.post, "/me/family/{f}/region", .session, keptForm: .above, lookUp),
            Route(.post, "/me/family/{f}/test", .session, keptForm: .above, sendTest),
            Route(.get, "/me/family/{f}/password", .session) { try await showPassword($0) },
            Route(.post, "/me/family/{f}/password", .session, undone: Catalogue.Undone.password, setPassword),
            Route(.get, "/me/family/{f}/card", .session, showCard),
            Route(.get, "/me/family/{f}/remove", .session) { visit in
                let facts = try await services.facts(visit.scope)
                let member = try await family.one(visit.scope, try visit.identifier("f"))
                return renderer.send(RemoveFamilyPage(line: line(member)), to: visit, zone: facts.zone)
            },
            Route(.post, "/me/family/{f}/remove", .session, undone: Catalogue.Undone.remove) { visit in
                try await family.remove(visit.scope, try visit.identifier("f"), now: visit.now)
                return renderer.redirect(to: "/me/family", .entryRemoved)
            },
        ]
    }

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let members = try await family.list(scope)
        let facts = try await services.facts(scope)
        let rules = facts.familyRules
        // What is there can be removed, whatever the contract says now.
        guard rules.isOffered || !members.isEmpty else { throw NotFound("family") }
        let states = try await services.auth.familyPasswords.states(scope)
        let lines = members.map { member in
            var line = line(member)
            line.hasPassword = states[member.id]?.hasPassword == true
            line.lastLogin = states[member.id]?.lastLogin
            return line
        }
        let page = FamilyPage(
            lines: lines, limit: rules.limit, isOffered: rules.isOffered,
            needsPassword: facts.settings.familyPasswordRequired,
            isStopped: try await services.auth.familyStop.isOn(scope))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func showPassword(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let (facts, member) = try await open(visit, .manageOwnLogin)
        // Asked before anything is typed.
        try visit.requireProof()
        guard let member else { throw NotFound("family") }
        let policy = try await services.auth.familyPasswords.policy(visit.scope)
        let page = FamilyPasswordPage(line: line(member), shortest: policy.shortest, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func setPassword(_ visit: Visit) async throws -> HTTPResponse {
        let (_, member) = try await open(visit, .manageOwnLogin)
        try visit.requireProof()
        guard let member else { throw NotFound("family") }
        let form = visit.request.formData()
        do {
            try await services.auth.familyPasswords.set(
                visit.scope, member.id,
                ChangePassword.Choice(password: form["newPassword"] ?? "", confirmation: form["confirmation"] ?? ""),
                now: visit.now)
        } catch let error as InvalidInput {
            return try await showPassword(visit, errors: error.errors)
        }
        return renderer.redirect(to: "/me/family", .registered(.familyPassword))
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, member) = try await open(visit, .viewOwnProfile)
        // Asked before anything is typed.
        if member == nil { try visit.requireProof() }
        var new = FamilyDraft()
        // Where a code may be enough, the one that is offered is none that can be guessed.
        new.makesCode = !facts.settings.familyPasswordRequired
        return try await page(
            visit, facts, member, FamilyForm(draft: member?.sheet.draft ?? new, of: member?.sheet.version()))
    }

    /// The form comes back: to be checked, or with a place that the lookup found.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, member) = try await open(visit, .editOwnProfile)
        let fields = visit.request.formData()
        var form = FamilyForm(fields)
        if form.goesBack(fields) { return try await page(visit, facts, member, form) }
        try requireProof(visit, form, member)
        let checked: FamilySheet
        do {
            checked = try family.check(form.draft, rules: facts.familyRules, previous: member?.sheet)
        } catch {
            return try await page(visit, facts, member, form, errors: error.errors)
        }
        let changes = checked.changes(from: member?.sheet)
        guard !changes.isEmpty else { return renderer.redirect(to: "/me/family") }
        let words = form.words(changes, services.regions, visit.language, facts.profileRules.precision)
        if let version = member?.sheet.version(), version.isOther(than: form.version) {
            // What was typed may be sent again, now that it was seen what it would write over.
            form.version = version.description
            return try await page(visit, facts, member, form, changedMeanwhile: words)
        }
        let confirm = ConfirmPage(
            subject: .family(id: visit.parameters["f"]), changes: words, sealed: form.hidden)
        return renderer.send(confirm, to: visit, zone: facts.zone)
    }

    @Sendable private func save(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, member) = try await open(visit, .editOwnProfile)
        let form = FamilyForm(visit.request.formData())
        try requireProof(visit, form, member)
        do {
            if let member {
                try await family.change(
                    visit.scope, member.id, form.draft, rules: facts.familyRules, now: visit.now,
                    expecting: { if $0.isOther(than: form.version) { throw ChangedMeanwhile() } })
            } else {
                _ = try await family.add(visit.scope, form.draft, rules: facts.familyRules, now: visit.now)
            }
        } catch let error as InvalidInput {
            return try await page(visit, facts, member, form, errors: error.errors)
        } catch is ChangedMeanwhile {
            return try await take(visit)
        }
        return renderer.redirect(to: "/me/family", .registered(.family))
    }

    /// A new code is a way in that lasts longer than this session: it takes a proof of a short while ago.
    private func requireProof(_ visit: Visit, _ form: FamilyForm, _ member: FamilyMember?) throws {
        if form.draft.changesCode(of: member?.sheet) { try visit.requireProof() }
    }

    @Sendable private func lookUp(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, _) = try await open(visit, .editOwnProfile)
        let fields = visit.request.formData()
        let goal = LookupGoal(
            value: FamilyField.address, name: Catalogue.Family.address, form: FamilyField.form(visit.parameters["f"]),
            field: FamilyField.region)
        let page = services.lookup(
            goal, fields, visit.language, facts.profileRules, sealed: FamilyForm(fields).hidden)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// The form comes back with another mail on its way that asks the owner of a registered address.
    @Sendable private func sendTest(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, found) = try await open(visit, .editOwnProfile)
        let fields = visit.request.formData()
        let form = FamilyForm(fields)
        guard let member = found, let asked = form.asked(fields) else { throw NotFound("mail") }
        do {
            try await family.ask(
                visit.scope, member.id, address: asked.address, field: asked.field, now: visit.now)
        } catch let error as InvalidInput {
            return try await page(visit, facts, member, form, errors: error.errors)
        }
        return try await page(visit, facts, try await family.one(visit.scope, member.id), form)
    }

    /// The organization's facts and whom the address names; nil for somebody new.
    private func open(_ visit: Visit, _ capability: Capability) async throws -> (OrganizationFacts, FamilyMember?) {
        let scope = try visit.scope
        try scope.require(capability)
        let facts = try await services.facts(scope)
        guard facts.familyRules.isOffered else { throw NotFound("family") }
        guard visit.parameters["f"] != nil else { return (facts, nil) }
        return (facts, try await family.one(scope, try visit.identifier("f")))
    }

    /// ID and password for calling in of somebody who is registered; nil where nobody can call in.
    private func callIn(
        _ visit: Visit, _ facts: OrganizationFacts, _ member: FamilyMember?
    ) async throws -> CallInFact? {
        guard let callIn = services.callIn, facts.profileRules.hasVoice, let member else { return nil }
        let state = try await services.auth.voicePasswords.ofFamily(
            member.id, visit.scope, now: visit.now, randomness: services.randomness)
        return CallInFact(number: callIn.number, state)
    }

    private func page(
        _ visit: Visit, _ facts: OrganizationFacts, _ member: FamilyMember?, _ form: FamilyForm,
        errors: [FieldError] = [], changedMeanwhile: [Change] = []
    ) async throws -> HTTPResponse {
        var page = FamilyMemberPage(
            id: member.map { "\($0.id)" }, values: form.values(regions: services.regions),
            hasVoice: facts.profileRules.hasVoice, precision: facts.profileRules.precision,
            needsPassword: facts.settings.familyPasswordRequired,
            callIn: try await callIn(visit, facts, member), version: form.version ?? "",
            changedMeanwhile: changedMeanwhile, errors: errors)
        if let member { page.show(member, canAsk: family.canAsk && facts.organization.contract.plan.sendsMail) }
        return renderer.send(
            page, to: visit, zone: facts.zone, status: changedMeanwhile.isEmpty ? .ok : .conflict)
    }

    @Sendable private func showCard(_ visit: Visit) async throws -> HTTPResponse {
        let (facts, member) = try await open(visit, .viewOwnProfile)
        guard let member, let session = visit.session else { throw NotFound("family") }
        let page = FamilyCardPage(
            name: member.sheet.name, code: member.sheet.code.description, language: member.sheet.language,
            address: services.loginURL ?? services.publicURL + "/login", loginPage: services.publicURL + "/login",
            organizationCode: facts.organization.code.description, loginID: session.loginID,
            helpDesk: facts.settings.helpDesk)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func line(_ member: FamilyMember) -> FamilyLine {
        let sheet = member.sheet
        let states = Set(sheet.mails).compactMap { member.addresses[$0]?.state }
        return FamilyLine(
            id: "\(member.id)", code: sheet.code.description, isCodeMade: sheet.isCodeMade, name: sheet.name,
            place: sheet.address?.region?.name(in: services.regions) ?? LocalizedText(ja: "", en: ""),
            mustChooseAgain: member.question != nil,
            mails: sheet.mails.filter { !$0.isEmpty }.count, unconfirmed: states.count { $0 == .never },
            failing: states.count { if case .failing = $0 { true } else { false } })
    }
}
