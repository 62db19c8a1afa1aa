import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: forms that something else was faster than")
struct PagesChangedMeanwhileTests {
    private static let typed = [
        ("language", "ja"), ("mailOrder", "1"), ("workRegionCode", "13-350"), ("home1RegionCode", "17-390"),
        ("home1Street", "9-9"),
    ]
    private static let notice = "画面を開いたあとに、登録内容が変わりました"

    /// What a program stores as the member's profile, as an import or the directory would.
    private static func put(_ house: PageHouse, _ mail: String) async throws {
        let bearer = try await house.api.bearer(PageHouse.own.member)
        let answer = try await house.api.call(
            .put, "/me/profile", as: bearer,
            #"{"language":"ja","mail1":"\#(mail)","mailOrder":1,"workRegion":"13-350","home1Region":"17-390"}"#)
        #expect(answer.status == 200, "\(answer.text)")
    }

    private static func stored(_ house: PageHouse) async throws -> [String?] {
        let bearer = try await house.api.bearer(PageHouse.own.member)
        let read = try await house.api.call(.get, "/me/profile", as: bearer)["profile"]
        return [read["mail1"].string, read["home1Street"].string]
    }

    @Test(
        "An own profile that was changed after the form was opened is not written over before its person has seen it (R-142, R-145)",
        arguments: DatabaseKind.available)
    func profile(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.put(house, "first@example.jp")
            let browser = try await house.browser(PageHouse.own.member)
            let read = try #require(try await browser.get("/me/profile").field("version"))
            try await Self.put(house, "second@example.jp")
            let mine = Self.typed + [("mail1", "first@example.jp")]
            let refused = try await browser.post("/me/profile", mine + [("version", read)])
            #expect(refused.status == 409 && refused.text.contains(Self.notice))
            #expect(refused.text.contains("<b>second@example.jp</b>") && refused.text.contains("first@example.jp"))
            #expect(refused.fields("mail1").last == "first@example.jp" && refused.fields("home1Street").last == "9-9")
            // Of the fields with a name the last one is of the form itself. Sent again, it counts as opened now.
            let now = try #require(refused.fields("version").last)
            #expect(now != read)
            let confirm = try await browser.post("/me/profile", mine + [("version", now)])
            #expect(confirm.status == 200 && confirm.text.contains("/me/profile/confirm"))
            #expect(confirm.fields("version").last == now)
            try await Self.put(house, "third@example.jp")
            let late = try await browser.post("/me/profile/confirm", mine + [("version", now)])
            #expect(late.status == 409 && late.text.contains("third@example.jp"))
            #expect(late.fields("home1Street").last == "9-9")
            #expect(try await Self.stored(house) == ["third@example.jp", nil], "nothing is half done")
            let last = try #require(late.fields("version").last)
            #expect(
                try await browser.post("/me/profile/confirm", mine + [("version", last)]).location == "/menu")
            #expect(try await Self.stored(house) == ["first@example.jp", "9-9"])
            // The same once more, as from a second press of the button: it is stored already.
            #expect(
                try await browser.post("/me/profile/confirm", mine + [("version", last)]).location == "/menu")
            let english = try await browser.post(
                "/me/profile?lang=en", mine + [("version", read), ("mail2", "x@a.jp")])
            #expect(english.status == 409 && english.text.contains("What is registered was changed after you opened"))
        }
    }

    @Test("The version goes along with the form through lookup, corrections and a login")
    func goesAlong() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.put(house, "first@example.jp")
            let browser = try await house.browser(PageHouse.own.member)
            let read = try #require(try await browser.get("/me/profile").field("version"))
            let mine = Self.typed + [("mail1", "first@example.jp"), ("version", read)]
            for (path, more) in [
                ("/me/profile", ("edit", "")), ("/me/profile", ("preview", "1")), ("/me/profile", ("clear", "home2")),
                ("/me/profile/region", ("lookup", "home1")), ("/me/profile", ("mail2", "x")),
            ] {
                #expect(try await browser.post(path, mine + [more]).fields("version").last == read, "\(more)")
            }
            let chosen = mine + [("lookup", "home1"), ("choose", "17-390-1720400")]
            #expect(try await browser.post("/me/profile", chosen).fields("version").last == read)
            house.clock.advance(by: .seconds(1_801))
            let asked = try await browser.post("/me/profile/confirm", mine)
            #expect(asked.status == 401 && asked.field("keptForm") != nil)
        }
    }

    @Test(
        "A person who was changed after an administrator opened the page is not written over before that was seen (R-116)",
        arguments: DatabaseKind.available)
    func person(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let path = "/people/\(PageHouse.own.member)"
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get(path)
            let read = try #require(page.field("version"))
            func patch(_ body: String) async throws {
                #expect(try await house.api.call(.patch, path, as: bearer, body).status == 200)
            }
            let mine = [
                ("loginID", page.field("loginID") ?? ""), ("name", "能登 花子"), ("kana", page.field("kana") ?? ""),
                ("role", "member"), ("leftOn", ""), ("removeOn", ""),
            ]
            // What the page does not show is not written over by it, and is no reason to ask.
            try await patch(#"{"employeeCode":"E77","language":"en"}"#)
            #expect(try await browser.get(path).field("version") == read)
            try await patch(#"{"nameKana":"ハナ"}"#)
            let refused = try await browser.post(path, mine + [("version", read)])
            #expect(refused.status == 409 && refused.text.contains(Self.notice) && refused.text.contains("<b>ハナ</b>"))
            #expect(refused.fields("name").last == "能登 花子")
            let now = try #require(refused.fields("version").last)
            let confirm = try await browser.post(path, mine + [("version", now)])
            #expect(confirm.status == 200 && confirm.fields("version").last == now)
            try await patch(#"{"nameKana":"ハナコ"}"#)
            let late = try await browser.post(path + "/confirm", mine + [("version", now)])
            #expect(late.status == 409 && late.text.contains("<b>ハナコ</b>"))
            #expect(try await house.api.call(.get, path, as: bearer)["nameKana"].string == "ハナコ")
            let last = try #require(late.fields("version").last)
            #expect(try await browser.post(path + "/confirm", mine + [("version", last)]).location == path)
            let stored = try await house.api.call(.get, path, as: bearer)
            #expect(stored["name"].string == "能登 花子" && stored["nameKana"].string != "ハナコ")
            #expect(stored["employeeCode"].string == "E77" && stored["language"].string == "en")
        }
    }

    @Test(
        "What the family user or the employee has just saved is not written over by a form that was opened before (R-169)",
        arguments: DatabaseKind.available)
    func family(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let employee = try await house.browser(PageHouse.own.member)
            try await employee.get("/me/family/new")
            let names = [("code", "CHICHI"), ("name", "山田 一郎")]
            func typed(_ mail: String) -> [(String, String)] { [("language", "ja"), ("mail1", mail)] }
            try await employee.post("/me/family/new/confirm", names + typed("first@example.jp"))
            let list = try await employee.get("/me/family")
            let path = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)\/password"/)?.1).description
            let password = "kaki-densha-2617"
            try await employee.get(path + "/password")
            try await employee.post(path + "/password", [("newPassword", password), ("confirmation", password)])
            let relative = Browser(house)
            try await relative.get("/login")
            let login = [
                ("organization", "seikai"), ("loginID", "B002417"), ("password", password), ("familyCode", "chichi"),
            ]
            #expect(try await relative.post("/login", login).location == "/family")

            let read = try #require(try await employee.get(path).field("version"))
            let own = try #require(try await relative.get("/family/me").field("version"))
            let confirm = try await relative.post("/family/me", typed("own@example.jp") + [("version", own)])
            #expect(confirm.status == 200 && confirm.fields("version").last == own)
            let saved = try await relative.post("/family/me/confirm", typed("own@example.jp") + [("version", own)])
            #expect(saved.location == "/family/me")

            let mine = names + typed("mine@example.jp")
            for place in [path, path + "/confirm"] {
                let refused = try await employee.post(place, mine + [("version", read)])
                #expect(refused.status == 409 && refused.text.contains(Self.notice))
                #expect(refused.text.contains("<b>own@example.jp</b>"))
                #expect(refused.fields("mail1").last == "mine@example.jp")
            }
            #expect(try await relative.get("/family/me").field("mail1") == "own@example.jp")
            let now = try #require(try await employee.post(path, mine + [("version", read)]).fields("version").last)
            #expect(now != read)
            #expect(try await employee.post(path + "/confirm", mine + [("version", now)]).location == "/me/family")

            let stale = typed("late@example.jp") + [("version", own)]
            let late = try await relative.post("/family/me/confirm", stale)
            #expect(late.status == 409 && late.text.contains("<b>mine@example.jp</b>"))
            #expect(late.fields("mail1").last == "late@example.jp")
            #expect(try await employee.get(path).field("mail1") == "mine@example.jp")
        }
    }
}
