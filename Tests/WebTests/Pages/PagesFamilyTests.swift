import Database
import Domain
import HTTPServer
import Profiles
import TestKit
import Testing

@testable import Web

@Suite("Pages: family users")
struct PagesFamilyTests {
    private static let typed = [
        ("code", "ｃｈｉｃｈｉ"), ("name", "山田 一郎"), ("name_kana", "やまだ いちろう"), ("language", "en"),
        ("addressRegionCode", "17-390-1720400"), ("addressCity", "輪島市"), ("addressStreet", "1-2"),
        ("mail1", "ichiro@example.jp"), ("mail2", ""), ("mail3", ""), ("phone", "０９０-0000-1234"),
    ]

    private static func setOption(_ isOn: Bool, _ house: PageHouse) async throws {
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                "UPDATE tenant SET family_option = \(isOn) WHERE id = \(PageHouse.own.tenant)")
        }
    }

    @Test(
        "An employee adds a family user over a confirm page, opens it by its code, changes and removes it (R-169)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/menu").text.contains(#"href="/me/family""#))
            let empty = try await browser.get("/me/family")
            #expect(empty.text.contains("まだ登録がありません") && empty.text.contains("6人まで"))
            #expect(try await browser.get("/me/family/new").status == 200)
            let refused = try await browser.post("/me/family/new", [("name", "山田 一郎"), ("language", "ja")])
            #expect(refused.status == 422 && refused.field("name") == "山田 一郎")
            #expect(refused.text.contains("「家族コード」を入力してください。"))
            let confirm = try await browser.post("/me/family/new", Self.typed)
            #expect(
                confirm.text.contains("CHICHI") && confirm.text.contains("石川県 輪島市") && confirm.text.contains("English"))
            let back = try await browser.post("/me/family/new", Self.typed + [("edit", "code")])
            #expect(back.status == 200 && back.field("code") == "ｃｈｉｃｈｉ")
            #expect(try await browser.post("/me/family/new/confirm", Self.typed).location == "/me/family")
            let list = try await browser.get("/me/family")
            #expect(list.text.contains("ご家族の情報を登録しました") && list.text.contains("山田 一郎"))
            let one = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)"/)?.1).description
            let form = try await browser.get(one)
            #expect(form.field("code") == "CHICHI" && form.field("name_kana") == "ヤマダ　イチロウ")
            #expect(form.field("phone") == "09000001234" && form.field("addressRegionCode") == "17-390-1720400")
            let changed = Self.typed.map { $0.0 == "mail1" ? ("mail1", "new@example.jp") : $0 }
            let second = try await browser.post(one, changed)
            #expect(second.text.contains("<del>ichiro@example.jp</del>") && !second.text.contains("輪島市</b>"))
            #expect(try await browser.post(one + "/confirm", changed).location == "/me/family")
            #expect(try await browser.get(one).field("mail1") == "new@example.jp")
            // Nothing changed, nothing to confirm.
            #expect(try await browser.post(one, changed).location == "/me/family")
            #expect(try await browser.get(one + "/remove").text.contains("山田 一郎"))
            #expect(try await browser.post(one + "/remove").location == "/me/family")
            #expect(try await browser.get(one).status == 404)
            #expect(!house.log.contains("ichiro@example.jp"))
        }
    }

    @Test("The lookup of regions serves a family user's address, and brings back what was typed (R-147, R-163)")
    func lookup() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            try await browser.get("/me/family/new")
            let typed = Self.typed.filter { $0.0 != "addressRegionCode" }
            let found = try await browser.post(
                "/me/family/new/region", typed + [("lookup", "address"), ("q", "輪島市")])
            #expect(found.text.contains("住所の地域を探す") && found.field("name") == "山田 一郎")
            #expect(found.fields("choose") == ["17-390-1720400"])
            let shown = MarkupScan(found.text).tags.compactMap { $0["data-name"] }
            #expect(MarkupScan(found.text).all("form").contains { $0["action"] == "/me/family/new" })
            let former = try await browser.post(
                "/me/family/new/region", typed + [("lookup", "address"), ("q", "浜松市中区")])
            #expect(former.text.contains("浜松市中区は、いまは浜松市中央区です"))
            let back = try await browser.post(
                "/me/family/new", typed + [("lookup", "address"), ("choose", "17-390-1720400")])
            #expect(back.field("addressRegionCode") == "17-390-1720400" && back.field("code") == "ｃｈｉｃｈｉ")
            // With a script the field says what it says without one.
            let named = MarkupScan(back.text).tags.first { $0["data-region"] != nil }?["value"]
            #expect(shown == ["石川県 輪島市（石川県能登）"] && named == shown.first)
            let cleared = try await browser.post("/me/family/new", Self.typed + [("clear", "address")])
            // The switch of languages carries along what was sent; the form stands last.
            #expect(cleared.fields("addressRegionCode").last == "" && cleared.field("name") == "山田 一郎")
        }
    }

    @Test("A new code asks for a proof of the last ten minutes, on the page and over the API; other changes do not")
    func proof() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.knowing(PageHouse.own.member)
            let bearer = try #require(browser.cookies["__Host-anpi"])
            try await browser.get("/me/family/new")
            try await browser.post("/me/family/new/confirm", Self.typed)
            let list = try await browser.get("/me/family")
            let one = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)"/)?.1).description
            house.clock.advance(by: .seconds(601))
            let renamed = Self.typed.map { $0.0 == "name" ? ("name", "山田 次郎") : $0 }
            #expect(try await browser.post(one, renamed).status == 200)
            #expect(try await browser.post(one + "/confirm", renamed).location == "/me/family")
            let coded = Self.typed.map { $0.0 == "code" ? ("code", "OTTO") : $0 }
            for form in [coded, renamed + [("makesCode", "yes")]] {
                for place in [one, one + "/confirm"] {
                    let asked = try await browser.post(place, form)
                    #expect(asked.status == 403 && asked.field("keptForm") != nil, "\(place)")
                }
            }
            let body = #"{"code":"CODE","name":"山田 三郎","language":"ja"}"#
            let put = try await house.api.call(
                .put, one, as: bearer, body.replacing("CODE", with: "OTTO"))
            #expect(put.code == "proofNeeded")
            #expect(
                try await house.api.call(.put, one, as: bearer, body.replacing("CODE", with: "chichi")).status == 200)
            #expect(try await browser.get(one).field("code") == "CHICHI")
        }
    }

    @Test("One family user more than the limit is refused, and the page says how many there may be (R-172)")
    func limit() async throws {
        try await PageHouse.with(.sqlite) { house in
            let tenant = PageHouse.own.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), 'familyLimit', '1', 0)
                    """)
            }
            let browser = try await house.browser(PageHouse.own.member)
            try await browser.get("/me/family/new")
            try await browser.post("/me/family/new/confirm", Self.typed)
            let list = try await browser.get("/me/family")
            #expect(list.text.contains("1人まで") && !list.text.contains(#"href="/me/family/new""#))
            let other = Self.typed.map { $0.0 == "code" ? ("code", "HAHA") : $0 }
            let refused = try await browser.post("/me/family/new/confirm", other)
            #expect(refused.status == 422 && refused.text.contains("登録できるご家族は1人まで"))
        }
    }

    @Test("Without the option nothing can be added; what is there is shown, and can be removed (R-011)")
    func withoutOption() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            try await browser.get("/me/family/new")
            try await browser.post("/me/family/new/confirm", Self.typed)
            try await Self.setOption(false, house)
            #expect(!(try await browser.get("/menu").text.contains(#"href="/me/family""#)))
            let list = try await browser.get("/me/family")
            #expect(list.text.contains("家族サービスの契約が終わりました") && list.text.contains("山田 一郎"))
            let removal = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+\/remove)"/)?.1).description
            #expect(try await browser.get(removal.replacing("/remove", with: "")).status == 404)
            #expect(try await browser.post("/me/family/new/confirm", Self.typed).status == 404)
            #expect(try await browser.post(removal).location == "/me/family")
            #expect(try await browser.get("/me/family").status == 404)
        }
    }

    @Test("What the API stores is what the form shows, and the other way round", arguments: DatabaseKind.available)
    func sameWithTheAPI(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let browser = try await house.browser(PageHouse.own.member)
            let sent = """
                {"code":"haha","name":"山田 花","nameKana":"ﾔﾏﾀﾞ","language":"ja","addressRegion":"17-390-1720400",
                 "addressStreet":"３－１","mail2":"hana@example.jp","phone":"0767-00-0012"}
                """
            let made = try await house.api.call(.post, "/me/family", as: bearer, sent)
            #expect(made.status == 201 && made["code"].string == "HAHA" && made["mail1"].isNull)
            #expect(made["isCodeMade"].bool == false)
            let other = try await house.api.call(
                .post, "/me/family", as: bearer, #"{"makesCode":true,"name":"山田 一郎","language":"ja"}"#)
            #expect(other["code"].string?.count == 8 && other["isCodeMade"].bool == true)
            let id = try #require(made["id"].string)
            let form = try await browser.get("/me/family/\(id)")
            let fields = ["code", "name_kana", "name", "addressRegionCode", "addressStreet", "mail2", "phone"]
            #expect(
                fields.map { form.field($0) } == [
                    "HAHA", "ヤマダ", "山田 花", "17-390-1720400", "３－１", "hana@example.jp", "0767000012",
                ])
            // What the form shows, sent back as it is, changes nothing.
            let names = fields + ["addressCity", "mail1", "mail3"]
            let shown = names.map { ($0, form.field($0) ?? "") } + [("language", "ja")]
            #expect(try await browser.post("/me/family/\(id)", shown).location == "/me/family")
            let read = try await house.api.call(.get, "/me/family/\(id)", as: bearer)
            #expect(read.bytes == made.bytes)
            let list = try await house.api.call(.get, "/me/family", as: bearer)
            #expect(list["limit"].number == 6 && list["items"].list.count == 2)
            let refused = try await house.api.call(
                .put, "/me/family/\(id)", as: bearer, #"{"code":"x-","name":"ﾊﾅ","language":"fr","mail1":"x"}"#)
            #expect(
                refused.refusals == [
                    "code:characters", "name:halfWidthKatakana", "language:unknown", "mail1:mail",
                ])
            #expect(try await house.api.call(.delete, "/me/family/\(id)", as: bearer).status == 204)
            #expect(try await house.api.call(.get, "/me/family/\(id)", as: bearer).status == 404)
        }
    }
}
