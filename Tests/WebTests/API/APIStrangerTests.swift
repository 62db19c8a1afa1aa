import Database
import Domain
import Foundation
import HTTPServer
import TestKit
import Testing

@testable import Web

/// What belongs to another organization is answered exactly like what never existed. Generated from the list of
/// operations: a new one is tried without a line here, and needs an example body in the document.
@Suite("API: strangers")
struct APIStrangerTests {
    @Test("A stranger's ids and ids of nobody get the same 404 on every operation", arguments: DatabaseKind.available)
    func strangers(_ kind: DatabaseKind) async throws {
        let examples = try Self.examples()
        try await APIHouse.with(kind) { house in
            let theirs = try await house.belongings(of: APIHouse.other)
            let own = try await house.belongings(of: APIHouse.own)
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let office = try await house.bearer(APIHouse.office.administrator, of: APIHouse.office)
            let relative = try await house.familyBearer(try #require(own["family"]))
            var tried = 0
            for operation in house.services.operations where operation.access != .anybody {
                let names = operation.pattern.parts.compactMap { part in
                    if case .name(let name) = part { name } else { nil }
                }
                // Only an office names organizations and colleagues, and posts news.
                let isOffices = operation.pattern.description.contains("/office/")
                let bearer = operation.access == .familyBearer ? relative : isOffices ? office : bearer
                // Each name in turn is a stranger's; the others are our own.
                for name in names {
                    var answers: [APIAnswer] = []
                    for id in [try #require(theirs[name], "nobody made a \(name)"), "987654321987654321"] {
                        var path = String(operation.pattern.description.dropFirst("/api/v1".count))
                        for other in names {
                            let value = other == name ? id : own[other] ?? ""
                            path = path.replacing("{\(other)}", with: value)
                        }
                        let key = "\(operation.method.rawValue.lowercased()) \(operation.pattern.description)"
                        var body: String?
                        if operation.body != .none {
                            let example = try #require(examples[key], "\(key) has no example")
                            body = example
                        }
                        answers.append(
                            try await house.call(
                                operation.method, path, as: bearer, body, kind: operation.body.rawValue))
                    }
                    #expect(
                        answers[0].status == 404, "\(operation.method) \(operation.pattern) \(name): \(answers[0].text)"
                    )
                    #expect(answers[0].bytes == answers[1].bytes, "\(operation.method) \(operation.pattern) \(name)")
                    tried += 1
                }
            }
            #expect(tried >= 8)
            try await house.expectUntouched(theirs, of: APIHouse.other)
        }
    }

    @Test("An id that is not written as we write it names nothing", arguments: ["+22", "022", "22x", "-1", "0", " 22"])
    func oddIDs(_ text: String) async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let answer = try await house.call(.get, "/people/\(PercentCoding.encode(text))", as: bearer)
            #expect(answer.status == 404)
        }
    }

    @Test("A member may do what is their own and nothing else")
    func members() async throws {
        let examples = try Self.examples()
        let allowed: Set<String> = [
            "get /session", "delete /session", "post /password", "post /password/strength", "get /me/profile",
            "put /me/profile", "post /me/profile/preview", "get /me/profile/contacts", "post /me/profile/test-mails",
            "post /mail-registrations/{registrationToken}",
            "get /me/answers", "post /me/answers/{broadcast}",
            "get /prefectures", "get /regions", "get /organization", "get /settings", "get /departments",
            "get /locations", "get /user-codes", "get /me/answers/{broadcast}", "get /bulletins", "get /factors",
            "delete /factors/app", "post /factors/app", "put /factors/app", "post /factors/reset",
            "post /backup-codes", "post /session/proof", "get /sessions", "delete /sessions/{session}", "get /news",
            "get /help", "get /me/family", "post /me/family", "get /me/family/{family}", "put /me/family/{family}",
            "delete /me/family/{family}", "get /me/family-status", "get /me/family-messages",
            "post /me/family-messages", "patch /me/family-messages/{message}", "delete /me/family-messages/{message}",
            "get /me/family-links", "post /me/family-links", "delete /me/family-links/{link}",
            "post /me/family-links/{link}/approval", "post /me/family/{family}/test-mails",
            "get /me/disclosures", "post /me/disclosures/read",
            "put /me/family/{family}/password", "post /me/family/unlock",
            "get /me/voice", "put /me/voice/password", "delete /me/voice/password",
            "get /me/family/{family}/voice", "put /me/family/{family}/voice/password",
            "delete /me/family/{family}/voice/password",
            "get /factors/mail", "post /factors/mail", "put /factors/mail", "get /factors/phone",
            "post /factors/phone", "put /factors/phone", "delete /factors/mail", "delete /factors/phone",
            "get /factors/passkeys", "post /factors/passkeys", "post /factors/passkeys/options",
            "delete /factors/passkeys/{passkey}", "post /session/proof/code", "post /session/proof/passkey",
            "get /external-login", "post /external-login", "put /external-login", "delete /external-login",
            "post /external-login/confirmation", "delete /sessions", "post /session/widening",
        ]
        try await APIHouse.with(.sqlite) { house in
            let own = try await house.belongings(of: APIHouse.own)
            for operation in house.services.operations where ![.anybody, .familyBearer].contains(operation.access) {
                var path = String(operation.pattern.description.dropFirst("/api/v1".count))
                let name = "\(operation.method.rawValue.lowercased()) \(path)"
                if allowed.contains(name) { continue }
                for (key, value) in own { path = path.replacing("{\(key)}", with: value) }
                // Seeing oneself in the list of people is one's own as well.
                path = path.replacing("/people/\(APIHouse.own.member)", with: "/people/\(APIHouse.own.administrator)")
                let bearer = try await house.bearer(APIHouse.own.member)
                let key = "\(operation.method.rawValue.lowercased()) \(operation.pattern.description)"
                let answer = try await house.call(
                    operation.method, path, as: bearer, operation.body == .none ? nil : examples[key] ?? "{}",
                    kind: operation.body.rawValue)
                #expect(answer.status == 403, "\(name): \(answer.status) \(answer.text)")
            }
        }
    }

    /// The example bodies of the document, by method and path.
    static func examples() throws -> [String: String] {
        let document = try JSONSerialization.jsonObject(with: Data(APIServices.document)) as? [String: Any]
        var result: [String: String] = [:]
        for (path, item) in document?["paths"] as? [String: [String: Any]] ?? [:] {
            for (method, operation) in item {
                let body = (operation as? [String: Any])?["requestBody"] as? [String: Any]
                for (kind, content) in body?["content"] as? [String: [String: Any]] ?? [:] {
                    guard let example = content["example"] else { continue }
                    let key = "\(method) /api/v1\(path)"
                    if kind == "application/json" {
                        let data = try JSONSerialization.data(withJSONObject: example)
                        result[key] = String(decoding: data, as: UTF8.self)
                    } else {
                        result[key] = example as? String
                    }
                }
            }
        }
        return result
    }
}
