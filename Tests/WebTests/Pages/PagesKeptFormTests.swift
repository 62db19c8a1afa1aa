import Domain
import HTTPServer
import Notify
import TestKit
import Testing

@testable import Web

@Suite("Pages: the end of a session")
struct PagesKeptFormTests {
    private static let account = [("organization", "seikai"), ("loginID", "B000031"), ("password", APIHouse.password)]

    @Test("Results that stay open ask every two seconds and are signed out after half an hour (R-042)")
    func watchingIsNoUse() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/b/\(broadcast)")
            #expect(page.text.contains("data-signed-out"))
            for _ in 0..<29 {
                house.clock.advance(by: .seconds(60))
                #expect(try await self.poll(broadcast, browser, house) == 200)
            }
            house.clock.advance(by: .seconds(61))
            #expect(try await self.poll(broadcast, browser, house) == 401)
            #expect(try await browser.get("/b/\(broadcast)").location?.hasPrefix("/login?next=") == true)
        }
    }

    @Test(
        "What was typed comes back after the login of the same person (R-042)", arguments: DatabaseKind.available)
    func comesBack(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await self.signedIn(house)
            try await browser.get("/templates/new")
            let typed = [("name", "大地震"), ("kind", "drill"), ("subject", "件名 100%+α=?"), ("body", "一行目\n二行目")]
            house.clock.advance(by: .seconds(1_801))
            let asked = try await browser.post("/templates/new", typed + [("oldPassword", "himitsu")])
            #expect(asked.status == 401 && asked.text.contains("入力した内容は残っています"))
            #expect(asked.field("organization") == "seikai")
            #expect(!asked.text.contains("大地震"))
            let kept = try #require(asked.field("keptForm"))
            let wrong = try await browser.post(
                "/login", [Self.account[0], Self.account[1], ("password", "x"), ("keptForm", kept)])
            #expect(wrong.status == 422 && wrong.field("keptForm") == kept)
            house.clock.advance(by: .seconds(60))
            let back = try await browser.post("/login", Self.account + [("keptForm", kept)])
            #expect(back.status == 200 && back.text.contains(#"action="/templates/new""#))
            #expect(back.field("oldPassword") == nil && !back.text.contains("himitsu"))
            let fields = ["name", "kind", "subject", "body", "edit"].map { ($0, back.field($0) ?? "-") }
            #expect(fields.dropLast().elementsEqual(typed, by: ==))
            let form = try await browser.post("/templates/new", fields)
            #expect(form.status == 200 && form.field("name") == "大地震" && form.text.contains("二行目"))
            #expect(try await browser.get("/templates").text.contains("大地震") == false)
        }
    }

    @Test("A kept form is neither somebody else's nor kept for long, and a strange one is not taken")
    func staysOwn() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await self.signedIn(house)
            try await browser.get("/me/profile")
            house.clock.advance(by: .seconds(1_801))
            let kept = try #require(
                try await browser.post("/me/profile/confirm", [("mail1", "a@b.jp")]).field("keptForm"))
            _ = try await self.signedIn(house, PageHouse.own.member, as: "B002417")
            let other = try await Browser(house).post(
                "/login", [Self.account[0], ("loginID", "B002417"), Self.account[2], ("keptForm", kept)])
            #expect(other.location == "/menu")
            let broken = try await Browser(house).post("/login", Self.account + [("keptForm", "A" + kept.dropFirst())])
            #expect(broken.location == "/menu")
            house.clock.advance(by: .seconds(1_790))
            let late = try await Browser(house).post("/login", Self.account + [("keptForm", kept)])
            #expect(late.status == 200 && late.text.contains(#"action="/me/profile""#))
            house.clock.advance(by: .seconds(20))
            let tooLate = try await Browser(house).post("/login", Self.account + [("keptForm", kept)])
            #expect(tooLate.location == "/menu")
        }
    }

    @Test("A form of another site, of nobody, or after a logout is not kept")
    func isNotKept() async throws {
        try await PageHouse.with(.sqlite) { house in
            let nobody = try await Browser(house).post("/me/profile", [("mail1", "a@b.jp")])
            #expect(nobody.status == 401 && nobody.field("keptForm") == nil && nobody.field("next") == "/me/profile")
            let browser = try await self.signedIn(house)
            try await browser.get("/me/profile")
            let cookies = browser.cookies
            house.clock.advance(by: .seconds(1_801))
            let foreign = try await browser.post(
                "/me/profile", [("mail1", "a@b.jp")], headers: [("Origin", "https://evil.example")])
            #expect(foreign.field("keptForm") == nil)
            let long = try await browser.post("/me/profile", [("mail1", String(repeating: "あ", count: 30_000))])
            #expect(long.status == 401 && long.field("keptForm") == nil)
            let csrf = browser.csrf
            browser.csrf = "wrong"
            #expect(try await browser.post("/me/profile", [("mail1", "a@b.jp")]).field("keptForm") == nil)
            browser.csrf = csrf
            #expect(try await browser.post("/me/profile", [("mail1", "a@b.jp")]).field("keptForm") != nil)
            let leaver = try await self.signedIn(house)
            try await leaver.get("/logout")
            let old = leaver.cookies
            try await leaver.post("/logout")
            leaver.cookies = old
            #expect(try await leaver.post("/me/profile", [("mail1", "a@b.jp")]).field("keptForm") == nil)
            #expect(cookies != leaver.cookies)
        }
    }

    @Test("An answer that came too late for its session is given after the login (R-184)")
    func answer() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let browser = try await self.signedIn(house)
            try await browser.get("/me/answers/\(broadcast)")
            house.clock.advance(by: .seconds(1_801))
            let asked = try await browser.post("/me/answers/\(broadcast)", [("s", "safe")])
            let kept = try #require(asked.field("keptForm"))
            let back = try await browser.post("/login", Self.account + [("keptForm", kept)])
            #expect(back.field("edit") == nil)
            let given = try await browser.post("/me/answers/\(broadcast)", [("s", back.field("s") ?? "")])
            #expect(given.location?.hasSuffix("/done") == true)
            #expect(try await house.journal(broadcast, PageHouse.own.administrator).count == 1)
        }
    }

    /// What the script asks for: parts of a page.
    private func poll(_ broadcast: BroadcastID, _ browser: Browser, _ house: PageHouse) async throws -> Int {
        let cookie = ("Cookie", "__Host-anpi=\(browser.cookies["__Host-anpi"] ?? "")")
        let request = try HTTPRequest(.get, "/b/\(broadcast)/live", headers: HTTPHeaders([cookie]))
        return await house.site.respond(to: request).status.code
    }

    /// The administrator, after the first login with a password of their own.
    private func signedIn(
        _ house: PageHouse, _ person: PersonID = PageHouse.own.administrator, as loginID: String = Self.account[1].1
    ) async throws -> Browser {
        let browser = Browser(house)
        let first = try await house.api.firstPassword(person)
        try await browser.post(
            "/login", [("organization", "seikai"), ("loginID", loginID), ("password", first)])
        try await browser.post(
            "/login/password", [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)])
        return browser
    }
}
