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

@Suite("Pages: how a family is, and what it writes")
struct PagesFamilyBoardTests {
    static let password = "kaki-densha-2617"

    /// The member's browser, with a family user who has a password, and that family user's browser.
    static func settle(
        _ house: PageHouse, language: String = "ja"
    ) async throws -> (employee: Browser, family: Browser, member: String) {
        let employee = try await house.browser(PageHouse.own.member)
        try await employee.get("/me/family/new")
        try await employee.post(
            "/me/family/new/confirm", [("code", "CHICHI"), ("name", "山田 一郎"), ("language", language)])
        let list = try await employee.get("/me/family")
        let place = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)\/password"/)?.1).description
        try await employee.post(place + "/password", [("newPassword", password), ("confirmation", password)])
        let family = Browser(house)
        try await family.get("/login")
        let typed = [
            ("organization", "seikai"), ("loginID", "B002417"), ("password", password), ("familyCode", "chichi"),
        ]
        #expect(try await family.post("/login", typed).location == "/family")
        try await family.get("/family")
        return (employee, family, place)
    }

    @Test(
        "A family user says how they are, both write, and the safety officer reads what the employee shows (R-165, R-170, R-183)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let (employee, family, _) = try await Self.settle(house)
            let broadcast = try await house.broadcast(7001, to: [PageHouse.own.member])
            house.clock.advance(by: .seconds(5))
            let page = try await family.get("/family")
            #expect(page.text.contains("山田 花子") && page.fields("status") == ["safe", "minor", "serious", ""])
            let empty = try await family.post("/family", [("text", " "), ("status", "")])
            #expect(empty.status == 422 && empty.text.contains("「伝言」を入力してください"))
            let kept = try await family.post("/family", [("text", "学校\u{202e}"), ("status", "minor")])
            #expect(kept.status == 422 && kept.text.contains("学校") && kept.text.contains(#"value="minor" checked"#))
            #expect(
                try await family.post("/family", [("text", "学校に\nいます<b>"), ("status", "minor")]).location == "/family")
            let overview = try await employee.get("/me/family-status")
            #expect(overview.text.contains("軽いけが") && overview.text.contains("学校に<br>います&lt;b&gt;"))
            #expect(overview.text.contains("あなたの伝言を読む方：山田 一郎"))
            let typed = [("text", "歩いて帰ります"), ("isShared", "yes")]
            #expect(try await employee.post("/me/family-status", typed).location == "/me/family-status")
            #expect(try await family.get("/family").text.contains("歩いて帰ります"))
            let administrator = try await house.browser(PageHouse.own.administrator)
            let record = "/b/\(broadcast)/p/\(PageHouse.own.member)"
            let before = try await administrator.get(record)
            #expect(before.text.contains("歩いて帰ります") && !before.text.contains("学校に"))
            let share = try #require(
                overview.text.firstMatch(of: /action="(\/me\/family-status\/messages\/[0-9]+\/share)"/)?.1
            ).description
            #expect(try await employee.post(share, [("isShared", "yes")]).location == "/me/family-status")
            #expect(try await administrator.get(record).text.contains("学校に<br>います"))
            let remove = try #require(
                try await family.get("/family").text.firstMatch(
                    of: /action="(\/family\/messages\/[0-9]+\/remove)"/)?.1
            ).description
            #expect(try await family.post(remove).location == "/family")
            #expect(!(try await administrator.get(record).text.contains("学校に")))
            #expect(try await family.post(remove).status == 404)
            #expect(!house.log.contains("歩いて"))
        }
    }

    @Test("The API writes, shows, hides and removes what the page does (R-170, R-183)")
    func sameWithTheAPI() async throws {
        try await PageHouse.with(.sqlite) { house in
            let (employee, family, _) = try await Self.settle(house)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            try await family.post("/family", [("text", ""), ("status", "safe")])
            let made = try await house.api.call(.post, "/me/family-messages", as: bearer, #"{"text":"駅です"}"#)
            #expect(made.status == 201)
            let id = try #require(made["id"].string)
            #expect(try await employee.get("/me/family-status").text.contains("駅です"))
            let first = try await house.api.call(.get, "/me/family-messages?limit=1", as: bearer)
            #expect(first["items"][0]["text"].string == "駅です" && first["items"][0]["isMine"].bool == true)
            let next = try #require(first["next"].string)
            let rest = try await house.api.call(.get, "/me/family-messages?before=\(next)", as: bearer)
            #expect(rest["items"][0]["status"].string == "safe" && rest["next"].isNull && rest["items"].list.count == 1)
            let shared = try await house.api.call(
                .patch, "/me/family-messages/\(id)", as: bearer, #"{"isShared":true}"#)
            #expect(shared.status == 204)
            #expect(try await employee.get("/me/family-status").text.contains("会社にも見せています"))
            #expect(try await house.api.call(.delete, "/me/family-messages/\(id)", as: bearer).status == 204)
            let status = try await house.api.call(.get, "/me/family-status", as: bearer)
            #expect(status["members"][0]["status"].string == "safe" && status["relatives"].list.isEmpty)
            let refused = try await house.api.call(.post, "/me/family-messages", as: bearer, #"{"text":""}"#)
            #expect(refused.refusals == ["text:required"])
        }
    }

    private static let account = [
        ("organization", "seikai"), ("loginID", "B002417"), ("password", password), ("familyCode", "chichi"),
    ]

    @Test(
        "What a family user typed comes back after the login of the same family user (R-042)",
        arguments: DatabaseKind.available)
    func keptForm(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let (_, family, place) = try await Self.settle(house)
            let typed = [("text", "体育館にいます\n水があります"), ("status", "minor")]
            house.clock.advance(by: .seconds(1_801))
            let asked = try await family.post("/family", typed)
            #expect(asked.status == 401 && asked.text.contains("入力した内容は残っています"))
            #expect(asked.field("organization") == "seikai" && !asked.text.contains("体育館"))
            #expect(asked.text.contains("<details open>") && asked.field("next") == "/family")
            let kept = try #require(asked.field("keptForm"))
            let wrong = try await family.post(
                "/login", Self.account.dropLast() + [("familyCode", "HAHA"), ("keptForm", kept)])
            #expect(wrong.status == 422 && wrong.field("keptForm") == kept)
            let back = try await family.post("/login", Self.account + [("keptForm", kept)])
            #expect(back.status == 200 && back.text.contains(#"action="/family""#))
            let fields = ["status", "text", "edit"].map { ($0, back.field($0) ?? "-") }
            let form = try await family.post("/family", fields)
            #expect(form.status == 200 && form.text.contains("体育館にいます\n水があります"))
            #expect(form.text.contains(#"value="minor" checked"#) && form.text.contains("伝言はまだありません"))
            #expect(try await family.post("/family", typed).location == "/family")
            // Neither another family user nor an employee gets it.
            let login = try await house.browser(PageHouse.own.member)
            try await login.get("/me/family/new")
            try await login.post("/me/family/new/confirm", [("code", "HAHA"), ("name", "山田 花"), ("language", "ja")])
            let list = try await login.get("/me/family")
            for found in list.text.matches(of: /href="(\/me\/family\/[0-9]+)\/password"/) where found.1 != place {
                try await login.post(
                    found.1 + "/password", [("newPassword", Self.password), ("confirmation", Self.password)])
            }
            let mother = Browser(house)
            let hers: [(String, String)] = Self.account.dropLast() + [("familyCode", "HAHA"), ("keptForm", kept)]
            #expect(try await mother.post("/login", hers).location == "/family")
            // What is registered of oneself comes back, too.
            try await family.get("/family/me")
            house.clock.advance(by: .seconds(1_801))
            let own = try await family.post("/family/me/confirm", [("language", "en"), ("mail1", "a@example.jp")])
            let sealed = try #require(own.field("keptForm"))
            let again = try await family.post("/login", Self.account + [("keptForm", sealed)])
            #expect(again.text.contains(#"action="/family/me""#) && again.field("mail1") == "a@example.jp")
        }
    }

    @Test(
        "A family user's form of another site, or after a logout, is not kept; one from another tab is done after one press"
    )
    func notKept() async throws {
        try await PageHouse.with(.sqlite) { house in
            let (_, family, _) = try await Self.settle(house)
            let old = try #require(family.csrf)
            let typed = [("text", "a"), ("status", "safe")]
            let second = Browser(house)
            second.cookies = family.cookies
            #expect(try await second.post("/login", Self.account).location == "/family")
            second.csrf = old
            let ours = [("Origin", "http://localhost")]
            let resumed = try await second.post("/family", typed, headers: ours)
            #expect(
                resumed.status == 403 && resumed.field("text") == "a" && resumed.text.contains(#"action="/family""#))
            #expect(
                try await second.post("/family", typed, headers: [("Origin", "https://evil.example")]).field("text")
                    == nil)
            let third = Browser(house)
            try await third.post("/login", Self.account)
            try await third.get("/family")
            let csrf = third.csrf
            house.clock.advance(by: .seconds(1_801))
            let evil = try await third.post("/family", typed, headers: [("Origin", "https://evil.example")])
            #expect(evil.status == 401 && evil.field("keptForm") == nil)
            third.csrf = "wrong"
            #expect(try await third.post("/family", typed).field("keptForm") == nil)
            third.csrf = csrf
            #expect(try await third.post("/family", typed).field("keptForm") != nil)
            let leaver = Browser(house)
            try await leaver.post("/login", Self.account)
            try await leaver.get("/family")
            let (before, token) = (leaver.cookies, leaver.csrf)
            try await leaver.post("/family/logout")
            (leaver.cookies, leaver.csrf) = (before, token)
            let left = try await leaver.post("/family", typed)
            #expect(left.status == 401 && left.field("keptForm") == nil)
        }
    }

    @Test("Without the family option there is neither board nor link (R-011)")
    func withoutOption() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET family_option = 0")
            }
            let employee = try await house.browser(PageHouse.own.member)
            #expect(!(try await employee.get("/menu").text.contains("/me/family-status")))
            for place in ["/me/family-status", "/me/family-links"] {
                #expect(try await employee.get(place).status == 404)
            }
            #expect(try await employee.post("/me/family-status", [("text", "a")]).status == 404)
        }
    }

    @Test("Two employees of one organization link as family on their pages, and end it (R-171)")
    func links() async throws {
        try await PageHouse.with(.sqlite) { house in
            let employee = try await house.browser(PageHouse.own.member)
            let other = try await house.browser(PageHouse.own.administrator)
            let page = try await employee.get("/me/family-links")
            #expect(page.field("organization") == "seikai")
            let refused = try await employee.post("/me/family-links", [("organization", ""), ("login_id", "B!")])
            #expect(refused.status == 422 && refused.field("login_id") == "B!")
            let login = try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.value(
                    String.self,
                    """
                    SELECT login_id FROM person
                    WHERE tenant_id = \(PageHouse.own.tenant) AND id = \(PageHouse.own.administrator)
                    """)
            }
            let typed = [("organization", "seikai"), ("login_id", login ?? "")]
            #expect(try await employee.post("/me/family-links", typed).location == "/me/family-links")
            #expect(try await employee.get("/me/family-links").text.contains("依頼を受け付けました"))
            let request = try await other.get("/me/family-links")
            #expect(request.text.contains("承認の依頼が届いています") && request.text.contains("山田 花子"))
            let place = try #require(request.text.firstMatch(of: /href="(\/me\/family-links\/[0-9]+)"/)?.1).description
            #expect(try await other.get(place).text.contains("コメントを除く"))
            #expect(try await employee.post(place + "/approve").status == 404)
            #expect(try await other.post(place + "/approve").location == "/me/family-links")
            #expect(try await employee.get("/me/family-status").text.contains("回答はまだありません"))
            #expect(try await employee.get(place).text.contains("社員家族を解除しますか"))
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let list = try await house.api.call(.get, "/me/family-links", as: bearer)
            #expect(list["items"][0]["stage"].string == "linked")
            #expect(try await employee.post(place + "/end").location == "/me/family-links")
            #expect(try await other.get(place).status == 404)
            // What one's own organization forbids is said at once.
            #expect(page.text.contains("ほかの団体の方とは承認し合えません"))
            let forbidden = try await employee.post(
                "/me/family-links", [("organization", "minato"), ("login_id", "B999")])
            #expect(forbidden.status == 422 && forbidden.text.contains("この団体の設定では、ほかの団体の方には依頼できません"))
            let wrong = try await house.api.call(
                .post, "/me/family-links", as: bearer, #"{"organization":"seikai","loginId":"B!"}"#)
            #expect(wrong.status == 422 && wrong["errors"][0]["field"].string == "loginId")
            let made = try await house.api.call(
                .post, "/me/family-links", as: bearer, #"{"organization":"seikai","loginId":"B999"}"#)
            #expect(made.status == 201 && made["stage"].string == "asked" && made["name"].isNull)
        }
    }
}
