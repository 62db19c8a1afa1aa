import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages and API: organizations that ask only for prefectures")
struct PagesPrefectureOnlyTests {
    private static let typed = [
        ("language", "ja"), ("mailOrder", ""), ("workRegionCode", "13"), ("home1RegionCode", "17"),
    ]

    private static func setRule(_ rule: RegionRule, _ house: PageHouse) async throws {
        try await ChangeSettings(database: house.database)(
            house.api.scope(PageHouse.own), ["regionRule": rule.rawValue], at: house.clock.now)
    }

    @Test(
        "The profile page asks for prefectures, shows no more, and refuses a region with its field (R-129, R-150)",
        arguments: DatabaseKind.available)
    func profile(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.member)
            let exact = Self.typed.dropLast() + [("home1RegionCode", "17-390-1720400"), ("home1City", "輪島市")]
            try await browser.get("/me/profile")
            #expect(try await browser.post("/me/profile/confirm", Array(exact)).location == "/menu")
            #expect(try await browser.get("/me/profile").text.contains("勤務先 都道府県・地域"))
            try await Self.setRule(.prefectureOnly, house)

            let page = try await browser.get("/me/profile")
            #expect(page.text.contains("団体の決まりで、地域は登録しません") && page.field("home1RegionCode") == "17")
            #expect(page.text.contains("住所1 都道府県") && page.field("home1City") == "輪島市")
            #expect(!page.text.contains("都道府県・地域") && !page.text.contains("能登"))
            // Nothing that is not shown is a change.
            let same = Self.typed + [("home1City", "輪島市")]
            #expect(try await browser.post("/me/profile", same).location == "/menu")
            let refused = try await browser.post("/me/profile", Array(exact))
            #expect(refused.status == 422 && refused.text.contains("「住所1」は都道府県だけを登録します"))
            #expect(try await browser.post("/me/profile/confirm", Array(exact)).status == 422)
            let moved = Self.typed.dropLast() + [("home1RegionCode", "16")]
            let confirm = try await browser.post("/me/profile", Array(moved))
            #expect(confirm.text.contains("住所1 都道府県") && !confirm.text.contains("都道府県・地域"))
            #expect(try await browser.post("/me/profile/confirm", Array(moved)).location == "/menu")
            #expect(try await browser.get("/me/profile").field("home1RegionCode") == "16")
        }
    }

    @Test("The lookup offers prefectures and nothing more exact, for each address (R-147, R-148, R-150, R-151)")
    func lookup() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.setRule(.prefectureOnly, house)
            let browser = try await house.browser(PageHouse.own.member)
            for (form, name, address) in [
                ("/me/profile", "home1", "住所1"), ("/me/profile", "work", "勤務先"), ("/me/family/new", "address", "住所"),
            ] {
                try await browser.get(form)
                let opened = try await browser.post(form + "/region", Self.typed + [("lookup", name)])
                #expect(opened.text.contains("\(address)の都道府県を選ぶ") && opened.text.contains("団体の決まりで"))
                #expect(opened.fields("choose").count == 47 && opened.fields("choose").allSatisfy { $0.count == 2 })
                let found = try await browser.post(form + "/region", Self.typed + [("lookup", name), ("q", "輪島")])
                #expect(found.fields("choose") == ["17"] && !found.text.contains("能登"))
                let none = try await browser.post(form + "/region", Self.typed + [("lookup", name), ("q", "なにもない<b>")])
                #expect(none.fields("choose").isEmpty && none.text.contains("「なにもない&lt;b&gt;」に当てはまる都道府県はありません"))
                let back = try await browser.post(form, Self.typed + [("lookup", name), ("choose", "17")])
                #expect(back.fields(name + "RegionCode").last == "17" && back.text.contains("石川県"))
            }
        }
    }

    @Test("A family user is registered with a prefecture and no more (R-150, R-163)")
    func family() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.setRule(.prefectureOnly, house)
            let browser = try await house.browser(PageHouse.own.member)
            let page = try await browser.get("/me/family/new")
            #expect(page.text.contains("団体の決まりで、地域は登録しません") && !page.text.contains("都道府県・地域"))
            let typed = [("code", "CHICHI"), ("name", "山田 一郎"), ("language", "ja")]
            let refused = try await browser.post("/me/family/new", typed + [("addressRegionCode", "17-390")])
            #expect(refused.status == 422 && refused.text.contains("「住所」は都道府県だけを登録します"))
            let confirm = try await browser.post("/me/family/new", typed + [("addressRegionCode", "17")])
            #expect(confirm.status == 200 && confirm.text.contains("石川県") && !confirm.text.contains("都道府県・地域"))
            #expect(
                try await browser.post("/me/family/new/confirm", typed + [("addressRegionCode", "17")]).location
                    == "/me/family")
        }
    }

    @Test(
        "Whoever sends chooses prefectures, and a region chosen before becomes one before anything is sent (R-150)",
        arguments: DatabaseKind.available)
    func targets(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            let typed = [
                ("kind", "safety"), ("subject", "確認"), ("body", "本文"), ("answerPeriod", "24"), ("address", "home1"),
            ]
            try await browser.get("/b/new")
            let exact = try await browser.post("/b/new", typed + [("region", "390"), ("region", "391")])
            let check = try #require(exact.location)
            let draft = check.replacing("/check", with: "")
            #expect(try await browser.get(check).status == 200)
            try await Self.setRule(.prefectureOnly, house)

            let pick = try await browser.post("/b/new", typed + [("pick", "region")])
            #expect(pick.fields("region").count == 47 && pick.fields("region").allSatisfy { $0.hasPrefix("p") })
            #expect(pick.text.contains("<h1>都道府県を選ぶ</h1>") && !pick.text.contains("地域を選ぶ"))
            // Each tile leads to its checkbox and says whether it is chosen.
            for number in 1...47 {
                let place = number < 10 ? "0\(number)" : "\(number)"
                #expect(pick.text.contains(##"<a href="#r\##(place)""##), "\(place)")
                #expect(pick.text.contains(#"id="r\#(place)" name="region" value="p\#(place)""#), "\(place)")
            }
            let again = try await browser.post("/b/new", typed + [("region", "p17"), ("pick", "region")])
            #expect(again.text.contains(#"<li class="p17 on hi" title="石川 1件を選択">"#))
            #expect(again.text.ranges(of: " on hi").count == 1 && pick.text.ranges(of: " on hi").isEmpty)
            let found = try await browser.post("/b/new", typed + [("pick", "region"), ("find", "輪島")])
            #expect(found.fields("region").count == 47 && found.text.contains("<small>輪島市</small>"))
            #expect(try await browser.get(check).location == draft + "/edit")
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let id = draft.replacing("/b/", with: "")
            let program = try await house.api.call(
                .post, "/broadcasts/\(id)/send", as: bearer, #"{"confirm":0}"#)
            #expect(program.refusals == ["targets:gone"])
            #expect(
                try await house.api.call(.post, "/broadcasts/\(id)/preflight", as: bearer).refusals
                    == ["targets:gone"])
            let anew = try await house.api.call(
                .post, "/preflight", as: bearer, #"{"targets":[{"kind":"region","value":"390"}]}"#)
            #expect(anew.refusals == ["targets[0].value:regionNotUsed"])
            let edit = try await browser.get(draft + "/edit")
            #expect(edit.fields("region") == ["p17"] && edit.text.contains("地域は都道府県で選びます"))
            let saved = try await browser.post(draft + "/edit", typed + [("region", "p17")])
            #expect(saved.location == check)
            #expect(try await browser.get(check).status == 200)
            let read = try await house.api.call(.get, "/broadcasts/\(id)", as: bearer)
            #expect(read["targets"].list.map { $0["kind"].string } == ["prefecture"])
            // Where bulletins are watched, regions stay regions.
            try await browser.get("/triggers")
            let areas = try await browser.post("/triggers", [("pick", "region")])
            #expect(areas.fields("region").contains("390"))
        }
    }

    @Test("A program is refused a region with field and rule, and reads what is asked for (R-150)")
    func program() async throws {
        try await PageHouse.with(.sqlite) { house in
            let bearer = try await house.api.bearer(PageHouse.own.member)
            func put(_ place: String) async throws -> APIAnswer {
                try await house.api.call(
                    .put, "/me/profile", as: bearer, #"{"language":"ja","workRegion":"13","home1Region":"\#(place)"}"#)
            }
            #expect(try await put("17-390-1720400").status == 200)
            try await Self.setRule(.prefectureOnly, house)
            let read = try await house.api.call(.get, "/me/profile", as: bearer)
            #expect(
                read["addressPrecision"].string == "prefectureOnly" && read["profile"]["home1Region"].string == "17")
            for place in ["17-390", "17-390-1720400"] {
                let refused = try await put(place)
                #expect(refused.status == 422 && refused.refusals == ["home1Region:regionNotUsed"], "\(place)")
            }
            #expect(try await put("17").status == 200)
            let family = try await house.api.call(
                .post, "/me/family", as: bearer,
                #"{"code":"CHICHI","name":"山田","language":"ja","addressRegion":"17-390"}"#)
            #expect(family.refusals == ["addressRegion:regionNotUsed"])
        }
    }
}
