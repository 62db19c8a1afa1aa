import Auth
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("The page of tokens says which of them somebody made who has left")
struct PagesTokenMakerTests {
    @Test(
        "With the day, on the page and in the API, and those who are there are told", arguments: DatabaseKind.available)
    func left(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let made = try await ManageTokens(
                database: house.database, identifiers: house.api.services.identifiers
            ).create(
                house.api.scope(PageHouse.own, PageHouse.own.member), name: "名簿連携", capabilities: [.viewPeople],
                expiresAt: nil, at: house.clock.now, randomness: .system)
            let browser = try await house.browser(PageHouse.own.administrator)
            let quiet = try await browser.get("/tokens").text
            #expect(!quiet.contains("退職"))
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let before = try await house.api.call(.get, "/tokens", as: bearer)["items"][0]
            #expect(before["maker"].string == "here" && before["makerLeftAt"].isNull)

            let left = try await house.api.call(.patch, "/people/22", as: bearer, #"{"employment":"left"}"#)
            #expect(left.status == 200)
            let day = DayFormat(timeZone: "Asia/Tokyo").text(house.clock.now).replacing("-", with: "/")
            let page = try await browser.get("/tokens").text
            #expect(page.contains("\(day) 退職") && page.contains("退職した方が発行したトークンが1件、有効です"))
            let after = try await house.api.call(.get, "/tokens", as: bearer)["items"][0]
            #expect(after["maker"].string == "left" && after["makerLeftAt"].number == left["leftAt"].number)
            let warnings = house.api.told.of(PageHouse.own.administrator).compactMap { notice -> String? in
                if case .systemWarning(let words, _) = notice { words[.japanese] } else { nil }
            }
            #expect(warnings.count == 1 && warnings[0].contains("「名簿連携」"))
            #expect(try await house.api.call(.get, "/people", as: made.secret.exposed).status == 200)
            #expect(try await browser.get("/tokens/\(made.id)/revoke").text.contains("（\(day) 退職）"))

            try await browser.post("/tokens/\(made.id)/revoke")
            let revoked = try await browser.get("/tokens").text
            #expect(revoked.contains("\(day) 退職") && !revoked.contains("件、有効です"))
            #expect(try await house.api.call(.get, "/people", as: made.secret.exposed).status == 401)
        }
    }
}
