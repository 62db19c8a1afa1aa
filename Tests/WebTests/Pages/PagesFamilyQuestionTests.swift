import Auth
import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages and API: family addresses whose municipality is gone")
struct PagesFamilyQuestionTests {
    private static let password = "kaki-densha-2617"
    private static let tenant = PageHouse.own.tenant

    /// A family user of the member with a password, whose municipality 浜松市北区 was split; the address was moved along.
    private static func settle(_ house: PageHouse) async throws -> (employee: Browser, family: Browser, place: String) {
        let employee = try await house.browser(PageHouse.own.member)
        try await employee.get("/me/family/new")
        let typed = [("code", "CHICHI"), ("name", "山田 一郎"), ("language", "ja"), ("addressRegionCode", "22-443")]
        try await employee.post("/me/family/new/confirm", typed)
        let list = try await employee.get("/me/family").text
        let place = try #require(list.firstMatch(of: /href="(\/me\/family\/[0-9]+)\/password"/)?.1).description
        try await employee.get(place + "/password")
        let choice = [("newPassword", password), ("confirmation", password)]
        #expect(try await employee.post(place + "/password", choice).location == "/me/family")
        #expect(try await !employee.get("/menu").text.contains("もう一度選んでください"))
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "UPDATE family_address SET municipality = '2213500' WHERE tenant_id = \(tenant)")
        }
        let moved = try await MoveAddresses(database: house.database)(
            to: house.api.services.regions, InstallationScope(purpose: "test"), by: .system, at: house.clock.now)
        #expect(moved.moved == 0 && moved.asked == 1)
        let family = Browser(house)
        try await family.get("/login")
        let login = [
            ("organization", "seikai"), ("loginID", "B002417"), ("password", password), ("familyCode", "chichi"),
        ]
        #expect(try await family.post("/login", login).location == "/family")
        return (employee, family, place)
    }

    @Test(
        "Employee and family user are asked in the menus, the list, the form and the API, until one of them has chosen (R-163, R-169)",
        arguments: DatabaseKind.available, [true, false])
    func asked(_ kind: DatabaseKind, isChosenByFamily: Bool) async throws {
        try await PageHouse.with(kind) { house in
            let (employee, family, place) = try await Self.settle(house)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let now = "浜松市北区は、いまは浜松市中央区か浜松市浜名区です"
            let menu = try await employee.get("/menu").text
            #expect(menu.contains("ご家族の住所の地域を、もう一度選んでください") && menu.contains(#"href="/me/family""#))
            #expect(!menu.contains("<b>住所の地域を、もう一度選んでください"))
            #expect(try await employee.get("/me/family").text.contains("選び直しが必要"))
            #expect(try await employee.get(place).text.contains(now))
            let status = try await family.get("/family").text
            #expect(status.contains("住所の地域を、もう一度選んでください") && status.contains(#"href="/family/me""#))
            #expect(try await family.get("/family/me").text.contains(now))
            let read = try await house.api.call(.get, place, as: bearer)
            #expect(read["addressQuestion"]["gone"]["now"]["ja"].string == "浜松市中央区か浜松市浜名区")

            let typed = [("code", "CHICHI"), ("name", "山田 一郎"), ("language", "ja"), ("mail1", "ichiro@example.jp")]
            let same = typed + [("addressRegionCode", "22-443")]
            #expect(try await employee.post(place + "/confirm", same).location == "/me/family")
            #expect(try await employee.get("/me/family").text.contains("選び直しが必要"), "Nothing was chosen yet")
            let chosen = typed + [("addressRegionCode", "22-443-2213900")]
            if isChosenByFamily {
                #expect(try await family.post("/family/me/confirm", chosen).location == "/family/me")
            } else {
                #expect(try await employee.post(place + "/confirm", chosen).location == "/me/family")
            }
            for (browser, path) in [
                (employee, "/menu"), (employee, place), (family, "/family"), (family, "/family/me"),
            ] {
                #expect(try await !browser.get(path).text.contains("もう一度選んでください"), "\(path)")
            }
            #expect(try await !employee.get("/me/family").text.contains("選び直しが必要"))
            #expect(try await house.api.call(.get, place, as: bearer)["addressQuestion"].isNull)
        }
    }

    @Test(
        "The employee's own address is asked for in the menu; where only prefectures are asked for, nobody is (R-150)")
    func own() async throws {
        try await PageHouse.with(.sqlite) { house in
            let (employee, family, place) = try await Self.settle(house)
            try await house.database.write(.tenant(Self.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street,
                                         changed_at)
                    VALUES (\(Self.tenant), \(PageHouse.own.member), 'work', '22', '443', '2213500', '', '', 0)
                    """)
            }
            _ = try await MoveAddresses(database: house.database)(
                to: house.api.services.regions, InstallationScope(purpose: "test"), by: .system, at: house.clock.now)
            let menu = try await employee.get("/menu").text
            #expect(menu.contains("<b>住所の地域を、もう一度選んでください"))
            // Somebody else's menu says nothing of it.
            let other = try await house.browser(PageHouse.own.administrator)
            #expect(try await !other.get("/menu").text.contains("もう一度選んでください"))
            try await ChangeSettings(database: house.database)(
                house.api.scope(PageHouse.own), ["regionRule": "prefectureOnly"], at: house.clock.now)
            for (browser, path) in [
                (employee, "/menu"), (employee, place), (family, "/family"), (family, "/family/me"),
            ] {
                #expect(try await !browser.get(path).text.contains("もう一度選んでください"), "\(path)")
            }
        }
    }

    @Test("Who goes takes the question along", arguments: DatabaseKind.available)
    func removed(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let (employee, _, place) = try await Self.settle(house)
            func questions() async throws -> Int? {
                try await house.database.read(.tenant(Self.tenant)) { transaction in
                    try transaction.value(
                        Int.self, "SELECT COUNT(*) FROM family_address_question WHERE tenant_id = \(Self.tenant)")
                }
            }
            #expect(try await questions() == 1)
            try await employee.get(place + "/remove")
            #expect(try await employee.post(place + "/remove").location == "/me/family")
            #expect(try await questions() == 0)
        }
    }
}
