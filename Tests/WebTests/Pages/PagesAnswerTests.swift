import Database
import Domain
import Foundation
import HTTPServer
import Notify
import TestKit
import Testing

@testable import Web

@Suite("Pages: answering")
struct PagesAnswerTests {
    @Test(
        "A link asks in three languages and takes the answer with one press",
        arguments: [
            ("ja", "ご無事ですか", "受け付けました"), ("easy", "だいじょうぶですか", "会社"),
            ("en", "are you safe?", "We have your answer"),
        ], DatabaseKind.available)
    func languages(_ words: (language: String, question: String, thanks: String), _ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            let page = try await browser.get("\(link)?l=\(words.language)")
            #expect(page.status == 200)
            #expect(page.text.contains(words.question))
            #expect(page.fields("s") == ["safe", "minor", "serious"])
            #expect(page.text.utf8.count < 6_144)
            let sent = try await browser.post("\(link)?l=\(words.language)", [("s", "minor")])
            #expect(sent.status == 303)
            #expect(sent.location == "\(link)/done?l=\(words.language)")
            let done = try await browser.get(try #require(sent.location))
            #expect(done.status == 200)
            #expect(done.text.contains(words.thanks))
            #expect(done.text.utf8.count < 6_144)
            #expect(browser.cookies.isEmpty)
            #expect(try await house.journal(broadcast) == ["minor|-|||link"])
        }
    }

