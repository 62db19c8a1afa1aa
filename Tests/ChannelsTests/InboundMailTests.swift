import Channels
import Foundation
import Testing

/// A mail as the machine's mail server puts it into the folder.
private func mail(_ text: String) -> InboundMail? {
    MailReader.read(Array(text.replacing("\n", with: "\r\n").utf8))
}

@Suite("Mails that come in")
struct InboundMailTests {
    @Test("Of recipients and senders only what the own machine wrote on top counts")
    func headers() throws {
        let found = try #require(
            mail(
                """
                Return-Path: <Hanako@Example.jp>
                X-Original-To: anpi+r1@in.example
                Delivered-To: anpi@in.example
                Received: from a by b; Sun, 22 Nov 2026 16:10:00 +0900
                Received: from c by a; Sun, 22 Nov 2026 16:09:00 +0900
                Delivered-To: anpi+forged@in.example
                X-Original-To: anpi+forged@in.example
                Return-Path: <>
                From: =?UTF-8?B?5bGx55Sw?= <Hanako@Example.jp>
                Subject: Re: =?UTF-8?B?5a6J5ZCm56K66KqN?=
                Message-ID: <abc@example.jp>
                Content-Type: text/plain; charset=utf-8

                １
                """))
        #expect(found.recipients == ["anpi+r1@in.example", "anpi@in.example"])
        #expect(found.senders == ["hanako@example.jp"])
        #expect(
            found.subject == "Re: 安否確認" && found.messageID == "abc@example.jp" || found.messageID == "<abc@example.jp>")
        #expect(!found.isFromNobody && !found.isAutomatic && found.hops == 2)
        #expect(found.text == "１\r\n" || found.text == "１")
    }

    private static let senderTable: [(String, [String])] = [
        ("taro..y@docomo.ne.jp", ["taro..y@docomo.ne.jp"]), ("hana.@ezweb.ne.jp", ["hana.@ezweb.ne.jp"]),
        (".hana@ezweb.ne.jp", [".hana@ezweb.ne.jp"]), ("<Taro..Y@docomo.ne.jp>", ["taro..y@docomo.ne.jp"]),
        ("Taro <taro..y@docomo.ne.jp>", ["taro..y@docomo.ne.jp"]),
        ("山田 <taro..y@docomo.ne.jp>", ["taro..y@docomo.ne.jp"]),
        ("Yamada, Taro\n <taro..y@docomo.ne.jp>", ["taro..y@docomo.ne.jp"]),
        ("\"taro..y\"@docomo.ne.jp", ["taro..y@docomo.ne.jp"]),
        ("hana.@ezweb.ne.jp <\"hana.\"@ezweb.ne.jp>", ["hana.@ezweb.ne.jp"]),
        ("taro..y@docomo.ne.jp (taro@home)", ["taro..y@docomo.ne.jp"]),
        ("[corp] Hana <h@example.jp>", ["h@example.jp"]),
        ("\"x <a@evil.example>\" <taro..y@docomo.ne.jp>", ["taro..y@docomo.ne.jp"]),
        ("taro..y@docomo.ne.jp, hana.@ezweb.ne.jp", ["taro..y@docomo.ne.jp", "hana.@ezweb.ne.jp"]),
        ("a@example.jp, b@example.jp", ["a@example.jp", "b@example.jp"]), ("<>", []),
        ("MAILER-DAEMON", ["mailer-daemon"]),
    ]

    @Test("Senders are read as carriers and old programs write them", arguments: senderTable)
    func senders(field: String, senders: [String]) throws {
        #expect(try #require(mail("From: \(field)\nSubject: x\n\n1\n")).senders == senders)
    }

    @Test("A name in raw Shift_JIS, whose letters hold backslashes and @, hides no address")
    func shiftJISName() throws {
        for name: [UInt8] in [[0x95, 0x5c], [0x83, 0x5c, 0x93, 0x63], [0x83, 0x40, 0x81, 0x5b]] {
            let bytes = Array("From: ".utf8) + name + Array(" <hana.@ezweb.ne.jp>\r\n\r\n1\r\n".utf8)
            #expect(try #require(MailReader.read(bytes)).senders == ["hana.@ezweb.ne.jp"])
        }
    }

    @Test(
        "What programs write is known as such",
        arguments: [
            "Auto-Submitted: auto-replied", "Precedence: bulk", "Precedence: list", "List-Id: <a.example>",
            "X-Autoreply: yes", "Auto-Submitted: auto-generated (rejected)",
        ])
    func automatic(header: String) throws {
        #expect(try #require(mail("\(header)\nFrom: a@example.jp\n\n1\n")).isAutomatic)
        #expect(try #require(mail("Auto-Submitted: no\nFrom: a@example.jp\n\n1\n")).isAutomatic == false)
    }

    @Test("Japanese is read in each of its charsets, with the signs that only Windows and carriers have")
    func charsets() throws {
        let cases: [(String, [UInt8])] = [
            ("iso-2022-jp", [0x1b, 0x24, 0x42, 0x4c, 0x35, 0x3b, 0x76, 0x1b, 0x28, 0x42]),
            ("shift_jis", [0x96, 0xb3, 0x8e, 0x96]), ("Shift_JIS", [0x96, 0xb3, 0x8e, 0x96]),
            ("euc-jp", [0xcc, 0xb5, 0xbb, 0xf6]), ("utf-8", Array("無事".utf8)), ("no-such-charset", Array("無事".utf8)),
        ]
        for (charset, bytes) in cases {
            let head = "From: a@example.jp\r\nContent-Type: text/plain; charset=\(charset)\r\n\r\n"
            #expect(MailReader.read(Array(head.utf8) + bytes)?.text == "無事", "\(charset)")
        }
        // What Outlook and telephones write: signs of Windows in its two-byte charset, and half-width katakana.
        let signs: [(String, [UInt8], String)] = [
            ("iso-2022-jp", Array("\u{1b}$B-#!!:#$OL5;v$G$9\u{1b}(B 1\r\n".utf8), "③　今は無事です 1\r\n"),
            ("ISO-2022-JP", Array("\u{1b}$B-!-\"-j|b\u{1b}(J1".utf8), "①②㈱髙1"),
            ("iso-2022-jp", Array("\u{1b}(I6@\u{1b}(B=\u{e}2\u{f}=".utf8), "ｶﾀ=ｲ="),
            ("cp50221", Array("\u{1b}$@L5;v".utf8), "無事"),
            ("iso-2022-jp", Array("\u{1b}$(O-#\u{1b}$BL5;v\u{1b}(B".utf8), "③無事"),
            // JIS X 0212 beside signs of Windows, and a charset of another language.
            ("iso-2022-jp", Array("\u{1b}$(D0!\u{1b}$B-!L5;v\u{1b}(I6\u{1b}(B 1".utf8), "丂①無事ｶ 1"),
            ("euc-jp", [0xad, 0xa1, 0xcc, 0xb5, 0xbb, 0xf6], "①無事"),
        ]
        for (charset, bytes, text) in signs {
            let head = "From: a@example.jp\r\nContent-Type: text/plain; charset=\(charset)\r\n\r\n"
            #expect(MailReader.read(Array(head.utf8) + bytes)?.text == text, "\(charset) \(text)")
        }
        let circled = "From: a@example.jp\r\nContent-Type: text/plain; charset=shift_jis\r\n\r\n"
        #expect(MailReader.read(Array(circled.utf8) + [0x87, 0x40])?.text == "①")
        let coded =
            "From: a@example.jp\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n54Sh5LqL\n"
        #expect(mail(coded)?.text == "無事")
        let quoted =
            "From: a@example.jp\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=E7=84=A1=E4=BA=8B\n"
        #expect(mail(quoted)?.text.hasPrefix("無事") == true)
    }

    @Test("The first text that a person wrote is read: not the attachment, not the HTML beside it, not what came back")
    func parts() throws {
        let found = try #require(
            mail(
                """
                From: a@example.jp
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/plain
                Content-Disposition: attachment; filename=a.txt

                attached
                --m
                Content-Type: multipart/alternative; boundary=a

                --a
                Content-Type: text/html

                <p>html</p>
                --a
                Content-Type: text/plain

                plain
                --a--
                --m--
                """))
        #expect(found.text == "plain")
        let html = try #require(
            mail(
                """
                From: a@example.jp
                Content-Type: text/html; charset=utf-8

                <html><head><title>x</title><style>p { color: red }</style></head><body><p>1&nbsp;無事<br>A &lt; B&#12354;&amp;
                <blockquote>quoted</blockquote></body></html>
                """))
        #expect(
            html.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
                == ["1 無事", "A < Bあ&", "> quoted"])
        let report = try #require(
            mail(
                """
                From: MAILER-DAEMON@example.jp
                Content-Type: multipart/report; report-type=delivery-status; boundary=r

                --r
                Content-Type: message/rfc822

                From: anpi@example.jp
                Content-Type: text/plain

                ours
                --r--
                """))
        #expect(report.text.isEmpty)
    }

    @Test("A blank part says nothing: the HTML beside it is read, or the text behind it")
    func blankParts() throws {
        func parts(_ first: String, _ second: String, _ type: String) throws -> String {
            try #require(
                mail(
                    """
                    From: a@example.jp
                    Content-Type: multipart/mixed; boundary=m

                    --m
                    Content-Type: text/plain; charset=utf-8

                    \(first)
                    --m
                    Content-Type: \(type); charset=utf-8

                    \(second)
                    --m--

                    """)
            ).text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        for blank in ["", "\n\n", " \u{3000}\u{a0}\n", "\u{feff}"] {
            #expect(try parts(blank, "<p>3 動けません</p>", "text/html") == "3 動けません")
            #expect(try parts(blank, "3 動けません", "text/plain") == "3 動けません")
        }
        #expect(try parts("1", "<p>3</p>", "text/html") == "1")
        #expect(try parts("1", "3", "text/plain") == "1")
    }

    @Test("Twenty megabytes beside the text, parts in parts without end, and long headers are read in bounds")
    func large() throws {
        var nested = "From: a@example.jp\r\n"
        for level in 0..<3_000 {
            nested += "Content-Type: multipart/mixed; boundary=b\(level)\r\n\r\n--b\(level)\r\n"
        }
        #expect(MailReader.read(Array((nested + "\r\n1\r\n").utf8)) != nil)
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
        let bytes = Array("From: a@example.jp\r\nSubject: ".utf8) + long + Array("\r\n\r\n".utf8) + long
        let found = try #require(MailReader.read(bytes))
        #expect(found.text.utf8.count == MailReader.longestText && found.subject.count <= 2_000)
        #expect(MailReader.read([]) == nil)
    }
}

