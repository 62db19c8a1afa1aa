import Auth
import Database
import Domain
import Foundation
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: one's own profile")
struct PagesProfileTests {
    /// The names of the form's fields, and those of the API where they differ.
    private static let names =
        ["language", "mail1", "mail2", "mail3", "mailOrder", "spareMail", "sparePhone"]
        + (1...3).flatMap { ["phone\($0)", "phone\($0)Order"] }
        + ["work", "home1", "home2"].flatMap { ["\($0)Region", "\($0)City", "\($0)Street"] }

    /// Whatever a person may fill in, by the names of the API.
    private static func profile(_ chance: Randomness, _ table: RegionTable) -> [String: String] {
        func pick<Element>(_ list: [Element]) -> Element { list[Int(chance.number() % UInt64(list.count))] }
        func isThere() -> Bool { chance.number() % 2 == 0 }
        let texts = ["七尾市", "髙橋荘 🏠, \"101\"", "<b>&amp;</b>", "'--", "a  b", "𠮷野家ビル", "%41+", "1-2"]
        var values = ["language": pick(["ja", "en"])]
        var orders = ["1", "2", "3", "4"]
        for index in (1..<4).reversed() { orders.swapAt(index, Int(chance.number() % UInt64(index + 1))) }
        for number in 1...3 {
            if isThere() { values["mail\(number)"] = "o'hara+\(number)&co@example.jp" }
            if isThere() {
                values["phone\(number)"] = "03123456\(number)\(number)"
                values["phone\(number)Order"] = orders.removeLast()
            }
        }
        if (1...3).contains(where: { values["mail\($0)"] != nil }) { values["mailOrder"] = orders[0] }
        if isThere() { values["spareMail"] = "spare@example.jp" }
        if isThere() { values["sparePhone"] = "0761000000" }
        for kind in ["work", "home1", "home2"] where kind != "home2" || isThere() {
            let place = pick(table.municipalities)
            values["\(kind)Region"] = pick([
                "\(place.prefecture)-\(place.region)", "\(place.prefecture)-\(place.region)-\(place.code)",
            ])
            if isThere() { values["\(kind)City"] = pick(texts) }
            if isThere() { values["\(kind)Street"] = pick(texts) }
        }
        return values
    }

