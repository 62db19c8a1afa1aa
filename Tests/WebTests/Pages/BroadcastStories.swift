import Domain
import Foundation
import Notify
import Tenants
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

@Suite("Broadcast pages")
struct BroadcastStories {
    @Test(
        "Compose, check, send, results: everybody is counted once, and the numbers add up",
        arguments: DatabaseKind.available)
    func fromWordsToResults(kind: DatabaseKind) async throws {  // R-184, R-185
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)

            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.status == .ok)
            #expect(check.text.contains("電話だけの登録で、音声サービスがない"))
            #expect(check.text.contains("連絡先が登録されていない"))
            #expect(check.text.contains("連絡手段がない　2人"))

            let sent = try await house.post(address + "/send", as: cookie, [("confirm", "５人")])
            #expect(sent.status == .seeOther && sent.headers["Location"] == address)
            #expect(sent.headers.all("Set-Cookie").contains { $0.contains("sendingStarted.5") })
            let early = try await house.get(address, as: cookie)
            #expect(early.text.contains(address + "/call-off"))
            #expect(early.scale == [0, 0, 0, 0, 0, 0, 0])

            house.clock.advance(by: .seconds(11))
            await house.drain()
            try await house.answer(2, address, Answer(status: "minor"))
            let results = try await house.results(address, as: cookie) { $0.scale == [1, 0, 2, 0, 0, 0, 2] }
            #expect(results.status == .ok)
            #expect(results.scale == [1, 0, 2, 0, 0, 0, 2])
            #expect(results.text.contains("七尾工場"))
            #expect(results.text.contains("data-poll=\"\(address)/live\""))
            #expect(!results.text.contains(address + "/call-off"))

            let list = try await house.get("/b", as: cookie)
            #expect(list.text.contains("16:10 能登の地震") && list.text.contains("山田 1"))
        }
    }

    @Test("An installation without a mail relay says so wherever somebody counts on mail")
    func withoutRelay() async throws {
        try await BroadcastHouse.with(.sqlite, channels: [.voice]) { house in
            let cookie = try await house.cookie()
            let warning = "この設備にはメール送信の設定がありません"
            #expect(try await house.get("/b/new", as: cookie).text.contains(warning))
            let address = try await house.draft(as: cookie)
            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.text.components(separatedBy: warning).count > 2)
            #expect(check.text.contains("連絡手段がない　5人"))
            #expect(try await house.get("/me/profile", as: cookie).text.contains(warning))
            #expect(try await house.get("/people/22", as: cookie).text.contains(warning))
            let english = try await house.get("/b/new", as: cookie, headers: [("Accept-Language", "en")])
            #expect(english.status == .ok)
        }
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            for page in ["/b/new", "/me/profile"] {
                #expect(!(try await house.get(page, as: cookie)).text.contains("この設備には"))
            }
        }
    }

    @Test("In a timeline the answer stands before what it called off, in the same instant")
    func causeBeforeEffect() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let scope = TenantScope(
                tenant: BroadcastHouse.own, actor: .person(BroadcastHouse.person(1)), capabilities: .administrator,
                requestID: "test")
            _ = try await ChangeSettings(database: house.database)(scope, ["mailRetries": "2"], at: house.clock.now)
            let address = try await house.sent(as: cookie)
            house.clock.advance(by: .seconds(60))
            try await house.answer(2, address, Answer(status: "safe"))
            let person = BroadcastHouse.person(2)
            let page = try await house.get(address + "/p/\(person)", as: cookie).text
            let answer = try #require(page.range(of: "回答「"))
            let calledOff = try #require(page.range(of: "は取りやめ"))
            #expect(answer.lowerBound < calledOff.lowerBound)
            let newest = try await house.get(address + "/p/\(person)?order=desc", as: cookie).text
            let last = try #require(newest.range(of: "回答「"))
            #expect(try #require(newest.range(of: "は取りやめ")).lowerBound < last.lowerBound)
        }
    }

    @Test("The number that was typed must be the number of people now", arguments: ["4", "", "五人", "123456789012"])
    func typedCount(typed: String) async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            try await house.require(count: 5)
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)
            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.text.contains("送る人数を入力してください"))
            let refused = try await house.post(address + "/send", as: cookie, [("confirm", typed)])
            #expect(refused.status == .unprocessable)
            #expect(refused.text.contains(##"href="#confirm""##))
            #expect(try await house.get(address, as: cookie).headers["Location"] == address + "/edit")
        }
    }

    @Test("Below the organization's number nobody has to type, and what was shown still has to be true")
    func nothingToType() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)
            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.text.contains(#"<input type="hidden" name="confirm" value="5">"#))
            #expect(try await house.post(address + "/send", as: cookie, [("confirm", "4")]).status == .unprocessable)
        }
    }

    @Test("A drill says so first on every page")
    func drill() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(["kind": "drill"], as: cookie)
            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.text.contains("これは訓練です") && check.text.contains("訓練の安否確認を送る"))
            _ = try await house.post(address + "/send", as: cookie, [("confirm", "5")])
            house.clock.advance(by: .seconds(11))
            await house.drain()
            for path in ["", "/people", "/p/22", "/stop", "/close", "/resend"] {
                let page = try await house.get(address + path, as: cookie)
                #expect(page.status == .ok && page.text.contains("これは訓練です"), "\(path)")
            }
        }
    }

    @Test("For ten seconds everything can be called off, and then nobody is asked", arguments: DatabaseKind.available)
    func callOff(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)
            _ = try await house.post(address + "/send", as: cookie, [("confirm", "5")])
            house.clock.advance(by: .seconds(9))
            await house.drain()
            let answer = try await house.post(address + "/call-off", as: cookie)
            #expect(answer.headers.all("Set-Cookie").contains { $0.contains("calledOff") })
            house.clock.advance(by: .seconds(60))
            await house.drain()
            let results = try await house.results(address, as: cookie) { $0.text.contains("取り消し") }
            #expect(results.text.contains("取り消し") && results.scale == [0, 0, 0, 0, 0, 0, 0])

            let second = try await house.sent(as: cookie)
            let late = try await house.post(second + "/call-off", as: cookie)
            #expect(late.headers["Location"] == second)
            #expect(late.headers.all("Set-Cookie").contains { $0.contains("notCalledOff") })
            #expect(try await house.get("/b", as: cookie).text.contains("さんが作成、未送信"))
        }
    }

    @Test("Polling costs nothing while nothing changes, and tells who is not signed in")
    func polling() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            _ = try await house.results(address, as: cookie) { $0.scale == [0, 0, 3, 0, 0, 0, 2] }
            let first = try await house.get(address + "/live", as: cookie)
            let tag = try #require(first.headers["ETag"])
            #expect(first.text.contains("data-live") && !first.text.contains("<html"))
            #expect(first.headers["Anpi-As-Of"]?.count == 8)
            let again = try await house.get(address + "/live", as: cookie, headers: [("If-None-Match", tag)])
            #expect(again.status == .notModified && again.text.isEmpty)
            #expect(again.headers["Anpi-As-Of"] != nil)

            try await house.answer(2, address, Answer(status: "safe"))
            _ = try await house.results(address, as: cookie) { $0.scale == [1, 0, 2, 0, 0, 0, 2] }
            let changed = try await house.get(address + "/live", as: cookie, headers: [("If-None-Match", tag)])
            #expect(changed.status == .ok && changed.scale == [1, 0, 2, 0, 0, 0, 2])
            #expect(try await house.get(address + "/live", as: nil).status == .unauthorized)
            #expect(!(try await house.get(address + "?live=off", as: cookie)).text.contains("data-poll"))
        }
    }

    @Test(
        "The people's list is filtered, and files are CSV that no spreadsheet runs", arguments: DatabaseKind.available)
    func peopleAndFiles(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)
            let none = try await house.get(address + "/none.csv", as: cookie)
            #expect(none.text.contains("B000004") && none.text.contains("B000005") && !none.text.contains("B000003"))

            _ = try await house.post(address + "/send", as: cookie, [("confirm", "5")])
            house.clock.advance(by: .seconds(11))
            await house.drain()
            try await house.answer(2, address, Answer(status: "minor", comment: "+81 て"))
            for (query, people) in [
                ("", 5), ("?s=unreached", 2), ("?s=waiting", 2), ("?s=help", 1), ("?s=answer-minor", 1),
                ("?s=noPath", 2), ("?dept=71", 2), ("?pref=17", 4), ("?q=B000003", 1), ("?s=answered&dept=72", 0),
            ] {
                let page = try await house.get(address + "/people" + query, as: cookie)
                #expect(page.text.split(separator: "/p/2").count - 1 == people, "\(query)")
            }
            let noto = try await house.get(address + "/people?pref=17", as: cookie)
            #expect(noto.text.contains("pref=17&amp;reg=390"), "a prefecture leads to its regions")
            let file = try await house.get(address + "/people.csv", as: cookie)
            #expect(file.headers["Content-Type"] == "text/csv; charset=utf-8")
            #expect(Array(file.text.utf8.prefix(3)) == [0xef, 0xbb, 0xbf])
            #expect(file.text.contains(",'=cmd(),") && file.text.contains(",'+81 て,"))
            #expect(file.text.split(separator: "\r\n").count == 6)
            let unreached = try await house.get(address + "/none.csv", as: cookie)
            #expect(unreached.text.split(separator: "\r\n").count == 3)
        }
    }

    @Test(
        "The record of one person tells every try and answer, with contacts masked", arguments: DatabaseKind.available)
    func timeline(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            try await house.answer(2, address, Answer(status: "minor", comment: "手を切りました"))
            let page = try await house.get(address + "/p/22", as: cookie)
            #expect(page.status == .ok)
            #expect(page.text.contains("p•••@example.jp") && !page.text.contains("p2@example.jp"))
            #expect(page.text.contains("軽いけが") && page.text.contains("手を切りました"))
            #expect(page.text.contains("対象になりました"))
            let nobody = try await house.get(address + "/p/25", as: cookie)
            #expect(nobody.text.contains("連絡先が登録されていない"))
            #expect(try await house.get(address + "/p/31", as: cookie).status == .notFound)
        }
    }

    @Test("Stopping, sending again and closing each ask first", arguments: DatabaseKind.available)
    func afterwards(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            try await house.answer(2, address, Answer(status: "safe"))
            let ask = try await house.get(address + "/resend", as: cookie)
            #expect(ask.text.contains("<b>2人</b>") && ask.text.contains("最大2通"))
            let resent = try await house.post(address + "/resend", as: cookie)
            #expect(resent.headers.all("Set-Cookie").contains { $0.contains("resent.2") })
            await house.drain()
            #expect(try await house.get(address + "/p/23", as: cookie).text.contains("もう一度送りました"))

            #expect(try await house.get(address + "/stop", as: cookie).text.contains("送信を止めますか"))
            #expect(try await house.post(address + "/stop", as: cookie).status == .seeOther)
            #expect(try await house.get(address + "/close", as: cookie).text.contains("この送信を終了しますか"))
            #expect(try await house.post(address + "/close", as: cookie).status == .seeOther)
            await house.drain()
            let results = try await house.results(address, as: cookie) { $0.text.contains("終了") }
            #expect(!results.text.contains("data-poll") && !results.text.contains(address + "/resend"))
            #expect(try await house.post(address + "/resend", as: cookie).headers["Location"] == address)
        }
    }

    @Test(
        "Another organization's administrator finds nothing, and an employee may not look",
        arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let stranger = try await house.cookie(of: BroadcastHouse.other)
            let member = try await house.cookie(2)
            let draft = try await house.draft(as: cookie)
            let sent = try await house.sent(as: cookie)
            _ = try await house.post(
                "/templates/new", as: cookie,
                [("name", "地震"), ("kind", "safety"), ("subject", "件名"), ("body", "本文")])
            let list = try await house.get("/templates", as: cookie).text
            let start = try #require(list.range(of: #"class="big" href="/templates/"#)).upperBound
            let template = "/templates/" + list[start...].prefix { $0.isNumber }
            let pages =
                [draft + "/edit", draft + "/check", draft + "/none.csv", "/b/new?from=" + draft.dropFirst(3)]
                + [
                    "", "/live", "/people", "/p/22", "/people.csv", "/none.csv", "/stop", "/close",
                    "/resend",
                ].map { sent + $0 } + [template, template + "/remove"]
            for page in pages {
                #expect(try await house.get(page, as: cookie).status != .notFound, "\(page)")
                #expect(try await house.get(page, as: stranger).status == .notFound, "\(page)")
                #expect(try await house.get(page, as: member).status == .forbidden, "\(page)")
            }
            let forms =
                [draft + "/edit", draft + "/send", template, template + "/remove"]
                + ["/send", "/call-off", "/stop", "/close", "/resend"].map { sent + $0 }
            for form in forms {
                let fields = BroadcastHouse.check(["confirm": "5", "name": "x"])
                #expect(try await house.post(form, as: stranger, fields).status == .notFound, "\(form)")
                #expect(try await house.post(form, as: member, fields).status == .forbidden, "\(form)")
            }
            #expect(try await house.get("/b", as: member).status == .forbidden)
            #expect(!(try await house.get("/b", as: stranger)).text.contains("能登"))
            // Nothing of it happened.
            #expect(try await house.get(draft + "/check", as: cookie).status == .ok)
            #expect(try await house.get(template, as: cookie).status == .ok)
        }
    }

    @Test("Refused words come back as they were typed")
    func refused() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = BroadcastHouse.check(["subject": "", "everyone": "", "people": "B000002\nZ9"])
            let answer = try await house.post("/b/new", as: cookie, fields)
            #expect(answer.status == .unprocessable)
            #expect(answer.text.contains("安否をお知らせください。") && answer.text.contains("B000002\nZ9"))
            #expect(answer.text.contains(##"href="#subject""##) && answer.text.contains(##"href="#people""##))
        }
    }

    @Test("Regions are picked, counted by address, and kept in the draft")
    func picking() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = BroadcastHouse.check(["everyone": "", "people": "B000005"])
            let pick = try await house.post("/b/new", as: cookie, fields + [("pick", "region")])
            #expect(pick.text.contains(#"value="390""#) && pick.text.contains(#"value="p17""#))
            // The map leads to the regions of each prefecture, and says where something is chosen.
            #expect(pick.text.contains(##"<a href="#r17" aria-label="石川 0件を選択">"##))
            #expect(pick.text.contains(#"id="r17""#) && !pick.text.contains(#"on hi""#))
            let again = try await house.post(
                "/b/new", as: cookie, fields + [("region", "390"), ("region", "p17"), ("pick", "region")])
            #expect(again.text.contains(##"<a href="#r17" aria-label="石川 2件を選択">"##))
            #expect(again.text.components(separatedBy: #"on hi""#).count == 2)
            let picked = try await house.post(
                "/b/new", as: cookie, fields + [("region", "390"), ("address", "work"), ("picked", "region")])
            #expect(picked.text.contains(#"<input type="hidden" name="region" value="390">"#))
            #expect(picked.text.contains("<b class=\"num\">5人</b>"))
            let saved = try await house.post(
                "/b/new", as: cookie, fields + [("region", "390"), ("address", "work"), ("save", "draft")])
            let place = try #require(saved.headers["Location"])
            let edit = try await house.get(place, as: cookie)
            #expect(edit.text.contains(#"name="region" value="390""#) && edit.text.contains("B000005"))
        }
    }

    @Test("A template is kept, renamed, loaded and removed")
    func templates() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = [("name", "地震"), ("kind", "safety"), ("subject", "能登の地震"), ("body", "ご無事ですか")]
            #expect(try await house.post("/templates/new", as: cookie, fields).status == .seeOther)
            #expect(try await house.post("/templates/new", as: cookie, fields).status == .unprocessable)
            let nothing = try await house.post("/templates/new", as: cookie)
            let links = MarkupScan(nothing.text).all("a").compactMap { $0["href"] }
            #expect(links.filter { ["#name", "#subject", "#body"].contains($0) } == ["#name", "#subject", "#body"])
            let list = try await house.get("/templates", as: cookie).text
            let start = try #require(list.range(of: #"class="big" href="/templates/"#)).upperBound
            let id = String(list[start...].prefix { $0.isNumber })
            let renamed = [("name", "大地震")] + fields.dropFirst()
            #expect(try await house.post("/templates/\(id)", as: cookie, renamed).status == .seeOther)
            #expect(try await house.get("/templates/\(id)", as: cookie).text.contains("大地震"))
            let loaded = try await house.post("/b/new", as: cookie, [("template", id), ("load", "1")])
            #expect(loaded.text.contains("能登の地震") && loaded.text.contains("ご無事ですか"))
            #expect(try await house.post("/templates/\(id)", as: cookie, fields + [("remove", "1")]).status == .ok)
            #expect(try await house.post("/templates/\(id)/remove", as: cookie).status == .seeOther)
            #expect(try await house.get("/templates/\(id)", as: cookie).status == .notFound)
        }
    }

    @Test("The trigger rule is confirmed before it holds, and everybody sees it on the page of bulletins")
    func triggerRule() async throws {  // R-163, R-182
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let fields = [
                ("isActive", "1"), ("minimum", "6-"), ("addresses", "work"), ("holdTime", "120"), ("suppression", "1"),
                ("template", ""), ("area", "only"), ("region", "390"),
            ]
            let confirm = try await house.post("/triggers", as: cookie, fields)
            #expect(confirm.status == .ok && confirm.text.contains("/triggers/confirm"))
            #expect(!(try await house.get("/triggers", as: cookie)).text.contains(#"value="6-" selected"#))
            #expect(try await house.post("/triggers/confirm", as: cookie, fields).status == .seeOther)
            #expect(try await house.get("/triggers", as: cookie).text.contains(#"value="6-" selected"#))
            let wrong = [("minimum", "1"), ("holdTime", "601"), ("suppression", "x"), ("area", "only")]
            let refused = try await house.post("/triggers", as: cookie, wrong)
            #expect(refused.status == .unprocessable)
            for field in ["minimum", "addresses", "holdTime", "suppression", "area"] {
                #expect(refused.text.contains("href=\"#\(field)\""), "\(field)")
            }
            let member = try await house.cookie(2)
            let disaster = try await house.get("/disaster", as: member)
            #expect(disaster.status == .ok && disaster.text.contains("震度6弱"))
            #expect(try await house.get("/triggers", as: member).status == .forbidden)
        }
    }
}
