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
                let rules = try await facts(visit.scope).familyRules
                return .json([
                    "items": .array(members.map { Self.json($0) }), "limit": JSON(rules.limit),
                    "isOffered": JSON(rules.isOffered),
                ])
            },
            APIOperation(.post, "/api/v1/me/family", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.editOwnProfile)
                let draft = try Self.familyDraft(visit)
                try visit.requireProof()
                let rules = try await facts(visit.scope).familyRules
                let id = try await family.add(visit.scope, draft, rules: rules, now: visit.now)
                return .created(Self.json(try await family.one(visit.scope, id)), at: "/me/family/\(id)")
            },
            APIOperation(.get, "/api/v1/me/family/{family}") { visit in
                .json(Self.json(try await family.one(visit.scope, try visit.identifier("family"))))
            },
            APIOperation(.put, "/api/v1/me/family/{family}", body: .json) { visit in
                try visit.scope.require(.editOwnProfile)
                let id = try visit.identifier("family", FamilyMemberID.self)
                let draft = try Self.familyDraft(visit)
                if draft.changesCode(of: try await family.one(visit.scope, id).sheet) { try visit.requireProof() }
                let rules = try await facts(visit.scope).familyRules
                try await family.change(visit.scope, id, draft, rules: rules, now: visit.now)
                return .json(Self.json(try await family.one(visit.scope, id)))
            },
            APIOperation(.post, "/api/v1/me/family/{family}/test-mails", body: .json, bodyLimit: 10_000) { visit in
                try visit.scope.require(.editOwnProfile)
                let id = try visit.identifier("family", FamilyMemberID.self)
                var body = try JSONBody(visit.request)
                let address = body.text("address") ?? ""
                try body.finish()
                try await family.ask(visit.scope, id, address: address, field: "address", now: visit.now)
                return .json(Self.json(try await family.one(visit.scope, id)))
            },
            APIOperation(.delete, "/api/v1/me/family/{family}") { visit in
                try await family.remove(visit.scope, try visit.identifier("family"), now: visit.now)
                return .empty()
            },
        ]
    }

    private static func familyDraft(_ visit: Visit) throws -> FamilyDraft {
        var body = try JSONBody(visit.request)
        var draft = FamilyDraft()
        draft.makesCode = body.bool("makesCode", required: false) ?? false
        draft.code = body.text("code", required: false) ?? ""
        draft.kana = body.text("nameKana", required: false) ?? ""
        draft.name = body.text("name") ?? ""
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

    private static func json(_ member: FamilyMember) -> JSON {
        let draft = member.sheet.draft
        func text(_ text: String) -> JSON { text.isEmpty ? .null : .text(text) }
        return [
            "id": JSON(member.id), "code": .text(draft.code), "isCodeMade": JSON(member.sheet.isCodeMade),
            "nameKana": text(draft.kana), "name": .text(draft.name),
            "language": .text(draft.language), "addressRegion": text(draft.address.place),
            "addressCity": text(draft.address.city), "addressStreet": text(draft.address.street),
            "mail1": text(draft.mails[0]), "mail2": text(draft.mails[1]), "mail3": text(draft.mails[2]),
            "phone": text(draft.phone),
            "addressQuestion": member.question.map { ["gone": $0.gone.map { JSON($0) } ?? .null] } ?? .null,
            "contacts": .array(
                draft.mails.enumerated().compactMap { index, mail in
                    member.addresses[mail].map { json($0, mail, ProfileField.mail(index + 1)) }
                }),
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
