import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// One's own contacts and addresses.
    var profileOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/profile") { visit in
                let rules = try await facts(visit.scope).profileRules
                return try await read(visit, rules)
            },
            APIOperation(.put, "/api/v1/me/profile", body: .json) { visit in
                let draft = try Self.draft(visit)
                let rules = try await facts(visit.scope).profileRules
                try await ownProfile.save(
                    visit.scope, draft, rules: rules, now: visit.now,
                    expecting: { try $0.requireMatch(visit.request) })
                return try await read(visit, rules)
            },
            APIOperation(.post, "/api/v1/me/profile/preview", body: .json) { visit in
                let draft = try Self.draft(visit)
                let facts = try await facts(visit.scope)
                let stored = try await ownProfile.load(visit.scope)
                let details = try await ownProfile.details(visit.scope)
                let sheet = try ownProfile.check(draft, rules: facts.profileRules, previous: stored, details).sheet
                let steps = plan(for: sheet.sending, settings: facts.dispatch)
                return .json([
                    "absentChannels": .array(facts.dispatch.absentChannels.map { .text("\($0)") }),
                    "sequence": .array(steps.map { JSON($0) }), "longest": JSON(steps.last?.offset ?? .zero),
                    "warnings": Self.warnings(
                        sheet.sending, facts.profileRules, try await ownProfile.standings(visit.scope, now: visit.now)),
                ])
            },
        ]
    }

    static func draft(_ visit: Visit) throws -> ProfileDraft {
        var body = try JSONBody(visit.request)
        let draft = ProfileDraft(&body)
        try body.finish()
        return draft
    }

    private func read(_ visit: Visit, _ rules: ProfileRules) async throws -> HTTPResponse {
        let sheet = try await ownProfile.load(visit.scope)
        let standings = try await ownProfile.standings(visit.scope, now: visit.now)
        let details = try await ownProfile.details(visit.scope)
        let questions = try await ownProfile.questions(visit.scope)
        var draft = sheet.draft
        (draft.location, draft.userCode) = (details.location.chosen, details.userCode.chosen)
        let answer: JSON = [
            "profile": .object(draft.json), "locations": JSON(details.location), "userCodes": JSON(details.userCode),
            "addressQuestions": .array(questions.map { JSON($0) }), "hasVoice": JSON(rules.hasVoice),
            "addressPrecision": .text(rules.precision.rawValue),
            "warnings": Self.warnings(sheet.sending, rules, standings),
        ]
        return .json(answer).stating(OwnProfile.version(sheet, details))
    }

    private static func warnings(
        _ contacts: SendingContacts, _ rules: ProfileRules, _ standings: ContactStandings
    ) -> JSON {
        .array(([rules.warning].compactMap(\.self) + contacts.warnings(rules, standings)).map { JSON($0) })
    }
}

extension JSON {
    /// A name that is gone, and where all of it lies now.
    init(_ former: RegionSearch.Formerly) {
        self = ["name": JSON(former.name), "now": JSON(former.now)]
    }

    /// An address that has to be chosen again.
    fileprivate init(_ question: AddressQuestion) {
        self = ["kind": .text(question.kind.rawValue), "gone": question.gone.map { JSON($0) } ?? .null]
    }

    /// What a person can choose from.
    fileprivate init(_ pick: OwnDetails.Pick) {
        self = [
            "isFixed": JSON(pick.isFixed),
            "entries": .array(pick.entries.map { ["code": .text($0.code), "name": .text($0.name)] }),
        ]
    }
}
