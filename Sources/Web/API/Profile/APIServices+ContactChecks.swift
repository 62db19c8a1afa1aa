import Domain
import HTTPServer
import Profiles

extension APIServices {
    /// Whether one's own contacts are known to work, and test mails.
    var contactCheckOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/profile/contacts") { visit in
                let standings = try await ownProfile.standings(visit.scope, now: visit.now)
                let draft = try await ownProfile.load(visit.scope).draft
                let mails = (1...3).map { ("mail\($0)", draft.mails[$0 - 1]) } + [("spareMail", draft.spareMail)]
                let phones = (1...3).map { ("phone\($0)", draft.phones[$0 - 1]) } + [("sparePhone", draft.sparePhone)]
                let items = (mails + phones).filter { !$0.1.isEmpty }
                return .json([
                    "canTest": JSON(standings.canTest),
                    "items": .array(
                        items.map { name, value in
                            .object([("name", .text(name))] + Self.standing(of: value, standings))
                        }),
                ])
            },
            APIOperation(.post, "/api/v1/me/profile/test-mails", body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let typed = body.text("address") ?? ""
                try body.finish()
                let address = try await ownProfile.sendTest(
                    visit.scope, to: typed, field: "address", language: visit.language, now: visit.now,
                    randomness: randomness)
                let standings = try await ownProfile.standings(visit.scope, now: visit.now)
                return .json(.object(Self.standing(of: address, standings)))
            },
        ]
    }

    /// What is known of one address or number.
    private static func standing(of value: String, _ standings: ContactStandings) -> [(String, JSON)] {
        let (state, since, reason): (String, Instant?, String?) =
            switch standings.state(of: value) {
            case .never: ("never", nil, nil)
            case .verified(let time): ("verified", time, nil)
            case .lapsed(let since): ("lapsed", since, nil)
            case .failing(let since, let reason): ("failing", since, reason)
            }
        return [
            ("value", .text(value)), ("state", .text(state)), ("since", JSON(since)), ("reason", JSON(reason)),
            ("test", standings.test(of: value).map(json) ?? .null),
        ]
    }

    private static func json(_ test: ContactStandings.Test) -> JSON {
        [
            "askedAt": JSON(test.askedAt), "confirmedAt": JSON(test.confirmedAt),
            "delivery": json(test.progress ?? .unclear),
        ]
    }

    /// How far a mail came.
    static func json(_ progress: ContactMail.Progress) -> JSON {
        let (state, at, reason): (String, Instant?, String?) =
            switch progress {
            case .queued: ("queued", nil, nil)
            case .accepted(let time): ("accepted", time, nil)
            case .refused(let reason): ("refused", nil, reason)
            case .unclear: ("unclear", nil, nil)
            }
        return ["state": .text(state), "at": JSON(at), "reason": JSON(reason)]
    }
}
