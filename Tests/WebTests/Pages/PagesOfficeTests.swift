import Auth
import Database
import Domain
import Foundation
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: the office and its clients")
struct PagesOfficeTests {
    private static let office = APIHouse.office

    /// Fourteen clients beside the house's own, and the office uses second factors.
    private static func settle(_ house: PageHouse, uses: Bool = true) async throws {
        try await house.database.write(.installation) { transaction in
            for number in 1...14 {
                let code = String(repeating: "0", count: number < 10 ? 5 : 4) + "\(number)"
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(Int64(100 + number)), \(office.tenant), \(code), \("事業所<\(number)>"), '安否', 'standard',
                            0, 0, 0)
                    """)
            }
            if !uses { try transaction.execute("DELETE FROM office_policy WHERE office_id = \(office.tenant)") }
        }
    }

    private static let fields = [
        ("policy", "yes"), ("view", "1"), ("answering", "answerAndEdit"), ("effective", ""),
    ]

    /// The codes of the clients that have a policy, with what of answering goes without a code.
    private static func stored(_ house: PageHouse) async throws -> [String: String] {
        try await house.database.read(.installation) { transaction in
            var found: [String: String] = [:]
            try transaction.forEach(
                """
                SELECT tenant.code, access_policy.answering FROM access_policy
                JOIN tenant ON tenant.id = access_policy.tenant_id
                """
            ) { row in
                let code = try row.next(String.self)
                found[code] = try row.next(String.self)
            }
            return found
        }
    }

    @Test(
        "Of fourteen companies three are checked, and only the one chosen last changes (R-054 R-062 R-063 R-064 R-066)",
        arguments: DatabaseKind.available)
    func one(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let page = try await browser.get("/office/policy")
            #expect(page.status == 200 && page.text.contains("15件中 1～10件目"))
            #expect(page.text.contains("事業所&lt;1&gt;") && page.text.contains("000001"))
            let shown = page.field("shown") ?? ""
            #expect(shown.split(separator: " ").count == 10)
            func send(_ ticks: [String], _ order: String, _ action: String) async throws -> Browser.Reply {
                try await browser.post(
                    "/office/policy",
                    Self.fields + ticks.map { ("org", $0) } + [("shown", shown), ("order", order), ("do", action)])
            }
            // Chosen in this order: 1, 4, 2.
            let again = try await send(["101", "104", "102"], "101 104 102", "1")
            #expect(again.status == 200 && again.fields("order").last == "101 104 102")
            #expect(again.text.components(separatedBy: #"class="last""#).count == 2)
            // Without script nothing tells their order.
            let unclear = try await send(["101", "104"], "", "one")
            #expect(unclear.status == 422 && unclear.text.contains("橙色の行でよければもう一度"))
            #expect(try await send(["104"], "", "one").fields("order").last == "104")
            let confirm = try await send(["101", "104", "102"], "101 104 102", "one")
            #expect(confirm.text.contains("最後に選択した事業所(橙色行の事業所)に適用します"))  // R-064
            #expect(confirm.fields("order").last == "102" && confirm.text.contains("000002"))
            #expect(try await Self.stored(house).isEmpty, "nothing before the word")
            // Whoever goes back finds all that was ticked, on the page they came from.
            let all = ["policy", "view", "answering", "effective", "order", "seen", "do", "picked", "page"]
            let back = try await browser.post(
                "/office/policy", all.map { ($0, confirm.fields($0).last ?? "") } + [("back", "1")])
            #expect(back.status == 200 && back.fields("order").last == "101 104 102")
            #expect(back.text.contains("data-picked>3<"))
            let button = MarkupScan(confirm.text).tags.first { $0["name"] == "back" }
            #expect(button?["formaction"] == "/office/policy")
            let second = try await browser.post(
                "/office/policy",
                Self.fields + [("org", "113"), ("shown", "111 112 113 114"), ("order", "101 104 113"), ("page", "2")]
                    + [("do", "many")])
            let returned = try await browser.post(
                "/office/policy", all.map { ($0, second.fields($0).last ?? "") } + [("back", "1")])
            #expect(returned.fields("order").last == "101 104 113" && returned.fields("page").last == "2")
            let sealed = ["policy", "view", "answering", "effective", "order", "seen"].map {
                // The language switch carries along what was posted; the form itself comes after it.
                ($0, confirm.fields($0).last ?? "")
            }
            let done = try await browser.post("/office/policy/confirm", sealed)
            #expect(done.status == 303 && done.location == "/office/policy")
            #expect(try await Self.stored(house) == ["000002": "answerAndEdit"])
            let after = try await browser.get("/office/policy")
            #expect(after.text.contains("1件の事業所の2要素認証設定を登録しました") && after.field("order") == "")  // R-050, R-066
            #expect(after.text.contains("回答と連絡先変更"))
        }
    }

    @Test("一括登録 changes all checked ones, also those of other pages, and 全チェックON checks all (R-062 R-065)")
    func many() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            try await browser.get("/office/policy")
            let all = try await browser.post("/office/policy", Self.fields + [("do", "on")])
            #expect(all.fields("order").last == "*")
            #expect(all.text.contains("一括登録<span class=\"live\"> (<span data-picked>15</span>件)"))
            let none = try await browser.post(
                "/office/policy", Self.fields + [("order", all.fields("order").last ?? ""), ("do", "off")])
            #expect(none.fields("order").last == "")
            let refused = try await browser.post("/office/policy", Self.fields + [("do", "many")])
            #expect(refused.status == 422 && refused.text.contains("事業所が選ばれていません"))
            let shown = all.fields("shown").last ?? ""
            let confirm = try await browser.post(
                "/office/policy",
                Self.fields + [("org", "103"), ("shown", shown), ("order", "112 103"), ("do", "many")])
            #expect(confirm.fields("order").last == "112 103")
            let sealed = ["policy", "view", "answering", "effective", "seen"].map {
                ($0, confirm.fields($0).last ?? "")
            }
            try await browser.post("/office/policy/confirm", sealed + [("order", "112 103")])
            #expect(Set(try await Self.stored(house).keys) == ["000003", "000012"])
            let trail = try await house.browser(Self.office.administrator, of: Self.office).get("/audit").text
            #expect(
                trail.contains("事業所&lt;3&gt;") && trail.contains("事業所&lt;12&gt;"),
                "which of them, and not only that one was")
            let foreign = try await browser.post(
                "/office/policy/confirm", sealed + [("order", "103 \(APIHouse.other.tenant)")])
            #expect(foreign.status == 404)
            for day in ["2020-01-01", "soon"] {
                let bad = try await browser.post(
                    "/office/policy",
                    [("policy", "yes"), ("effective", day), ("org", "103"), ("shown", shown), ("do", "one")])
                #expect(bad.status == 422 && bad.text.contains(##"<a href="#effective">"##), "\(day)")
            }
        }
    }

    @Test(
        "全チェックON takes all that the search finds but those whose ticks go, and asks again if others match (R-063 R-065)",
        arguments: DatabaseKind.available)
    func everybody(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let search = [("name", "事業所")]
            try await browser.get("/office/policy")
            let page = try await browser.post("/office/policy", Self.fields + search + [("do", "on")])
            #expect(page.text.contains("data-picked>14<"))
            let shown = page.fields("shown").last ?? ""
            let ticked = shown.split(separator: " ").dropFirst().map { ("org", String($0)) }
            let second = try await browser.post(
                "/office/policy",
                Self.fields + search + ticked + [("shown", shown), ("order", "*"), ("do", "2")])
            #expect(second.fields("order").last == "* -101" && second.text.contains("data-picked>13<"))
            #expect(second.text.contains(#"class="last""#), "the last row of all is on this page")
            let confirm = try await browser.post(
                "/office/policy", Self.fields + search + [("order", "* -101"), ("do", "many")])
            #expect(confirm.text.contains("チェックした13件の事業所すべて"))
            func word(_ page: Browser.Reply) async throws -> Browser.Reply {
                let sealed = ["policy", "view", "answering", "effective", "order", "seen", "name"]
                return try await browser.post(
                    "/office/policy/confirm", sealed.map { ($0, page.fields($0).last ?? "") })
            }
            // One comes and one goes: as many as before, and others.
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET name = 'x' WHERE id = 114")
                try transaction.execute("UPDATE tenant SET name = '新しい事業所' WHERE id = \(PageHouse.own.tenant)")
            }
            let again = try await word(confirm)
            #expect(again.status == 409 && again.text.contains("確認のあいだに変わりました"))
            #expect(try await Self.stored(house).isEmpty)
            #expect(try await word(again).location?.hasPrefix("/office/policy") == true)
            let stored = try await Self.stored(house)
            #expect(stored.count == 13 && stored["000001"] == nil && stored["000014"] == nil)
            let one = try await browser.post("/office/policy", Self.fields + [("order", "*"), ("do", "one")])
            #expect(one.fields("order").last == "\(PageHouse.own.tenant)", "the very last row (R-063)")
        }
    }

    @Test("Until the office uses second factors no client can be set; its own switch asks first (R-051 R-052 R-053)")
    func officeSwitch() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house, uses: false)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let off = try await browser.get("/office/policy")
            #expect(off.text.contains("使用しない") && off.field("shown") == nil && off.field("from") == nil)
            let early = try await browser.post(
                "/office/policy/confirm",
                Self.fields + [("order", "101"), ("seen", ChangePolicies.mark([TenantID(rawValue: 101)]))])
            #expect(early.status == 422)
            #expect(try await browser.get("/office/settings").status == 200)
            let ask = try await browser.post("/office/settings", [("use", "yes")])
            #expect(ask.status == 200 && ask.text.contains("よろしいですか"))
            #expect(try await browser.post("/office/settings/confirm", [("use", "yes")]).location == "/office/policy")
            #expect(try await browser.get("/office/policy").text.contains("使用する（すべての事務所ID）"))
        }
    }

    @Test("A file is compared first and applied only whole; leading zeros go out and come back (R-067)")
    func file() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let out = try await browser.get("/office/policy.csv")
            #expect(out.status == 200 && out.text.contains("000014,"))
            try await browser.get("/office/policy/import")
            let changed = out.text.replacing("000003,事業所<3>,未設定,,", with: "3,事業所<3>,使用する,,回答のみ")
            #expect(changed != out.text)
            let bad = try await browser.upload(
                "/office/policy/import", file: Array((changed + "nobody,x,使用する,,\r\n").utf8))
            #expect(bad.status == 422 && bad.text.contains("コードを確認"))
            // Where nothing but lines that cannot be taken differ, the file is not said to be what is set.
            let same = "いまの設定と同じです"
            let onlyBad = try await browser.upload(
                "/office/policy/import", file: Array((out.text + "nobody,x,使用する,,\r\n").utf8))
            #expect(onlyBad.status == 422 && onlyBad.text.contains("コードを確認") && !onlyBad.text.contains(same))
            let alike = try await browser.upload("/office/policy/import", file: Array(out.text.utf8))
            #expect(alike.status == 200 && alike.text.contains(same))
            let diff = try await browser.upload("/office/policy/import", file: Array(changed.utf8))
            #expect(diff.status == 200 && diff.text.contains("変更：1件"))
            #expect(try await Self.stored(house).isEmpty)
            let run = try await browser.post(
                "/office/policy/import/run",
                [("upload", diff.field("upload") ?? ""), ("diff", diff.fields("diff").last ?? "")])
            #expect(run.location == "/office/policy")
            #expect(try await Self.stored(house) == ["000003": "answer"])
            // A file can decide for a later day; a bad one is named.
            let late = changed.replacing("3,事業所<3>,使用する,,回答のみ,", with: "3,事業所<3>,使用しない,,,")
            for (day, words) in [("2099-04-01", "適用日 2099年4月1日"), ("2020-04-01", "今日以降の日")] {
                let file = late.replacing("使用しない,,,,\r\n000004", with: "使用しない,,,,\(day)\r\n000004")
                #expect(file.contains(day))
                let page = try await browser.upload("/office/policy/import", file: Array(file.utf8))
                #expect(page.text.contains(words), "\(day)")
            }
            let gone = try await browser.post("/office/policy/import/run", [("upload", "x")])
            #expect(gone.status == 422)
        }
    }

    @Test("What was not shown is not registered: the changes are shown again if a colleague was faster (R-050, R-067)")
    func otherDiff() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let out = try await browser.get("/office/policy.csv")
            let changed = out.text.replacing("000003,事業所<3>,未設定,,", with: "3,事業所<3>,使用する,,回答のみ")
            try await browser.get("/office/policy/import")
            let diff = try await browser.upload("/office/policy/import", file: Array(changed.utf8))
            #expect(diff.text.contains("変更：1件"))
            // Unchanged when it was shown; the file would change it back.
            try await house.database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                    VALUES (105, 0, 1, 1, 'answerAndEdit')
                    """)
            }
            func run(_ page: Browser.Reply) async throws -> Browser.Reply {
                try await browser.post(
                    "/office/policy/import/run",
                    [("upload", page.fields("upload").last ?? ""), ("diff", page.fields("diff").last ?? "")])
            }
            let again = try await run(diff)
            #expect(again.status == 409 && again.text.contains("変更：2件") && again.text.contains("もう一度確認してください"))
            #expect(try await Self.stored(house) == ["000005": "answerAndEdit"])
            #expect(try await run(again).location == "/office/policy")
            #expect(try await Self.stored(house)["000003"] == "answer")
        }
    }

    @Test("The office's switch takes a day, says what was decided for later, and takes it back (R-051, R-059)")
    func switchDay() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.office.member, of: Self.office)
            try await browser.get("/office/settings")
            let past = try await browser.post("/office/settings", [("use", "no"), ("effective", "2020-01-01")])
            #expect(past.status == 422 && past.text.contains("今日以降の日"))
            let asked = try await browser.post("/office/settings", [("use", "no"), ("effective", "2030-04-01")])
            #expect(asked.status == 200 && asked.fields("effective").last == "2030-04-01")
            let done = try await browser.post(
                "/office/settings/confirm", [("use", "no"), ("effective", "2030-04-01")])
            #expect(done.location == "/office/policy")
            let page = try await browser.get("/office/settings")
            #expect(page.text.contains("から使用しない"))
            #expect(try await browser.get("/office/policy").text.contains("事務所の設定：使用する"), "until that day")
            let same = try await browser.post("/office/settings", [("use", "yes"), ("effective", "")])
            #expect(same.status == 200, "what holds takes back what was decided for later")
            try await browser.post("/office/settings/confirm", [("use", "yes"), ("effective", "")])
            #expect(!(try await browser.get("/office/settings").text.contains("から使用しない")))
        }
    }

    @Test("Nobody but people of offices sees an office's pages, and each sees only the own clients (R-001)")
    func strangers() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let company = try await house.browser(PageHouse.own.administrator)
            for path in ["/office/policy", "/office/settings", "/office/policy.csv", "/office/orgs", "/office/drift"] {
                #expect(try await company.get(path).status == 403, "\(path)")
            }
            #expect(!(try await company.get("/menu").text.contains("/office/")))
            let browser = try await house.browser(Self.office.member, of: Self.office)
            #expect(try await browser.get("/menu").text.contains("href=\"/office/policy\""))
            let accounts = "/office/orgs/\(PageHouse.own.tenant)/accounts"
            #expect(try await browser.get("/office/orgs?name=Seikai").text.contains(accounts))
            // The one client with people stands before fourteen without.
            let drift = try await browser.get("/office/drift")
            #expect(drift.text.contains("href=\"\(accounts)?nofactor=1\"") && drift.text.contains("全事業所の合計"))
            #expect(!(try await browser.get("/office/drift?p=2").text.contains(accounts)))
            let list = try await browser.get(accounts)
            #expect(list.status == 200 && list.text.contains("B002417"))
            for client in ["\(APIHouse.other.tenant)", "999", "x"] {
                let path = "/office/orgs/\(client)/accounts"
                #expect(try await browser.get(path).status == 404, "\(client)")
                let act = try await browser.post(
                    "\(path)/\(APIHouse.other.member)/do", [("do", "password")])
                #expect(act.status == 404, "\(client)")
            }
        }
    }
}
