import Domain
import Foundation
import HTTPServer
import Profiles
import TestKit
import Testing

@testable import Web

@Suite("Pages: checking contacts")
struct PagesContactCheckTests {
    private static let typed = [
        ("language", "ja"), ("mailOrder", "1"), ("mail1", "typed@example.jp"), ("mail2", ""), ("mail3", ""),
        ("phone1", "0312345678"), ("phone1Order", "2"), ("workRegionCode", "13"), ("workCity", "未保存の区"),
        ("home1RegionCode", "17"), ("spareMail", "spare@example.jp"),
    ]

    @Test(
        "An address is tried as typed, nothing typed is lost, and a press behind the link confirms it (R-152, R-153, R-154)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await house.browser(PageHouse.own.member)
            let form = try await browser.get("/me/profile")
            #expect(
                MarkupScan(form.text).tags.filter { $0["formaction"] == "/me/profile/test" }.compactMap { $0["value"] }
                    == ["mail1", "mail2", "mail3", "spareMail"], "beside each mail field")
            let sent = try await browser.post("/me/profile/test", Self.typed + [("test", "mail1")])
            #expect(sent.status == 200 && sent.text.contains("送信待ち"))
            for (name, value) in Self.typed where !["language", "mailOrder", "phone1Order"].contains(name) {
                #expect(sent.field(name) == value, "\(name) is kept")
            }
            #expect(house.api.sentChecks.last?.address == "typed@example.jp")
            await house.api.work()
            func look() async throws -> Browser.Reply {
                try await browser.post("/me/profile", Self.typed + [("preview", "1")])
            }
            #expect(try await look().text.contains("に渡しました"))

            let link = "/v/" + (try #require(house.api.sentChecks.last?.token.exposed))
            let stranger = Browser(house)
            let asks = try await stranger.get(link)
            #expect(asks.status == 200 && asks.text.contains("青海精機") && asks.text.contains("t•••@example.jp"))
            #expect(!asks.text.contains("typed@") && asks.headers["Referrer-Policy"] == "no-referrer")
            #expect(try await !look().text.contains("確認済み"), "fetching the page confirms nothing")
            #expect(try await stranger.post(link).location == link)
            for _ in 0..<2 { #expect(try await stranger.get(link).text.contains("連絡先を確認しました")) }
            #expect(try await stranger.post(link).status == 303, "pressed again it is the same")
            #expect(try await look().text.contains("確認済み"))
            #expect(try await browser.post("/me/profile/confirm", Self.typed).location == "/menu")
            let saved = try await browser.get("/me/profile")
            #expect(saved.text.components(separatedBy: "確認済み").count == 2)
            #expect(saved.text.components(separatedBy: "まだ確認していません").count == 2, "the spare one is not checked")
            #expect(!house.log.contains(link.dropFirst(3)), "the link is in no log")
        }
    }

