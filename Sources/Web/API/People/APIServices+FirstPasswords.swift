import Auth
import Database
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// First passwords, shown in this one answer.
    var firstPasswordOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/first-passwords", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.managePasswords)
                try visit.requireProof()
                var body = try JSONBody(visit.request)
                let people = body.identifiers("people", of: PersonID.self)
                let slips = try await IssueFirstPassword(database: database, notices: auth.parts.notices)(
                    visit.scope, people: try body.finished(people), now: visit.now, randomness: randomness)
                return .json(["items": .array(slips.map(Self.json))], status: .created)
            }
        ]
    }

    /// A first password, for the one answer in which it can be read.
    static func json(_ slip: IssueFirstPassword.Slip) -> JSON {
        [
            "personId": JSON(slip.person), "loginId": .text(slip.loginID), "name": .text(slip.name),
            "password": .text(slip.password.text.exposed), "expiresAt": JSON(slip.expiresAt),
        ]
    }
}