    /// What a browser reads out of an attribute.
    private static func plain(_ attribute: String?) -> String {
        [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(attribute ?? "") {
            $0.replacing($1.0, with: $1.1)
        }
    }

    private static func json(_ values: [String: String]) throws -> String {
        let members = values.map { name, value -> (String, Any) in
            (name, name.hasSuffix("Order") ? Int(value) ?? 0 : value)
        }
        let bytes = try JSONSerialization.data(withJSONObject: Dictionary(uniqueKeysWithValues: members))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "What is typed into the form and what a program sends are the same profile, and come back unchanged from both (R-126, R-142, R-145)",
        arguments: DatabaseKind.available)
    func roundTrip(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.member)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let other = try await house.api.bearer(PageHouse.own.administrator)
            let chance = Randomness.seeded(5)
            for _ in 0..<10 {
                let values = Self.profile(chance, house.api.services.regions)
                try await browser.get("/me/profile")
                let typed = Self.names.map { name in
                    (name.hasSuffix("Region") ? name + "Code" : name, values[name] ?? "")
                }
                let confirm = try await browser.post("/me/profile", typed)
                if confirm.status == 303 { continue }
                #expect(confirm.status == 200 && confirm.text.contains("/me/profile/confirm"))
                let sealed = typed.map { ($0.0, Self.plain(confirm.field($0.0))) }
                #expect(try await browser.post("/me/profile/confirm", sealed).location == "/menu")
                let shown = try await browser.get("/me/profile")
                for (name, value) in typed where !value.isEmpty && !name.hasSuffix("Order") && name != "language" {
                    #expect(Self.plain(shown.field(name)) == value, "\(name)")
                }
                let read = try await house.api.call(.get, "/me/profile", as: bearer)["profile"]
                for name in Self.names {
                    let value = read[name].string ?? read[name].number.map(String.init) ?? ""
                    #expect(value == values[name] ?? "", "\(name)")
                }
                let put = try await house.api.call(.put, "/me/profile", as: other, try Self.json(values))
                #expect(put.status == 200)
                for name in Self.names {
                    #expect(put["profile"][name].string == read[name].string, "\(name)")
                    #expect(put["profile"][name].number == read[name].number, "\(name)")
                }
            }
        }
    }

    @Test(
        "Location and user code are chosen from the organization's lists, or shown where administrators choose (R-128, R-132)",
        arguments: DatabaseKind.available)
    func ownDetails(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let administrator = try await house.browser(PageHouse.own.administrator)
            let browser = try await house.browser(PageHouse.own.member)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let plain = [
                ("language", "ja"), ("mailOrder", ""), ("workRegionCode", "13-350"), ("home1RegionCode", "17-390"),
            ]
            try await browser.get("/me/profile")
            #expect(try await browser.post("/me/profile/confirm", plain).location == "/menu")
            var page = try await browser.get("/me/profile")
            let before = MarkupScan(page.text).tags.filter { ["location", "userCode"].contains($0["name"]) }
            #expect(before.isEmpty, "no list, no field")
            for (list, code, name) in [
                ("/locations", "KNZ", "金沢支店"), ("/locations", "TYO", "東京本社"), ("/user-codes", "U1", "設備班"),
            ] {
                try await administrator.get(list)
                #expect(try await administrator.post(list, [("code", code), ("name", name)]).status == 303)
            }
            page = try await browser.get("/me/profile")
            let names = MarkupScan(page.text).tags.compactMap { $0["name"] }
            #expect(names.contains("location") && !names.contains("userCode"))
            #expect(page.text.contains("ユーザ設定コード") && page.text.contains("管理者が変更します"))

            let confirm = try await browser.post("/me/profile", plain + [("location", "KNZ")])
            #expect(confirm.text.contains("ロケーション") && confirm.text.contains("金沢支店"))
            #expect(confirm.field("location") == "KNZ")
            #expect(try await browser.post("/me/profile/confirm", plain + [("location", "KNZ")]).location == "/menu")
            let read = try await house.api.call(.get, "/me/profile", as: bearer)
            #expect(read["profile"]["location"].string == "KNZ" && read["profile"]["userCode"].isNull)
            #expect(read["locations"]["entries"].list.compactMap { $0["code"].string } == ["KNZ", "TYO"])
            #expect(read["userCodes"]["isFixed"].bool == true)

            // A page that was made up, and one that is older than the list.
            for (sent, words) in [
                (("userCode", "U1"), "「ユーザ設定コード」は管理者が変更します"), (("location", "OSK"), "「ロケーション」が一覧にありません"),
            ] {
                let refused = try await browser.post("/me/profile", plain + [("mail1", "new@example.jp"), sent])
                #expect(refused.status == 422 && refused.text.contains(words))
                #expect(refused.field("mail1") == "new@example.jp", "nothing typed is lost")
            }
            let body = #"{"language":"ja","workRegion":"13-350","home1Region":"17-390","#
            let refused = try await house.api.call(
                .put, "/me/profile", as: bearer, body + #""location":"OSK","userCode":"U1"}"#)
            #expect(refused.refusals == ["location:unknown", "userCode:fixed"])
            let kept = try await house.api.call(.put, "/me/profile", as: bearer, body + #""mail1":null}"#)
            #expect(kept["profile"]["location"].string == "KNZ", "a program that knows no location leaves it")
            let none = try await house.api.call(.put, "/me/profile", as: bearer, body + #""location":null}"#)
            #expect(none["profile"]["location"].isNull)
            let reasons = try await house.database.read(.tenant(PageHouse.own.tenant)) {
                try $0.values(
                    String.self,
                    """
                    SELECT reason FROM audit WHERE tenant_id = \(PageHouse.own.tenant) AND action = 'profile.changed'
                    ORDER BY seq
                    """)
            }
            #expect(reasons.dropFirst() == ["location:>KNZ", "location:KNZ>"])
        }
    }
}
