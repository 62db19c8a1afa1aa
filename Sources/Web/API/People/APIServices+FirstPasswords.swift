import Auth
import Database
import Domain
import HTTPServer

extension APIServices {
    /// First passwords, shown in this one answer.
    var firstPasswordOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/first-passwords", body: .json, isIdempotent: true) { visit in
                var body = try JSONBody(visit.request)
                let people = body.identifiers("people", of: PersonID.self)
                let slips = try await IssueFirstPassword(database: database, notices: auth.parts.notices)(
                    visit.scope, people: try body.finished(people), now: visit.now, randomness: randomness)
                let items = slips.map { slip -> JSON in
                    [
                        "personId": JSON(slip.person), "loginId": .text(slip.loginID), "name": .text(slip.name),
                        "password": .text(slip.password.text.exposed), "expiresAt": JSON(slip.expiresAt),
                    ]
                }
                return .json(["items": .array(items)], status: .created)
            }
        ]
    }
}
