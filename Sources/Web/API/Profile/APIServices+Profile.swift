import Domain
import HTTPServer
import Profiles

extension APIServices {
    /// One's own contacts and addresses.
    var profileOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/profile") { visit in
                let rules = try await profileRules(visit.scope)
                return .json(Self.json(try await ownProfile.load(visit.scope), rules))
            },
            APIOperation(.put, "/api/v1/me/profile", body: .json) { visit in
                let draft = try Self.draft(visit)
                let rules = try await profileRules(visit.scope)
                try await ownProfile.save(visit.scope, draft, rules: rules, now: visit.now)
                return .json(Self.json(try await ownProfile.load(visit.scope), rules))
            },
        ]
    }

    static func draft(_ visit: Visit) throws -> ProfileDraft {
        var body = try JSONBody(visit.request)
        let draft = ProfileDraft(&body)
        try body.finish()
        return draft
    }

    static func json(_ sheet: ProfileSheet, _ rules: ProfileRules) -> JSON {
        [
            "profile": .object(sheet.draft.json), "hasVoice": JSON(rules.hasVoice),
            "addressPrecision": .text(rules.precision.rawValue),
            "warnings": .array(sheet.warnings(rules).map { JSON($0) }),
        ]
    }
}
