import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Whoever has no mail hears of their contacts having been seen as well")
struct PagesToldDisclosureTests {
    /// An administrator looks at the member's contacts, and a minute later saves a file with everybody in it.
    private func disclose(_ house: PageHouse) async throws {
        let browser = try await house.browser(PageHouse.own.administrator)
        try await browser.get("/people/22/contacts")
        try await browser.post("/people/22/contacts", [("reason", "夜間の<連絡>")])
        house.clock.advance(by: .seconds(60))
        try await browser.get("/people/contacts")
        try await browser.post("/people/contacts", [("reason", "避難訓練の名簿")])
    }

    @Test(
        "The first page after the login says who, when and why, in both languages, until it was read",
        arguments: DatabaseKind.available)
    func told(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let member = try await house.browser(PageHouse.own.member)
            #expect(try await !member.get("/menu").text.contains("あなたの連絡先が閲覧されました"))
            try await disclose(house)
            let shown = try await member.get("/menu")
            let page = shown.text
            #expect(page.contains("あなたの連絡先が閲覧されました"))
            let (seen, saved) = (
                try #require(page.firstRange(of: "を確認しました。")), try #require(page.firstRange(of: "一覧をファイルに保存しました。"))
            )
            #expect(seen.lowerBound < saved.lowerBound)
            #expect(page.contains("理由：夜間の&lt;連絡&gt;") && page.contains("理由：避難訓練の名簿"))
            #expect(page.contains("管理者の山田 花子さんが、あなたの連絡先"))
            // Not on the page of somebody of another organization.
            let other = try await house.browser(PageHouse.other.member, of: PageHouse.other)
            #expect(try await !other.get("/menu").text.contains("あなたの連絡先が閲覧されました"))
            // Read: what comes afterwards is shown again.
            let until = try #require(shown.field("until"))
            house.clock.advance(by: .seconds(60))
            try await disclose(house)
            #expect(try await member.post("/menu/disclosures", [("until", until)]).location == "/menu")
            let later = try await member.get("/menu")
            #expect(later.text.contains("夜間の&lt;連絡&gt;"))
            let next = try #require(later.field("until"))
            #expect(next != until)
            try await member.post("/menu/disclosures", [("until", next)])
            #expect(try await !member.get("/menu").text.contains("あなたの連絡先が閲覧されました"))
            // The administrator was in the file, and has their own copy of it.
            let administrator = try await house.browser(PageHouse.own.administrator)
            #expect(try await administrator.get("/menu").text.contains("避難訓練の名簿"))
        }
    }

    @Test(
        "The API lists the same and takes it as read; after thirty days nothing is shown any more",
        arguments: DatabaseKind.available)
    func program(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await disclose(house)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            func items() async throws -> [APIAnswer] {
                try await house.api.call(.get, "/me/disclosures", as: bearer)["items"].list
            }
            let all = try await items()
            #expect(all.map { $0["way"].string } == ["seen", "saved"])
            #expect(all.map { $0["reason"].string } == ["夜間の<連絡>", "避難訓練の名簿"])
            #expect(all.first?["who"]["en"].string == "Your administrator 山田 花子")
            let first = try #require(all.first?["at"].number)
            let read = try await house.api.call(
                .post, "/me/disclosures/read", as: bearer, #"{"until":\#(first)}"#)
            #expect(read.status == 204)
            #expect(try await items().map { $0["way"].string } == ["saved"])
            let refused = try await house.api.call(.post, "/me/disclosures/read", as: bearer, "{}")
            #expect(refused.status >= 400 && refused.refusals == ["until:required"])
            let program = try await house.api.program([.viewPeople])
            #expect(try await house.api.call(.get, "/me/disclosures", as: program).status == 403)
            // Whoever looked is gone: it is said still, without a name.
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    DELETE FROM person
                    WHERE tenant_id = \(PageHouse.own.tenant) AND id = \(PageHouse.own.administrator)
                    """)
            }
            #expect(try await items().first?["who"]["ja"].string == "管理者だった方")
            house.clock.advance(by: .seconds(30 * 86_400))
            let later = try await house.api.bearer(PageHouse.own.member)
            let none = try await house.api.call(.get, "/me/disclosures", as: later)
            #expect(none.status == 200 && none["items"].list.isEmpty)
        }
    }
}
