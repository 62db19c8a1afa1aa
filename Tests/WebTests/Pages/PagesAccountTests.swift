import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

@Suite("Pages: login IDs")
struct PagesAccountTests {
    private static let own = PageHouse.own

    /// The member is locked out, has an app and a session; the administrator is on a temporary password.
    private static func settle(_ house: PageHouse) async throws {
        let now = house.clock.now
        _ = try await house.api.firstPassword(own.administrator)
        _ = try await house.api.bearer(own.member)
        try await house.database.write(.tenant(own.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO factor_lock
                    (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until, window_start, changed_at)
                VALUES (\(own.tenant), \(own.member), 'app', 0, 5, \(now + .seconds(1_800)), 0, 0)
                """)
            try transaction.execute(
                """
                INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                VALUES (\(own.tenant), \(own.member), \([1, 2, 3] as [UInt8]), 0, 0)
                """)
            try transaction.execute(
                "INSERT INTO department (tenant_id, id, code, name) VALUES (\(own.tenant), 501, 'S01', '総務部')")
            try transaction.execute(
                """
                UPDATE person SET name = '本多 誠', name_kana = 'ホンダ マコト'
                WHERE tenant_id = \(own.tenant) AND id = \(own.administrator)
                """)
            try transaction.execute(
                """
                UPDATE person SET employee_code = 'E7', name_kana = 'ヤマダ ハナコ', department_id = 501
                WHERE tenant_id = \(own.tenant) AND id = \(own.member)
                """)
            try transaction.execute(
                """
                INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                    created_at, changed_at)
                VALUES (\(own.tenant), 77, 'B000077', '去年 辞郎', 'キョネン ジロウ', 'member', 'ja', 'left', 0, 0)
                """)
        }
    }

    @Test("The list has the manual's columns and filters (R-003 R-033 R-116)", arguments: DatabaseKind.available)
    func list(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.own.administrator)
            let page = try await browser.get("/accounts")
            #expect(page.status == 200)
            for word in ["従業員コード", "ログインID", "部門", "権限", "仮パスワード", "在職", "E7", "認証アプリ", "までロック中"] {
                #expect(page.text.contains(word), "\(word)")
            }
            func people(_ query: String) async throws -> [String] {
                let text = try await browser.get("/accounts?\(query)").text
                return ["B000031", "B000077", "B002417"].filter { text.contains(">\($0)</span></div>") }
            }
            #expect(try await people("code=e7") == ["B002417"])
            #expect(try await people("id=31") == ["B000031"])
            #expect(try await people("role=administrator") == ["B000031"])
            #expect(try await people("password=temporary") == ["B000031"])
            #expect(try await people("password=notIssued") == ["B002417"])
            #expect(try await people("nofactor=1") == ["B000031"])
            #expect(try await people("locked=1") == ["B002417"])
            #expect(try await people("name=nobody") == [])
            let name = PercentCoding.encode("山田")
            #expect(try await people("name=\(name)") == ["B002417"])
            for typed in ["ヤマダ", "やまだ", "ﾔﾏﾀﾞ"] {
                let kana = PercentCoding.encode(typed)
                #expect(try await people("kana=\(kana)") == ["B002417"], "\(typed)")
            }
            #expect(try await people("dept=501") == ["B002417"])
            #expect(try await people("dept=502") == [])
            // 在職者のみ stands unless it is taken away.
            #expect(try await people("") == ["B000031", "B002417"])
            #expect(try await people("retired=1") == ["B000031", "B000077", "B002417"])
            #expect(try await people("retired=1&kana=%E3%82%AD") == ["B000077"])
            let member = try await house.browser(Self.own.member)
            #expect(try await member.get("/accounts").status == 403)
            #expect(try await member.get("/settings/access").status == 403)
            let access = try await browser.get("/settings/access")
            #expect(access.status == 200 && access.text.contains("使用しない"))
            let file = try await browser.get("/settings/access.csv")
            #expect(file.text.contains("機能,PC・コードなし"))
        }
    }

    @Test(
        "Locks are lifted, sessions ended and temporary passwords issued after a question (R-030 R-050 R-109)",
        arguments: DatabaseKind.available)
    func care(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let browser = try await house.browser(Self.own.administrator)
            let here = "/accounts/\(Self.own.member)"
            let page = try await browser.get(here)
            #expect(page.status == 200 && page.text.contains("ロックを解除する"))
            #expect(try await browser.post(here, [("do", "unlock")]).text.contains("すぐに使えるように"))
            #expect(try await browser.get(here).text.contains("ロックを解除する"), "asked is not done")
            #expect(try await browser.post("\(here)/do", [("do", "unlock")]).location == here)
            let unlocked = try await browser.get(here)
            #expect(!unlocked.text.contains("ロックを解除する") && unlocked.text.contains("認証アプリ"))
            #expect(try await browser.post("\(here)/do", [("do", "end")]).location == here)
            let sessions = try await house.database.read(.tenant(Self.own.tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM session
                    WHERE tenant_id = \(Self.own.tenant) AND person_id = \(Self.own.member)
                    """)
            }
            #expect(sessions == 0)
            let sheet = try await browser.post("\(here)/do", [("do", "password")])
            #expect(sheet.status == 200 && sheet.text.contains("B002417"))
            #expect(sheet.text.contains("href=\"\(here)\"") && !sheet.text.contains("href=\"/people\">社員"))
            #expect(try await browser.get("/accounts?password=temporary&id=2417").text.contains("E7"))
            #expect(try await browser.post("\(here)/do", [("do", "x")]).location == here)
            let stranger = "/accounts/\(APIHouse.other.member)"
            for action in ["unlock", "end", "password"] {
                #expect(try await browser.post("\(stranger)/do", [("do", action)]).status == 404, "\(action)")
            }
        }
    }

    @Test("The office looks after its clients' logins, and both chains say so (R-004)")
    func office() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            let browser = try await house.browser(APIHouse.office.member, of: APIHouse.office)
            let here = "/office/orgs/\(Self.own.tenant)/accounts/\(Self.own.member)"
            #expect(try await browser.get(here).status == 200)
            #expect(try await browser.post("\(here)/do", [("do", "unlock")]).location == here)
            let actors = try await house.database.read(.installation) { transaction in
                try transaction.values(
                    String.self,
                    """
                    SELECT actor FROM audit WHERE action IN ('login.unlocked', 'office.acted') ORDER BY tenant_id
                    """)
            }
            #expect(actors == ["office:13/person:42", "person:42"])
        }
    }
}
