import Database
import Domain
import HTTPServer
import Profiles
import TestKit
import Testing

@testable import Notify
@testable import Web

/// The link that a blank mail was replied.
@Suite("Pages: registering an address by a blank mail")
struct PagesMailInTests {
    private static let address = "new@good.example"

    /// A link for an address, as the mail of it has it. Nobody has filled in a profile yet: an address is registered all
    /// the same.
    private func link(_ house: PageHouse, _ address: String = Self.address) async throws -> String {
        let registrations = PageHouse.registrations(house.database)
        let now = house.clock.now
        _ = try await registrations.offer(to: address, inReplyTo: "", from: address + "\(now.milliseconds)", at: now)
        let reply = try #require(try await registrations.claimReplies(1, at: now).first)
        return "/m/" + reply.token.text.exposed
    }

    private func mails(_ house: PageHouse, of person: PersonID = PageHouse.own.member) async throws -> [String] {
        try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
            try transaction.all(
                """
                SELECT position, value FROM contact
                WHERE tenant_id = \(PageHouse.own.tenant) AND person_id = \(person) AND kind = 'mail' ORDER BY position
                """
            ) { "\(try $0.next(Int.self)) \(try $0.next(String.self))" }
        }
    }

    @Test(
        "Somebody who is not logged in sees the address and the way to the login, and the link changes nothing (R-155)",
        arguments: DatabaseKind.available)
    func loggedOut(kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let link = try await link(house)
            let before = try await mails(house)
            let page = try await Browser(house).get(link)
            #expect(page.status == 200 && page.text.contains(Self.address))
            #expect(page.text.contains("/login?next=%2Fm%2F"))
            let sent = try await Browser(house).post(link, [("rank", "1")])
            #expect(sent.status != 200 && sent.location != "/me/profile")
            #expect(try await mails(house) == before)
        }
    }

    @Test("Whoever is logged in chooses the priority, sees what is replaced, and registers once (R-155)")
    func registers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let link = try await link(house)
            let browser = try await house.browser(PageHouse.own.member)
            let page = try await browser.get(link)
            #expect(page.status == 200 && page.fields("rank") == ["1", "2", "3"])
            let done = try await browser.post(link, [("rank", "2")])
            #expect(done.status == 303 && done.location == "/me/profile")
            #expect(try await mails(house).contains("2 \(Self.address)"))
            let sending = try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
                try SendingContacts.load(of: [PageHouse.own.member], in: PageHouse.own.tenant, transaction)
            }
            // With an order of its own, or it would be called never.
            let orders = (sending[PageHouse.own.member]?.mails ?? []).map(\.order)
            #expect(!orders.isEmpty && !orders.contains(nil))
            // Our mail arrived there, and its owner opened the link.
            let confirmed = try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.values(
                    String.self,
                    """
                    SELECT value FROM contact WHERE tenant_id = \(PageHouse.own.tenant)
                      AND person_id = \(PageHouse.own.member) AND verified_at = \(house.clock.now)
                    """)
            }
            #expect(confirmed == [Self.address])
            #expect(try await browser.get("/help").text.contains("anpi@in.example"))
            let again = try await browser.post(link, [("rank", "3")])
            #expect(again.status == 404 && again.text.contains("もう一度空メールを送ってください"))
            #expect(try await browser.get(link).status == 404)
            #expect(try await mails(house).count { $0.hasSuffix(Self.address) } == 1)
            let second = try await self.link(house, "other@good.example")
            let shown = try await browser.get(second)
            #expect(shown.text.contains("いまの \(Self.address) と置きかえます"))
        }
    }

    @Test("A program reads what a link registers, and registers it once with the priority of its person (R-155)")
    func program() async throws {
        try await PageHouse.with(.sqlite) { house in
            let place = try await "/mail-registrations/" + link(house).dropFirst("/m/".count)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            for _ in 0..<2 {
                #expect(try await house.api.call(.get, place)["address"].string == Self.address)
            }
            #expect(try await house.api.call(.post, place, #"{"rank":2}"#).status == 401)
            #expect(try await house.api.call(.post, place, as: bearer, #"{"rank":4}"#).refusals == ["rank:type"])
            #expect(try await mails(house).isEmpty, "nothing of it changed anything")
            #expect(try await house.api.call(.post, place, as: bearer, #"{"rank":2}"#).status == 204)
            #expect(try await mails(house) == ["2 \(Self.address)"])
            let standings = try await house.api.call(.get, "/me/profile/contacts", as: bearer)
            #expect(standings["items"][0]["state"].string == "verified", "our mail arrived there")
            for (method, body) in [(HTTPMethod.get, String?.none), (.post, #"{"rank":3}"#)] {
                #expect(try await house.api.call(method, place, as: bearer, body).status == 404)
            }
            // A priority that is refused does not use the link up.
            house.clock.advance(by: .seconds(601))
            let second = try await "/mail-registrations/" + link(house).dropFirst("/m/".count)
            let later = try await house.api.bearer(PageHouse.own.member)
            #expect(try await house.api.call(.post, second, as: later, #"{"rank":3}"#).refusals == ["rank:taken"])
            #expect(try await house.api.call(.post, second, as: later, #"{"rank":2}"#).status == 204)
        }
    }

    @Test("The same address is not registered twice, no priority is no registration, and neither uses the link up")
    func refusals() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            let first = try await link(house)
            try await browser.get(first)
            #expect(try await browser.post(first, []).status == 422)
            #expect(try await browser.post(first, [("rank", "4")]).status == 422)
            #expect(try await browser.post(first, [("rank", "2")]).status == 303)
            house.clock.advance(by: .seconds(601))
            let second = try await link(house)
            let refused = try await browser.post(second, [("rank", "3")])
            #expect(refused.status == 422 && refused.text.contains("すでに別の優先順に登録されています"))
            #expect(try await browser.post(second, [("rank", "2")]).status == 303)
        }
    }

    @Test(
        "A link that nobody made, or that is a day old, says what to do",
        arguments: ["/m/x", "/m/" + String(repeating: "a", count: 26)])
    func over(path: String) async throws {
        try await PageHouse.with(.sqlite) { house in
            #expect(try await Browser(house).get(path).status == 404)
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get(path).text.contains("もう一度空メールを送ってください"))
            let old = try await link(house)
            house.clock.advance(by: .seconds(86_400))
            #expect(try await Browser(house).get(old).status == 404)
        }
    }
}
