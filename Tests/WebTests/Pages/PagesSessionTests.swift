import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("Pages: signing in and getting around")
struct PagesSessionTests {
    @Test(
        "The first login leads over an own password, typed twice, to the menu (R-005, R-021, R-022, R-028)",
        arguments: DatabaseKind.available)
    func firstLogin(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let password = try await house.api.firstPassword(PageHouse.own.member)
            let browser = Browser(house)
            #expect(try await browser.get("/menu").location == "/login?next=%2Fmenu")
            #expect(try await browser.get("/login").status == 200)
            let account = [("organization", "seikai"), ("loginID", "b002417")]
            let wrong = try await browser.post("/login", account + [("password", "x")])
            #expect(wrong.status == 422)
            #expect(wrong.field("loginID") == "b002417" && wrong.field("password") == "")
            house.clock.advance(by: .seconds(60))
            let login = try await browser.post("/login", account + [("password", password)])
            #expect(login.location == "/login/password")
            let forced = try await browser.get("/login/password")
            #expect(forced.status == 200)
            // Neither a hint nor a secret question.
            let asked = MarkupScan(forced.text).all("input").filter { $0["type"] != "hidden" }
            #expect(asked.compactMap { $0["name"] } == ["loginID", "newPassword", "confirmation"])
            let choice = [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)]
            let refused = try await browser.post("/login/password", [choice[0], ("confirmation", "other")])
            #expect(refused.status == 422)
            let changed = try await browser.post("/login/password", choice)
            #expect(changed.location == "/menu")
            let menu = try await browser.get("/menu")
            #expect(menu.status == 200)
            #expect(menu.text.contains("パスワードを変更しました") && menu.text.contains("山田 花子"))
            #expect(try await browser.get("/menu").text.contains("パスワードを変更しました") == false)
            #expect(try await browser.get("/logout").status == 200)
            #expect(try await browser.post("/logout").status == 200)
            #expect(try await browser.get("/menu").status == 303)
            #expect(!house.log.contains(password) && !house.log.contains(APIHouse.password))
        }
    }

    @Test("A login ends the session that the browser still had: what follows concerns nobody else (R-041)")
    func loginEndsSession() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let before = browser.cookies["__Host-anpi"]
            #expect(try await browser.get("/menu").status == 200)
            // The login page of another tab stood open from before.
            let password = try await house.api.firstPassword(PageHouse.own.member)
            let account = [("organization", "seikai"), ("loginID", "b002417"), ("password", password)]
            #expect(try await browser.post("/login", account).location == "/login/password")
            #expect(browser.cookies["__Host-anpi"] == nil && browser.cookies["__Host-anpi-login"] != nil)
            let tab = Browser(house)
            tab.cookies["__Host-anpi"] = before
            #expect(try await tab.get("/menu").status == 303)
            // The same where a step of the login is the last one.
            let other = try await house.browser(PageHouse.own.administrator)
            tab.cookies = other.cookies
            other.cookies["__Host-anpi-login"] = browser.cookies["__Host-anpi-login"]
            let choice = [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)]
            #expect(try await other.post("/login/password", choice).location == "/menu")
            #expect(try await other.get("/menu").text.contains("山田 花子"))
            #expect(try await tab.get("/menu").status == 303)
        }
    }

    @Test("A form without the session's token, or from another site, changes nothing")
    func forged() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let forms = [
                "/people/new", "/people/new/confirm", "/people/passwords", "/people/passwords/issue", "/people/import",
                "/people/import/run", "/settings", "/settings/confirm", "/settings/answers",
                "/settings/answers/confirm",
                "/audit/verify", "/me/profile", "/me/password", "/people/22", "/people/22/confirm",
            ]
            for path in forms {
                browser.csrf = nil
                #expect(try await browser.post(path).status == 403, "\(path)")
                browser.csrf = "wrong"
                #expect(try await browser.post(path).status == 403, "\(path)")
            }
            try await browser.get("/menu")
            let foreign = try await browser.post("/people/passwords", headers: [("Origin", "https://evil.example")])
            #expect(foreign.status == 403)
        }
    }

    @Test("The language of the profile is shown until another one is chosen, on every page (R-043, R-047)")
    func language() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let english = [("Accept-Language", "en-GB,en;q=0.9")]
            #expect(try await browser.get("/menu", headers: english).text.contains("個人メニュー"))
            let switched = try await browser.get("/people?lang=en")
            #expect(switched.text.contains("<h1>People</h1>"))
            #expect(browser.cookies["__Host-anpi-lang"] == "en")
            #expect(try await browser.get("/menu").text.contains("My menu"))
            #expect(try await browser.get("/nowhere").text.contains("This page was not found"))
            #expect(try await Browser(house).get("/login", headers: english).text.contains("Organization code"))
        }
    }

    @Test("What administrators do is closed to others (R-003)")
    func capabilities() async throws {
        try await PageHouse.with(.sqlite) { house in
            let member = try await house.browser(PageHouse.own.member)
            try await member.get("/menu")
            let pages = [
                "/maintenance", "/people", "/people.csv", "/people/new", "/people/22", "/people/import",
                "/people/import/sample.csv", "/settings", "/settings/answers", "/audit",
            ]
            for path in pages {
                let reply = try await member.get(path)
                #expect(reply.status == 403, "\(path)")
                #expect(reply.text.contains("この操作は行えません"), "\(path)")
            }
            let forms = [
                "/people/new", "/people/new/confirm", "/people/22", "/people/22/confirm", "/people/passwords",
                "/people/passwords/issue", "/people/import", "/people/import/run", "/people/import/reasons",
                "/settings",
                "/settings/confirm", "/settings/answers", "/settings/answers/confirm", "/audit/verify",
            ]
            let person = [("loginID", "B1"), ("name", "山田"), ("person", "22"), ("system_title", "青海精機2")]
            for path in forms {
                let reply = try await member.post(path, person)
                #expect([403, 422].contains(reply.status), "\(path): \(reply.status)")
                if reply.status == 422 { #expect(path.contains("import")) }
            }
        }
    }

    @Test("An address that only takes forms leads back to its form when it is opened (R-036)")
    func formAddresses() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            for (path, form) in [
                ("/settings/confirm", "/settings"), ("/settings/answers/confirm", "/settings/answers"),
                ("/triggers/confirm", "/triggers"), ("/people/22/confirm", "/people/22"),
                ("/people/new/confirm", "/people/new"), ("/people/passwords", "/people"),
                ("/people/passwords/issue", "/people"), ("/people/import/run", "/people/import"),
                ("/audit/verify", "/audit"), ("/b/7/send", "/b/7/check"), ("/b/7/call-off", "/b/7"),
                ("/me/profile/confirm", "/me/profile"), ("/session/stay", "/"),
            ] {
                let reply = try await browser.get(path + "?lang=en")
                #expect(reply.status == 303 && reply.location == form, "\(path): \(reply.location ?? "-")")
            }
            let request = try HTTPRequest(
                .delete, "/settings",
                headers: HTTPHeaders([
                    ("Cookie", browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
                ]))
            let refused = await house.site.respond(to: request)
            #expect(refused.status.code == 405 && refused.headers["Allow"]?.contains("POST") == true)
            #expect(try house.api.text(of: refused).contains("山田 花子"), "in the frame of whoever is signed in")
        }
    }

    @Test("A refused login says so first in its title, and what is told of capitals holds")
    func refusedLogin() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = Browser(house)
            #expect(try await browser.get("/login").text.contains("<title>ログイン – "))
            let wrong = try await browser.post(
                "/login", [("organization", "seikai"), ("loginID", "B002417"), ("password", "x")])
            #expect(wrong.text.contains("<title>入力内容をご確認ください – ログイン – "))
            #expect(wrong.text.contains("パスワードの大文字と小文字は区別されます"))
        }
    }

    @Test("The gauge says of a password what registering it would say (R-023, R-026)")
    func gauge() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            try await browser.get("/me/password")
            for (typed, level, words) in [
                ("password1", 1, "推測されやすい"), ("nihontaro1234", 1, "null"), ("kawa-no-nagare-47-mado", 3, "null"),
                ("kawa 7", 1, "8文字以上"),
            ] {
                let told = try await browser.post("/password/strength", [("password", typed)])
                #expect(told.text.contains("\"level\":\(level)") && told.text.contains(words), "\(told.text)")
            }
        }
    }

    @Test("Another organization's ids, and words that are no id, are not found")
    func strangers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/menu")
            let other = PageHouse.other.member
            var bodies: Set<String> = []
            for id in ["\(other)", "999999", "abc", "022", "-1"] {
                let reply = try await browser.get("/people/\(id)?lang=ja")
                #expect(reply.status == 404, "\(id)")
                bodies.insert(reply.text.replacing("/people/\(id)", with: ""))
                let name = [("loginID", "B002417"), ("name", "x")]
                #expect(try await browser.post("/people/\(id)", name).status == 404)
                #expect(try await browser.post("/people/\(id)/confirm", name).status == 404)
            }
            #expect(bodies.count == 1)
            #expect(try await browser.post("/people/passwords/issue", [("person", "\(other)")]).status == 404)
        }
    }
}
