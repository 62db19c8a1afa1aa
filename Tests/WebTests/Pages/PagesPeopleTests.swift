import Database
import Domain
import Foundation
import HTTPServer
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: people")
struct PagesPeopleTests {
    @Test(
        "The list filters by words, role, password and reachability (R-033, R-116)", arguments: DatabaseKind.available)
    func list(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            _ = try await house.api.firstPassword(PageHouse.own.member)
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                    VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), 'mail', 1, 'a@example.jp', 1, 0)
                    """)
            }
            let browser = try await house.browser(PageHouse.own.administrator)
            let all = try await browser.get("/people")
            #expect(all.fields("person") == ["21", "22"])
            #expect(all.text.contains("仮パスワード") && all.text.contains("未発行"))
            let filters = [
                ("q=b0024", ["22"]), ("q=%E3%82%84%E3%81%BE%E3%81%A0", ["21", "22"]), ("role=administrator", ["21"]),
                ("password=temporary", ["22"]), ("password=notIssued", ["21"]), ("password=own", []),
                ("unreachable=1", ["21"]), ("q=nobody", []), ("dept=5", []),
                ("q=%25", []), ("role=x&p=x&password=x&dept=x", ["21", "22"]),
            ]
            for (query, expected) in filters {
                let page = try await browser.get("/people?\(query)")
                #expect(page.status == 200, "\(query)")
                #expect(page.fields("person") == expected, "\(query)")
            }
            house.clock.advance(by: .seconds(8 * 86_400))
            let later = try await house.browser(PageHouse.own.administrator)
            #expect(try await later.get("/people?password=temporary").fields("person") == ["22"])
            let expired = try await later.get("/people?password=expired")
            #expect(expired.fields("person") == ["22"] && expired.text.contains("仮パスワード（期限切れ）"))
            #expect(try await later.get("/people?p=2").location == "/people?p=1", "a page that is not there")
        }
    }

    @Test("Whose last message came back sees it at the contact, on the menu and in the profile")
    func undeliverable() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO contact
                        (tenant_id, person_id, kind, position, value, contact_order, changed_at, failed_at, failure)
                    VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), 'mail', 1, 'a@example.jp', 1, 0, NULL, NULL),
                           (\(PageHouse.own.tenant), \(PageHouse.own.member), 'mail', 2, 'b@example.jp', 1, 0, 7,
                            'mailboxUnknown 550 5.1.1')
                    """)
            }
            let browser = try await house.browser(PageHouse.own.member)
            for path in ["/menu", "/me/profile"] {
                let page = try await browser.get(path)
                #expect(page.status == 200)
                #expect(page.text.components(separatedBy: "届きませんでした").count == 2, "\(path)")
            }
        }
    }

    @Test("First passwords go out by mail, and the list says how far the mail came", arguments: DatabaseKind.available)
    func mailedPasswords(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                    VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), 'mail', 1, 'hana@example.jp', 1, 0)
                    """)
            }
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people")
            let ask = try await browser.post("/people/passwords", [("scope", "missing")])
            #expect(ask.text.contains("発行してメールで送る") && ask.field("scope") == "missing")
            let sent = try await browser.post(
                "/people/passwords/issue", [("scope", "missing"), ("delivery", "mail")])
            let list = try await browser.get(try #require(sent.location))
            #expect(list.fields("person") == ["22"] && list.text.contains("予定"))
            #expect(list.text.contains("メールの連絡先がないため発行していません"))
            await house.api.work()
            #expect(try await browser.get("/people?password=temporary").text.contains("渡した"))
            let person = try await browser.get("/people/22")
            #expect(person.text.contains("h•••@example.jp") && person.text.contains("渡した"))
            // The form of before, once more, and then to named people: what was made since stays.
            let asked = "\(house.clock.now.milliseconds - 1)"
            let again = try await browser.post(
                "/people/passwords/issue", [("asked", asked), ("person", "22"), ("delivery", "mail")])
            #expect(again.location == "/people")
            #expect(try await browser.get("/people").text.contains("新しく発行していません"))
        }
    }

    @Test(
        "A person is added and changed with a confirm step; hostile words stay words", arguments: DatabaseKind.available
    )  // R-050
    func addAndChange(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people/new")
            let hostile = #"<script>alert("1")</script>&'x"#
            let typed = [("loginID", "ｂ７"), ("name", hostile), ("kana", "やまだ"), ("role", "member")]
            let confirm = try await browser.post("/people/new", typed)
            #expect(confirm.status == 200)
            #expect(confirm.text.contains("この内容で登録しますか") && !confirm.text.contains("<script>alert"))
            #expect(confirm.field("name") == "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;x")
            let saved = try await browser.post("/people/new/confirm", typed)
            let place = try #require(saved.location)
            #expect(place.hasPrefix("/people/"))
            let person = try await browser.get(place)
            #expect(person.text.contains("登録しました") && person.field("loginID") == "B7")
            #expect(!person.text.contains("<script>alert"))
            #expect(try await browser.get("/people?q=B7").text.contains("<script>alert") == false)
            // Refused: everything typed is there again, and the fields are named.
            let refused = try await browser.post(place, [("loginID", "A7"), ("name", ""), ("kana", "abc")])
            #expect(refused.status == 422)
            for field in ["loginID", "name", "kana"] { #expect(refused.text.contains(##"<a href="#\##(field)">"##)) }
            #expect(refused.field("loginID") == "A7" && refused.field("kana") == "abc")
            let taken = try await browser.post(place + "/confirm", [("loginID", "B000031"), ("name", "山田")])
            #expect(taken.status == 422)
            #expect(taken.text.contains("ほかの方が使っています"))
            let left = [("loginID", "B7"), ("name", "山田 一"), ("retired", "1")]
            let change = try await browser.post(place, left)
            #expect(change.text.contains("<del>在職</del>") && change.text.contains("<b>退職</b>"))
            try await browser.post(place + "/confirm", left)
            #expect(try await browser.get("/people?q=B7").fields("person").isEmpty)
            #expect(try await browser.get("/people?q=B7&retired=1").fields("person").count == 1)
            // Whoever comes back is taken up again with the name that was typed now.
            let anew = [("loginID", "B7"), ("name", "山田 二"), ("role", "member")]
            let again = try await browser.post("/people/new", anew)
            #expect(again.text.contains("退職した山田 一さん"))
            let fields = ["loginID", "name", "kana", "department", "role", "location", "userCode", "retired", "leftOn"]
            let kept = (fields + ["removeOn", "version"]).map { ($0, again.fields($0).first ?? "") }
            let form = try await browser.post(place, kept + [("edit", "1")])
            #expect(form.field("name") == "山田 二" && form.text.contains("に登録できます") == false)
            let back = try await browser.post(place, kept)
            #expect(back.text.contains("<del>退職</del>") && back.text.contains("<b>在職</b>"))
            #expect(back.text.contains("<del>山田 一</del>") && back.text.contains("<b>山田 二</b>"))
            try await browser.post(place + "/confirm", kept)
            let taken2 = try await browser.get(place)
            #expect(taken2.field("name") == "山田 二" && taken2.field("retired") != nil)
            #expect(try await browser.get("/people?q=B7").fields("person").count == 1)
            // The last administrator stays one.
            let last = try await browser.post(
                "/people/21/confirm", [("loginID", "B000031"), ("name", "山田 花子"), ("role", "member")])
            #expect(last.status == 422)
            #expect(last.text.contains("管理者がいなくなります"))
        }
    }

    @Test(
        "First passwords are asked for, made, and shown once with what a person needs",
        arguments: DatabaseKind.available)  // R-030
    func firstPasswords(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people")
            let nobody = try await browser.post("/people/passwords", [("scope", "selected")])
            #expect(nobody.status == 422)
            #expect(nobody.text.contains("一覧から選んでください"))
            let ask = try await browser.post("/people/passwords", [("scope", "selected"), ("person", "22")])
            #expect(ask.status == 200 && ask.fields("person") == ["22"])
            let missing = try await browser.post("/people/passwords", [("scope", "missing")])
            #expect(missing.fields("person") == ["21", "22"])
            let sheet = try await browser.post("/people/passwords/issue", [("delivery", "sheet"), ("person", "22")])
            #expect(sheet.status == 200)
            #expect(sheet.headers["Cache-Control"] == "no-store")
            #expect(sheet.text.contains("seikai") && sheet.text.contains("http://localhost/login"))
            let password = try #require(sheet.text.firstMatch(of: /([A-Z2-9]{4}-){5}[A-Z2-9]{4}/)?.output.0)
            let login = try await Browser(house).post(
                "/login", [("organization", "seikai"), ("loginID", "B002417"), ("password", String(password))])
            #expect(login.location == "/login/password")
            #expect(!house.log.contains(password))
            // Another language shows the same password, and makes none.
            let sealed = try #require(sheet.field("shown"))
            let english = try await browser.post("/people/passwords/issue?lang=en", [("shown", sealed)])
            #expect(english.status == 200 && english.text.contains(password))
            browser.cookies["__Host-anpi-lang"] = nil
            #expect(try await browser.get("/people").text.contains("仮パスワード"))
        }
    }

    @Test("A file is checked before it is imported, and every bad line is named", arguments: DatabaseKind.available)
    func importing(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/people/import").text.contains("login_id"))
            let none = try await browser.post("/people/import")
            #expect(none.status == 422)
            let heading = try await browser.upload("/people/import", file: Array("name,color\n".utf8))
            #expect(heading.status == 422)
            #expect(heading.text.contains("color") && heading.text.contains("login_id"))
            let file = """
                login_id,name,department_code,mail1,mailOrder
                B100,佐藤 健一,S01,sato@example.jp,1
                A200,<b>x</b>,S01,,
                B300,鈴木 花,S01,not-an-address,1
                """
            let dry = try await browser.upload("/people/import", file: Array(file.utf8), [("departments", "1")])
            #expect(dry.status == 200)
            #expect(dry.text.contains("新しく作る部門") && dry.text.contains("S01"))
            #expect(dry.text.contains("reservedLetter") == false && dry.text.contains("A は事務所用"))
            #expect(dry.text.contains("mail1"))
            #expect(try await browser.get("/people").fields("person").count == 2)
            let sealed = ["upload", "departments", "mark"].map { ($0, dry.field($0) ?? "") }
            // Another language needs no other upload (R-043).
            #expect(dry.text.contains(#"action="/people/import?lang=en""#))
            let english = try await browser.post("/people/import?lang=en", sealed)
            #expect(english.text.contains("Nothing has been imported yet") && english.text.contains("people.csv"))
            try await browser.get("/people?lang=ja")
            let reasons = try await browser.post("/people/import/reasons", sealed)
            #expect(reasons.headers["Content-Disposition"]?.contains("attachment") == true)
            #expect(reasons.text.split(separator: "\r\n").count == 3)
            // All of it is refused; the good line alone goes.
            let all = try await browser.post("/people/import/run", sealed + [("lines", "all")])
            #expect(all.status == 200 && all.text.contains("取り込めない行"))
            #expect(try await browser.get("/people").fields("person").count == 2)
            let stranger = try await house.browser(PageHouse.other.administrator, of: PageHouse.other)
            try await stranger.get("/people")
            #expect(try await stranger.post("/people/import/run", sealed + [("lines", "good")]).status == 422)
            let good = try await browser.post("/people/import/run", sealed + [("lines", "good")])
            #expect(good.location == "/people")
            let list = try await browser.get("/people?q=B100")
            #expect(list.fields("person").count == 1 && list.text.contains("追加1人"))
            // The file was forgotten after it was imported.
            let again = try await browser.post("/people/import/run", sealed + [("lines", "good")])
            #expect(again.status == 422 && again.text.contains("もう一度選んでください"))
        }
    }

    @Test("The sample can be imported, and what was imported can be saved")
    func sampleAndExport() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people")
            let sample = try await browser.get("/people/import/sample.csv")
            let dry = try await browser.upload(
                "/people/import", file: Array(sample.text.utf8), [("departments", "1")])
            #expect(dry.text.contains("1人を取り込む"), "\(dry.text)")
            let sealed = ["upload", "departments", "mark"].map { ($0, dry.field($0) ?? "") }
            #expect(try await browser.post("/people/import/run", sealed + [("lines", "all")]).status == 303)
            let saved = try await browser.get("/people.csv?q=B0001")
            #expect(saved.headers["Content-Type"]?.hasPrefix("text/csv") == true)
            #expect(saved.text.split(separator: "\r\n").count == 2 && saved.text.contains("総務部"))
        }
    }
}
