import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// What the links do that were mailed: an address confirmed, an address registered by a blank mail.
    /// Reading one changes nothing.
    var linkOperations: [APIOperation] {
        let confirm = ConfirmContact(database: database)
        let register = RegisterAddress(mailRegistrations, profile: ownProfile)
        return [
            APIOperation(.get, "/api/v1/contact-checks/{contactToken}", .anybody) { visit in
                .json(try Self.json(try await confirm.question(visit.parameters["contactToken"] ?? "", now: visit.now)))
            },
            APIOperation(.post, "/api/v1/contact-checks/{contactToken}", .anybody) { visit in
                let question = try await confirm(
                    visit.parameters["contactToken"] ?? "", requestID: visit.requestID, now: visit.now)
                return .json(try Self.json(question, isConfirmed: true))
            },
            APIOperation(.get, "/api/v1/mail-registrations/{registrationToken}", .anybody) { visit in
                try await Self.unlessOver {
                    let address = try await register.address(visit.parameters["registrationToken"], now: visit.now)
                    return .json(["address": .text(address)])
                }
            },
            APIOperation(
                .post, "/api/v1/mail-registrations/{registrationToken}", body: .json, bodyLimit: 10_000
            ) { visit in
                let scope = try visit.scope
                try scope.require(.editOwnProfile)
                var body = try JSONBody(visit.request)
                let rank = body.number("rank", in: 1...3)
                let checked = try body.finished(rank)
                let rules = try await facts(scope).profileRules
                return try await Self.unlessOver {
                    try await register(
                        visit.parameters["registrationToken"], rank: checked, scope, rules: rules, now: visit.now)
                    return .empty()
                }
            },
        ]
    }

    /// A link whose time is over is one that never was.
    private static func unlessOver(_ answer: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        do {
            return try await answer()
        } catch is RegisterAddress.LinkIsOver {
            throw NotFound("mailRegistration")
        }
    }

    private static func json(_ question: ConfirmContact.Question?, isConfirmed: Bool? = nil) throws(NotFound) -> JSON {
        guard let question else { throw NotFound("contactCheck") }
        return [
            "systemTitle": .text(question.systemTitle), "address": .text(question.masked),
            "isConfirmed": JSON(isConfirmed ?? question.isConfirmed), "isOfFamily": JSON(question.isOfFamily),
        ]
    }
}
