import Database
import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("Pages: lists of codes and API tokens")
struct PagesOrganizationTests {
    @Test(
        "Departments, locations and user codes are added, renamed and removed (R-128, R-132)",
        arguments: DatabaseKind.available)
    func codes(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            for list in ["/departments", "/locations", "/user-codes"] {
                #expect(try await browser.get(list).status == 200)
                let refused = try await browser.post(list, [("code", "あ"), ("name", "総務部")])
                #expect(refused.status == 422 && refused.field("name") == "総務部")
                #expect(refused.text.contains("href=\"#code\""))
                #expect(try await browser.post(list, [("code", "s01"), ("name", "総務部")]).location == list)
                let shown = try await browser.get(list)
                #expect(shown.text.contains("登録しました") && shown.text.contains("S01"))
                let one = try #require(shown.text.firstMatch(of: /href="(\/[a-z-]+\/[0-9]+)"/)?.1).description
                #expect(try await browser.get(one).field("code") == "S01")
                let taken = try await browser.post(list, [("code", "S01"), ("name", "経理部")])
                #expect(taken.status == 422)
                #expect(try await browser.post(one, [("code", "S01"), ("name", "人事部")]).location == list)
                #expect(try await browser.get(list).text.contains("人事部"))
                #expect(try await browser.post(one, [("remove", "1")]).location == one + "/remove")
                #expect(try await browser.get(one + "/remove").text.contains("人事部"))
                #expect(try await browser.post(one + "/remove").location == list)
                #expect(try await browser.get(one).status == 404)
            }
        }
    }

    @Test(
        "What somebody has is not removed, and the page says so before anybody presses (R-128, R-132)",
        arguments: [("/departments", "department_id"), ("/locations", "location_id"), ("/user-codes", "user_code_id")])
    func inUse(path: String, column: String) async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get(path)
            try await browser.post(path, [("code", "S01"), ("name", "総務部")])
            let list = try await browser.get(path)
            let one = try #require(list.text.firstMatch(of: /href="(\/[a-z-]+\/([0-9]+))"/))
            func removes(_ page: Browser.Reply) -> Bool {
                MarkupScan(page.text).tags.contains { $0["action"] == "\(one.1)/remove" }
            }
            #expect(try await removes(browser.get("\(one.1)/remove")))
            let (tenant, member, entry) = (PageHouse.own.tenant, PageHouse.own.member, Int64(one.2) ?? 0)
            try await house.database.write(.tenant(tenant)) { transaction in
                switch column {
                case "department_id":
                    try transaction.execute(
                        "UPDATE person SET department_id = \(entry) WHERE tenant_id = \(tenant) AND id = \(member)")
                case "location_id":
                    try transaction.execute(
                        "UPDATE person SET location_id = \(entry) WHERE tenant_id = \(tenant) AND id = \(member)")
                default:
                    try transaction.execute(
                        "UPDATE person SET user_code_id = \(entry) WHERE tenant_id = \(tenant) AND id = \(member)")
                }
            }
            let told = try await browser.get("\(one.1)/remove")
            #expect(told.status == 200 && !removes(told))
            #expect(told.text.contains("まだ削除できません") && told.text.contains("1人が使っています。先に"))
            // Whoever had opened the page before is told the same, and nothing of a field that the page has not.
            let refused = try await browser.post("\(one.1)/remove")
            #expect(refused.status == 422 && refused.text.contains("1人が使っています。先に") && !removes(refused))
            #expect(!refused.text.contains("ロケーションコード"))
            #expect(try await browser.get(path).text.contains("1人"))
        }
    }

    @Test("A token is shown once with its scopes and its end, works, and is revoked")
    func tokens() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/tokens").text.contains("まだ発行していません"))
            #expect(try await browser.get("/tokens/new").status == 200)
            let empty = MarkupScan(try await browser.post("/tokens/new").text).all("a").compactMap { $0["href"] }
            #expect(empty.contains("#name") && empty.contains("#capabilities"))
            let refused = try await browser.post("/tokens/new", [("name", "人事システム"), ("days", "30")])
            #expect(refused.status == 422 && refused.field("name") == "人事システム")
            let choice = [("name", "人事システム"), ("capabilities", "viewPeople"), ("days", "30")]
            let made = try await browser.post("/tokens/new", choice)
            #expect(made.headers["Cache-Control"]?.contains("no-store") == true)
            let token = try #require(made.text.firstMatch(of: /<b class="mono">([^<]+)<\/b>/)?.1).description
            #expect(made.text.contains("社員を見る") && made.text.contains("今回だけ"))
            #expect(try await house.api.call(.get, "/people", as: token).status == 200)
            // The same token in the other language; no other one is made, and nobody else reads what brings it there.
            let sealed = try #require(made.field("shown"))
            let english = try await browser.post("/tokens/new?lang=en", [("shown", sealed)])
            #expect(english.status == 200 && english.text.contains("<b class=\"mono\">\(token)</b>"))
            #expect(english.text.contains("人事システム") && english.text.contains("See people"))
            browser.cookies["__Host-anpi-lang"] = nil
            #expect(try await browser.post("/tokens/new", [("shown", "x" + sealed)]).status == 404)
            let stranger = try await house.browser(PageHouse.other.administrator, of: PageHouse.other)
            try await stranger.get("/tokens")
            #expect(try await stranger.post("/tokens/new", [("shown", sealed)]).status == 404)
            #expect(
                try await house.api.services.database.read(.installation) { transaction in
                    try transaction.value(Int.self, "SELECT COUNT(*) FROM api_token")
                } == 1)
            let list = try await browser.get("/tokens")
            #expect(list.text.contains("人事システム") && list.text.contains("山田 花子") && !list.text.contains(token))
            let revoke = try #require(list.text.firstMatch(of: /href="(\/tokens\/[0-9]+\/revoke)"/)?.1).description
            #expect(try await browser.get(revoke).text.contains("人事システム"))
            #expect(try await browser.post(revoke).location == "/tokens")
            #expect(try await house.api.call(.get, "/people", as: token).status == 401)
            #expect(try await browser.get("/tokens").text.contains("停止済み"))
            #expect(try await browser.get(revoke).status == 404)
            #expect(!house.log.contains(token))
            let audit = try await browser.get("/audit")
            #expect(audit.text.contains("APIトークン 人事システム"))
        }
    }

    @Test("What is only for administrators is closed to others, and another organization's is not found")
    func closed() async throws {
        try await PageHouse.with(.sqlite) { house in
            let member = try await house.browser(PageHouse.own.member)
            try await member.get("/menu")
            for path in ["/departments", "/locations", "/user-codes", "/tokens", "/tokens/new"] {
                #expect(try await member.get(path).status == 403, "\(path)")
            }
            #expect(try await member.post("/departments", [("code", "S01"), ("name", "x")]).status == 403)
            #expect(try await member.post("/tokens/new", [("name", "x")]).status == 403)
            let theirs = try await house.api.belongings(of: PageHouse.other)
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/menu")
            for (list, name) in [("departments", "department"), ("locations", "location"), ("user-codes", "userCode")] {
                let one = "/\(list)/\(theirs[name] ?? "")"
                #expect(try await browser.get(one).status == 404)
                #expect(try await browser.post(one, [("code", "S02"), ("name", "x")]).status == 404)
                #expect(try await browser.post(one + "/remove").status == 404)
            }
            #expect(try await browser.post("/tokens/\(theirs["apiToken"] ?? "")/revoke").status == 404)
            try await house.api.expectUntouched(theirs, of: PageHouse.other)
        }
    }
}
