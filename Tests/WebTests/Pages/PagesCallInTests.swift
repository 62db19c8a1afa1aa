import Database
import Domain
import HTTPServer
import Notify
import TestKit
import Testing

@testable import Web

@Suite("Pages: calling in")
struct PagesCallInTests {
    private static let digits = "719402"

    private static func setOptions(voice: Bool, family: Bool, _ house: PageHouse) async throws {
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                """
                UPDATE tenant SET voice_option = \(voice), family_option = \(family)
                WHERE id = \(PageHouse.own.tenant)
                """)
        }
    }

    private static func report(
        _ house: PageHouse, _ words: String, signature: String? = "yes"
    ) async throws -> APIAnswer {
        let headers = HTTPHeaders(signature.map { [("Signature", $0)] } ?? [])
        return try APIAnswer(
            await house.site.respond(
                to: HTTPRequest(.post, "/hooks/voice/in", headers: headers, body: Array(words.utf8))))
    }

    private static func id(in text: String, family: Bool = false) throws -> String {
        let found =
            family
            ? text.firstMatch(of: /<b class="mono">(9[0-9]{7})<\/b>/)
            : text.firstMatch(of: /<b class="mono">([1-8][0-9]{7})<\/b>/)
        return try #require(found?.1).description
    }

    @Test(
        "The profile shows the ID, which nobody can change; the password is set on its own page, and a call answers (R-010, R-029, R-140, R-141)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.setOptions(voice: true, family: false, house)
            let browser = try await house.knowing(PageHouse.own.member)
            let profile = try await browser.get("/me/profile")
            let id = try Self.id(in: profile.text)
            #expect(profile.text.contains("050-5555-0123") && profile.text.contains("未設定（電話では使えません）"))
            #expect(profile.field("voiceID") == nil)
            let form = try await browser.get("/me/voice")
            #expect(try form.status == 200 && Self.id(in: form.text) == id)
            #expect(form.text.contains(#"inputmode="numeric""#))
            let refused = try await browser.post("/me/voice", [("newPassword", "1234"), ("confirmation", "1235")])
            #expect(refused.status == 422 && refused.text.contains("並びや繰り返しの数字は使えません"))
            #expect(refused.text.contains("もう一方と同じ数字") && !refused.text.contains("1235"))
            let set = try await browser.post(
                "/me/voice", [("newPassword", "７１９４０２"), ("confirmation", Self.digits)])
            #expect(set.status == 303 && set.location == "/me/profile")
            let after = try await browser.get("/me/profile")
            #expect(after.text.contains("音声認証用パスワードを設定しました") && after.text.contains("設定済み"))
            #expect(try Self.id(in: after.text) == id && !after.text.contains(Self.digits))

            let broadcast = try await house.broadcast()
            #expect(try await Self.report(house, "e1 c1 ringing").text.hasPrefix("id: "))
            #expect(try await Self.report(house, "e2 c1 in-progress \(id)").text.hasPrefix("password: "))
            let question = try await Self.report(house, "e3 c1 in-progress \(Self.digits)")
            #expect(question.text.hasPrefix("key: ") && question.text.contains("石川県能登地方の地震"))
            #expect(question.headers["Content-Type"]?.hasPrefix("text/xml") == true)
            let heard = try await Self.report(house, "e4 c1 in-progress 1")
            #expect(heard.text.hasPrefix("nothing: 「無事」で受け付けました。"))
            #expect(try await Self.report(house, "e4 c1 in-progress 1").text == heard.text)
            #expect(try await house.journal(broadcast) == ["safe|-|||calledIn"])
            #expect(try await Self.report(house, "e5 c1 completed").status == 204)
            #expect(!house.log.contains(id) && !house.log.contains(Self.digits))

            #expect(try await browser.post("/me/voice/remove").location == "/me/profile")
            #expect(try await browser.get("/me/profile").text.contains("音声認証用パスワードを削除しました"))
            try await Self.setOptions(voice: false, family: false, house)
            #expect(try await !browser.get("/me/profile").text.contains("050-5555-0123"))
            #expect(try await browser.get("/me/voice").status == 404)
            #expect(try await !browser.get("/help").text.contains("050-5555-0123"))
        }
    }

    @Test("Reports that the gateway did not sign change nothing, and say nothing")
    func strangers() async throws {
        try await PageHouse.with(.sqlite) { house in
            for signature in [nil, "no"] {
                let refused = try await Self.report(house, "e1 c1 ringing", signature: signature)
                #expect(refused.status == 403 && refused.code == "notSigned")
            }
            let rows = try await house.database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM incoming_call")
            }
            #expect(rows == 0)
        }
    }

    @Test(
        "The employee sets a family user's password for calling in; whose family it is not sees nothing (R-167)",
        arguments: DatabaseKind.available)
    func family(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.setOptions(voice: true, family: true, house)
            let browser = try await house.knowing(PageHouse.own.member)
            let typed = [("code", "HAHA"), ("name", "山田 花子"), ("language", "en")]
            #expect(try await !browser.get("/me/family/new").text.contains("050-5555-0123"))
            #expect(try await browser.post("/me/family/new/confirm", typed).location == "/me/family")
            let list = try await browser.get("/me/family")
            let one = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)"/)?.1).description
            let id = try Self.id(in: try await browser.get(one).text, family: true)
            let form = try await browser.get(one + "/voice")
            #expect(form.text.contains("HAHA") && form.text.contains(id))
            let set = try await browser.post(
                one + "/voice", [("newPassword", "806153"), ("confirmation", "806153")])
            #expect(set.location == one)
            #expect(try await browser.get(one).text.contains("設定済み"))
            let other = try await house.knowing(PageHouse.own.administrator)
            #expect(try await other.get(one + "/voice").status == 404)
            #expect(
                try await other.post(one + "/voice", [("newPassword", "806153"), ("confirmation", "806153")]).status
                    == 404)
            _ = try await Self.report(house, "e1 c1 ringing")
            _ = try await Self.report(house, "e2 c1 in-progress \(id)")
            let told = try await Self.report(house, "e3 c1 in-progress 806153")
            #expect(told.text.hasPrefix("nothing: This is how ") && told.text.contains("There is no answer yet."))
            #expect(try await browser.post(one + "/voice/remove").location == one)
            #expect(try await browser.get(one).text.contains("未設定"))
        }
    }

    @Test("A program sees and sets the same (R-140, R-141, R-167)", arguments: DatabaseKind.available)
    func api(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.setOptions(voice: true, family: false, house)
            let browser = try await house.knowing(PageHouse.own.member)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let state = try await house.api.call(.get, "/me/voice", as: bearer)
            #expect(state.status == 200 && state["hasPassword"].bool == false && state["lock"].string == "open")
            #expect(try await Self.id(in: browser.get("/me/profile").text) == state["id"].string)
            let path = "/me/voice/password"
            let weak = try await house.api.call(
                .put, path, as: bearer, #"{"newPassword": "0000", "confirmation": "0000"}"#)
            #expect(weak.status == 422 && weak["errors"][0]["rule"].string == "weak")
            let set = try await house.api.call(
                .put, path, as: bearer, #"{"newPassword": "719402", "confirmation": "719402"}"#)
            #expect(set.status == 204)
            #expect(try await house.api.call(.get, "/me/voice", as: bearer)["hasPassword"].bool == true)
            #expect(try await house.api.call(.delete, path, as: bearer).status == 204)
            #expect(try await house.api.call(.delete, path, as: bearer).status == 404)
            house.clock.advance(by: .seconds(700))
            let stale = try await house.api.call(
                .put, path, as: bearer, #"{"newPassword": "719402", "confirmation": "719402"}"#)
            #expect(stale.status == 403 && stale.code == "proofNeeded")
            try await Self.setOptions(voice: false, family: false, house)
            #expect(try await house.api.call(.get, "/me/voice", as: bearer).status == 404)
        }
    }
}
