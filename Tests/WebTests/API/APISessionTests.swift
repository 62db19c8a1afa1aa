import Auth
import Database
import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("API: sessions and passwords")
struct APISessionTests {
    private static func login(_ organization: String, _ id: String, _ password: String) -> String {
        #"{"organization":"\#(organization)","loginId":"\#(id)","password":"\#(password)"}"#
    }

    @Test("A first password leads to an own one and to a session", arguments: DatabaseKind.available)
    func firstLogin(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let first = try await house.firstPassword(APIHouse.own.member)
            let pending = try await house.call(.post, "/session", Self.login("seikai", "B002417", first))
            #expect(pending.status == 200)
            #expect(pending["result"].string == "passwordChangeRequired")
            let token = try #require(pending["pendingToken"].string)

            let weak = try await house.call(
                .post, "/session/password/strength", #"{"pendingToken":"\#(token)","password":"password"}"#)
            #expect(weak["level"].string == "weak")
            #expect(weak["isCommon"].bool == true)

            let refused = try await house.call(
                .post, "/session/password",
                #"{"pendingToken":"\#(token)","newPassword":"password","confirmation":"passwort"}"#)
            #expect(refused.status == 422)
            #expect(refused.refusals == ["newPassword:common", "confirmation:mismatch"])

            let chosen =
                #"{"pendingToken":"\#(token)","newPassword":"\#(APIHouse.password)","confirmation":"\#(APIHouse.password)"}"#
            let opened = try await house.call(.post, "/session/password", chosen)
            #expect(opened.status == 200)
            let bearer = try #require(opened["token"].string)
            #expect(try await house.call(.get, "/session", as: bearer)["person"]["loginId"].string == "B002417")
            #expect(try await house.call(.post, "/session/password", chosen).code == "loginOver")

            let again = try await house.call(.post, "/session", Self.login("SEIKAI", "b002417", APIHouse.password))
            #expect(again["result"].string == "signedIn")
            let second = try #require(again["token"].string)
            #expect(try await house.call(.delete, "/session", as: second).status == 204)
            #expect(try await house.call(.get, "/session", as: second).status == 401)
        }
    }

    @Test("Every failed login is answered alike, and then with a wait", arguments: DatabaseKind.available)
    func failures(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            _ = try await house.firstPassword(APIHouse.own.member)
            let answers = [
                try await house.call(.post, "/session", Self.login("nobody", "B002417", "x")),
                try await house.call(.post, "/session", Self.login("seikai", "B999999", "x")),
                try await house.call(.post, "/session", Self.login("seikai", "B002417", "x")),
            ]
            #expect(answers.allSatisfy { $0.status == 401 && $0.bytes == answers[0].bytes })
            #expect(answers[0].code == "loginRefused")
            for _ in 0..<4 { _ = try await house.call(.post, "/session", Self.login("seikai", "B002417", "x")) }
            let wait = try await house.call(.post, "/session", Self.login("seikai", "B002417", "x"))
            #expect(wait.status == 429)
            #expect(Int(wait.headers["Retry-After"] ?? "") ?? 0 >= 1)
        }
    }

    @Test("Nobody passes without a bearer token that works")
    func withoutBearer() async throws {
        try await APIHouse.with(.sqlite) { house in
            for operation in house.services.operations where operation.access.takesToken {
                let path = String(operation.pattern.description.dropFirst("/api/v1".count)).replacing("{", with: "")
                    .replacing("}", with: "")
                for bearer in [nil, "", "x", "11~" + String(repeating: "A", count: 43)] {
                    let answer = try await house.call(operation.method, path, as: bearer, "{}")
                    #expect(answer.status == 401, "\(operation.method) \(path)")
                    #expect(answer.headers["WWW-Authenticate"] == "Bearer")
                    #expect(answer.headers["Content-Type"] == "application/problem+json")
                }
            }
        }
    }

