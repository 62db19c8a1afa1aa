import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: settings and audit")
struct PagesSettingsTests {
    private static func typed(_ page: Browser.Reply, _ changes: [String: String]) -> [(String, String)] {
        var fields: [String: String] = [:]
        for descriptor in SettingsForm.descriptors {
            let name = descriptor.key
            switch descriptor.kind {
            case .flag, .language, .regionRule: fields[name] = descriptor.defaultText
            default: fields[name] = page.field(name) ?? ""
            }
            if let unit = page.field("unit.\(name)") { fields["unit.\(name)"] = unit }
        }
        fields["system_title"] = page.field("system_title")
        return fields.merging(changes) { _, new in new }.map { ($0.key, $0.value) }
    }

    @Test(
        "Settings show default and recommendation, are confirmed, and are stored (R-017, R-174)",
        arguments: DatabaseKind.available)
    func change(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/settings")
            #expect(page.status == 200)
            #expect(page.text.contains("標準：8文字") && page.text.contains("おすすめ：12文字"))
            #expect(page.field("voiceRetryInterval") == "3" && page.field("unit.voiceRetryInterval") == "60")
            #expect(try await browser.post("/settings", Self.typed(page, [:])).location == "/maintenance")
            let changes = ["voiceRetryInterval": "５", "voiceRetries": "2", "system_title": "新しい<名称>"]
            let confirm = try await browser.post("/settings", Self.typed(page, changes))
            #expect(confirm.status == 200)
            #expect(confirm.text.contains("<del>3分</del>") && confirm.text.contains("<b>5分</b>"))
            #expect(confirm.text.contains("新しい&lt;名称&gt;") && !confirm.text.contains("slotInterval</"))
            #expect(try await browser.post("/settings/confirm", Self.typed(page, changes)).location == "/settings")
            let stored = try await browser.get("/settings")
            #expect(stored.field("voiceRetryInterval") == "5" && stored.field("voiceRetries") == "2")
            #expect(stored.text.contains("登録しました"))
            let refused = try await browser.post(
                "/settings", Self.typed(stored, ["giveUpTime": "いつでも", "passwordMinimum": "4", "system_title": ""]))
            #expect(refused.status == 422)
            #expect(refused.field("giveUpTime") == "いつでも" && refused.field("passwordMinimum") == "4")
            for name in ["giveUpTime", "passwordMinimum", "system_title"] {
                #expect(refused.text.contains(##"<a href="#\##(name)">"##), "\(name)")
            }
            let warned = try await browser.post("/settings", Self.typed(stored, ["giveUpTime": "0"]))
            #expect(warned.status == 200 && warned.text.contains("最初の連絡先に送るだけで終わり"))
            let huge = try await browser.post(
                "/settings", Self.typed(stored, ["giveUpTime": "999999999999999999"]))
            #expect(huge.status == 422)
        }
    }

    @Test("A duration of odd seconds is shown in seconds and survives")
    func seconds() async throws {
        try await PageHouse.with(.sqlite) { house in
            let scope = house.api.scope(PageHouse.own)
            try await ChangeSettings(database: house.database)(
                scope, ["voiceRetryInterval": "45"], at: house.clock.now)
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/settings")
            #expect(page.field("voiceRetryInterval") == "45" && page.field("unit.voiceRetryInterval") == "1")
            #expect(try await browser.post("/settings", Self.typed(page, [:])).location == "/maintenance")
        }
    }

    @Test("Answer choices keep their codes while their words change", arguments: DatabaseKind.available)
    func answers(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/settings/answers")
            #expect((1...3).map { page.field("code\($0)") } == ["safe", "minor", "serious"])
            let rows = [
                ("safe", "元気です", "Fine", "げんきです", "good"), ("", "連絡がほしい", "Call me", "でんわしてください", "attention"),
                ("serious", "助けが必要", "Help", "助(たす)けて ください", "urgent"),
            ]
            func fields(_ rows: [(String, String, String, String, String)]) -> [(String, String)] {
                rows.enumerated().flatMap { index, row in
                    [("code", row.0), ("japanese", row.1), ("english", row.2), ("easy", row.3), ("severity", row.4)]
                        .map { ("\($0.0)\(index + 1)", $0.1) }
                }
            }
            let confirm = try await browser.post("/settings/answers", fields(rows))
            #expect(confirm.status == 200 && confirm.text.contains("元気です"))
            let saved = try await browser.post("/settings/answers/confirm", fields(rows))
            #expect(saved.location == "/settings/answers")
            let choices = try await ReadSettings(database: house.database)(house.api.scope(PageHouse.own)).answerChoices
            #expect(choices.map(\.code) == ["safe", "answer-1", "serious"])
            #expect(choices.map(\.ja) == ["元気です", "連絡がほしい", "助けが必要"])
            var wrong = rows
            wrong[2].3 = "助けて"
            #expect(try await browser.post("/settings/answers", fields(wrong)).text.contains("読みを付けて"))
            wrong = rows.reversed()
            let order = try await browser.post("/settings/answers", fields(wrong))
            #expect(order.status == 422)
            #expect(order.text.contains("良い状態から悪い状態の順"))
            #expect(try await browser.post("/settings/answers", fields([rows[0]])).status == 422)
        }
    }

    @Test(
        "The audit trail says why, which factor, and what a policy was and is; API and file say the same (R-054, R-115)",
        arguments: DatabaseKind.available)
    func auditDetails(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let (own, member) = (PageHouse.own, PageHouse.own.member)
            let browser = try await house.knowing(own.administrator)
            try await house.setApp(member)
            try await browser.get("/accounts/\(member)/reset")
            let reset = try await browser.post(
                "/accounts/\(member)/reset", [("reason", "機種変更 <b>, \"新\""), ("password", APIHouse.password)])
            #expect(reset.location == "/accounts/\(member)")
            let scope = InstallationScope(purpose: "test")
            let decide = DecidePolicy(database: house.database)
            try await decide.organization(
                scope, own.tenant, uses: true, from: house.clock.now + .seconds(86_400), by: .installationOperator,
                requestID: "t", at: house.clock.now)
            _ = try await house.api.services.auth.logIn(
                LogIn.Attempt(
                    account: AccountName(organizationCode: own.code, loginID: "B002417"), password: "wrong",
                    deviceMark: nil, source: "127.0.0.1", requestID: "t"), now: house.clock.now, randomness: .system)
            let page = try await browser.get("/audit?action=factor")
            for words in ["管理者による", "解除した方法：認証アプリ", "理由：機種変更 &lt;b&gt;, &quot;新&quot;"] {
                #expect(page.text.contains(words), "\(words)")
            }
            let policy = try await browser.get("/audit?action=policy")
            #expect(policy.text.contains("使用しない → 使用する（コードなし：") && policy.text.contains("2024/01/02"))
            let english = try await browser.get("/audit?action=factor&lang=en")
            #expect(english.text.contains("Removed: App") && english.text.contains("Reason: 機種変更"))
            let logins = try await browser.get("/audit?action=login&lang=ja")
            #expect(logins.text.contains("ログイン画面の操作者") && logins.text.contains("山田 花子"))
            let file = try await browser.get("/audit.csv?action=factor")
            #expect(file.headers["Content-Disposition"]?.contains("audit.csv") == true)
            #expect(file.text.contains("理由：機種変更 <b>, \"\"新\"\"") && !file.text.contains("使用する"))
            #expect(try await house.browser(member).get("/audit.csv").status == 403)
            let bearer = try await house.api.bearer(own.administrator)
            let rows = try await house.api.call(.get, "/audit?action=factors.reset", as: bearer)["items"].list
            #expect(rows.map { $0["typedReason"].string } == ["機種変更 <b>, \"新\""])
            #expect(try await browser.post("/audit/verify").text.contains("記録に欠けや書き換えはありません"))
        }
    }

    @Test("An office sees whom of its clients it reset and why; another office sees nothing of it (R-004, R-115)")
    func auditOfOffice() async throws {
        try await PageHouse.with(.sqlite) { house in
            let (own, member) = (PageHouse.own, PageHouse.own.member)
            let staff = try await house.knowing(APIHouse.office.administrator, of: APIHouse.office)
            let account = "/office/orgs/\(own.tenant)/accounts/\(member)"
            try await house.setApp(member)
            try await staff.get(account)
            let done = try await staff.post(
                account + "/reset", [("reason", "電話で確認"), ("password", APIHouse.password)])
            #expect(done.location == account)
            let page = try await staff.get("/audit?action=factor")
            #expect(page.text.contains("Seikai 山田 花子 (B002417)") && page.text.contains("理由：電話で確認"))
            // Whose client it is no more, the office has no business with.
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET office_id = NULL WHERE id = \(own.tenant)")
            }
            let after = try await staff.get("/audit?action=factor")
            #expect(after.status == 200 && !after.text.contains("B002417") && !after.text.contains("電話で確認"))
        }
    }

    @Test("The audit trail shows who did what, filters, and is verified", arguments: DatabaseKind.available)
    func audit(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            _ = try await house.api.firstPassword(PageHouse.own.member)
            let scope = house.api.scope(PageHouse.own)
            try await ChangeSettings(database: house.database)(scope, ["voiceRetries": "3"], at: house.clock.now)
            let all = try await browser.get("/audit")
            #expect(all.text.contains("仮パスワードを発行した") && all.text.contains("設定を変更した"))
            #expect(all.text.contains("山田 花子") && all.text.contains("電話のかけ直し回数"))
            let filters = [
                ("action=setting", 1), ("action=password", 1), ("q=%E5%B1%B1%E7%94%B0", 2), ("q=voiceRetries", 1),
                ("q=nobody", 0), ("from=2024-01-01&to=2024-01-01", 2), ("from=2024-01-02", 0), ("to=2023-12-31", 0),
                ("from=x&action=y", 2),
            ]
            for (query, expected) in filters {
                let page = try await browser.get("/audit?\(query)")
                let rows = MarkupScan(page.text).tags.count { $0.name == "tr" && !$0.isEnd }
                #expect(max(0, rows - 1) == expected, "\(query)")
            }
            let whole = try await browser.post("/audit/verify")
            #expect(whole.text.contains("記録に欠けや書き換えはありません"))
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE audit SET reason = 'x' WHERE tenant_id = \(PageHouse.own.tenant) AND seq = 2")
            }
            #expect(try await browser.post("/audit/verify").text.contains("2番の行が"))
            #expect(try await browser.get("/audit?lang=en").text.contains("Issued a temporary password"))
        }
    }
}
