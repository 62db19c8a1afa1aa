import Database
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Auth
@testable import Web

@Suite("Pages: second factors")
struct PagesFactorTests {
    private static let account = [("organization", "seikai"), ("loginID", "b002417"), ("password", APIHouse.password)]

    /// An organization that uses a second factor, with an employee who has an own password.
    private static func settle(_ house: PageHouse) async throws -> Browser {
        let tenant = PageHouse.own.tenant
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(tenant), 0, 1, 1, 'answer')
                """)
        }
        let first = try await house.api.firstPassword(PageHouse.own.member)
        let browser = Browser(house)
        let login = try await browser.post("/login", Array(account.prefix(2)) + [("password", first)])
        #expect(login.location == "/login/password", "R-030")
        let chosen = try await browser.post(
            "/login/password", [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)])
        #expect(chosen.location == "/login/scope", "R-025, R-031")
        return browser
    }

    /// The code that an app shows for the key on a page.
    private static func code(_ page: Browser.Reply, at now: Instant, offset: Int64 = 0) throws -> String {
        let key = try #require(MarkupScan(page.text).tags.compactMap { $0["data-copy"] }.first)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = key.flatMap { letter -> [Int] in
            let value = alphabet.firstIndex(of: letter) ?? 0
            return (0..<5).map { value >> (4 - $0) & 1 }
        }
        let secret = stride(from: 0, to: 160, by: 8).map { start in
            UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
        return try #require(TOTP.code(secret, step: TOTP.step(at: now) + offset))
    }

    @Test(
        "From the password over choice, QR code and code to the menu, and the next time over the code (R-069, R-072, R-082, R-083, R-091, R-096)",
        arguments: DatabaseKind.available)
    func wholeWay(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await Self.settle(house)
            let choice = try await browser.get("/login/scope")
            #expect(choice.text.contains("安否の回答・自分の情報の確認のみ利用する"))
            let phone = try await browser.get("/login/scope", headers: [("Sec-CH-UA-Mobile", "?1")])
            #expect(phone.text.contains("すべての機能を利用する") && phone.text.contains("2要素認証が必要です"), "R-072")
            #expect(try await browser.post("/login/scope", [("scope", "full")]).location == "/security/app")
            let first = try await browser.get("/security/app")
            let second = try await browser.get("/security/app")
            #expect(
                first.text.contains("<svg viewBox=\"-4 -4")
                    && first.text.contains("otpauth://totp/localhost:B002417%40seikai"))
            let code = try Self.code(first, at: house.clock.now)
            #expect(try Self.code(second, at: house.clock.now) != code, "R-087")
            let short = try await browser.post("/security/app", [("code", "12345")])
            #expect(short.status == 422 && short.text.contains("6桁の数字を入力してください"))
            let set = try await browser.post("/security/app", [("code", "\(code.prefix(3)) \(code.suffix(3))")])
            #expect(set.location == "/menu", "R-096")
            #expect(try await browser.get("/menu").text.contains("認証アプリを設定しました"))
            try await browser.post("/logout")

            house.clock.advance(by: .seconds(30))
            _ = try await browser.post("/login", Self.account)
            #expect(try await browser.post("/login/scope", [("scope", "full")]).location == "/login/code")
            let page = try await browser.get("/login/code")
            #expect(!page.text.contains("otpauth") && !page.text.contains("<svg viewBox=\"-4"), "R-083")
            #expect(try await browser.get("/security/app").location == "/login/code", "nor by its address")
            let late = try await browser.post("/login/code", [("code", code)])
            #expect(late.status == 422 && late.text.contains("このコードは、すでに使われています"), "used up at the set-up")
            let fresh = try Self.code(first, at: house.clock.now)
            let pending = browser.cookies["__Host-anpi-login"]
            #expect(try await browser.post("/login/code", [("code", fresh)]).location == "/menu")
            // Pressed twice: where the first press led, and nowhere for whoever has no session by it.
            let session = browser.cookies["__Host-anpi"]
            browser.cookies["__Host-anpi-login"] = pending
            #expect(try await browser.post("/login/code", [("code", fresh)]).location == "/menu")
            let backup = [("code", "ABCD-EFGH-JKLM-NPQR"), ("use", "signIn")]
            #expect(try await browser.post("/login/recover", backup).location == "/menu")
            #expect(browser.cookies["__Host-anpi"] == session && session != nil)
            browser.cookies = ["__Host-anpi-login": pending ?? ""]
            let stranger = try await browser.post("/login/code", [("code", fresh)])
            #expect(stranger.status == 403 && browser.cookies["__Host-anpi"] == nil)
            browser.cookies = ["__Host-anpi-login": pending ?? ""]
            #expect(try await browser.post("/login/recover", backup).status == 403)
            #expect(!house.log.contains(code) && !house.log.contains(fresh))
        }
    }

    @Test("Whoever sets a factor within a session is led to the backup codes, and told what they are for (R-095)")
    func withinSession() async throws {
        try await PageHouse.with(.sqlite, makesBackupCodes: true) { house in
            let tenant = PageHouse.own.tenant
            let start = house.clock.now + .seconds(86_400)
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                    VALUES (\(tenant), \(start), 1, 1, 'answer')
                    """)
            }
            let browser = try await house.knowing(PageHouse.own.member)
            let shown = try await browser.get("/security/app")
            let set = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            #expect(set.location == "/security/backup")
            let page = try await browser.get("/security/backup")
            #expect(page.text.contains("認証アプリを設定しました") && page.text.contains("なくしたときや故障したとき"))
            let made = try await browser.post("/security/backup", [("password", APIHouse.password)])
            #expect(made.status == 200)
            #expect(try await browser.get("/security/backup").text.contains("以前のコードは使えなくなります"))
            func kept() async throws -> Int? {
                try await house.database.read(.tenant(tenant)) { transaction in
                    try transaction.value(
                        Int.self,
                        "SELECT COUNT(*) FROM backup_code WHERE tenant_id = \(tenant) AND is_kept = 1")
                }
            }
            let codes = [("codes", made.field("codes") ?? "")]
            #expect(try await browser.post("/security/backup/kept", codes).status == 422)
            #expect(try await kept() == 0, "shown, and perhaps never noted")
            let ticked = try await browser.post("/security/backup/kept", codes + [("kept", "yes")])
            #expect(ticked.location == "/security")
            #expect(try await kept() == 10)
            // By a program, it is said.
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let sent = try await house.api.call(.post, "/factors/mail", as: bearer, #"{"address":"makoto@example.jp"}"#)
            #expect(sent.status == 200, "\(sent.text)")
            let code = try #require(house.api.sentCodes.last)
            let answer = try await house.api.call(.put, "/factors/mail", as: bearer, #"{"code":"\#(code)"}"#)
            #expect(answer.status == 200 && answer["next"].string == "backupCodes", "\(answer.text)")
        }
    }

    @Test("The key can be typed by hand: an expander says how, and the key stands in groups of four above it (R-085)")
    func byHand() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let page = try await browser.get("/security/app").text
            let key = try #require(MarkupScan(page).tags.compactMap { $0["data-copy"] }.first)
            #expect(key.wholeMatch(of: /[A-Z2-7]{32}/) != nil)
            let link = try #require(page.firstMatch(of: #/<a class="key mono" href="otpauth:[^"]+">(.*?)<\/a>/#)?.1)
            let groups = link.matches(of: #/<span>([A-Z2-7]{4})<\/span>/#).map { String($0.1) }
            #expect(groups.count == 8 && groups.joined() == key)
            let expander = try #require(
                page.firstMatch(of: #/<details><summary>手動で入力する場合<\/summary>(.*?)<\/details>/#)?.1)
            #expect(expander.contains("セットアップキーを入力") && expander.contains("時間ベース"))
            let english = try await browser.get("/security/app?lang=en").text
            #expect(english.contains("<details><summary>Typing the key by hand</summary>"))
        }
    }

    @Test("Wrong codes lock it, said in minutes, and the clock's error is told (R-093, R-107, R-108)")
    func locked() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app")
            _ = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            try await browser.post("/logout")
            house.clock.advance(by: .seconds(3_600))
            _ = try await browser.post("/login", Self.account)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let slow = try Self.code(shown, at: house.clock.now, offset: -6)
            let told = try await browser.post("/login/code", [("code", slow)])
            #expect(told.text.contains("約3分遅れて") && told.text.contains("あと4回"))
            for _ in 0..<4 {
                _ = try await browser.post(
                    "/login/code", [("code", Self.code(shown, at: house.clock.now, offset: 900))])
            }
            // That login is over: whatever is pressed in it says so.
            for place in ["/login/scope", "/login/mail/send", "/login/phone/send", "/login/passkey"] {
                let over = try await browser.post(place, [("scope", "full")])
                #expect(over.status == 403 && over.text.contains("もう一度ログインしてください"), "\(place) \(over.status)")
            }
            _ = try await browser.post("/login", Self.account)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let locked = try await browser.get("/login/code")
            #expect(locked.text.contains("あと約30分") && locked.field("code") == nil)
            house.clock.advance(by: .seconds(1_800))
            _ = try await browser.post("/login", Self.account)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let right = try Self.code(shown, at: house.clock.now)
            #expect(try await browser.post("/login/code", [("code", right)]).location == "/menu")
        }
    }

    @Test(
        "The hundredth wrong code is told in its own words: no half hour, but who can help",
        arguments: Language.allCases)
    func stopped(_ language: Language) async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app?lang=\(language.rawValue)")
            func almost(_ kind: LockKind) async throws {
                try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO factor_lock
                            (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until, window_start, changed_at)
                        VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), \(kind), 4, 99, 0, 0, 0)
                        """)
                }
            }
            func expectStop(_ reply: Browser.Reply) {
                let words = Catalogue.Factor.stoppedText[language]
                #expect(reply.status == 422 && reply.text.contains(words), "\(reply.text)")
                #expect(!reply.text.contains("30 min") && !reply.text.contains("約30分"))
            }
            try await almost(.app)
            let wrong = try Self.code(shown, at: house.clock.now, offset: 900)
            expectStop(try await browser.post("/security/app", [("code", wrong)]))
            #expect(house.api.told.of(PageHouse.own.member).last == .factorStopped(.app))
            // The login went on without it: the address is set, and stopped in its turn.
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    "DELETE FROM factor_lock WHERE tenant_id = \(PageHouse.own.tenant)")
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), 'mail', 'k@example.jp', 0)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO passkey
                        (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                    VALUES (\(PageHouse.own.tenant), \(PageHouse.own.member), 1, \([1] as [UInt8]), \([1] as [UInt8]), -7,
                            0, 'iPhone', 0)
                    """)
            }
            let answer = ["credential", "clientData", "authenticatorData", "signature"].map { ($0, "eHg") }
            for (kind, path) in [
                (LockKind.mail, "/login/mail"), (.backup, "/login/recover"), (.passkey, "/login/passkey"),
            ] {
                _ = try await browser.post("/login", Self.account)
                _ = try await browser.post("/login/scope", [("scope", "full")])
                try await almost(kind)
                // What cannot be a code is no try.
                let code = kind == .backup ? String(repeating: "A", count: 16) : "000000"
                expectStop(try await browser.post(path, [("code", code), ("use", "signIn")] + answer))
            }
            let pending = try await house.api.call(
                .post, "/session",
                #"{"organization":"seikai","loginId":"B002417","password":"\#(APIHouse.password)"}"#)
            let token = try #require(pending["pendingToken"].string)
            _ = try await house.api.call(
                .post, "/session/choice", #"{"pendingToken":"\#(token)","scope":"full"}"#)
            let refused = try await house.api.call(
                .post, "/session/code", #"{"pendingToken":"\#(token)","kind":"mail","code":"000000"}"#)
            #expect(refused.status == 403 && refused.code == "factorStopped", "\(refused.text)")
        }
    }

    @Test("A limited session shows its few functions and says what the others need (R-073, R-074, R-076, R-032)")
    func limited() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            #expect(try await browser.post("/login/scope", [("scope", "limited")]).location == "/menu")
            try await browser.post("/logout")
            _ = try await browser.post("/login", Self.account + [("next", "/me/answers")])
            let led = try await browser.post("/login/scope", [("scope", "limited")])
            #expect(led.location == "/me/answers", "where the login was to lead")
            let menu = try await browser.get("/menu")
            #expect(menu.status == 200 && menu.text.contains("コードなしでログインしています"))
            #expect(!menu.text.contains("/me/password") && !menu.text.contains("href=\"/disaster\""))
            #expect(menu.text.contains("/me/answers"))
            // One's profile can be looked at, and no form there ends in a refusal (R-073, R-078).
            let profile = try await browser.get("/me/profile")
            #expect(profile.status == 200 && profile.text.contains("いまは見るだけの画面です"))
            #expect(profile.field("mail1") == nil && profile.field("next") == "/me/profile")
            #expect(
                MarkupScan(profile.text).all("form").compactMap { $0["action"] }.filter { $0.hasPrefix("/me/") } == [])
            #expect(try await browser.post("/me/profile", [("mail1", "x@example.jp")]).status == 403)
            let refused = try await browser.post(
                "/me/password",
                [
                    ("currentPassword", APIHouse.password), ("newPassword", "ringo-densha-2618"),
                    ("confirmation", "ringo-densha-2618"),
                ])
            #expect(refused.status == 403 && refused.text.contains("2要素認証が必要です"))
            #expect(try await browser.get("/b").status == 403)
            #expect(try await browser.get("/security/app").status == 403)
            let needed = try await browser.get("/people?dept=7")
            #expect(needed.status == 403 && needed.field("next") == "/people?dept=7")
            let on = try await browser.post("/login/widen", [("next", "/me/profile")])
            #expect(on.location == "/security/app" && browser.cookies["__Host-anpi"] == nil)
            #expect(try await browser.get("/menu").location?.hasPrefix("/login") == true)
            let shown = try await browser.get("/security/app")
            let set = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            #expect(set.location == "/me/profile", "back to the page that needed it")
            #expect(try await browser.get("/me/profile").field("mail1") != nil)
        }
    }

    @Test("A code that is sent twice leads to the step that the first one led to (R-095, R-096)")
    func twice() async throws {
        try await PageHouse.with(.sqlite, makesBackupCodes: true) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app")
            let set = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            #expect(set.location == "/login/backup")
            try await browser.post("/login/cancel")
            house.clock.advance(by: .seconds(60))
            _ = try await browser.post("/login", Self.account)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let code = try [("code", Self.code(shown, at: house.clock.now))]
            for _ in 0..<2 {
                #expect(try await browser.post("/login/code", code).location == "/login/backup")
            }
            #expect(try await browser.post("/login/mail", code).location == "/login/backup")
            #expect(try await browser.get("/menu").location?.hasPrefix("/login") == true, "nobody is in yet")
        }
    }

    @Test("What was typed comes back after a login with a code, too (R-042)")
    func keptForm() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            let (tenant, person) = (PageHouse.own.tenant, PageHouse.own.member)
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET role = 'administrator' WHERE tenant_id = \(tenant) AND id = \(person)")
            }
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app")
            _ = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            try await browser.get("/templates/new")
            house.clock.advance(by: .seconds(1_801))
            let typed = [("name", "大地震"), ("kind", "drill"), ("subject", "件名"), ("body", "本文")]
            let asked = try await browser.post("/templates/new", typed)
            let kept = try #require(asked.field("keptForm"))
            _ = try await browser.post("/login", Self.account + [("keptForm", kept)])
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let back = try await browser.post("/login/code", [("code", Self.code(shown, at: house.clock.now))])
            #expect(back.status == 200 && back.field("name") == "大地震")
            #expect(back.text.contains(#"action="/templates/new""#))
        }
    }

    @Test(
        "A step's page that is opened at another step leads to that one, and after ten minutes says why it is over",
        arguments: [
            "/login/scope", "/login/code", "/login/mail", "/login/phone", "/login/passkey", "/login/password",
            "/login/backup", "/security/app",
        ])
    func elsewhere(path: String) async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            let early = try await browser.get(path)
            #expect(path == "/login/scope" ? early.status == 200 : early.location == "/login/scope", "\(early.text)")
            house.clock.advance(by: .seconds(601))
            let late = try await browser.get(path)
            #expect(late.status == 403 && late.text.contains("もう一度ログインしてください"))
            #expect(late.field("password") != nil)
            #expect(try await browser.get(path).location?.hasPrefix("/login") == true, "said once")
        }
    }

    @Test("Cancelling, an old cookie and a foreign form lead nowhere")
    func cancelled() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            let cookie = browser.cookies["__Host-anpi-login"]
            let foreign = try await browser.post(
                "/login/scope", [("scope", "limited")], headers: [("Origin", "https://evil.example")])
            #expect(foreign.status == 403)
            #expect(try await browser.post("/login/scope", [("scope", "cancel")]).location == "/login")
            browser.cookies["__Host-anpi-login"] = cookie
            #expect(try await browser.get("/login/scope").status == 403)
            browser.cookies["__Host-anpi-login"] = cookie
            #expect(try await browser.post("/login/scope", [("scope", "limited")]).status == 403)
            #expect(try await browser.get("/menu").status == 303)
        }
    }

    @Test("The picture says until when it is good; later codes get another one and cost no try (R-087, R-107)")
    func latePicture() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app")
            let until = Reader(language: .japanese).time(house.clock.now + .seconds(600))
            #expect(shown.text.contains("この2次元コードとキーは\(until)まで登録できます"))
            house.clock.advance(by: .seconds(601))
            let late = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            #expect(late.status == 422 && late.text.contains("表示から時間がたったため"))
            #expect(!late.text.contains("一致しません") && late.text.contains("<svg viewBox=\"-4 -4"))
            let wrong = try await browser.post(
                "/security/app", [("code", Self.code(late, at: house.clock.now, offset: 900))])
            #expect(wrong.text.contains("あと4回"))
            for left in [3, 2, 1, 0] {
                let again = try await browser.post(
                    "/security/app", [("code", Self.code(late, at: house.clock.now, offset: 900))])
                #expect(again.text.contains(left > 0 ? "あと\(left)回" : "あと約30分"))
            }
            let ended = try await browser.get("/security/app")
            #expect(ended.status == 403 && ended.text.contains("コードの間違いが続いたか"), "the last try ends the login")
            #expect(try await browser.get("/security/app").location == "/login", "and is told once")
            _ = try await browser.post("/login", Self.account)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let drawn = try await Self.drawn(house)
            for code in ["123", "123456"] {
                let locked = try await browser.post("/security/app", [("code", code)])
                #expect(locked.status == 422 && locked.text.contains("あと約30分") && locked.field("code") == nil)
            }
            let locked = try await browser.get("/security/app")
            #expect(locked.status == 200 && locked.text.contains("あと約30分") && !locked.text.contains("otpauth"))
            #expect(try await Self.drawn(house) == drawn, "no key that nobody sees")
        }
    }

    private static func drawn(_ house: PageHouse) async throws -> Int {
        try await house.database.read(.tenant(PageHouse.own.tenant)) {
            try $0.value(Int.self, "SELECT COUNT(*) FROM app_candidate") ?? 0
        }
    }

    @Test("A later change of the password asks for the code and leads back; the API names what is missing (R-031)")
    func passwordChange() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            _ = try await browser.post("/login/scope", [("scope", "full")])
            let shown = try await browser.get("/security/app")
            _ = try await browser.post("/security/app", [("code", Self.code(shown, at: house.clock.now))])
            #expect(try await browser.get("/me/password").status == 200, "the code was shown just now")
            house.clock.advance(by: .seconds(601))
            let asked = try await browser.get("/me/password")
            #expect(asked.location == "/security/prove?next=%2Fme%2Fpassword")
            let choice = [("newPassword", "ringo-densha-2618"), ("confirmation", "ringo-densha-2618")]
            let refused = try await browser.post("/me/password", [("currentPassword", APIHouse.password)] + choice)
            #expect(refused.location == "/security/prove?next=%2Fme%2Fpassword")
            let bearer = try #require(browser.cookies["__Host-anpi"])
            let body =
                #"{"currentPassword":"\#(APIHouse.password)","newPassword":"a-b-c-d-7-e","confirmation":"a-b-c-d-7-e"}"#
            let named = try await house.api.call(.post, "/password", as: bearer, body)
            #expect(named.code == "proofNeeded" && named.refusals == ["password:proof", "factor:app"])

            let page = try await browser.get("/security/prove?next=%2Fme%2Fpassword")
            #expect(page.field("via") == "app" && page.field("next") == "/me/password")
            let fields = [("via", "app"), ("next", "/me/password"), ("password", APIHouse.password)]
            let alone = try await browser.post("/security/prove", fields)
            #expect(alone.status == 422 && alone.text.contains("6桁の数字"))
            let proved = try await browser.post(
                "/security/prove", fields + [("code", Self.code(shown, at: house.clock.now))])
            #expect(proved.location == "/me/password")
            try await browser.get("/me/password")
            let changed = try await browser.post("/me/password", [("currentPassword", APIHouse.password)] + choice)
            #expect(changed.location == "/menu")
        }
    }

    @Test("The API goes the same way (R-069, R-082, R-083)")
    func api() async throws {
        try await PageHouse.with(.sqlite) { house in
            _ = try await Self.settle(house)
            let login = #"{"organization":"seikai","loginId":"B002417","password":"\#(APIHouse.password)"}"#
            let choice = try await house.api.call(.post, "/session", login)
            #expect(choice["result"].string == "choice")
            let token = try #require(choice["pendingToken"].string)
            let next = try await house.api.call(
                .post, "/session/choice", #"{"pendingToken":"\#(token)","scope":"full"}"#)
            #expect(next["result"].string == "enrolment")
            let shown = try await house.api.call(.post, "/session/app", #"{"pendingToken":"\#(token)"}"#)
            #expect(shown["key"].string?.count == 32)
            let end = house.clock.now + .seconds(600)
            #expect(shown["goodUntil"].number == Int(end.milliseconds))
            let wrong = try await house.api.call(
                .put, "/session/app", #"{"pendingToken":"\#(token)","code":"12"}"#)
            #expect(wrong.status == 422 && wrong.refusals == ["code:sixDigits"])
            let early = try await house.api.call(
                .post, "/session/code", #"{"pendingToken":"\#(token)","kind":"app","code":"123456"}"#)
            #expect(early.code == "loginOver")
        }
    }

    @Test(
        "Unknown organization, unknown ID, wrong password, locked and disabled get the same bytes, headers and no cookie"
    )
    func goldenAnswers() async throws {
        try await PageHouse.with(.sqlite) { house in
            _ = try await Self.settle(house)
            let (tenant, until) = (PageHouse.own.tenant, house.clock.now + .seconds(1_800))
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO factor_lock
                        (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until, window_start, changed_at)
                    VALUES (\(tenant), \(PageHouse.own.member), 'all', 0, 15, \(until), 0, 0)
                    """)
                try transaction.execute(
                    "UPDATE person SET employment = 'left' WHERE tenant_id = \(tenant) AND id = \(PageHouse.own.administrator)"
                )
            }
            let tries = [
                ("nowhere", "B002417"), ("seikai", "B999999"), ("tonari", "B002417"), ("seikai", "B002417"),
                ("seikai", "B000031"),
            ]
            var answers: Set<String> = []
            for (code, id) in tries {
                let body = #"{"organization":"\#(code)","loginId":"\#(id)","password":"not the password"}"#
                let response = try await house.api.response(.post, "/session", body)
                let headers = response.headers.map { "\($0.name): \($0.value)" }.sorted()
                answers.insert("\(response.status.code) \(headers) \(try house.api.text(of: response))")
                #expect(response.headers["Set-Cookie"] == nil)
                house.clock.advance(by: .seconds(1))
            }
            #expect(answers.count == 1, "\(answers)")
        }
    }

    @Test("Where to get an app is said for each system, also for Safari on a Mac, without a login (R-080, R-092)")
    func apps() async throws {
        try await PageHouse.with(.sqlite) { house in
            let page = try await Browser(house).get("/login/apps")
            for word in ["Google Authenticator", "Microsoft Authenticator", "Android", "iPhone", "Chrome", "Safari"] {
                #expect(page.text.contains(word), "\(word)")
            }
        }
    }

    @Test("A QR code's squares are those of the picture, with three finders and a quiet zone (R-094)")
    func qrCode() throws {
        let code = try #require(QRCode(Secret("otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")))
        for (row, column) in [(0, 0), (0, code.side - 7), (code.side - 7, 0)] {
            for offset in 0..<7 {
                #expect(code.isDark(row: row, column: column + offset))
                #expect(code.isDark(row: row + 6, column: column + offset))
            }
            #expect(!code.isDark(row: row + 1, column: column + 1) && code.isDark(row: row + 3, column: column + 3))
        }
        #expect(code.html(label: "x").text.contains("viewBox=\"-4 -4 \(code.side + 8) \(code.side + 8)\""))
        #expect(QRCode(Secret(String(repeating: "x", count: 5_000))) == nil)
    }
}
