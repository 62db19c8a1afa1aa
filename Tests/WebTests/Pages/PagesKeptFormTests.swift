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
            let asked = try await browser.post("/templates/new", typed + [("newPassword", "himitsu")])
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
            #expect(back.field("newPassword") == nil && !back.text.contains("himitsu"))
            let fields = ["name", "kind", "subject", "body", "edit"].map { ($0, back.field($0) ?? "-") }
            #expect(fields.dropLast().elementsEqual(typed, by: ==))
            let form = try await browser.post("/templates/new", fields)
            #expect(form.status == 200 && form.field("name") == "大地震" && form.text.contains("二行目"))
            #expect(try await browser.get("/templates").text.contains("大地震") == false)
        }
    }

    @Test("Settings about passwords come back as they were typed: they are no secrets (R-042)")
    func passwordSettings() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await self.signedIn(house)
            let shown = try await browser.get("/settings")
            #expect(shown.status == 200)
            let names = ["passwordMinimum", "familyPasswordRequired"]
            for name in names { #expect(shown.text.contains("name=\"\(name)\""), "\(name)") }
            let typed = [("passwordMinimum", "11"), ("familyPasswordRequired", "true")]
            house.clock.advance(by: .seconds(1_801))
            let asked = try await browser.post("/settings", typed)
            let kept = try #require(asked.field("keptForm"))
            house.clock.advance(by: .seconds(60))
            let back = try await browser.post("/login", Self.account + [("keptForm", kept)])
            #expect(typed.allSatisfy { name, value in back.field(name) == value }, "\(back.text)")
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

    @Test("What was asked for without a session and not done is said first, and the login leads back to it (R-042)")
    func undone() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let browser = try await self.signedIn(house)
            try await browser.get("/b/\(broadcast)")
            house.clock.advance(by: .seconds(1_801))
            for (place, words, next) in [
                ("/b/\(broadcast)/send", "まだ送信していません。", "/b/\(broadcast)/send"),
                ("/b/\(broadcast)/call-off", "送信は取り消されていません。", "/b/\(broadcast)"),
                ("/b/\(broadcast)/stop", "送信は止まっていません。", "/b/\(broadcast)/stop"),
                ("/b/\(broadcast)/close", "終了していません。", "/b/\(broadcast)/close"),
                ("/b/\(broadcast)/resend", "もう一度の送信は行われていません。", "/b/\(broadcast)/resend"),
                ("/people/passwords/issue", "仮パスワードは発行していません。", "/people"),
            ] {
                let asked = try await browser.post(place, [("person", "22"), ("confirm", "2")])
                #expect(asked.status == 401 && asked.field("next") == next, "\(place)")
                #expect(asked.text.contains("<b>\(words)</b><p>30分間操作がなかったため"), "\(place)")
            }
        }
    }

    @Test("A form that was open while its person logged in elsewhere comes back filled, and is done after one press")
    func otherTab() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let browser = try await self.signedIn(house)
            try await browser.get("/templates/new")
            let old = browser.csrf
            try await browser.post("/login", Self.account)
            let typed = [("name", "大地震"), ("kind", "drill"), ("subject", "件名"), ("body", "本文"), ("edit", "x")]
            let ours = [("Origin", "http://localhost")]
            browser.csrf = old
            // Only the browser can say that no other site made the form.
            #expect(try await browser.post("/templates/new", typed).field("body") == nil)
            browser.csrf = old
            let back = try await browser.post("/templates/new", typed, headers: ours)
            #expect(back.status == 403 && back.text.contains(#"action="/templates/new""#))
            #expect(back.text.contains("まだ登録していません") && back.field("body") == "本文" && back.field("edit") == "")
            #expect(browser.csrf != old)
            let form = try await browser.post("/templates/new", typed, headers: ours)
            #expect(form.status == 200 && form.field("name") == "大地震")

            browser.csrf = old
            let send = try await browser.post("/b/\(broadcast)/send", [("confirm", "2")], headers: ours)
            #expect(send.status == 403 && send.text.contains("<h1>まだ送信していません。</h1>"))
            #expect(send.text.contains(#"<a class="btn" href="/b/\#(broadcast)/send">画面を開き直す"#))

            // Somebody else in the same browser gets nothing of it.
            let other = try await self.signedIn(house, PageHouse.own.member, as: "B002417")
            other.csrf = old
            let foreign = try await other.post("/me/profile", [("mail1", "a@b.jp")], headers: ours)
            #expect(foreign.status == 403 && !foreign.text.contains("a@b.jp"))
        }
    }

    @Test("A new password that comes too late says that the first one still holds (R-021, R-030)")
    func lateFirstPassword() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = Browser(house)
            let first =
                [Self.account[0], Self.account[1]]
                + [("password", try await house.api.firstPassword(PageHouse.own.administrator))]
            try await browser.post("/login", first)
            house.clock.advance(by: .seconds(601))
            let choice = [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)]
            let late = try await browser.post("/login/password", choice)
            #expect(late.status == 403 && late.text.contains("<b>パスワードは変更されていません。</b>"))
            #expect(try await browser.post("/login", first).location == "/login/password")
            #expect(try await browser.post("/login/password", choice).location == "/menu")
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
