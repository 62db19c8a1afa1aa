import Database
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Auth
@testable import Web

@Suite("Pages: what can be set up, and what is said before a login")
struct PagesSetUpTests {
    private static let account = [("organization", "seikai"), ("loginID", "b002417"), ("password", APIHouse.password)]

    /// Somebody of an organization with these settings, before the set-up of a second factor.
    private static func enrolling(_ house: PageHouse, _ settings: [(String, String)] = []) async throws -> Browser {
        let tenant = PageHouse.own.tenant
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(tenant), 0, 1, 0, 'none')
                """)
            for (name, value) in settings {
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), \(name), \(value), 0)
                    """)
            }
        }
        let first = try await house.api.firstPassword(PageHouse.own.member)
        let browser = Browser(house)
        try await browser.post("/login", Array(account.prefix(2)) + [("password", first)])
        try await browser.post(
            "/login/password", [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)])
        return browser
    }

    /// The set-up pages that a page links to.
    private static func links(_ page: Browser.Reply) -> [String] {
        MarkupScan(page.text).tags.compactMap { $0["href"] }.filter { $0.hasPrefix("/security/") && !$0.contains("?") }
    }

    @Test("Each set-up page lists every other kind that is allowed and can be delivered (R-097, R-103, R-104)")
    func kinds() async throws {
        let all = ["app", "mail", "phone", "passkey"].map { "/security/" + $0 }
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.enrolling(house)
            for place in all {
                #expect(try await Self.links(browser.get(place)) == all.filter { $0 != place }, "\(place)")
            }
        }
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.enrolling(house, [("mailFactorAllowed", "false")])
            for place in all where place != "/security/mail" {
                #expect(
                    try await Self.links(browser.get(place)) == all.filter { $0 != place && $0 != "/security/mail" })
            }
        }
    }

    @Test("A code that is asked for in a browser comes in the language that was chosen there (R-045)")
    func language() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.enrolling(house)
            try await browser.get("/security/mail?lang=en")
            try await browser.post("/security/mail/send", [("address", "own@example.jp"), ("way", "mail")])
            #expect(house.api.sentCodes.language == .english)
        }
        try await PageHouse.with(.sqlite) { house in
            let browser = try await Self.enrolling(house)
            try await browser.get("/security/mail")
            try await browser.post("/security/mail/send", [("address", "own@example.jp"), ("way", "mail")])
            #expect(house.api.sentCodes.last != nil && house.api.sentCodes.language == nil)
        }
    }

    @Test("Times are those of one's organization, within a login and after it; before, the zone is Japan's")
    func zone() async throws {
        for (name, seconds) in [("America/New_York", -5 * 3_600), ("Asia/Tokyo", 9 * 3_600)] as [(String, Int)] {
            try await PageHouse.with(.sqlite) { house in
                let browser = try await Self.enrolling(house, [("timeZone", name)])
                let zone = Zone { _ in seconds }
                let reader = Reader(language: .japanese, zone: zone)
                let page = try await browser.get("/security/app")
                let until = Catalogue.Factor.goodUntil(reader.time(house.clock.now + SetUpApp.life))[.japanese]
                #expect(page.text.contains(until), "\(name)")
                let administrator = try await house.browser(PageHouse.own.administrator)
                try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO login_record (tenant_id, person_id, last_at, previous_at)
                        VALUES (\(PageHouse.own.tenant), \(PageHouse.own.administrator), 1, \(house.clock.now))
                        """)
                }
                let menu = try await administrator.get("/help")
                #expect(menu.text.contains(reader.dateTime(house.clock.now)), "\(name): the header's last login")
            }
        }
    }

    @Test("What the operator has to say stands on the login page also after a refusal and at its end (R-035)")
    func news() async throws {
        try await PageHouse.with(.sqlite) { house in
            let now = house.clock.now
            _ = try await WriteNews(database: house.database, identifiers: house.api.services.identifiers).post(
                NewsDraft(titleJa: "点検のお知らせ", bodyJa: "今夜0時から。", from: now, until: now + .seconds(86_400)),
                to: .everybody, InstallationScope(purpose: "test"), by: .installationOperator, requestID: "test",
                at: now)
            let browser = Browser(house)
            #expect(try await browser.get("/login").text.contains("点検のお知らせ"))
            let refused = try await browser.post("/login", Array(Self.account.prefix(2)) + [("password", "x")])
            #expect(refused.status == 422 && refused.text.contains("点検のお知らせ"))
            let over = try await browser.post("/login/scope", [("scope", "full")])
            #expect(over.text.contains("点検のお知らせ") || over.location == "/login")
            let signedIn = try await house.browser(PageHouse.own.administrator)
            try await signedIn.get("/people/new")
            house.clock.advance(by: .seconds(2_000))
            let idle = try await signedIn.post("/people/new", [("loginID", "B900001"), ("name", "新人")])
            #expect(idle.status == 401 && idle.text.contains("点検のお知らせ"))
        }
    }

    @Test(
        "Maintenance that is announced stands at the login and among the news with its hours, and whom to ask and when (R-124)"
    )
    func maintenance() async throws {
        try await PageHouse.with(.sqlite) { house in
            let now = house.clock.now
            let hours = "11月30日 22:00～24:00（24時間365日のうち、この2時間は利用できません）"
            _ = try await WriteNews(database: house.database, identifiers: house.api.services.identifiers).post(
                NewsDraft(titleJa: "保守のお知らせ", bodyJa: hours, from: now, until: now + .seconds(86_400)),
                to: .everybody, InstallationScope(purpose: "test"), by: .installationOperator, requestID: "test",
                at: now)
            let desk = HelpDesk(name: "障害受付", phone: "03-0000-0000", hours: "平日 9:00～17:30")
            let staff = house.api.scope(APIHouse.office)
            let office = TenantScope(
                tenant: staff.tenant, actor: staff.actor,
                capabilities: staff.capabilities.union(Set<Capability>.officeStaff),
                requestID: "test")
            try await OfficeHelpDesk(database: house.database).change(office, to: desk, at: now)
            let login = try await Browser(house).get("/login")
            #expect(login.text.contains("保守のお知らせ") && login.text.contains(hours))
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/news").text.contains(hours))
            let foot = try await browser.get("/menu").text.components(separatedBy: "<footer").last ?? ""
            #expect(foot.contains("障害受付") && foot.contains("平日 9:00～17:30"))
            house.clock.advance(by: .seconds(86_401))
            #expect(!(try await Browser(house).get("/login").text.contains(hours)), "when it is over it goes")
        }
    }

    @Test("A passkey goes after a question, and it is said that it was removed (R-050, R-118)")
    func passkey() async throws {
        try await PageHouse.with(.sqlite) { house in
            let belongings = try await house.api.belongings(of: PageHouse.own)
            let id = try #require(belongings["passkey"])
            let browser = try await house.browser(PageHouse.own.member)
            let place = "/security/passkey/remove"
            let question = try await browser.get("\(place)?id=\(id)")
            #expect(question.status == 200 && question.text.contains("パスキー「iPhone」を解除しますか"))
            #expect(question.fields("id").last == id)
            #expect(try await browser.get("\(place)?id=1").location == "/security/passkey")
            let done = try await browser.post(place, [("id", id)])
            #expect(done.location == "/security/passkey")
            #expect(try await browser.get("/security/passkey").text.contains("解除しました"))
        }
    }
}