    @Test("A program reads what a link asks without changing anything, and confirms by it (R-153)")
    func program() async throws {
        try await PageHouse.with(.sqlite) { house in
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let profile =
                #"{"language":"ja","mail1":"typed@example.jp","mailOrder":1,"home1Region":"17","workRegion":"13"}"#
            #expect(try await house.api.call(.put, "/me/profile", as: bearer, profile).status == 200)
            let sent = try await house.api.call(
                .post, "/me/profile/test-mails", as: bearer, #"{"address":"typed@example.jp"}"#)
            #expect(sent.status == 200)
            let place = "/contact-checks/" + (try #require(house.api.sentChecks.last?.token.exposed))
            func state() async throws -> String? {
                try await house.api.call(.get, "/me/profile/contacts", as: bearer)["items"][0]["state"].string
            }
            let question = try await house.api.call(.get, place)
            #expect(question["address"].string == "t•••@example.jp" && question["isConfirmed"].bool == false)
            #expect(question["isOfFamily"].bool == false && question["systemTitle"].string == "青海精機")
            #expect(try await state() == "never", "reading confirms nothing")
            for _ in 0..<2 {
                let confirmed = try await house.api.call(.post, place)
                #expect(confirmed.status == 200 && confirmed["isConfirmed"].bool == true)
            }
            #expect(try await state() == "verified")
            #expect(try await house.api.call(.get, place)["isConfirmed"].bool == true)
            for link in ["x", "b-00000000000000000000000000000000"] {
                for method in [HTTPMethod.get, .post] {
                    #expect(try await house.api.call(method, "/contact-checks/\(link)").status == 404)
                }
            }
            #expect(!house.log.contains(place.split(separator: "/")[1]), "the link is in no log")
        }
    }

    @Test("An address that is none is refused at its field, and a link of nobody says so")
    func refusals() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            try await browser.get("/me/profile")
            let refused = try await browser.post(
                "/me/profile/test", [("mail2", "nobody"), ("workCity", "輪島市"), ("test", "mail2")])
            #expect(refused.status == 422 && refused.text.contains("id=\"mail2-e\""))
            #expect(refused.field("mail2") == "nobody" && refused.field("workCity") == "輪島市")
            #expect(try await browser.post("/me/profile/test", [("test", "mail4")]).status == 404)
            #expect(house.api.sentChecks.count == 0)
            for link in ["/v/x", "/v/b-00000000000000000000000000000000"] {
                let page = try await Browser(house).get(link)
                #expect(page.status == 404 && page.text.contains("この確認の期限が過ぎました"))
                #expect(try await Browser(house).post(link).status == 404)
            }
        }
    }

    @Test("One's own sequence has its warnings beside it: no mail, one number twice, an address not checked")
    func warnings() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/me/profile").text.contains("メールの連絡先がありません"))
            let page = try await browser.post(
                "/me/profile", Self.typed + [("phone2", "03-1234-5678"), ("phone2Order", "3"), ("preview", "1")])
            #expect(page.text.contains("同じ電話番号が2つあります"))
            #expect(page.text.contains("まだ確認していないメールアドレスがあります"))
        }
    }

    @Test("The help says how to receive our mails, in both languages, to whoever asks (R-157, R-158)")
    func help() async throws {
        try await PageHouse.with(.sqlite) { house in
            let japanese = try await Browser(house).get("/help").text
            for words in ["anpi@example.jp", "ドメイン example.jp", "URL", "長文メール", "SPF・DKIM・DMARC"] {
                #expect(japanese.contains(words), "\(words)")
            }
            let browser = try await house.browser(PageHouse.own.member)
            let english = try await browser.get("/help?lang=en").text
            for words in ["Allow mails from anpi@example.jp", "links", "SoftBank", "SPF, DKIM and DMARC"] {
                #expect(english.contains(words), "\(words)")
            }
            #expect(try await browser.get("/me/profile").text.contains("href=\"/help#mail\""))
        }
    }

    @Test("The API tries an address and says which contacts work", arguments: DatabaseKind.available)
    func api(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let body = #"{"language":"ja","mail1":"a@example.jp","mailOrder":1,"workRegion":"13","home1Region":"17"}"#
            #expect(try await house.api.call(.put, "/me/profile", as: bearer, body).status == 200)
            let sent = try await house.api.call(
                .post, "/me/profile/test-mails", as: bearer, #"{"address":"a@example.jp"}"#)
            #expect(sent.status == 200 && sent["state"].string == "never")
            #expect(sent["test"]["delivery"]["state"].string == "queued")
            let link = "/v/" + (try #require(house.api.sentChecks.last?.token.exposed))
            try await Browser(house).post(link)
            let read = try await house.api.call(.get, "/me/profile/contacts", as: bearer)
            let item = try #require(read["items"].list.first)
            #expect(
                item["name"].string == "mail1" && item["state"].string == "verified" && read["items"].list.count == 1)
            #expect(!item["since"].isNull && !item["test"]["confirmedAt"].isNull)
            let refused = try await house.api.call(
                .post, "/me/profile/test-mails", as: bearer, #"{"address":"nobody"}"#)
            #expect(refused.status == 422 && refused.refusals == ["address:mail"])
        }
    }
}