@Suite("Mails that come back")
struct BounceTests {
    /// A report as Postfix writes it.
    private func report(_ action: String, _ status: String, _ diagnostic: String?) throws -> InboundMail {
        try #require(
            mail(
                """
                Return-Path: <>
                From: MAILER-DAEMON@relay.example
                Subject: Undelivered Mail Returned to Sender
                Auto-Submitted: auto-replied
                Content-Type: multipart/report; report-type=delivery-status; boundary=r

                --r
                Content-Type: text/plain

                This is the mail system at host relay.example.
                --r
                Content-Type: message/delivery-status

                Reporting-MTA: dns; relay.example

                Final-Recipient: rfc822; x@example.jp
                Action: \(action)
                Status: \(status)
                \(diagnostic.map { "Diagnostic-Code: \($0)\n" } ?? "")
                --r
                Content-Type: text/rfc822-headers

                From: anpi@example.jp
                --r--
                """))
    }

    private static let reportTable: [(String, String?, String, Bool)] = [
        (
            "5.1.1", "smtp; 550 5.1.1 <x@example.jp>: Recipient address rejected: User unknown",
            "mailboxUnknown 550 5.1.1", true
        ),
        ("5.1.1", "smtp; 550 <x@docomo.ne.jp>: Unknown user", "mailboxUnknown 550 5.1.1", true),
        ("5.0.0", "smtp; 550 Invalid recipient: <x@softbank.ne.jp>", "mailboxUnknown 550 5.0.0", true),
        (
            "5.2.2", "smtp; 552-5.2.2 The email account that you tried to reach is\n over quota",
            "mailboxFull 552 5.2.2", true
        ),
        ("5.2.1", "smtp; 550 5.2.1 The email account is disabled", "mailboxUnavailable 550 5.2.1", true),
        ("5.4.4", "X-Postfix; Host or domain name not found. Name service error", "domainUnknown 5.4.4", true),
        ("5.1.2", nil, "domainUnknown 5.1.2", true), ("5.1.1", nil, "mailboxUnknown 5.1.1", true),
        ("5.7.1", "smtp; 550 5.7.1 Message rejected as spam by Content Filtering", "messageRefused 550 5.7.1", false),
        ("5.7.26", "smtp; 550-5.7.26 Unauthenticated email is not accepted", "messageRefused 550 5.7.26", false),
        ("5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit", "tooLarge 552 5.3.4", false),
        (
            "4.4.1", "X-Postfix; connect to mx.example.jp[192.0.2.1]:25: Connection timed out", "connectionLost 4.4.1",
            false
        ),
        ("4.4.7", "smtp; Delivery time expired", "timedOut 4.4.7", false),
        ("4.2.2", "smtp; 452 4.2.2 Mailbox full", "mailboxFull 452 4.2.2", false),
        ("5.0.0", "X-Unix; 67", "messageRefused 5.0.0", false),
        ("5.0.0", "smtp; user unknown", "mailboxUnknown 5.0.0", true),
        ("5.5.0", "smtp;550 #5.1.0 Address rejected.", "mailboxUnknown 550 5.1.0", true),
    ]

    @Test("Reports of mail servers say why, and whether the address can ever work", arguments: reportTable)
    func reports(status: String, diagnostic: String?, reason: String, isLasting: Bool) throws {
        let verdict = try report("failed", status, diagnostic).verdict
        guard case .failed(let found, let lasting)? = verdict else {
            Issue.record("\(String(describing: verdict))")
            return
        }
        #expect("\(found)" == reason && lasting == isLasting)
    }

    @Test("A report of a delay or a delivery is no failure")
    func others() throws {
        #expect(try report("delayed", "4.4.1", "X-Postfix; connect: timed out").verdict == .delayed)
        #expect(try report("delivered", "2.0.0", nil).verdict == .delivered)
        #expect(try report("relayed", "2.0.0", nil).verdict == .delivered)
    }

    private static let plainTable: [(String, String, FailureCode?)] = [
        (
            "failure notice",
            "Hi. This is the qmail-send program at mail.example.jp.\nThis is a permanent error; I've given up.\n\n<x@yahoo.co.jp>:\n192.0.2.1 failed after I sent the message.\nRemote host said: 554 delivery error: dd This user doesn't have a yahoo.co.jp account (x@yahoo.co.jp) [0] - mta1",
            nil
        ),
        (
            "failure notice",
            "<x@example.jp>:\nSorry, no mailbox here by that name. (#5.1.1)\n", .mailboxUnknown
        ),
        (
            "Mail System Error - Returned Mail",
            "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\n    Recipient: <x@ezweb.ne.jp>\n    Reason:    <x@ezweb.ne.jp>: User unknown\n",
            .mailboxUnknown
        ),
        (
            "Mail System Error - Returned Mail",
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n<x@docomo.ne.jp>\n550 Unknown user x@docomo.ne.jp\n", .mailboxUnknown
        ),
        ("送信できませんでした", "宛先のメールボックスの容量を超えているため、配信できませんでした。", .mailboxFull),
        ("メールが届きませんでした", "指定された宛先は存在しません。", .mailboxUnknown),
        ("Undeliverable: Safety check", "The email address you entered couldn't be found.", .mailboxUnknown),
        ("Returned mail", "The recipient's mailbox is full and can't accept messages now.", .mailboxFull),
        ("Undelivered", "受信拒否の設定により配信できませんでした。", .filtered),
        ("Returned mail", "ドメイン指定受信のため、お届けできませんでした。", .filtered),
        ("Returned mail", "迷惑メールと判定されました。", .messageRefused),
        ("メールエラー", "ご指定のメールアドレスは現在使用されておりません。アドレスをご確認ください。", .mailboxUnknown),
        ("メールエラー", "宛先に誤りがあります。", .mailboxUnknown),
        ("Mail System Error - Returned Mail", "x@example.jp", .returned),
        ("お知らせ", "次のメールは送信できませんでした。", .returned),
        ("Returned mail: Host unknown", "Host unknown (Name server: example.invalid: host not found)", .domainUnknown),
        ("Mail delivery failed", "  x@example.jp\n    Unrouteable address", .mailboxUnknown),
        ("Undeliverable", "メッセージのサイズが大きいため配信できません。", .tooLarge),
    ]

    @Test("Plain texts of carriers and old programs are read, too", arguments: plainTable)
    func plain(subject: String, text: String, code: FailureCode?) throws {
        let found = try #require(
            mail(
                "Return-Path: <>\nFrom: Mail Delivery <MAILER-DAEMON@example.jp>\nSubject: \(subject)\nContent-Type: text/plain; charset=utf-8\n\n\(text)"
            ))
        guard case .failed(let reason, let isLasting)? = found.verdict else {
            Issue.record("\(String(describing: found.verdict))")
            return
        }
        if let code { #expect(reason.code == code) }
        // What the owner set lasts and is shown at the address; of a mail without a reason nobody knows.
        if code == .filtered { #expect(isLasting) }
        if code == .returned { #expect(!isLasting) }
    }

    @Test("A warning is no failure, and what a person or their vacation program writes is no bounce")
    func noBounce() throws {
        let warning =
            "Return-Path: <>\nFrom: MAILER-DAEMON@example.jp\nSubject: Warning\n\nTHIS IS A WARNING MESSAGE ONLY. Message will be retried. user unknown\n"
        #expect(mail(warning)?.verdict == .delayed)
        let vacation =
            "Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: x@example.jp\nSubject: I am away\n\nThe user does not exist here this week, 550 5.1.1\n"
        #expect(mail(vacation)?.verdict == nil)
        #expect(mail("Return-Path: <x@example.jp>\nFrom: x@example.jp\n\nuser unknown\n")?.verdict == nil)
        #expect(mail("Return-Path: <>\nFrom: MAILER-DAEMON@example.jp\n\nhello\n")?.verdict == nil)
    }
}
