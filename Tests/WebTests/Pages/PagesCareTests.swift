import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: looking after one's own login")
struct PagesCareTests {
    /// Somebody who is signed in and knows their password.
    private func knowing(
        _ house: PageHouse, _ person: PersonID, of organization: APIHouse.Organization = PageHouse.own
    ) async throws -> Browser {
        try await house.knowing(person, of: organization)
    }

    @Test("One's own sessions are listed and ended, also the one that asks (R-041)", arguments: DatabaseKind.available)
    func sessions(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let other = try await house.browser(PageHouse.own.administrator)
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/security")
            #expect(page.status == 200)
            // Where no second factor is used, nothing is said of one (R-018).
            #expect(!page.text.contains("2要素認証") && !page.text.contains("/security/backup"))
            #expect(page.fields("session").count == 3)
            #expect(try await other.get("/menu").status == 200)
            let ended = try await browser.post("/security/sessions/end", [("session", "others")])
            #expect(ended.location == "/security")
            #expect(try await other.get("/menu").status == 303)
            let last = try await browser.get("/security")
            #expect(last.text.contains("ログアウトさせました") && last.fields("session").count == 1)
            #expect(try await browser.post("/security/sessions/end", [("session", "0011223344556677")]).status == 404)
            let handle = try #require(last.field("session"))
            #expect(try await browser.post("/security/sessions/end", [("session", handle)]).status == 200)
            #expect(try await browser.get("/menu").status == 303)
        }
    }

    @Test("Ten backup codes are shown once, after the own password, and can be saved (R-123, R-125)")
    func backupCodes() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await knowing(house, PageHouse.own.member)
            #expect(try await browser.get("/security/backup").text.contains("まだ発行していません"))
            let wrong = try await browser.post("/security/backup", [("password", "x")])
            #expect(wrong.status == 422 && wrong.text.contains("一致しません"))
            let shown = try await browser.post("/security/backup", [("password", APIHouse.password)])
            #expect(shown.status == 200)
            let codes = shown.text.matches(of: #/<li>([A-HJ-NP-Z2-9-]{19})<\/li>/#).map { String($0.1) }
            #expect(Set(codes).count == 10)
            // コードのコピー takes all of them, and is there only where a script can do it.
            let copy = MarkupScan(shown.text).tags.compactMap { $0["data-copy"] }
            #expect(copy == [codes.joined(separator: "\n")])
            #expect(shown.text.contains("<button class=\"btn quiet small\" type=\"button\" hidden data-copy="))
            #expect(shown.text.contains("コードを安全に記録しました"))
            // Without the tick the same ten are shown again, and nothing goes on.
            let all = shown.field("codes") ?? ""
            let kept = try await browser.post("/security/backup/kept", [("codes", all)])
            #expect(kept.status == 422 && kept.field("codes") == all && codes.allSatisfy(kept.text.contains))
            #expect(try await browser.post("/security/backup/kept").status == 404)
            // What is printed says what it is and how often each works.
            #expect(shown.text.contains(#"<span id="list">バックアップコード 10個</span>"#))
            #expect(shown.text.contains(#"<p class="meta">1個につき1回だけ使えます。"#))
            // Another language is a form that brings the ten along, never an address.
            #expect(shown.text.contains(#"method="post" action="/security/backup/kept?lang=en""#))
            let english = try await browser.post("/security/backup/kept?lang=en", [("codes", all)])
            #expect(
                english.status == 200 && english.field("codes") == all
                    && english.text.contains("Keep your backup codes"))
            browser.cookies["__Host-anpi-lang"] = nil
            let ticked = try await browser.post("/security/backup/kept", [("codes", all), ("kept", "yes")])
            #expect(ticked.location == "/security")
            // A page that shows what works no longer says so.
            let old = all.replacing(codes[0], with: "ABCD-EFGH-JKLM-NPQR")
            let stale = try await browser.post("/security/backup/kept", [("codes", old), ("kept", "yes")])
            #expect(stale.location == "/security/backup")
            #expect(try await browser.get("/security/backup").text.contains("前に表示されたコードは使えなくなりました"))
            let saved = try await browser.post(
                "/security/backup/codes.txt", [("codes", codes.joined(separator: "\n"))])
            #expect(saved.headers["Content-Disposition"]?.hasPrefix("attachment") == true)
            // A file says what it is for, whose it is and where, and has no password.
            #expect(saved.text.hasSuffix("\r\n\r\n" + codes.map { $0 + "\r\n" }.joined()))
            #expect(saved.text.contains("\r\nB002417@seikai\r\n") && saved.text.contains("\r\n青海精機\r\n"))
            #expect(!saved.text.contains(APIHouse.password))
            #expect(try await browser.post("/security/backup/codes.txt", [("codes", "<b>")]).status == 404)
            #expect(try await browser.get("/security/backup").text.contains("未使用 10個"))
            for code in codes { #expect(!house.log.contains(code)) }
        }
    }

    @Test(
        "An administrator clears the factors of one person, with reason and own password, never of several (R-114, R-115, R-121)"
    )
    func resetOther() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await knowing(house, PageHouse.own.administrator)
            let member = PageHouse.own.member
            let path = "/accounts/\(member)/reset"
            try await house.setApp(member)
            #expect(try await browser.get(path).text.contains("山田 花子"))
            let several = try await browser.post(
                "/accounts/reset", [("person", "\(member)"), ("person", "\(PageHouse.own.administrator)")])
            #expect(several.status == 422 && several.text.contains("一度に1人だけ"))
            #expect(try await browser.post("/accounts/reset", [("person", "\(member)")]).location == path)
            try await browser.get(path)
            let wrong = try await browser.post(path, [("reason", "機種変更"), ("password", "x")])
            #expect(wrong.status == 422 && wrong.field("reason") == "機種変更" && wrong.field("password") == "")
            let bare = try await browser.post(path, [("reason", ""), ("password", APIHouse.password)])
            #expect(bare.status == 422)
            let done = try await browser.post(path, [("reason", "機種変更"), ("password", APIHouse.password)])
            #expect(done.location == "/accounts/\(member)", "back to where it was asked for")
            #expect(try await browser.get("/accounts/\(member)").text.contains("2要素認証の設定を解除しました"))
            let foreign = "/accounts/\(PageHouse.other.member)/reset"
            #expect(try await browser.get(foreign).status == 404)
            let tried = try await browser.post(foreign, [("reason", "機種変更"), ("password", APIHouse.password)])
            #expect(tried.status == 404)
            let employee = try await house.browser(member)
            #expect(try await employee.get(path).status == 403)
        }
    }

    @Test("An administrator's own factors are not cleared there: the page leads to the own way (R-110, R-114)")
    func resetOneself() async throws {
        try await PageHouse.with(.sqlite) { house in
            let administrator = PageHouse.own.administrator
            try await house.setApp(administrator)
            let browser = try await house.browser(administrator)
            #expect(!(try await browser.get("/accounts/\(administrator)").text.contains("/reset\"")))
            let path = "/accounts/\(administrator)/reset"
            #expect(try await browser.get(path).location == "/security/reset")
            for how in ["", "bypass"] {
                let tried = try await browser.post(
                    path, [("reason", "機種変更"), ("password", APIHouse.password), ("how", how)])
                #expect(tried.status == 422 && tried.text.contains("「2要素認証設定初期化」から解除してください"))
            }
            let bearer = try await house.api.bearer(administrator)
            for what in ["factor-reset", "login-bypass"] {
                let tried = try await house.api.call(
                    .post, "/people/\(administrator)/\(what)", as: bearer,
                    #"{"password":"\#(APIHouse.password)","reason":"new phone"}"#)
                #expect(tried.status == 409 && tried["code"].string == "oneself", "\(tried.text)")
            }
            let kept = try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    "SELECT COUNT(*) FROM app_factor WHERE tenant_id = \(PageHouse.own.tenant) AND person_id = \(administrator)"
                )
            }
            #expect(kept == 1)
        }
    }

    @Test("The own reset asks for the own password and signs out everywhere (R-110, R-111, R-122)")
    func resetOwn() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await knowing(house, PageHouse.own.member)
            let page = try await browser.get("/security/reset")
            #expect(page.text.contains("アプリから削除してください") && page.text.contains("戻る"))
            #expect(page.field("password") == nil && page.text.contains("href=\"/security/reset/password\""))
            #expect(try await browser.get("/security/reset/password").field("password") == "")
            #expect(try await browser.post("/security/reset", [("password", "x")]).status == 422)
            let done = try await browser.post("/security/reset", [("password", APIHouse.password)])
            #expect(done.status == 200 && done.text.contains("2要素認証の設定を解除しました"))
            #expect(try await browser.get("/menu").status == 303)
        }
    }

    @Test("The secret at a provider is typed and never shown again, after a proof, and only where there is one (R-038)")
    func providerSecret() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/settings/provider").location == "/settings")
            #expect(!(try await browser.get("/settings").text.contains("/settings/provider")))
            let scope = TenantScope(
                tenant: PageHouse.own.tenant, actor: .installationOperator, capabilities: .administrator,
                requestID: "test")
            let parts = house.api.services.auth.parts
            try await OpenIDProvider.set(
                OpenIDProvider(
                    issuer: "https://id.example/", clientID: "anpi", clientSecret: Secret("first-secret"),
                    trustedContext: nil), by: scope, parts, now: house.clock.now, randomness: .system)
            #expect(try await browser.get("/settings").text.contains("/settings/provider"))
            let page = try await browser.get("/settings/provider")
            #expect(page.text.contains("https://id.example/") && !page.text.contains("first-secret"))
            let refused = try await browser.post("/settings/provider", [("secret", "秘密")])
            #expect(refused.status == 422 && !refused.text.contains("秘密\""))
            let done = try await browser.post("/settings/provider", [("secret", "second-secret")])
            #expect(done.location == "/settings")
            let stored = try await OpenIDProvider.configured(scope, parts)
            #expect(stored?.clientSecret?.exposed == "second-secret")
            #expect(!(try await browser.get("/settings").text.contains("second-secret")))
            #expect(!house.log.contains("second-secret"))
            #expect(house.api.told.of(PageHouse.own.administrator).contains(.providerSecretChanged))
            #expect(try await house.browser(PageHouse.own.member).get("/settings/provider").status == 403)
        }
    }

    @Test("The link to the own reset stands at the top where a factor was shown (R-110, R-190)")
    func header() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await knowing(house, PageHouse.own.member)
            let link = #"<a href="/security/reset">2要素認証設定初期化</a></p>"#
            #expect(!(try await browser.get("/menu").text.contains(link)))
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE session SET factor = 'app' WHERE tenant_id = \(PageHouse.own.tenant)")
            }
            #expect(try await browser.get("/menu").text.contains(link))
        }
    }

    @Test("An office clears the factors of one person of a client, and both chains say so (R-004, R-115)")
    func resetClient() async throws {
        try await PageHouse.with(.sqlite) { house in
            let member = PageHouse.own.member
            try await house.setApp(member)
            let browser = try await knowing(house, APIHouse.office.member, of: APIHouse.office)
            let account = "/office/orgs/\(PageHouse.own.tenant)/accounts/\(member)"
            #expect(try await browser.get(account).text.contains("href=\"\(account)/reset\""))
            let page = try await browser.get(account + "/reset")
            #expect(page.text.contains("山田 花子") && page.text.contains("1回だけのコードを発行"))
            // Login IDs alone are the same in many clients.
            let client = "<b>\(PageHouse.own.code)　Seikai</b>"
            for path in [account, account + "/reset", account + "/reset?lang=en"] {
                #expect(try await browser.get(path).text.contains(client), "\(path)")
            }
            #expect(try await browser.post(account, [("do", "end")]).text.contains(client))
            browser.cookies["__Host-anpi-lang"] = nil
            let wrong = try await browser.post(account + "/reset", [("reason", "機種変更"), ("password", "x")])
            #expect(wrong.status == 422)
            let made = try await browser.post(
                account + "/reset", [("reason", "電話で確認"), ("password", APIHouse.password), ("how", "bypass")])
            let code = try #require(
                made.text.firstMatch(of: #/<b>([A-HJ-NP-Z2-9]{4}(?:-[A-HJ-NP-Z2-9]{4}){3})<\/b>/#)?.1)
            #expect(!house.log.contains(code))
            // The same code in the other language; no other one is made, and nobody else reads what brings it there.
            let sealed = try #require(made.field("shown"))
            let english = try await browser.post(account + "/reset?lang=en", [("shown", sealed)])
            #expect(english.status == 200 && english.text.contains("<b>\(code)</b>"))
            browser.cookies["__Host-anpi-lang"] = nil
            let other = "/office/orgs/\(PageHouse.own.tenant)/accounts/\(PageHouse.own.administrator)/reset"
            #expect(try await browser.post(other + "?lang=en", [("shown", sealed)]).status == 404)
            #expect(try await browser.post(account + "/reset", [("shown", "x" + sealed)]).status == 404)
            browser.cookies["__Host-anpi-lang"] = nil
            let done = try await browser.post(
                account + "/reset", [("reason", "機種変更"), ("password", APIHouse.password)])
            #expect(done.location == account)
            let after = try await browser.get(account)
            #expect(after.text.contains("2要素認証の設定を解除しました") && after.text.contains("未設定"))
            let rows = try await house.database.read(.installation) { transaction in
                try transaction.values(
                    String.self,
                    """
                    SELECT action || ' ' || actor || ' ' || subject FROM audit
                    WHERE action IN ('factors.reset', 'bypass.made') ORDER BY tenant_id, action
                    """)
            }
            #expect(
                rows == [
                    "bypass.made office:13/person:42 person:22", "factors.reset office:13/person:42 person:22",
                    "bypass.made person:42 tenant:11/person:22", "factors.reset person:42 tenant:11/person:22",
                ])
            for path in [
                "/office/orgs/\(APIHouse.other.tenant)/accounts/\(APIHouse.other.member)/reset",
                "/office/orgs/\(PageHouse.own.tenant)/accounts/\(APIHouse.other.member)/reset",
            ] {
                #expect(try await browser.get(path).status == 404)
                #expect(
                    try await browser.post(path, [("reason", "機種変更"), ("password", APIHouse.password)]).status == 404)
            }
            let company = try await house.browser(PageHouse.own.administrator)
            #expect(try await company.get(account + "/reset").status == 403)
        }
    }

    @Test("Somebody of an office is reset by two colleagues, never by one (R-117)", arguments: DatabaseKind.available)
    func colleagues(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let office = APIHouse.office
            try await house.database.write(.tenant(office.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(office.tenant), 43, 'A000043', '宮下 由美', 'カナ', 'member', 'ja', 'active', 0, 0)
                    """)
            }
            let asker = try await house.browser(office.administrator, of: office)
            let bare = try await asker.get("/office/colleagues")
            #expect(bare.text.contains("宮下 由美") && !bare.text.contains("解除を申請する"), "there is nothing to clear")
            let nothing = try await asker.get("/office/colleagues/43")
            #expect(nothing.text.contains("2要素認証を設定していません") && nothing.field("password") == nil)
            try await house.database.write(.tenant(office.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                    VALUES (\(office.tenant), 43, \([1, 2, 3] as [UInt8]), 0, 0)
                    """)
            }
            let first = try await knowing(house, office.administrator, of: office)
            let second = try await knowing(house, office.member, of: office)
            #expect(try await first.get("/accounts/43/reset").location == "/office/colleagues/43")
            let list = try await first.get("/office/colleagues")
            #expect(list.text.contains("宮下 由美") && list.text.contains("解除を申請する"))
            let alone = try await first.post("/accounts/43/reset", [("reason", "紛失"), ("password", APIHouse.password)])
            #expect(alone.status == 422)
            let here = "/office/colleagues/43"
            let page = try await first.get(here)
            #expect(page.field("do") == "propose")
            #expect(try await first.post(here, [("do", "propose"), ("reason", ""), ("password", "x")]).status == 422)
            let proposed = try await first.post(
                here, [("do", "propose"), ("reason", "紛失"), ("password", APIHouse.password)])
            #expect(proposed.location == "/office/colleagues")
            #expect(try await first.get("/office/colleagues").text.contains("もう1人の確認を待っています"))
            #expect(try await first.get(here).field("password") == nil)
            let confirm = [("do", "confirm"), ("password", APIHouse.password)]
            #expect(try await first.post(here, confirm).status == 422)
            let shown = try await second.get(here)
            #expect(shown.field("do") == "confirm" && shown.text.contains("紛失"))
            #expect(try await second.post(here, [("do", "confirm"), ("password", "x")]).status == 422)
            #expect(try await second.post(here, confirm).location == "/office/colleagues")
            #expect(try await second.get("/office/colleagues").text.contains("2要素認証の設定を解除しました"))
            #expect(try await second.post(here, confirm).status == 422)
            let company = try await house.browser(PageHouse.own.administrator)
            for path in ["/office/colleagues", here] { #expect(try await company.get(path).status == 403) }
            #expect(try await second.get("/office/colleagues/\(PageHouse.own.member)").status == 404)
        }
    }

    @Test("The login page speaks of other accounts only where some organization takes them (R-038)")
    func others() async throws {
        try await PageHouse.with(.sqlite) { house in
            let link = "外部アカウントでログイン"
            let browser = Browser(house)
            #expect(!(try await browser.get("/login").text.contains(link)))
            let administrator = try await knowing(house, PageHouse.own.administrator)
            #expect(try await administrator.get("/settings").text.contains("設定は運用担当者に依頼してください"))
            let tenant = PageHouse.own.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO open_id_provider (tenant_id, issuer, client_id, changed_at)
                    VALUES (\(tenant), 'https://id.example/', 'anpi', 0)
                    """)
            }
            #expect(!(try await browser.get("/login").text.contains(link)), "set up, but not taken")
            #expect(try await administrator.get("/settings").text.contains("https://id.example/"))
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), 'openIDEnabled', 'true', 0)
                    """)
            }
            #expect(try await browser.get("/login").text.contains(link))
            let refused = try await browser.post(
                "/login", [("organization", "nowhere"), ("loginID", "x"), ("password", "x")])
            #expect(refused.status == 422 && refused.text.contains(link))
        }
    }

    @Test("Before sign-in settings change, the password is asked for again after ten minutes, and leads back")
    func proof() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await knowing(house, PageHouse.own.member)
            house.clock.advance(by: .seconds(601))
            let asked = try await browser.get("/security/external/remove")
            #expect(asked.location == "/security/prove?next=%2Fsecurity%2Fexternal%2Fremove")
            let page = try await browser.get("/security/prove?next=%2Fsecurity%2Fexternal%2Fremove")
            #expect(page.field("next") == "/security/external/remove")
            let next = [("next", "/security/external/remove")]
            #expect(try await browser.post("/security/prove", next + [("password", "x")]).status == 422)
            let proved = try await browser.post("/security/prove", next + [("password", APIHouse.password)])
            #expect(proved.location == "/security/external/remove")
            #expect(try await browser.get("/security/external/remove").status == 200)
            let elsewhere = [("next", "https://evil.example"), ("password", APIHouse.password)]
            #expect(try await browser.post("/security/prove", elsewhere).location == "/security")
        }
    }

    @Test("Without a login under way there is nothing to recover, and no provider to go to")
    func strangers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = Browser(house)
            #expect(try await browser.get("/login/backup").location == "/login")
            #expect(try await browser.post("/login/backup", [("code", "x")]).location == "/login")
            for reply in [
                try await browser.get("/login/recover"), try await browser.post("/login/recover", [("code", "x")]),
            ] {
                let words = Catalogue.Login.recoverAgainText[.japanese]
                #expect(reply.status == 403 && reply.text.contains(words), "where the codes are asked for")
            }
            for path in ["/login/external/return?code=c&state=s", "/login/external/link"] {
                #expect(try await browser.get(path).status == 422, "\(path)")
            }
            let unknown = try await browser.post("/login/external", [("organization", "nowhere")])
            let known = try await browser.post("/login/external", [("organization", "seikai")])
            #expect(unknown.status == 422 && unknown.text == known.text)
            // Whoever tries too often hears that, and not that there is no provider.
            var last = unknown
            for _ in 0..<70 where last.status == 422 {
                last = try await browser.post("/login/external", [("organization", "nowhere")])
            }
            #expect(last.status == 429 && last.text.contains("60秒"))
            let problem = Problem(OpenIDFailure.tooMany)
            #expect(problem.status == .tooManyRequests && problem.retryAfter == 60)
        }
    }
}
