import Auth
import Domain
import HTTPServer
import Profiles
import Tenants

/// ID and password for calling in, one's own and one's family's.
struct VoiceRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    private var family: OwnFamily { services.profile.family(services.identifiers, services.randomness) }

    var routes: [Route] {
        guard let callIn = services.callIn else { return [] }
        let places: [(RoutePattern, RoutePattern)] = [
            ("/me/voice", "/me/voice/remove"), ("/me/family/{f}/voice", "/me/family/{f}/voice/remove"),
        ]
        return places.flatMap { place, removal in
            [
                Route(.get, place, .session) { try await show($0, callIn) },
                Route(.post, place, .session, undone: Catalogue.Undone.password) { try await set($0, callIn) },
                Route(.post, removal, .session, undone: Catalogue.Undone.remove, remove),
            ]
        }
    }

    private func show(
        _ visit: Visit, _ callIn: CallInServices, errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.manageOwnLogin)
        // Asked before anything is typed.
        try visit.requireProof()
        let facts = try await services.facts(scope)
        let passwords = services.auth.voicePasswords
        guard let member = try whose(visit) else {
            let state = try await passwords.own(scope, now: visit.now, randomness: services.randomness)
            let page = VoicePage(callIn: CallInFact(number: callIn.number, state), errors: errors)
            return renderer.send(page, to: visit, zone: facts.zone)
        }
        let sheet = try await family.one(scope, member).sheet
        let state = try await passwords.ofFamily(member, scope, now: visit.now, randomness: services.randomness)
        let line = FamilyLine(
            id: "\(member)", code: sheet.code.description, name: sheet.name, place: LocalizedText(ja: "", en: ""),
            mails: 0)
        let page = VoicePage(callIn: CallInFact(number: callIn.number, state), member: line, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func set(_ visit: Visit, _ callIn: CallInServices) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.manageOwnLogin)
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnLogin) }
        let form = visit.request.formData()
        let member = try whose(visit)
        do {
            try await services.auth.voicePasswords.set(
                session, of: member,
                VoicePasswords.Choice(form["newPassword"] ?? "", again: form["confirmation"] ?? ""),
                known: try await services.profile.knownNumbers(of: member, family, scope), now: visit.now,
                randomness: services.randomness)
        } catch let error as InvalidInput {
            return try await show(visit, callIn, errors: error.errors)
        }
        return renderer.redirect(to: back(member), .registered(.voicePassword))
    }

    @Sendable private func remove(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageOwnLogin)
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnLogin) }
        let member = try whose(visit)
        try await services.auth.voicePasswords.remove(session, of: member, now: visit.now)
        return renderer.redirect(to: back(member), .voicePasswordRemoved)
    }

    private func whose(_ visit: Visit) throws -> FamilyMemberID? {
        visit.parameters["f"] == nil ? nil : try visit.identifier("f")
    }

    private func back(_ member: FamilyMemberID?) -> Address {
        member.map { "/me/family/\($0)" } ?? "/me/profile"
    }
}

extension OwnProfile {
    /// Numbers that others know of a person or family user: telephones must not become voice passwords.
    func knownNumbers(
        of member: FamilyMemberID?, _ family: OwnFamily, _ scope: TenantScope
    ) async throws -> [String] {
        let own = try await load(scope).draft
        let numbers = own.phones + [own.sparePhone]
        guard let member else { return numbers }
        return numbers + [try await family.one(scope, member).sheet.draft.phone]
    }
}
