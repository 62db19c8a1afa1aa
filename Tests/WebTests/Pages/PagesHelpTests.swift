import Database
import Domain
import Foundation
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: notices and help")
struct PagesHelpTests {
    private static let office = APIHouse.office

    private static func set(_ settings: [(String, String)], _ house: PageHouse) async throws {
        try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
            for (name, value) in settings {
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(PageHouse.own.tenant), \(name), \(value), 0)
                    """)
            }
        }
    }

    @Test(
        "An office writes news, looks at it, posts it to a chosen client, and takes it back (R-050, R-191, R-192)",
        arguments: DatabaseKind.available)
    func news(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(Self.office.member, of: Self.office)
            #expect(try await browser.get("/news").text.contains("href=\"/office/news\""))
            #expect(try await browser.get("/office/news").text.contains("掲載しているお知らせはありません"))
            let form = try await browser.get("/office/news/new")
            #expect(form.field("from")?.count == 10 && form.field("until")?.count == 10)
            let typed = [
                ("titleJa", "2要素認証<1>"), ("bodyJa", "6月5日から\r\n始めます。"), ("titleEn", ""), ("bodyEn", ""),
                ("from", form.field("from") ?? ""), ("until", form.field("until") ?? ""), ("readers", "chosen"),
            ]
            let place = "/office/news/new"
            let unknown = try await browser.post(place, typed + [("codes", "seikai nowhere")])
            #expect(unknown.status == 422 && unknown.text.contains("「nowhere」は事業所一覧にありません"))
            #expect(try await browser.post(place, typed + [("codes", " ")]).text.contains("コード」を入力してください"))
            let bad = try await browser.post(
                place, [("titleJa", ""), ("bodyJa", "x"), ("from", "soon"), ("until", "2020-01-01")])
            #expect(bad.status == 422 && bad.text.contains("「掲載の始まり」は") && bad.text.contains("「件名」を"))
            let confirm = try await browser.post(place, typed + [("codes", "ＳＥＩＫＡＩ")])
            #expect(confirm.status == 200 && confirm.text.contains("2要素認証&lt;1&gt;"))
            #expect(confirm.text.contains("6月5日から<br>始めます。") && confirm.text.contains("Seikai"))
            let edit = try await browser.post(place, typed + [("codes", "seikai"), ("edit", "")])
            #expect(edit.field("titleJa") == "2要素認証&lt;1&gt;")
            let member = try await house.browser(PageHouse.own.member)
            #expect(!(try await member.get("/news").text.contains("2要素認証&lt;1&gt;")), "nothing before the word")
            let done = try await browser.post("/office/news/new/confirm", typed + [("codes", "seikai")])
            #expect(done.location == "/office/news")
            let list = try await browser.get("/office/news")
            #expect(list.text.contains("登録しました") && list.text.contains("Seikai"))
            #expect(try await member.get("/news").text.contains("2要素認証&lt;1&gt;"))
            let stranger = try await house.browser(PageHouse.other.member, of: PageHouse.other)
            #expect(!(try await stranger.get("/news").text.contains("2要素認証&lt;1&gt;")))
            let link = try #require(
                MarkupScan(list.text).all("a").compactMap { $0["href"] }.first { $0.hasSuffix("/withdraw") })
            #expect(try await member.get(link).status == 403)
            #expect(try await browser.get(link).text.contains("取り下げます。よろしいですか"))
            #expect(try await browser.post(link).location == "/office/news")
            #expect(try await browser.get("/office/news").text.contains("取り下げました"))
            #expect(try await browser.get(link).status == 404)
            #expect(!(try await member.get("/news").text.contains("2要素認証&lt;1&gt;")))
            for path in ["/office/news", "/office/news/new", "/office/help-desk"] {
                #expect(try await member.get(path).status == 403, "\(path)")
            }
        }
    }

    @Test("People ask their organization, then its office; people of the office ask the vendor (R-034, R-189)")
    func helpDesk() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let foot = { (page: Browser.Reply) in page.text.components(separatedBy: "<footer").last ?? "" }
            #expect(foot(try await browser.get("/menu")).contains("運営窓口 03-9999-0000"))
            #expect(try await browser.get("/help").text.contains("運営窓口 03-9999-0000"))
            let member = try await house.browser(PageHouse.own.member)
            #expect(try await member.get("/help").text.contains("管理者にお問い合わせください"))
            try await browser.get("/office/help-desk")
            let desk = [("name", "みなと窓口"), ("phone", "03-1111-2222"), ("hours", "平日9〜17時")]
            let confirm = try await browser.post("/office/help-desk", desk)
            #expect(confirm.text.contains("この内容で登録しますか") && confirm.text.contains("03-1111-2222"))
            let saved = try await browser.post("/office/help-desk/confirm", desk)
            #expect(saved.location == "/office/help-desk")
            #expect(try await browser.post("/office/help-desk", desk).location == "/office/help-desk", "no change")
            let long = try await browser.post("/office/help-desk", [("name", String(repeating: "x", count: 61))])
            #expect(long.status == 422 && long.text.contains("60文字以内"))
            let help = try await member.get("/help")
            for word in ["みなと窓口", "03-1111-2222", "平日9〜17時"] { #expect(help.text.contains(word)) }
            #expect(foot(help).contains("みなと窓口 03-1111-2222 平日9〜17時"))
            #expect(!help.text.contains("03-9999-0000"))
            try await Self.set([("helpDesk", "総務部 076-000-0000")], house)
            let own = try await member.get("/help")
            #expect(own.text.contains("03-1111-2222"), "the office's stays on the page")
            #expect(foot(own).contains("総務部 076-000-0000") && !foot(own).contains("03-1111-2222"))
            let stranger = try await house.browser(PageHouse.other.member, of: PageHouse.other)
            #expect(!(try await stranger.get("/help").text.contains("03-1111-2222")))
            let nobody = try await Browser(house).get("/help")
            #expect(nobody.text.contains("事務所ID（A…）の方") && nobody.text.contains("運営窓口 03-9999-0000"))
            let login = try await Browser(house).get("/login")
            #expect(login.text.contains("パスワードを忘れ") && login.text.contains("href=\"/help\""))
        }
    }

    @Test("Manual and terms lead to the organization's own pages, or else to whom to ask (R-190)")
    func papers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/manual").location == "/help")
            #expect(try await browser.get("/terms").location == "/help")
            #expect(!(try await browser.get("/help").text.contains("href=\"/manual\"")))
            try await Self.set(
                [("manualURL", "https://seikai.example/manual"), ("termsURL", "https://seikai.example/terms")], house)
            #expect(try await browser.get("/manual").location == "https://seikai.example/manual")
            #expect(try await browser.get("/terms").location == "https://seikai.example/terms")
            let help = try await browser.get("/help")
            #expect(help.text.contains("href=\"/manual\"") && help.text.contains("href=\"/terms\""))
            #expect(try await Browser(house).get("/manual").location == "/login?next=%2Fmanual")
        }
    }

    @Test("The operator's notices stand on the login page while they hold, an organization's do not (R-035, R-191)")
    func loginPage() async throws {
        try await PageHouse.with(.sqlite) { house in
            let now = house.clock.now
            let write = WriteNews(database: house.database, identifiers: house.api.services.identifiers)
            for (title, audience) in [("全員へ", NewsAudience.everybody), ("団体へ", .tenant(PageHouse.own.tenant))] {
                _ = try await write.post(
                    NewsDraft(titleJa: title, bodyJa: "<b>", from: now, until: now + .seconds(60)), to: audience,
                    InstallationScope(purpose: "test"), by: .installationOperator, requestID: "test", at: now)
            }
            let login = try await Browser(house).get("/login")
            #expect(login.text.contains("全員へ") && login.text.contains("&lt;b&gt;") && !login.text.contains("団体へ"))
            let browser = try await house.browser(PageHouse.own.member)
            let tab = try await browser.get("/news")
            #expect(tab.text.contains("全員へ") && tab.text.contains("団体へ"))
            let menu = try await browser.get("/menu")
            #expect(menu.text.contains("href=\"/news\"") && menu.text.contains("href=\"/disaster\""), "the tabs")
            house.clock.advance(by: .seconds(60))
            #expect(!(try await Browser(house).get("/login").text.contains("全員へ")))
        }
    }

    @Test(
        "The address for bookmarks leads to the system of this day, and the bookmark page names it (R-037, R-048, R-049)"
    )
    func loginAddress() async throws {
        let address = "https://login.anpi.example/"
        try await PageHouse.with(.sqlite, loginURL: address) { house in
            let nobody = Browser(house)
            #expect(try await nobody.get("/").location == "http://localhost/login")
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/").location == "http://localhost/menu")
            for page in [try await nobody.get("/bookmark"), try await browser.get("/bookmark")] {
                #expect(page.text.contains(">\(address)</b>") && !page.text.contains(">http://localhost/login<"))
            }
            #expect(try await browser.get("/menu").text.contains("href=\"/bookmark\""))
            #expect(try await browser.get("/bookmark").text.contains("href=\"/menu\""), "the way back")
        }
        try await PageHouse.with(.sqlite) { house in
            let start = try await Browser(house).get("/")
            #expect(start.location == "/login")
            #expect(try await Browser(house).get("/bookmark").text.contains(">http://localhost/login</b>"))
        }
    }

    @Test("The header of an office leads to the manual, or to our own help where there is none (R-190)")
    func manual() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(Self.office.member, of: Self.office)
            let help = try await browser.get("/menu")
            #expect(!help.text.contains("href=\"/manual\"") && help.text.contains("href=\"/help\">マニュアル</a></p>"))
            for organization in [Self.office, PageHouse.own] {
                try await house.database.write(.tenant(organization.tenant)) { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                        VALUES (\(organization.tenant), 'manualURL', 'https://manual.example.jp/', 0)
                        """)
                }
            }
            #expect(try await browser.get("/menu").text.contains("href=\"/manual\">マニュアル</a></p>"))
            #expect(try await browser.get("/manual").location == "https://manual.example.jp/")
            let company = try await house.browser(PageHouse.own.member)
            #expect(!(try await company.get("/menu").text.contains("href=\"/manual\"")))
        }
    }
}
