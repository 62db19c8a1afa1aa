import Channels
import Domain
import Foundation
import TestKit
import Testing

@Suite("Mails on the wire", .timeLimit(.minutes(2)))
struct MailMessageTests {
    private static let subjects = [
        "安否確認", "Safety check", "【安否確認】髙橋さん・山﨑さん・𠮷野さん 🚨👨‍👩‍👧 ｶﾀｶﾅ ①㈱",
        String(repeating: "石川県能登地方で最大震度７の地震が発生しました。", count: 8),
        "Re: " + String(repeating: "long words without end ", count: 20) + "end",
        String(repeating: "🚨", count: 100), String(repeating: "x", count: 200), "=?utf-8?B?44GC?= is not a word",
        "a\u{3000}全角 空白  二つ", "",
    ]

    private static let texts = [
        "ご無事ですか。\nhttps://anpi.example.jp/a/AbCdEf\n", "Plain ASCII\nFrom here\n.\n..dots\n",
        "髙橋 﨑 𠮷 🚨 ﾊﾝｶｸ ①㈱〜−‖¢\r\nsecond line", String(repeating: "長い行", count: 2_000),
        String(repeating: "a", count: 3_000), "tab\there", "",
    ]

    @Test("Subject, name and text come out of Python's mail parser as they went in")
    func parsed() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        for (number, subject) in Self.subjects.enumerated() {
            let text = Self.texts[number % Self.texts.count]
            let message = try MailFixture.message(to: "s\(number)@example.jp", subject: subject, text: text)
            #expect(await channel.handOff(message).inWords == "accepted")
            let mail = try #require(try await catcher.messages(to: "s\(number)@example.jp").first)
            #expect(mail.subject == subject)
            #expect(mail.from == "安否確認システム <anpi@example.jp>")
            let lines = text.replacing("\r\n", with: "\n")
            #expect(mail.text.replacing("\r\n", with: "\n") == (lines.hasSuffix("\n") ? lines : lines + "\n"))
        }
    }

    @Test("An address with dots in odd places arrives at the same mailbox")
    func oddDots() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        #expect(await channel.handOff(try MailFixture.message(to: "a..b.@docomo.ne.jp")).inWords == "accepted")
        // The server has taken the quotation marks off again.
        #expect(try await catcher.messages(to: "a..b.@docomo.ne.jp").count == 1)
    }

    @Test("Only seven-bit lines of at most 998 characters with CRLF leave, whatever the text is")
    func wireForm() throws {
        for subject in Self.subjects {
            for text in Self.texts + ["a\u{0}b\u{1b}[31m\u{7f}\u{85}c\rd\n"] {
                let bytes = MailWriter().bytes(
                    of: try MailFixture.message(to: "x@example.jp", subject: subject, text: text))
                #expect(bytes.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 9 || $0 == 10 || $0 == 13 })
                #expect(bytes.suffix(2) == [13, 10])
                let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
                #expect(lines.allSatisfy { !$0.contains("\n") && !$0.contains("\r") && $0.utf8.count <= 998 })
                let head = lines.prefix { !$0.isEmpty }
                #expect(head.allSatisfy { $0.utf8.count <= 78 }, "\(head)")
                let words = head.flatMap { $0.split(separator: " ") }.filter { $0.hasPrefix("=?") }
                #expect(words.allSatisfy { $0.utf8.count <= 75 && $0.hasSuffix("?=") })
            }
        }
    }

    @Test("There is one header of each kind, and none that a field could have smuggled in")
    func headers() throws {
        let text = "first\r\nBcc: evil@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>\r\n"
        let bytes = MailWriter().bytes(
            of: try MailFixture.message(to: "x@example.jp", subject: "Bcc: evil@example.com", text: text))
        let head = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        let names = head.components(separatedBy: "\r\n").filter { $0.first?.isWhitespace == false }
            .compactMap { $0.split(separator: ":").first.map(String.init) }
        let expected = [
            "From", "To", "Subject", "Date", "Message-Id", "Auto-Submitted", "X-Auto-Response-Suppress",
            "Content-Language", "MIME-Version", "Content-Type",
        ]
        #expect(Set(names.map { $0.lowercased() }) == Set(expected.map { $0.lowercased() }))
        #expect(names.count == expected.count)
    }

    @Test("Lines that begin with a dot arrive as they are")
    func dots() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        let text = ".\n..\n.x\nFrom me\nplain\n"
        #expect(await channel.handOff(try MailFixture.message(to: "dots@example.jp", text: text)).inWords == "accepted")
        let mail = try #require(try await catcher.messages(to: "dots@example.jp").first)
        #expect(mail.text.replacing("\r\n", with: "\n") == text)
    }

    @Test("The same message has the same bytes each time, so a second hand-off is the same mail")
    func sameBytes() throws {
        let message = try MailFixture.message(to: "x@example.jp", subject: Self.subjects[2], text: Self.texts[2])
        let writer = MailWriter()
        let first = writer.bytes(of: message)
        #expect(writer.bytes(of: message) == first)
        #expect(MailWriter().bytes(of: message) == first)
    }

    @Test("Mails of different broadcasts share a writer and no word")
    func sharedWriter() throws {
        let writer = MailWriter()
        for _ in 1...2 {
            for subject in Self.subjects {
                let message = try MailFixture.message(to: "x@example.jp", subject: subject)
                #expect(writer.bytes(of: message) == MailWriter().bytes(of: message))
            }
        }
    }
}
