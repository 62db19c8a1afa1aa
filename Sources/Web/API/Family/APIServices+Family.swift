import Auth
import Domain
import HTTPServer
import Profiles
import Tenants

extension APIServices {
    /// One's own family users.
    var familyOperations: [APIOperation] {
        let family = ownProfile.family(identifiers, randomness)
        return [
            APIOperation(.get, "/api/v1/me/family") { visit in
                let members = try await family.list(visit.scope)
                let facts = try await facts(visit.scope)
                let states = try await auth.familyPasswords.states(visit.scope)
                return .json([
                    "items": .array(members.map { Self.json($0, states[$0.id]) }),
                    "limit": JSON(facts.familyRules.limit), "isOffered": JSON(facts.familyRules.isOffered),
                    "needsPassword": JSON(facts.settings.familyPasswordRequired),
                    "isStopped": JSON(try await auth.familyStop.isOn(visit.scope)),
                ])
            },
            APIOperation(.post, "/api/v1/me/family", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.editOwnProfile)
                let draft = try Self.familyDraft(visit)
                try visit.requireProof()
                let rules = try await facts(visit.scope).familyRules
                let id = try await family.add(visit.scope, draft, rules: rules, now: visit.now)
                return .created(try await memberJSON(id, visit), at: "/me/family/\(id)")
            },
            // Before those that a family user's number names.
            APIOperation(.post, "/api/v1/me/family/unlock") { visit in
                try await auth.familyStop.lift(visit.scope, now: visit.now)
                return .empty()
            },
            APIOperation(.get, "/api/v1/me/family/{family}") { visit in
                try await answer(visit.identifier("family"), visit)
            },
            APIOperation(.put, "/api/v1/me/family/{family}", body: .json) { visit in
                try visit.scope.require(.editOwnProfile)
                let id = try visit.identifier("family", FamilyMemberID.self)
                let draft = try Self.familyDraft(visit)
                if draft.changesCode(of: try await family.one(visit.scope, id).sheet) { try visit.requireProof() }
                let rules = try await facts(visit.scope).familyRules
                try await family.change(
                    visit.scope, id, draft, rules: rules, now: visit.now,
                    expecting: { try $0.requireMatch(visit.request) })
                return try await answer(id, visit)
            },
            APIOperation(.post, "/api/v1/me/family/{family}/test-mails", body: .json, bodyLimit: 10_000) { visit in
                try visit.scope.require(.editOwnProfile)
                let id = try visit.identifier("family", FamilyMemberID.self)
                var body = try JSONBody(visit.request)
                let address = body.text("address") ?? ""
                try body.finish()
                try await family.ask(visit.scope, id, address: address, field: "address", now: visit.now)
                return .json(try await memberJSON(id, visit))
            },
            APIOperation(.delete, "/api/v1/me/family/{family}") { visit in
                try await family.remove(visit.scope, try visit.identifier("family"), now: visit.now)
                return .empty()
            },
            APIOperation(
                .put, "/api/v1/me/family/{family}/password", body: .json, bodyLimit: 10_000, setFamilyPassword),
        ]
    }

    /// Sets what a family user logs in with, which takes a proof like one's own password.
    private func setFamilyPassword(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.manageOwnLogin)
        let id = try visit.identifier("family", FamilyMemberID.self)
        var body = try JSONBody(visit.request)
        let password = body.text("newPassword") ?? ""
        let confirmation = body.text("confirmation") ?? ""
        try body.finish()
        guard visit.session != nil else { throw NotAllowed(capability: .manageOwnLogin) }
        guard try await facts(scope).familyRules.isOffered else { throw NotFound("family") }
        try visit.requireProof()
        try await auth.familyPasswords.set(
            scope, id, ChangePassword.Choice(password: password, confirmation: confirmation), now: visit.now)
        return .empty()
    }

    private func memberJSON(_ id: FamilyMemberID, _ visit: Visit) async throws -> JSON {
        try await read(id, visit).json
    }

    private func answer(_ id: FamilyMemberID, _ visit: Visit) async throws -> HTTPResponse {
        let (json, version) = try await read(id, visit)
        return .json(json).stating(version)
    }

    private func read(
        _ id: FamilyMemberID, _ visit: Visit
    ) async throws -> (json: JSON, version: ContentVersion) {
        let member = try await ownProfile.family(identifiers, randomness).one(visit.scope, id)
        let states = try await auth.familyPasswords.states(visit.scope)
        return (Self.json(member, states[id]), member.sheet.version())
    }

    /// What was sent about a family user.
    ///
    /// - Parameter isOwn: By the family user, whose code and names are the employee's to change.
    static func familyDraft(_ visit: Visit, isOwn: Bool = false) throws -> FamilyDraft {
        var body = try JSONBody(visit.request)
        var draft = FamilyDraft()
        if !isOwn {
            draft.makesCode = body.bool("makesCode", required: false) ?? false
            draft.code = body.text("code", required: false) ?? ""
            draft.kana = body.text("nameKana", required: false) ?? ""
            draft.name = body.text("name") ?? ""
        }
        draft.language = body.text("language") ?? ""
        draft.address = ProfileDraft.Address(
            place: body.text("addressRegion", required: false) ?? "",
            city: body.text("addressCity", required: false) ?? "",
            street: body.text("addressStreet", required: false) ?? "")
        for index in 0..<3 { draft.mails[index] = body.text("mail\(index + 1)", required: false) ?? "" }
        draft.phone = body.text("phone", required: false) ?? ""
        try body.finish()
        return draft
    }

    /// A family user as the employee sees them, with how their login stands.
    private static func json(_ member: FamilyMember, _ login: FamilyPasswords.State?) -> JSON {
        .object(
            members(of: member) + [
                ("hasPassword", JSON(login?.hasPassword ?? false)), ("lastLogin", JSON(login?.lastLogin)),
            ])
    }

    /// What is registered of a family user.
    static func members(of member: FamilyMember) -> [(String, JSON)] {
        let draft = member.sheet.draft
        func text(_ text: String) -> JSON { text.isEmpty ? .null : .text(text) }
        let question: JSON = member.question.map { ["gone": $0.gone.map { JSON($0) } ?? .null] } ?? .null
        let contacts = draft.mails.enumerated().compactMap { index, mail in
            member.addresses[mail].map { json($0, mail, ProfileField.mail(index + 1)) }
        }
        return [
            ("id", JSON(member.id)), ("code", .text(draft.code)), ("isCodeMade", JSON(member.sheet.isCodeMade)),
            ("nameKana", text(draft.kana)), ("name", .text(draft.name)), ("language", .text(draft.language)),
            ("addressRegion", text(draft.address.place)), ("addressCity", text(draft.address.city)),
            ("addressStreet", text(draft.address.street)), ("mail1", text(draft.mails[0])),
            ("mail2", text(draft.mails[1])), ("mail3", text(draft.mails[2])), ("phone", text(draft.phone)),
            ("addressQuestion", question), ("contacts", .array(contacts)),
        ]
    }

    /// What is known of one address.
    private static func json(_ address: FamilyAddress, _ value: String, _ name: String) -> JSON {
        let (state, since, reason): (String, Instant?, String?) =
            switch address.state {
            case .never, .lapsed: ("never", nil, nil)
            case .verified(let time): ("verified", time, nil)
            case .failing(let since, let reason): ("failing", since, reason)
            }
        return [
            "name": .text(name), "value": .text(value), "state": .text(state), "since": JSON(since),
            "reason": JSON(reason), "isTold": JSON(address.isTold), "askedAt": JSON(address.askedAt),
            "delivery": address.progress.map { json($0) } ?? .null,
        ]
    }
}