    @Test("The own password is changed, and the old session ends", arguments: DatabaseKind.available)
    func ownPassword(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let first = try await house.firstPassword(APIHouse.own.member)
            let token = try await house.call(.post, "/session", Self.login("seikai", "B002417", first))["pendingToken"]
            let opened = try await house.call(
                .post, "/session/password",
                #"{"pendingToken":"\#(token.string ?? "")","newPassword":"\#(APIHouse.password)","confirmation":"\#(APIHouse.password)"}"#
            )
            let bearer = try #require(opened["token"].string)
            let strength = try await house.call(
                .post, "/password/strength", as: bearer, #"{"password":"kuroi inu ga 7hiki iru yo"}"#)
            #expect(strength["level"].string == "strong")
            let wrong = try await house.call(
                .post, "/password", as: bearer,
                #"{"currentPassword":"x","newPassword":"kuroi inu ga 7hiki","confirmation":"kuroi inu ga 7hiki"}"#)
            #expect(wrong.refusals == ["currentPassword:mismatch"])
            let changed = try await house.call(
                .post, "/password", as: bearer,
                #"{"currentPassword":"\#(APIHouse.password)","newPassword":"kuroi inu ga 7hiki","confirmation":"kuroi inu ga 7hiki"}"#
            )
            #expect(changed.status == 200)
            #expect(try await house.call(.get, "/session", as: bearer).status == 401)
            #expect(try await house.call(.get, "/session", as: changed["token"].string).status == 200)
        }
    }

    @Test("A login that is given up is over, and giving up what is over is no mistake")
    func cancelled() async throws {
        try await APIHouse.with(.sqlite) { house in
            let first = try await house.firstPassword(APIHouse.own.member)
            let login = try await house.call(.post, "/session", Self.login("seikai", "B002417", first))
            let token = #"{"pendingToken":"\#(login["pendingToken"].string ?? "")"}"#
            for _ in 0..<2 {
                #expect(try await house.call(.post, "/session/cancellation", token).status == 204)
            }
            let late = try await house.call(
                .post, "/session/password/strength",
                token.replacing("}", with: #","password":"kuroi inu ga 7hiki"}"#))
            #expect(late.status == 403 && late.code == "loginOver")
            #expect(try await house.call(.post, "/session/cancellation", #"{"pendingToken":"x"}"#).status == 403)
        }
    }

    @Test("A session without a second factor goes on to it, and the others end at one word (R-069, R-076)")
    func widened() async throws {
        try await APIHouse.with(.sqlite) { house in
            let own = APIHouse.own
            try await house.database.write(.tenant(own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                    VALUES (\(own.tenant), 0, 1, 1, 'answer')
                    """)
            }
            let limited = try await house.bearer(own.member, mode: .limited)
            let next = try await house.call(.post, "/session/widening", as: limited)
            #expect(next.status == 200 && next["result"].string == "enrolment", "\(next.text)")
            #expect(try await house.call(.get, "/session", as: limited).status == 401)
            let old = try await house.bearer(own.member, mode: .limited, isProved: false)
            let over = try await house.call(.post, "/session/widening", as: old)
            #expect(over.status == 403 && over.code == "loginOver", "\(over.text)")
            let full = try await house.bearer(own.member, factor: "app")
            let whole = try await house.call(.post, "/session/widening", as: full)
            #expect(whole.status == 409 && whole.code == "notLimited")
            let other = try await house.bearer(own.member, factor: "app")
            #expect(try await house.call(.delete, "/sessions", as: full).status == 204)
            #expect(try await house.call(.get, "/session", as: other).status == 401)
            #expect(try await house.call(.get, "/session", as: full).status == 200)
        }
    }

    @Test("A source that has tried too often waits as long as on the page")
    func sourceWait() async throws {
        try await APIHouse.with(.sqlite) { house in
            for _ in 0..<60 { _ = house.services.auth.parts.sourceLimit.take(from: "127.0.0.1", now: house.clock.now) }
            let wait = try await house.call(.post, "/session", Self.login("seikai", "B002417", "x"))
            #expect(wait.status == 429 && wait.headers["Retry-After"] == "60", "\(wait.text)")
        }
    }

    @Test("What is said of a problem is in the reader's language", arguments: [("ja", "ログイン"), ("en-GB", "sign in")])
    func language(_ header: String, _ words: String) async throws {
        try await APIHouse.with(.sqlite) { house in
            let answer = try await house.call(.get, "/session", headers: [("Accept-Language", header)])
            #expect(answer["title"].string?.contains(words) == true)
        }
    }
}
