import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: what family users do for themselves")
struct APIFamilyUserTests {
    private static let password = "kaki-densha-2617"

    /// A family user whom the member registered, without a password yet; returns the number.
    private static func settle(_ house: APIHouse, _ draft: String? = nil) async throws -> String {
        let employee = try await house.bearer(APIHouse.own.member)
        let made = try await house.call(
            .post, "/me/family", as: employee,
            draft ?? #"{"code":"CHICHI","name":"山田 一郎","language":"ja","mail1":"ichiro@example.jp"}"#)
        #expect(made.status == 201 && made["hasPassword"].bool == false && made["lastLogin"].isNull)
        return try #require(made["id"].string)
    }

    private static func setPassword(_ house: APIHouse, _ id: String, _ text: String = password) async throws {
        let set = try await house.call(
            .put, "/me/family/\(id)/password", as: house.bearer(APIHouse.own.member), Self.choice(text))
        #expect(set.status == 204)
    }

    private static func choice(_ text: String, again: String? = nil) -> String {
        #"{"newPassword":"\#(text)","confirmation":"\#(again ?? text)"}"#
    }

    private static func logIn(
        _ house: APIHouse, code: String = "chichi", password: String? = password, organization: String = "seikai",
        mark: String? = nil
    ) async throws -> APIAnswer {
        let more = [password.map { #","password":"\#($0)""# }, mark.map { #","deviceMark":"\#($0)""# }]
        return try await house.call(
            .post, "/family/session",
            #"{"organization":"\#(organization)","loginId":"B002417","familyCode":"\#(code)""#
                + more.compactMap(\.self).joined() + "}")
    }

    @Test(
        "A family user logs in, reads how the employee is, changes what is registered, and logs out (R-006, R-007, R-170)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let id = try await Self.settle(house)
            try await Self.setPassword(house, id)
            let entered = try await Self.logIn(house)
            #expect(entered.status == 200 && entered.names == ["token", "deviceMark"])
            let token = try #require(entered["token"].string)
            let who = try await house.call(.get, "/family/session", as: token)
            #expect(who["name"].string == "山田 一郎" && who["language"].string == "ja" && who["lastLogin"].isNull)
            #expect(who["organization"]["systemTitle"].string == "青海精機")
            #expect(
                who["capabilities"].list.compactMap(\.string) == Capability.familyWords
                    && who["idleEnd"].number ?? 0 > house.clock.now.milliseconds)
            let status = try await house.call(.get, "/family/status", as: token)
            #expect(status["name"].string == "山田 花子" && status["status"].isNull)
            #expect(status["isWaiting"].bool == false)

            let own = try await house.call(.get, "/family/profile", as: token)
            #expect(own["mail1"].string == "ichiro@example.jp" && own["code"].string == "CHICHI")
            #expect(own["contacts"][0]["state"].string == "never" && !own.names.contains("hasPassword"))
            // Language, address and contacts; code and names are the employee's, and no members of the call.
            let changed = try await house.call(
                .put, "/family/profile", as: token,
                #"{"language":"en","addressRegion":"17-390-1720400","mail1":"new@example.jp"}"#)
            #expect(changed.status == 200 && changed["language"].string == "en")
            #expect(changed["addressRegion"].string == "17-390-1720400" && changed["name"].string == "山田 一郎")
            #expect(try await house.call(.get, "/family/profile", as: token).bytes == changed.bytes)
            #expect(house.sentChecks.last?.address == "new@example.jp", "its owner is asked")
            for member in [#""code":"X""#, #""name":"別の名""#, #""makesCode":true"#] {
                let refused = try await house.call(
                    .put, "/family/profile", as: token, #"{"language":"en",\#(member)}"#)
                #expect(refused.status == 400 && refused.refusals.allSatisfy { $0.hasSuffix(":unknown") })
            }
            let wrong = try await house.call(
                .put, "/family/profile", as: token, #"{"language":"fr","mail1":"nobody"}"#)
            #expect(wrong.status == 422 && Set(wrong.refusals) == ["language:unknown", "mail1:mail"])
            let sent = house.sentChecks.count
            house.clock.advance(by: .seconds(61))
            let asked = try await house.call(
                .post, "/family/profile/test-mails", as: token, #"{"address":"new@example.jp"}"#)
            #expect(asked.status == 200 && house.sentChecks.count == sent + 1)
            let foreign = try await house.call(
                .post, "/family/profile/test-mails", as: token, #"{"address":"ichiro@example.jp"}"#)
            #expect(foreign.refusals == ["address:notRegistered"] && house.sentChecks.count == sent + 1)
            #expect(try await house.call(.get, "/family/voice", as: token)["number"].string == "050-5555-0123")
            let found = try await house.call(.get, "/regions?q=%E8%BC%AA%E5%B3%B6%E5%B8%82", as: token)
            #expect(found["items"][0]["place"].string == "17-390-1720400")

            let member = try await house.call(
                .get, "/me/family/\(id)", as: house.bearer(APIHouse.own.member))
            #expect(member["mail1"].string == "new@example.jp" && member["hasPassword"].bool == true)
            #expect(member["lastLogin"].number != nil)
            #expect(try await house.call(.delete, "/family/session", as: token).status == 204)
            #expect(try await house.call(.get, "/family/status", as: token).status == 401)
        }
    }

    @Test(
        "A family user reads and writes on the board, says how they are, and removes own messages only (R-165, R-183)",
        arguments: DatabaseKind.available)
    func board(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.familyBearer(try await Self.settle(house))
            let employee = try await house.bearer(APIHouse.own.member)
            let theirs = try await house.call(
                .post, "/me/family-messages", as: employee, #"{"text":"会社にいます。"}"#)
            let key = [("Idempotency-Key", "8e7c9a4e-5f5b-4a52")]
            let body = #"{"text":"家にいます。","status":"safe"}"#
            let first = try await house.call(.post, "/family/messages", as: token, body, headers: key)
            let again = try await house.call(.post, "/family/messages", as: token, body, headers: key)
            #expect(first.status == 201 && again.bytes == first.bytes)
            #expect(again.headers["Idempotency-Replayed"] == "true", "written once")
            let page = try await house.call(.get, "/family/messages", as: token)
            #expect(page["items"].list.map { $0["text"].string } == ["家にいます。", "会社にいます。"])
            #expect(page["items"].list.map { $0["isMine"].bool } == [true, false])
            #expect(page["items"][0]["status"].string == "safe" && page["readers"][0].string == "山田 花子")
            let older = try await house.call(.get, "/family/messages?limit=1", as: token)
            let next = try #require(older["next"].string)
            let last = try await house.call(.get, "/family/messages?before=\(next)", as: token)
            #expect(last["items"].list.map { $0["text"].string } == ["会社にいます。"])
            let overview = try await house.call(.get, "/me/family-status", as: employee)
            #expect(overview["members"][0]["status"].string == "safe")
            for (sent, refusal) in [("{}", "text:required"), (#"{"status":"x"}"#, "status:choice")] {
                let refused = try await house.call(.post, "/family/messages", as: token, sent)
                #expect(refused.status == 422 && refused.refusals == [refusal], "\(refused.text)")
            }
            // Whether the organization sees a message is the employee's to say.
            let shared = try await house.call(
                .post, "/family/messages", as: token, #"{"text":"a","isShared":true}"#)
            #expect(shared.status == 400)
            func remove(_ message: APIAnswer) async throws -> Int {
                try await house.call(.delete, "/family/messages/\(message["id"].string ?? "")", as: token).status
            }
            #expect(try await remove(theirs) == 404)
            #expect(try await remove(first) == 204)
            #expect(try await remove(first) == 404)
        }
    }

    @Test("A login without a password sees how the employee is and nothing that is registered (R-168)")
    func codeAlone() async throws {
        try await APIHouse.with(.sqlite) { house in
            let employee = try await house.bearer(APIHouse.own.member)
            #expect(try await house.call(.get, "/me/family", as: employee)["needsPassword"].bool == true)
            let scope = house.scope(APIHouse.own)
            try await ChangeSettings(database: house.database)(
                scope, ["familyPasswordRequired": "false"], at: house.clock.now)
            #expect(try await house.call(.get, "/me/family", as: employee)["needsPassword"].bool == false)
            let id = try await Self.settle(house, #"{"makesCode":true,"name":"山田 一郎","language":"ja"}"#)
            let code = try #require(
                try await house.call(.get, "/me/family/\(id)", as: employee)["code"].string)
            let token = try #require(try await Self.logIn(house, code: code, password: nil)["token"].string)
            let who = try await house.call(.get, "/family/session", as: token)
            #expect(who["capabilities"].list.compactMap(\.string) == ["viewFamily"])
            #expect(try await house.call(.get, "/family/status", as: token).status == 200)
            let closed: [(HTTPMethod, String, String?)] = [
                (.get, "/family/profile", nil), (.put, "/family/profile", #"{"language":"ja"}"#),
                (.post, "/family/profile/test-mails", #"{"address":"a@example.jp"}"#), (.get, "/family/voice", nil),
                (.get, "/family/messages", nil), (.post, "/family/messages", #"{"text":"a"}"#),
                (.delete, "/family/messages/1", nil),
            ]
            for (method, path, body) in closed {
                #expect(try await house.call(method, path, as: token, body).status == 403, "\(method) \(path)")
            }
        }
    }

    @Test("Every failure has the same answer, and wrong tries wait and stop until the employee lifts it (R-168)")
    func refusals() async throws {
        try await APIHouse.with(.sqlite) { house in
            let employee = try await house.bearer(APIHouse.own.member)
            let id = try await Self.settle(house)
            try await Self.setPassword(house, id)
            let mark = try #require(try await Self.logIn(house)["deviceMark"].string)
            let answers = [
                try await Self.logIn(house, password: "wrong"), try await Self.logIn(house, code: "nobody"),
                try await Self.logIn(house, organization: "nowhere"), try await Self.logIn(house, password: nil),
            ]
            #expect(answers.allSatisfy { $0.status == 401 && $0.bytes == answers[0].bytes })
            #expect(answers[0].code == "loginRefused")
            for _ in 0..<4 { _ = try await Self.logIn(house, password: "wrong") }
            let wait = try await Self.logIn(house)
            #expect(wait.status == 429 && Int(wait.headers["Retry-After"] ?? "") ?? 0 >= 1)
            let known = try await Self.logIn(house, mark: mark)
            #expect(known.status == 200, "a browser that was used before waits for nobody")
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute("UPDATE family_failure SET failures = \(LoginWait.failuresToStop)")
            }
            #expect(try await house.call(.get, "/me/family", as: employee)["isStopped"].bool == true)
            #expect(try await house.call(.post, "/me/family/unlock", as: employee).status == 204)
            #expect(try await house.call(.get, "/me/family", as: employee)["isStopped"].bool == false)
            #expect(try await Self.logIn(house).status == 200)
            let rows = try await house.call(
                .get, "/audit?limit=100", as: house.bearer(APIHouse.own.administrator))
            let actions = rows["items"].list.compactMap { $0["action"].string }
            #expect(actions.contains("family.unlocked") && actions.contains("family.passwordSet"))
        }
    }

    @Test("A family user's password takes a recent proof in a session, ends older sessions, and the employee is told")
    func password() async throws {
        try await APIHouse.with(.sqlite) { house in
            let id = try await Self.settle(house)
            let place = "/me/family/\(id)/password"
            let employee = try await house.bearer(APIHouse.own.member)
            let token = try await house.familyBearer(id)
            let unproved = try await house.bearer(APIHouse.own.member, isProved: false)
            #expect(try await house.call(.put, place, as: unproved, Self.choice(Self.password)).code == "proofNeeded")
            let program = try await house.program([.viewPeople])
            #expect(try await house.call(.put, place, as: program, Self.choice(Self.password)).status == 403)
            let refused = try await house.call(.put, place, as: employee, Self.choice("x", again: "y"))
            #expect(refused.status == 422 && refused.refusals.allSatisfy { !$0.hasPrefix("code") })
            #expect(!house.told.of(APIHouse.own.member).contains(.familyPasswordSet))
            #expect(try await house.call(.get, "/family/session", as: token).status == 200)
            try await Self.setPassword(house, id)
            #expect(try await house.call(.get, "/family/session", as: token).status == 401)
            #expect(house.told.of(APIHouse.own.member).contains(.familyPasswordSet))
        }
    }
}

extension Capability {
    /// What a family user with a password may do, as the API says it.
    fileprivate static let familyWords = Set<Capability>.family.map(\.rawValue).sorted()
}
