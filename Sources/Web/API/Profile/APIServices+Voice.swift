import Auth
import Domain
import HTTPServer
import Profiles
import Tenants

extension APIServices {
    /// ID and password for calling in, one's own and one's family's.
    var voiceOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/voice") { try await readVoice($0, nil) },
            APIOperation(.put, "/api/v1/me/voice/password", body: .json, bodyLimit: 10_000) {
                try await setVoicePassword($0, nil)
            },
            APIOperation(.delete, "/api/v1/me/voice/password") { try await removeVoicePassword($0, nil) },
            APIOperation(.get, "/api/v1/me/family/{family}/voice") {
                try await readVoice($0, try $0.identifier("family"))
            },
            APIOperation(.put, "/api/v1/me/family/{family}/voice/password", body: .json, bodyLimit: 10_000) {
                try await setVoicePassword($0, try $0.identifier("family"))
            },
            APIOperation(.delete, "/api/v1/me/family/{family}/voice/password") {
                try await removeVoicePassword($0, try $0.identifier("family"))
            },
        ]
    }

    private func readVoice(_ visit: Visit, _ member: FamilyMemberID?) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewOwnProfile)
        guard let number = callInNumber else { throw NotFound("voice") }
        let state =
            if let member {
                try await auth.voicePasswords.ofFamily(member, scope, now: visit.now, randomness: randomness)
            } else {
                try await auth.voicePasswords.own(scope, now: visit.now, randomness: randomness)
            }
        return .json(Self.json(state, number))
    }

    /// What is typed on the telephone, and how the password stands.
    static func json(_ state: VoicePasswords.State, _ number: String) -> JSON {
        let (word, until): (String, Instant?) =
            switch state.lock {
            case .open: ("open", nil)
            case .locked(let until): ("locked", until)
            case .stopped: ("stopped", nil)
            }
        return [
            "number": .text(number), "id": .text(state.id.description), "hasPassword": JSON(state.hasPassword),
            "lock": .text(word), "lockedUntil": JSON(until),
        ]
    }

    private func setVoicePassword(_ visit: Visit, _ member: FamilyMemberID?) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.manageOwnLogin)
        var body = try JSONBody(visit.request)
        let password = body.text("newPassword") ?? ""
        let confirmation = body.text("confirmation") ?? ""
        try body.finish()
        guard callInNumber != nil else { throw NotFound("voice") }
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnLogin) }
        let family = ownProfile.family(identifiers, randomness)
        try await auth.voicePasswords.set(
            session, of: member, VoicePasswords.Choice(password, again: confirmation),
            known: try await ownProfile.knownNumbers(of: member, family, scope), now: visit.now,
            randomness: randomness)
        return .empty()
    }

    private func removeVoicePassword(_ visit: Visit, _ member: FamilyMemberID?) async throws -> HTTPResponse {
        try visit.scope.require(.manageOwnLogin)
        guard callInNumber != nil else { throw NotFound("voice") }
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnLogin) }
        try await auth.voicePasswords.remove(session, of: member, now: visit.now)
        return .empty()
    }
}