    @Test("Without a choice the page speaks the person's language (R-047)")
    func personsLanguage() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE person SET language = 'en'
                    WHERE tenant_id = \(PageHouse.own.tenant) AND id = \(PageHouse.own.member)
                    """)
            }
            let browser = Browser(house)
            let english = try await browser.get("/r/\(house.token(broadcast))")
            #expect(english.text.contains("are you safe?"))
            let japanese = try await browser.get("/r/\(house.token(broadcast, PageHouse.own.administrator))")
            #expect(japanese.text.contains("ご無事ですか"))
        }
    }

    @Test(
        "Looking at a page never answers, and an answer stops what is left (R-185)", arguments: DatabaseKind.available)
    func lookingAndStopping(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            try await browser.get(link)
            try await browser.get(link + "?s=safe")
            #expect(try await browser.get(link + "/done").location == link)
            #expect(try await house.journal(broadcast).isEmpty)
            #expect(try await house.states(broadcast) == ["planned"])
            try await browser.post(link, [("s", "safe")])
            #expect(try await house.states(broadcast) == ["cancelled"])
            #expect(try await browser.get(link + "/done").text.contains("残りの連絡は止めました"))
        }
    }

    @Test(
        "The same answer twice is one answer; another one replaces it; details are added",
        arguments: DatabaseKind.available)
    func again(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            try await browser.post(link, [("s", "safe")])
            try await browser.post(link, [("s", "safe")])
            let details = [("attendance", "no"), ("comment", "家は無事<b>です</b>")]
            let saved = try await browser.post(link + "/done?l=ja", details)
            #expect(saved.location == "\(link)/done?l=ja&saved=1")
            try await browser.post(link + "/done?l=ja", details)
            try await browser.post(link, [("s", "serious")])
            #expect(
                try await house.journal(broadcast) == [
                    "safe|-|||link", "safe|no|家は無事<b>です</b>||link", "serious|no|家は無事<b>です</b>||link",
                ])
            let page = try await browser.get(link + "/done?l=ja")
            #expect(page.text.contains("家は無事&lt;b&gt;です&lt;/b&gt;"))
            #expect(page.field("attendance") != nil)
            // An emptied comment takes the earlier one away, once.
            try await browser.post(link + "/done", [("comment", "")])
            try await browser.post(link + "/done", [("comment", "")])
            #expect(try await house.journal(broadcast).count == 4)
        }
    }

    @Test(
        "A form of any or no origin is taken: the token is the proof", arguments: [nil, "null", "https://mail.example"])
    func origins(_ origin: String?) async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast).uppercased())"
            let sent = try await Browser(house).post(
                link, [("s", "safe")], headers: origin.map { [("Origin", $0)] } ?? [])
            #expect(sent.status == 303)
            #expect(sent.location?.hasPrefix("/r/\(house.token(broadcast))/done") == true)
        }
    }

    @Test("Details without an answer, and answers that are none of ours, are asked for again")
    func refusals() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            for fields in [[("s", "well")], [], [("read", "1"), ("comment", "x")]] {
                let refused = try await browser.post(link, fields)
                #expect(refused.status == 422)
                #expect(refused.text.contains("選んで"))
                #expect(refused.fields("s").count == 3)
            }
            #expect(try await browser.post(link + "/done", [("attendance", "yes")]).status == 422)
            #expect(try await house.journal(broadcast).isEmpty)
            try await browser.post(link, [("s", "safe")])
            let long = try await browser.post(link + "/done", [("comment", String(repeating: "あ", count: 201))])
            #expect(long.status == 422)
            #expect(long.text.contains("200文字以内"))
        }
    }

    @Test("Every unknown link gets the same light page")
    func unknown() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let browser = Browser(house)
            var cut = house.token(broadcast)
            cut.removeLast()
            let made = String(house.token(broadcast).reversed())
            let first = try await browser.get("/r/aaaaaaaaaaaaaaaaaaaaaaaaaa?l=ja")
            #expect(first.status == 404)
            #expect(first.text.contains("このリンクでは回答できません"))
            for path in ["/r/\(cut)?l=ja", "/r/\(made)?l=ja", "/r/x%3Cy?l=ja", "/r/\(made)/done?l=ja"] {
                let other = try await browser.get(path)
                #expect(other.status == 404)
                #expect(other.text == first.text)
                #expect(other.headers.map(\.name) == first.headers.map(\.name))
                let posted = try await browser.post(path, [("s", "safe")])
                #expect(posted.status == 404)
                #expect(posted.text == first.text)
            }
        }
    }

    @Test("After closing, answers are late for 30 days; then the page says so")
    func closed() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast(status: .closed, endedAt: house.clock.now)
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            #expect(try await browser.get(link).text.contains("終了しています"))
            try await browser.post(link, [("s", "safe")])
            #expect(try await browser.get(link + "/done").text.contains("締め切り後の回答"))
            house.clock.advance(by: .seconds(31 * 86_400))
            for reply in [try await browser.get(link), try await browser.post(link, [("s", "minor")])] {
                #expect(reply.status == 410)
                #expect(reply.text.contains("この安否確認は終了しました"))
            }
        }
    }

    @Test("The policy allows the page's own style and nothing else; nothing is kept, indexed or told")
    func headers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            for path in [link, link + "/done", "/r/unknown"] {
                let reply = try await Browser(house).get(path)
                if reply.status == 303 { continue }
                let policy = try #require(reply.headers["Content-Security-Policy"])
                #expect(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"))
                #expect(policy.contains("style-src 'sha256-") && !policy.contains("script-src"))
                #expect(reply.headers["Cache-Control"] == "no-store")
                #expect(reply.headers["Referrer-Policy"] == "no-referrer")
                #expect(reply.headers["X-Robots-Tag"] == "noindex")
                #expect(reply.headers["Set-Cookie"] == nil)
            }
            // sha256 of the style, computed by another program: `openssl dgst -sha256 -binary | base64`.
            let hash = try Self.sha256Base64(AnswerStyle.text)
            #expect(AnswerStyle.policy.contains("'sha256-\(hash)'"))
        }
    }

    @Test("A store that can't answer gives a page that says so and keeps what was pressed")
    func busy() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let link = "/r/\(house.token(broadcast))"
            let browser = Browser(house)
            try await house.database.write(.installation) { transaction in
                try transaction.execute("ALTER TABLE answer RENAME TO answer_elsewhere")
            }
            let shown = try await browser.get(link)
            #expect(shown.status == 503)
            #expect(shown.headers["Refresh"] == "5" && shown.headers["Retry-After"] == "5")
            let sent = try await browser.post(link, [("s", "minor")])
            #expect(sent.status == 503)
            #expect(sent.text.contains("回答はまだ届いていません"))
            #expect(sent.headers["Retry-After"] == "5" && sent.headers["Refresh"] == nil)
            #expect(sent.field("s") == "minor")
            try await house.database.write(.installation) { transaction in
                try transaction.execute("ALTER TABLE answer_elsewhere RENAME TO answer")
            }
            #expect(try await browser.post(link, [("s", try #require(sent.field("s")))]).status == 303)
            #expect(house.log.contains("answer.notTaken"))
            #expect(!house.log.lowercased().contains(house.token(broadcast)))
        }
    }

    @Test("An announcement asks its own questions; without any, reading is noted")
    func announcement() async throws {
        try await PageHouse.with(.sqlite) { house in
            let form = AnswerForm(
                allowsComment: true,
                questions: [
                    .init(code: "q1", text: "参加しますか<i>", choices: ["はい", "いいえ"]), .init(code: "q2", text: "ご要望"),
                ])
            let asked = try await house.broadcast(kind: .announcement, form: form, subject: "防災訓練のお知らせ")
            let plain = try await house.broadcast(
                7002, kind: .announcement, form: AnswerForm(allowsComment: false), subject: "停電のお知らせ")
            let browser = Browser(house)
            let link = "/r/\(house.token(asked))"
            let page = try await browser.get(link)
            #expect(page.text.contains("防災訓練のお知らせ") && page.text.contains("参加しますか&lt;i&gt;"))
            #expect(page.fields("reply.q1") == ["はい", "いいえ"])
            let wrong = try await browser.post(link, [("read", "1"), ("reply.q1", "たぶん"), ("reply.q2", "要望です")])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("要望です"))
            try await browser.post(link, [("read", "1"), ("reply.q1", "はい"), ("reply.q2", ""), ("comment", "")])
            #expect(try await house.journal(asked) == ["-|-||q1\tはい|link"])
            #expect(try await browser.get(link + "/done").text.contains("受け付けました"))
            try await browser.post("/r/\(house.token(plain))", [("read", "1")])
            #expect(try await house.journal(plain) == ["-|-|||link"])
        }
    }

    @Test("Signed in, one answers on the same page with the session's token", arguments: DatabaseKind.available)
    func signedIn(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast(isDrill: true)
            let browser = try await house.browser(PageHouse.own.member)
            let menu = try await browser.get("/menu")
            #expect(menu.text.contains("16:10 石川県能登地方の地震") && menu.text.contains("/me/answers/\(broadcast)"))
            let page = try await browser.get("/me/answers/\(broadcast)")
            #expect(page.text.contains("これは訓練です"))
            let csrf = browser.csrf
            browser.csrf = nil
            #expect(try await browser.post("/me/answers/\(broadcast)", [("s", "safe")]).status == 403)
            browser.csrf = csrf
            let sent = try await browser.post("/me/answers/\(broadcast)", [("s", "safe")])
            #expect(sent.location == "/me/answers/\(broadcast)/done")
            let done = try await browser.get("/me/answers/\(broadcast)/done")
            #expect(done.text.contains("/menu"))
            try await browser.post("/me/answers/\(broadcast)/done", [("attendance", "unknown")])
            #expect(try await house.journal(broadcast) == ["safe|-|||page", "safe|unknown|||page"])
            #expect(try await browser.get("/menu").text.contains("回答をお待ちしています") == false)
            let history = try await browser.get("/me/answers")
            #expect(history.text.contains("無事") && history.text.contains("回答を直す"))
            #expect(try await browser.get("/me/answers/999").status == 404)
            let stranger = try await house.browser(PageHouse.other.member, of: PageHouse.other)
            #expect(try await stranger.get("/me/answers/\(broadcast)").status == 404)
            #expect(try await stranger.get("/me/answers").text.contains("能登") == false)
        }
    }

    private static func sha256Base64(_ text: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["dgst", "-sha256", "-binary"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let digest = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return digest.base64EncodedString()
    }
}

extension PageHouse {
    /// The states of a person's attempts.
    func states(_ broadcast: BroadcastID, _ person: PersonID = own.member) async throws -> [String] {
        try await database.read(.tenant(Self.own.tenant)) { transaction in
            try transaction.values(
                String.self,
                """
                SELECT state FROM attempt
                WHERE tenant_id = \(Self.own.tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                """)
        }
    }
}
