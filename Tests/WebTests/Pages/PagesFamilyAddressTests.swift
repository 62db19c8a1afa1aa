import Database
import Domain
import HTTPServer
import Profiles
import TestKit
import Testing

@testable import Web

@Suite("Pages: addresses of family users")
struct PagesFamilyAddressTests {
    private static let typed = [
        ("code", "CHICHI"), ("name", "山田 一郎"), ("language", "ja"), ("mail1", "ichiro@example.jp"),
        ("addressRegionCode", "17-390-1720400"),
    ]

    @Test(
        "The employee sees whether an address is confirmed, asks again, and its owner confirms it on a page without a login (R-165)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.knowing(PageHouse.own.member)
            let checks = house.api.sentChecks
            try await browser.get("/me/family/new")
            let before = checks.count
            try await browser.post("/me/family/new/confirm", Self.typed)
            #expect(checks.count == before + 1 && checks.last?.address == "ichiro@example.jp")
            let list = try await browser.get("/me/family")
            #expect(list.text.contains("未確認 1"))
            let one = try #require(list.text.firstMatch(of: /href="(\/me\/family\/[0-9]+)"/)?.1).description
            let form = try await browser.get(one)
            #expect(form.text.contains("未確認") && form.text.contains("［届きました］が押されると"))
            #expect(MarkupScan(form.text).all("button").contains { $0["formaction"] == one + "/test" })
            // A minute later it can be asked again; what was typed stays.
            house.clock.advance(by: .seconds(61))
            let changed = Self.typed.map { $0.0 == "name" ? ("name", "山田 次郎") : $0 }
            let again = try await browser.post(one + "/test", changed + [("test", "mail1")])
            #expect(again.status == 200 && again.field("name") == "山田 次郎" && checks.count == before + 2)
            let other = Self.typed.map { $0.0 == "mail1" ? ("mail1", "x@example.jp") : $0 }
            let refused = try await browser.post(one + "/test", other + [("test", "mail1")])
            #expect(refused.status == 422 && refused.text.contains("このアドレスは、まだ登録されていません"))
            #expect(try await browser.post(one + "/test", Self.typed + [("test", "mail9")]).status == 404)
            #expect(try await browser.post(one, changed + [("preview", "1")]).field("name") == "山田 次郎")

            let owner = Browser(house)
            let link = "/v/" + (try #require(checks.last).token.exposed)
            let question = try await owner.get(link)
            #expect(question.text.contains("社員のご家族の連絡先として登録されています") && !question.text.contains("山田"))
            #expect(try await owner.post(link).location == link)
            #expect(try await owner.get(link).text.contains("これから、ご家族についてのお知らせが"))
            let known = try await browser.get(one)
            #expect(known.text.contains("確認済み（") && !known.text.contains("未確認"))
            #expect(!MarkupScan(known.text).all("button").contains { $0["formaction"] == one + "/test" })
            #expect(try await !browser.get("/me/family").text.contains("未確認"))
            #expect(!house.log.contains("ichiro@example.jp"))
        }
    }

    @Test(
        "The API says of each address what is known, asks again, and refuses what the page refuses",
        arguments: DatabaseKind.available)
    func sameWithTheAPI(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let made = try await house.api.call(
                .post, "/me/family", as: bearer,
                #"{"code":"haha","name":"山田 花","language":"ja","mail2":"hana@example.jp"}"#)
            let place = "/me/family/\(try #require(made["id"].string))"
            let contact = try #require(made["contacts"].list.first)
            #expect(made["contacts"].list.count == 1 && contact["name"].string == "mail2")
            #expect(contact["state"].string == "never" && contact["isTold"].bool == false)
            #expect(contact["delivery"]["state"].string == "queued" && contact["askedAt"].number != nil)
            house.clock.advance(by: .seconds(61))
            let asked = try await house.api.call(
                .post, place + "/test-mails", as: bearer, #"{"address":"hana@example.jp"}"#)
            #expect(asked.status == 200 && asked["contacts"].list.first?["askedAt"].number != contact["askedAt"].number)
            let refused = try await house.api.call(
                .post, place + "/test-mails", as: bearer, #"{"address":"other@example.jp"}"#)
            #expect(refused.refusals == ["address:notRegistered"])
            let token = try #require(house.api.sentChecks.last).token.exposed
            _ = try await ConfirmContact(database: house.database)(token, requestID: "test", now: house.clock.now)
            let known = try await house.api.call(.get, place, as: bearer)["contacts"].list.first
            #expect(known?["state"].string == "verified" && known?["isTold"].bool == true)
            #expect(known?["since"].number != nil && known?["delivery"].isNull == true)
        }
    }
}
