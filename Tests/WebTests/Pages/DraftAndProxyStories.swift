import Database
import Domain
import HTTPServer
import Notify
import TestKit
import Testing

@testable import Web

@Suite("Pages: drafts that are not complete, and answers for somebody")
struct DraftAndProxyStories {
    @Test("Whoever looks reads the subject of a message in both languages in their own")
    func ownSubject() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let words = ["subject": "地震の確認 / Quake check", "body": "ご無事ですか。\n―― English ――\nAre you safe?"]
            let address = try await house.sent(words, as: cookie)
            for path in ["/b", "/menu", address, address + "/people"] {
                let japanese = try await house.get(path, as: cookie).text
                #expect(japanese.contains("地震の確認") && !japanese.contains("Quake check"), "\(path)")
                let english = try await house.get(path + "?lang=en", as: cookie).text
                #expect(english.contains("Quake check") && !english.contains("地震の確認"), "\(path)")
            }
        }
    }

    @Test(
        "A draft to a removed department says so, is not sent, and goes on once the targets are chosen anew",
        arguments: DatabaseKind.available)
    func removedDepartment(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(["everyone": "", "department": "71", "people": "B000003"], as: cookie)
            let half = BroadcastHouse.check(["everyone": "", "department": "71", "subject": ""])
            let unfinished = try #require(
                try await house.post("/b/new", as: cookie, half + [("save", "draft")]).headers["Location"])
            #expect(try await house.get(address + "/check", as: cookie).status == .ok)
            let asked = try await house.get("/departments/71/remove", as: cookie)
            #expect(asked.text.contains("送信の下書き1件の送信先になっています"))
            let tenant = BroadcastHouse.own
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute("UPDATE person SET department_id = NULL WHERE tenant_id = \(tenant)")
            }
            let removed = try await house.post("/departments/71/remove", as: cookie)
            #expect(removed.headers["Location"] == "/departments")

            #expect(try await house.get(address + "/check", as: cookie).headers["Location"] == address + "/edit")
            let sent = try await house.post(address + "/send", as: cookie, [("confirm", "1")])
            #expect(sent.headers["Location"] == address + "/edit")
            for place in [address + "/edit", unfinished] {
                let form = try await house.get(place, as: cookie)
                #expect(form.status == .ok && form.text.contains("送る相手を選び直すまで送信できません"))
                #expect(form.text.contains("部門1件は、もう登録されていません"))
            }
            // A form that was open all the time is told as well, once.
            let open = BroadcastHouse.check(["everyone": "", "department": "71", "people": "B000003"])
            let late = try await house.post(address + "/edit", as: cookie, open)
            #expect(late.status == .unprocessable && late.text.contains("部門1件は、もう登録されていません"))
            let anew = BroadcastHouse.check(["everyone": "", "people": "B000003"])
            let done = try await house.post(address + "/edit", as: cookie, anew)
            #expect(done.headers["Location"] == address + "/check")
            #expect(
                try await house.post(address + "/send", as: cookie, [("confirm", "1")]).headers["Location"] == address)
        }
    }

    @Test(
        "What was typed so far is kept, listed, opened again, completed and thrown away",
        arguments: DatabaseKind.available)
    func drafts(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let typed = [
                ("kind", "bulletin"), ("subject", ""), ("people", "B000002\nNOBODY"), ("body", "途中まで & +"),
                ("question1", "食事は足りていますか"), ("choices1", "はい"), ("answerPeriod", "x"),
            ]
            // Without the button it is refused as ever.
            #expect(try await house.post("/b/new", as: cookie, typed).status == .unprocessable)
            let saved = try await house.post("/b/new", as: cookie, typed + [("save", "draft")])
            let edit = try #require(saved.headers["Location"])
            #expect(edit.hasSuffix("/edit") && saved.status == .seeOther)
            let address = String(edit.dropLast("/edit".count))
            let list = try await house.get("/b", as: cookie)
            #expect(list.text.contains("（件名なし）") && list.text.contains("href=\"\(edit)\""))
            let form = try await house.get(edit, as: cookie)
            for words in ["途中まで &amp; +", "NOBODY", "食事は足りていますか", "はい", "下書きを削除する"] {
                #expect(form.text.contains(words), "\(words)")
            }
            // It can be neither checked nor sent.
            #expect(try await house.get(address + "/check", as: cookie).headers["Location"] == edit)
            #expect(try await house.post(address + "/send", as: cookie).headers["Location"] == edit)
            #expect(try await house.get(edit, as: cookie).status == .ok)

            let complete = [
                ("kind", "bulletin"), ("subject", "食事について"), ("people", "B000002"), ("body", "本文"),
                ("answerPeriod", "24"),
            ]
            let done = try await house.post(edit, as: cookie, complete)
            #expect(done.headers["Location"] == address + "/check")
            #expect(try await house.get(address + "/check", as: cookie).status == .ok)
            // A complete draft that loses something is kept too, and cannot be sent any more.
            let lost = try await house.post(edit, as: cookie, Array(complete.dropFirst(2)) + [("save", "draft")])
            #expect(lost.headers["Location"] == edit)
            #expect(try await house.post(address + "/send", as: cookie, [("confirm", "1")]).headers["Location"] == edit)

            #expect(
                try await house.post(edit, as: cookie, [("remove", "1")]).headers["Location"] == address + "/remove")
            #expect(try await house.get(address + "/remove", as: cookie).text.contains("この下書きを削除しますか"))
            #expect(try await house.post(address + "/remove", as: cookie).headers["Location"] == "/b")
            #expect(try await house.get(edit, as: cookie).status == .notFound)
        }
    }

    @Test("What was sent is no draft that could be thrown away")
    func sentIsNoDraft() async throws {
        try await BroadcastHouse.with(.sqlite) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            #expect(try await house.get(address + "/remove", as: cookie).headers["Location"] == address)
            #expect(try await house.post(address + "/remove", as: cookie).headers["Location"] == address)
            #expect(try await house.get(address, as: cookie).status == .ok)
            let member = try await house.cookie(2)
            #expect(try await house.post(address + "/remove", as: member).status == .forbidden)
        }
    }

    @Test(
        "An administrator answers for somebody, and the record says who did and how it was learned (R-184)",
        arguments: DatabaseKind.available)
    func proxy(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.sent(as: cookie)
            let person = "\(address)/p/\(BroadcastHouse.person(2))"
            #expect(try await house.get(person, as: cookie).text.contains("href=\"\(person)/answer\""))
            #expect(try await house.get(person + "/answer", as: cookie).text.contains("どのように知りましたか"))
            let unsaid = try await house.post(person + "/answer", as: cookie, [("s", "minor"), ("comment", "足をくじいた")])
            #expect(unsaid.status == .unprocessable && unsaid.text.contains("足をくじいた"))
            let nothing = try await house.post(person + "/answer", as: cookie)
            let links = MarkupScan(nothing.text).all("a").compactMap { $0["href"] }
            #expect(links.contains("#s") && links.contains("#learned"))
            let empty = try await house.post(person + "/answer", as: cookie, [("learned", "family")])
            #expect(empty.status == .unprocessable && empty.text.contains("href=\"#s\""))
            let given = try await house.post(
                person + "/answer", as: cookie, [("s", "minor"), ("comment", "足をくじいた"), ("learned", "family")])
            #expect(given.headers["Location"] == person)
            let timeline = try await house.get(person, as: cookie).text
            #expect(timeline.contains("山田 1が代わりに登録（ご家族から聞いた）"))
            #expect(timeline.contains("軽いけが") && timeline.contains("足をくじいた"))
            #expect(try await house.get(address + "/people", as: cookie).text.contains("足をくじいた"))

            // The person's own word counts, whatever is recorded later.
            try await house.answer(2, address, Answer(status: "safe"))
            _ = try await house.post(person + "/answer", as: cookie, [("s", "serious"), ("learned", "others")])
            _ = try await house.results(address, as: cookie) { $0.scale.first == 1 }
            let people = try await house.get(address + "/people?s=answer-safe", as: cookie).text
            #expect(people.contains("山田 2"))
            let head = try #require(try await house.get(person, as: cookie).text.split(separator: "<ol").first)
            #expect(head.contains("無事") && !head.contains("重いけが"))

            let member = try await house.cookie(2)
            #expect(try await house.get(person + "/answer", as: member).status == .forbidden)
            let stranger = try await house.cookie(of: BroadcastHouse.other)
            #expect(try await house.get(person + "/answer", as: stranger).status == .notFound)
            let fields = [("s", "safe"), ("learned", "told")]
            #expect(try await house.post(person + "/answer", as: stranger, fields).status == .notFound)
        }
    }
}
