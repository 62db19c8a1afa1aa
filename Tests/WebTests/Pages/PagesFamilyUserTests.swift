import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: what family users see")
struct PagesFamilyUserTests {
    private static let password = "kaki-densha-2617"

    /// A family user of the member, registered and given a password on the employee's pages.
    private static func settle(_ house: PageHouse) async throws -> Browser {
        let employee = try await house.browser(PageHouse.own.member)
        try await employee.get("/me/family/new")
        let typed = [
            ("code", "CHICHI"), ("name", "山田 一郎"), ("language", "ja"), ("mail1", "ichiro@example.jp"),
            ("addressRegionCode", "17-390-1720400"),
        ]
        try await employee.post("/me/family/new/confirm", typed)
        let list = try await employee.get("/me/family")
        #expect(list.text.contains("未設定（ログインできません）") && list.text.contains("まだありません"))
        // Card and removal stand in a row that keeps them apart.
        let row = #/<div class="btns"><a class="link" href="[^"]*\/card">.*\n?<a class="link" href="[^"]*\/remove">/#
        #expect(list.text.contains(row))
        #expect(list.text.contains("その前に復職したときは、また使えます"))
        let place = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+\/password)"/)?.1).description
        #expect(try await employee.get(place).text.contains("山田 一郎"))
        let refused = try await employee.post(place, [("newPassword", "x"), ("confirmation", "y")])
        #expect(refused.status == 422 && refused.field("newPassword") == "")
        let choice = [("newPassword", password), ("confirmation", password)]
        #expect(try await employee.post(place, choice).location == "/me/family")
        #expect(try await employee.get("/me/family").text.contains("設定済み"))
        return employee
    }

    private static func logIn(
        _ browser: Browser, code: String = "chichi", password: String = password
    ) async throws -> Browser.Reply {
        try await browser.post(
            "/login",
            [("organization", "seikai"), ("loginID", "B002417"), ("password", password), ("familyCode", code)])
    }

    @Test(
        "A family user logs in by the form of everybody, sees how the employee is, changes what is registered and logs out (R-006, R-007)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let employee = try await Self.settle(house)
            let family = Browser(house)
            let login = try await family.get("/login")
            #expect(login.text.contains("社員の方は、家族コードの入力は不要です。"))
            let refused = try await Self.logIn(family, password: "wrong")
            #expect(refused.status == 422 && refused.field("familyCode") == "chichi")
            #expect(refused.text.contains("団体コード・ID・家族コード・パスワードの組み合わせ"))
            let plain = try await Self.logIn(Browser(house), code: "", password: "wrong")
            #expect(plain.status == 422 && plain.text.contains("団体コード・ID・パスワードの組み合わせ"))
            #expect(try await Self.logIn(family).location == "/family")
            #expect(try await family.get("/family").text.contains("まだ回答がありません"))
            let first = try await house.broadcast(7001, to: [PageHouse.own.member], subject: "16:10 地震")
            #expect(try await family.get("/family").text.contains("安否確認に、まだ回答していません"))
            _ = try await employee.get("/me/answers/\(first)")
            try await employee.post("/me/answers/\(first)", [("s", "safe"), ("comment", "会社にだけ言うこと")])
            let status = try await family.get("/family")
            #expect(status.text.contains("山田 花子 さんの安否") && status.text.contains("16:10 地震"))
            #expect(status.text.contains(AnswerChoice.standard[0].ja) && !status.text.contains("会社にだけ言うこと"))
            #expect(!status.text.contains("まだ回答していません"))
            let own = try await family.get("/family/me")
            #expect(own.field("mail1") == "ichiro@example.jp" && own.text.contains("CHICHI"))
            let typed = [("language", "ja"), ("mail1", "new@example.jp"), ("addressRegionCode", "17-390-1720400")]
            // Code and names are the employee's to change, whatever is sent.
            let sent = typed + [("code", "X"), ("name", "別の名"), ("name_kana", "ベツ")]
            let confirm = try await family.post("/family/me", sent)
            #expect(confirm.text.contains("<del>ichiro@example.jp</del>") && !confirm.text.contains("<b>別の名</b>"))
            #expect(try await family.post("/family/me/confirm", sent).location == "/family/me")
            #expect(try await family.get("/family/me").field("mail1") == "new@example.jp")
            let list = try await employee.get("/me/family")
            #expect(list.text.contains("CHICHI") && list.text.contains("山田 一郎") && !list.text.contains("別の名"))
            let found = try await family.post("/family/me/region", typed + [("lookup", "address"), ("q", "輪島市")])
            #expect(found.fields("choose") == ["17-390-1720400"])
            #expect(try await family.post("/family/logout").text.contains("ログアウト"))
            #expect(try await family.get("/family").location == "/login?next=%2Ffamily")
            #expect(!house.log.contains(Self.password) && !house.log.contains("new@example.jp"))
        }
    }

    @Test(
        "A family user's session opens no page, form or operation of employees, and no employee's session a family page"
    )
    func walls() async throws {
        try await PageHouse.with(.sqlite) { house in
            let employee = try await Self.settle(house)
            let family = Browser(house)
            #expect(try await Self.logIn(family).location == "/family")
            try await family.get("/family")
            let cookie = try #require(family.cookies["__Host-anpi-family"])
            let things = try await house.api.belongings(of: PageHouse.other)
            func path(_ pattern: RoutePattern) -> String {
                var path = pattern.description
                for (name, value) in things { path = path.replacing("{\(name)}", with: value) }
                return path.replacing(/\{[a-z]+\}/, with: "1")
            }
            var tried = 0
            for route in house.routes where route.access == .session {
                let place = path(route.pattern)
                // Also under the employees' own cookie.
                for name in ["__Host-anpi-family", "__Host-anpi"] {
                    let stranger = Browser(house)
                    stranger.cookies["__Host-anpi-family"] = cookie
                    stranger.cookies[name] = cookie
                    stranger.csrf = family.csrf
                    let reply = try await route.method == .post ? stranger.post(place) : stranger.get(place)
                    let isLogin = reply.status == 401 || reply.location?.hasPrefix("/login?next=") == true
                    #expect(isLogin, "\(route.method) \(place): \(reply.status)")
                }
                tried += 1
            }
            let tokens = [
                try await house.api.bearer(PageHouse.own.member), try await house.api.program([.viewPeople]),
                try await house.api.operatorToken(),
            ]
            for operation in house.api.services.operations where operation.access != .anybody {
                let place = String(path(operation.pattern).dropFirst("/api/v1".count))
                let isFamilys = operation.access == .familyBearer
                for token in isFamilys ? tokens : [cookie] where operation.access != .bearerOrFamily {
                    let answer = try await house.api.call(
                        operation.method, place, as: token, operation.body == .none ? nil : "{}",
                        kind: operation.body.rawValue)
                    #expect(answer.status == 401, "\(operation.method) \(place): \(answer.status)")
                }
                tried += 1
            }
            let open = house.api.services.operations.filter { $0.access == .bearerOrFamily }.map(\.pattern.description)
            #expect(Set(open) == ["/api/v1/prefectures", "/api/v1/regions"], "names of places are nobody's secret")
            for route in house.routes where route.access == .family {
                let reply =
                    try await route.method == .post
                    ? employee.post(path(route.pattern)) : employee.get(path(route.pattern))
                let isLogin = reply.status == 401 || reply.location?.hasPrefix("/login?next=") == true
                #expect(isLogin, "\(route.pattern)")
                tried += 1
            }
            #expect(tried > 200)
            // A form needs the session's own token.
            family.csrf = "x"
            #expect(try await family.post("/family/me/confirm", [("language", "en")]).status == 403)
        }
    }

    @Test(
        "Without a password rule whoever has a code that was made sees how the employee is, and nothing of what is registered (R-168)"
    )
    func withoutPassword() async throws {
        try await PageHouse.with(.sqlite) { house in
            let tenant = PageHouse.own.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), 'familyPasswordRequired', 'false', 0)
                    """)
            }
            let employee = try await house.browser(PageHouse.own.member)
            #expect(try await employee.get("/me/family/new").text.contains(#"name="makesCode" value="yes" checked"#))
            let typed = [
                ("name", "山田 一郎"), ("language", "ja"), ("mail1", "ichiro@example.jp"), ("phone", "09000001234"),
                ("addressRegionCode", "17-390-1720400"), ("addressCity", "輪島市"),
            ]
            let confirm = try await employee.post("/me/family/new", typed + [("makesCode", "yes")])
            #expect(confirm.text.contains("（登録するときに自動で作ります）") && confirm.field("makesCode") == "yes")
            try await employee.post("/me/family/new/confirm", typed + [("makesCode", "yes")])
            try await employee.post("/me/family/new/confirm", typed + [("code", "CHICHI")])
            let list = try await employee.get("/me/family").text
            #expect(list.contains("未設定（なしでログインできます）") && list.contains("未設定（ログインできません）"))
            #expect(list.contains("パスワードなしでログインできるのは、家族コードを自動で作った方だけです。"))
            let codes = list.matches(of: /<a class="big mono" href="[^"]*">([A-Z0-9]+)</).map { String($0.1) }
            let made = try #require(codes.first { $0 != "CHICHI" })
            let family = Browser(house)
            #expect(try await Self.logIn(family, code: "CHICHI", password: "").status == 422)
            #expect(try await Self.logIn(family, code: made, password: "").location == "/family")
            let status = try await family.get("/family")
            #expect(status.status == 200 && !status.text.contains(made))
            let own = try await family.get("/family/me").text
            #expect(own.contains("パスワードのないログインでは、登録内容の表示と変更はできません"))
            for secret in ["ichiro@example.jp", "09000001234", "輪島市", made] { #expect(!own.contains(secret)) }
            #expect(try await family.get("/family/me?lang=en").text.contains("can be neither seen nor changed"))
            for place in ["/family/me", "/family/me/confirm", "/family/me/region"] {
                let reply = try await family.post(place, [("language", "en"), ("mail1", "x@example.jp")])
                #expect(reply.status == 403 && !reply.text.contains("ichiro@example.jp"), "\(place)")
            }
        }
    }

    @Test("Wrong tries that stopped a family stand on the employee's page, who lifts them there")
    func stopped() async throws {
        try await PageHouse.with(.sqlite) { house in
            let employee = try await Self.settle(house)
            #expect(try await !employee.get("/me/family").text.contains("/me/family/unlock"))
            #expect(try await Self.logIn(Browser(house), password: "wrong").status == 422)
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute("UPDATE family_failure SET failures = \(LoginWait.failuresToStop)")
            }
            #expect(try await Self.logIn(Browser(house)).status == 422)
            let list = try await employee.get("/me/family")
            #expect(list.text.contains("ご家族が、初めて使うブラウザーからはログインできなくなっています"))
            #expect(try await employee.post("/me/family/unlock").location == "/me/family")
            #expect(try await !employee.get("/me/family").text.contains("/me/family/unlock"))
            #expect(try await Self.logIn(Browser(house)).location == "/family")
        }
    }

    @Test("A family's login ends the employee's session that the browser still had (R-041)")
    func oneBrowser() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.settle(house)
            let before = try #require(browser.cookies["__Host-anpi"])
            #expect(try await Self.logIn(browser).location == "/family")
            #expect(browser.cookies["__Host-anpi"] == nil)
            let other = Browser(house)
            other.cookies["__Host-anpi"] = before
            #expect(try await other.get("/menu").location?.hasPrefix("/login") == true)
        }
    }

    @Test("An employee's login and logout end the family's session that the browser still had (R-041)")
    func otherWayRound() async throws {
        try await PageHouse.with(.sqlite) { house in
            _ = try await Self.settle(house)
            let employee = try await house.knowing(PageHouse.own.member)
            for isLogin in [true, false] {
                let family = Browser(house)
                #expect(try await Self.logIn(family).location == "/family")
                let before = try #require(family.cookies["__Host-anpi-family"])
                if isLogin {
                    let typed = [("organization", "seikai"), ("loginID", "B002417"), ("password", APIHouse.password)]
                    #expect(try await family.post("/login", typed).location == "/menu")
                    #expect(family.cookies["__Host-anpi-family"] == nil)
                } else {
                    try await employee.get("/menu")
                    employee.cookies["__Host-anpi-family"] = before
                    try await employee.post("/logout")
                    #expect(employee.cookies["__Host-anpi-family"] == nil)
                }
                let other = Browser(house)
                other.cookies["__Host-anpi-family"] = before
                #expect(try await other.get("/family").location?.hasPrefix("/login") == true)
            }
        }
    }
}
