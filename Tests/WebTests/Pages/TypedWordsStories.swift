import Domain
import Foundation
import Notify
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

@Suite("What was typed")
struct TypedWordsStories {
    @Test("The language of a form can be changed without losing what was typed (R-043)")
    func language() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            for path in ["/b/new", "/templates/new", "/departments", "/tokens/new", "/people/new", "/settings"] {
                #expect(
                    try await house.get(path, as: cookie).text.contains(#"<div class="lang" data-edit>"#), "\(path)")
            }
            let fields = [("minimum", "6-"), ("addresses", "work"), ("holdTime", "五"), ("suppression", "6")]
            let japanese = try await house.post("/triggers", as: cookie, fields)
            #expect(japanese.status == .unprocessable)
            let form = try #require(japanese.text.components(separatedBy: #"action="/triggers?lang=en">"#).last)
            #expect(form.prefix(2_000).contains(#"name="holdTime" value="五""#))
            #expect(japanese.text.contains(#"<div class="lang" data-edit>"#))
            let english = try await house.post("/triggers?lang=en", as: cookie, fields)
            #expect(english.text.contains("From which intensity") && english.text.contains(#"value="五""#))
            let plain = try await house.get("/triggers", as: cookie)
            #expect(plain.text.contains(#"<a href="/triggers?lang=en""#))
        }
    }

    @Test("Only chosen regions stays chosen while no region is, and errors stand in the page's order")
    func area() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = [("area", "only"), ("holdTime", "900"), ("suppression", "6"), ("isActive", "1")]
            let page = try await house.post("/triggers", as: cookie, fields)
            #expect(page.status == .unprocessable)
            #expect(page.text.contains(#"name="area" value="only" checked"#))
            #expect(page.text.contains("「見る住所」が選ばれていないため、自動では送りません。"))
            let links = MarkupScan(page.text).all("a").compactMap { $0["href"] }.filter { $0.hasPrefix("#") }
            #expect(Array(links.filter { $0 != "#main" }.prefix(3)) == ["#addresses", "#area", "#holdTime"])
        }
    }

    @Test("The trigger rule's confirm page says how many people fall out")
    func fallOut() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = [
                ("isActive", "1"), ("minimum", "5+"), ("addresses", "work"), ("holdTime", "0"), ("suppression", "6"),
                ("area", "everywhere"),
            ]
            _ = try await house.post("/triggers/confirm", as: cookie, fields)
            let fewer = fields.map { $0.0 == "addresses" ? ("addresses", "home2") : $0 }
            let confirm = try await house.post("/triggers", as: cookie, fewer)
            #expect(confirm.text.contains("4人が自動送信の対象から外れます"), "\(confirm.text)")
        }
    }

    @Test("Counting counts whom it knows and names whom it does not")
    func count() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = BroadcastHouse.check(["everyone": "", "people": "B000001\nB000002\nX9"]) + [("count", "1")]
            let page = try await house.post("/b/new", as: cookie, fields)
            #expect(page.status == .unprocessable)
            #expect(page.text.contains(#"<b class="num">2人</b>"#) && page.text.contains("X9"))
            #expect(page.text.contains("宛先に指定されたため"))
        }
    }

    @Test("A search among the regions keeps every tick and opens what it found")
    func search() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields =
                BroadcastHouse.check(["everyone": ""]) + [
                    ("pick", "region"), ("find", "七尾"), ("region", "391"), ("region", "p13"), ("kept", "350"),
                ]
            let page = try await house.post("/b/new", as: cookie, fields)
            let scan = MarkupScan(page.text)
            let ticked = scan.all("input").filter {
                $0["name"] == "region" && $0.attributes.contains { $0.0 == "checked" }
            }
            #expect(Set(ticked.compactMap { $0["value"] }) == ["391", "p13"])
            #expect(scan.all("input").contains { $0["name"] == "kept" && $0["value"] == "350" })
            let first = try #require(page.text.components(separatedBy: "<details").dropFirst().first)
            #expect(first.hasPrefix(" open") && first.contains("<small>七尾市"))
        }
    }

    @Test("A page after the last one leads to the last one, and what is closed is not sent again without a word")
    func lastPage() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            let far = try await house.get("/b?kind=safety&p=9999", as: cookie)
            #expect(far.status == .seeOther && far.headers["Location"] == "/b?kind=safety&p=1")
            #expect(far.headers.all("Set-Cookie").contains { $0.contains("lastPage") })

            _ = try await house.post(address + "/close", as: cookie)
            let closed = try await house.get(address, as: cookie)
            #expect(!closed.text.contains(address + "/resend") && !closed.text.contains("送信は続いています"))
            let again = try await house.get(address + "/resend", as: cookie)
            #expect(again.headers.all("Set-Cookie").contains { $0.contains("notResent") })
        }
    }
}
