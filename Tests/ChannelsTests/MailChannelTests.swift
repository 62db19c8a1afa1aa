import Channels
import Domain
import Foundation
import TestKit
import Testing

/// Mails and channels as the tests need them.
struct MailFixture {
    static let now = Instant(milliseconds: 1_704_089_400_000)  // 2024-01-01T06:10:00Z, the Noto earthquake

    static func message(
        to: String, from: String = "anpi@example.jp", subject: String = "安否確認", text: String = "ご無事ですか。\n",
        unique: String = UUID().uuidString
    ) throws -> MailMessage {
        let sender = try MailAddress(from)
        return MailMessage(
            from: sender, fromName: HeaderText("安否確認システム"), to: try MailAddress(to),
            subject: try #require(HeaderText(subject)), text: text,
            messageID: try #require(MessageID(unique: unique, of: sender)), date: now)
    }

    static func channel(
        port: Int, connections: Int = 4, host: String = "127.0.0.1", security: SMTPRelay.Security = .none,
        credentials: SMTPRelay.Credentials? = nil, caFile: String? = nil, timeout: Duration = .seconds(20),
        greetingName: String = "anpi.example.jp"
    ) throws -> (MailChannel, TransferPool) {
        let relay = try SMTPRelay(
            host: host, port: port, security: security, credentials: credentials, caFile: caFile,
            greetingName: greetingName, connectTimeout: .seconds(5), replyTimeout: timeout, totalTimeout: timeout)
        let pool = TransferPool(connections: connections)
        return (MailChannel(relay: relay, pool: pool), pool)
    }
}

@Suite("Handing mail to a relay", .timeLimit(.minutes(2)))
struct MailChannelTests {
    @Test("Bounces go to the mail's own address, replies to another, and the sender stays who it is")
    func returnPath() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        let plain = try MailFixture.message(to: "taro@example.jp", unique: "attempt-1")
        let own = MailMessage(
            from: plain.from, fromName: plain.fromName, to: plain.to, subject: plain.subject, text: plain.text,
            messageID: plain.messageID, date: plain.date, returnPath: .address(try MailAddress("anpi+b1@in.example")),
            replyTo: try MailAddress("anpi+r1@in.example"))
        #expect(await channel.handOff(own).inWords == "accepted")
        let mail = try #require(try await catcher.messages(to: "taro@example.jp").first)
        #expect(mail.sender == "anpi+b1@in.example" && mail.from == "安否確認システム <anpi@example.jp>")
        #expect(mail.headers.contains(["Reply-To", "anpi+r1@in.example"]))
        let bytes = [plain, own].map { String(decoding: MailWriter().bytes(of: $0), as: UTF8.self) }
        #expect(bytes[1].replacing("Reply-To: anpi+r1@in.example\r\n", with: "") == bytes[0] && bytes[0] != bytes[1])
    }

    @Test("What answers by itself says so, and cannot be answered (R-156)")
    func automaticReply() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        let plain = try MailFixture.message(to: "taro@example.jp")
        let reply = MailMessage(
            from: plain.from, fromName: nil, to: plain.to, subject: plain.subject, text: plain.text,
            messageID: plain.messageID, date: plain.date, returnPath: .nowhere,
            inReplyTo: HeaderText("<1@good.example>"))
        #expect(await channel.handOff(reply).inWords == "accepted")
        let mail = try #require(try await catcher.messages(to: "taro@example.jp").first)
        #expect(mail.sender.isEmpty || mail.sender == "<>")
        let headers = Dictionary(mail.headers.map { ($0[0].lowercased(), $0[1]) }) { $1 }
        #expect(headers["auto-submitted"] == "auto-replied" && headers["in-reply-to"] == "<1@good.example>")
    }

    @Test("A mail arrives whole, with the id that the relay gave as its reference")
    func arrives() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        let result = await channel.handOff(try MailFixture.message(to: "taro@example.jp", unique: "attempt-1"))
        #expect(result == .accepted(reference: "2.0.0 Ok: queued as C00000001"))
        let mail = try #require(try await catcher.messages(to: "taro@example.jp").first)
        #expect(mail.sender == "anpi@example.jp" && mail.to == ["taro@example.jp"])
        #expect(mail.subject == "安否確認" && mail.from == "安否確認システム <anpi@example.jp>")
        #expect(mail.messageID == "attempt-1@example.jp")
        #expect(mail.text.replacing("\r\n", with: "\n") == "ご無事ですか。\n")
        let headers = Dictionary(mail.headers.map { ($0[0].lowercased(), $0[1]) }) { $1 }
        #expect(headers["date"] == "Mon, 01 Jan 2024 15:10:00 +0900")
        #expect(headers["auto-submitted"] == "auto-generated")
        #expect(headers["x-auto-response-suppress"] == "OOF, AutoReply")
        #expect(headers["mime-version"] == "1.0" && headers["precedence"] == nil)
    }

    /// What a relay does to one recipient (at the place named, `rcpt` if none is), and what follows.
    private struct Misbehaviour: Sendable, CustomTestStringConvertible {
        let name: String
        let place: String
        let action: String
        let expected: String

        init(_ name: String, at place: String = "rcpt", _ action: String, _ expected: String) {
            (self.name, self.place, self.action, self.expected) = (name, place, action, expected)
        }

        var testDescription: String { name }
        var rule: String {
            let person = place == "mail" ? "from" : "to"
            return #"{"at": "\#(place)", "\#(person)": "\#(name)@*", \#(action)}"#
        }
    }

    private static let misbehaviours = [
        Misbehaviour(
            "unknown", #""reply": "550 5.1.1 <unknown@example.jp>: no such user""#, "permanent mailboxUnknown 550 5.1.1"
        ),
        Misbehaviour("full", #""reply": "552 5.2.2 Over quota""#, "permanent mailboxFull 552 5.2.2"),
        Misbehaviour("relay", #""reply": "554 5.7.1 Relay access denied""#, "temporary relayRefused 554 5.7.1"),
        Misbehaviour(
            "grey", #""reply": "451 4.7.1 Greylisted, try again in 5 seconds""#,
            "temporary greylisted 451 4.7.1 after 5.0 seconds"),
        Misbehaviour("cut", #""drop": true"#, "temporary connectionLost"),
        Misbehaviour(
            "sender", at: "mail", #""reply": "550 5.7.1 Sender refused""#, "temporary senderRefused 550 5.7.1"),
        Misbehaviour("cut-mail", at: "mail", #""drop": true"#, "temporary connectionLost"),
        Misbehaviour("data", at: "data", #""reply": "451 4.3.0 Not now""#, "temporary providerBusy 451 4.3.0"),
        Misbehaviour("cut-data", at: "data", #""drop": true"#, "temporary connectionLost"),
        Misbehaviour(
            "spam", at: "end", #""reply": "554 5.7.1 Looks like spam""#, "permanent messageRefused 554 5.7.1"),
        Misbehaviour("no-room", at: "end", #""reply": "452 4.3.1 Full""#, "temporary storageFull 452 4.3.1"),
        Misbehaviour("lost-reply", at: "end", #""drop": true, "store": true"#, "unclear noReply"),
        Misbehaviour("cut-end", at: "end", #""drop": true"#, "unclear noReply"),
        Misbehaviour("slow", at: "end", #""delay": 0.2"#, "accepted"),
        Misbehaviour("hang-mail", at: "mail", #""hang": true"#, "temporary timedOut"),
        Misbehaviour("hang-rcpt", #""hang": true"#, "temporary timedOut"),
        Misbehaviour("hang-data", at: "data", #""hang": true"#, "temporary timedOut"),
        Misbehaviour("hang-end", at: "end", #""hang": true"#, "unclear noReply"),
    ]

    /// One relay for all of them, and one that wants each command by itself; they end with the tests.
    private static let badRelays = [["--no-pipelining"], []].map { arguments in
        Task {
            try await MailCatcher.start(
                rules: "[\(misbehaviours.map(\.rule).joined(separator: ","))]", arguments: arguments)
        }
    }

    @Test("Each misbehaviour of a relay has its result", arguments: misbehaviours, [false, true])
    private func misbehaviour(of relay: Misbehaviour, pipelining: Bool) async throws {
        let catcher = try await Self.badRelays[pipelining ? 1 : 0].value
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, timeout: .seconds(5))
        let address = "\(relay.name)@example.jp"
        let result = await channel.handOff(try MailFixture.message(to: address, from: address))
        #expect(result.inWords == relay.expected)
        #expect(!"\(result)".contains(address))
        // A relay may have taken what it never confirmed: that is what "unclear" means.
        let stored = try await catcher.messages(to: address).count
        #expect(stored == (result.inWords == "accepted" || relay.name == "lost-reply" ? 1 : 0))
    }

    @Test(
        "A relay that turns connections away is temporary",
        arguments: [
            (#"{"at": "connect", "reply": "554 No service"}"#, "temporary relayRefused 554"),
            (#"{"at": "connect", "drop": true}"#, "temporary connectionLost"),
            (#"{"at": "connect", "hang": true}"#, "temporary timedOut"),
            // A relay from before EHLO is greeted with HELO.
            (#"{"at": "ehlo", "reply": "502 Not implemented"}"#, "accepted"),
        ])
    func turnedAway(rule: String, expected: String) async throws {
        let catcher = try await MailCatcher.start(rules: "[\(rule)]")
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, timeout: .seconds(4))
        #expect(await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == expected)
    }

    @Test("A relay that isn't there is temporary")
    func refused() async throws {
        let catcher = try await MailCatcher.start()
        catcher.stop()
        await catcher.ended()
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        #expect(
            await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary connectionRefused")
        let (nameless, _) = try MailFixture.channel(port: 25, host: "no-such-host.invalid")
        #expect(await nameless.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary hostNotFound")
    }

    @Test("A hand-off after a greylisting carries the same Message-ID and arrives once")
    func secondHandOff() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"reply": "451 4.7.1 Later", "times": 1}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort)
        let message = try MailFixture.message(to: "grey@example.jp", unique: "one-attempt")
        #expect(await channel.handOff(message).inWords == "temporary greylisted 451 4.7.1")
        #expect(await channel.handOff(message).inWords == "accepted")
        #expect(try await catcher.messages(to: "grey@example.jp").map(\.messageID) == ["one-attempt@example.jp"])
    }

    @Test("Thousands of mails share a few connections", arguments: [false, true])
    func manyMails(onPool: Bool) async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, pool) = try MailFixture.channel(port: catcher.smtpPort, connections: 5)
        let messages = try (0..<2_000).map { try MailFixture.message(to: "person\($0)@example.jp") }
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for message in messages {
                group.addTask(executorPreference: onPool ? pool : nil) {
                    await channel.handOff(message).inWords == "accepted"
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let counts = try await catcher.counts()
        #expect(accepted == 2_000 && counts.messages == 2_000)
        #expect(counts.peak <= 5 && counts.connections <= 5)
        await pool.close(grace: .seconds(5))
    }

    @Test("One relay connection that hangs delays nobody on the others")
    func slowNeighbour() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "end", "to": "slow@*", "hang": true}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, connections: 2, timeout: .seconds(60))
        let slow = Task { await channel.handOff(try MailFixture.message(to: "slow@example.jp")) }
        for number in 0..<50 {
            #expect(await channel.handOff(try MailFixture.message(to: "p\(number)@example.jp")).inWords == "accepted")
        }
        slow.cancel()
        // It was withdrawn after the whole message had left.
        #expect(try await slow.value.inWords == "unclear noReply")
    }

    @Test(
        "Rejected recipients cost no connection, and nobody behind them is lost", arguments: [[], ["--no-pipelining"]])
    func rejections(arguments: [String]) async throws {
        let catcher = try await MailCatcher.start(
            rules: #"[{"to": "no*", "reply": "550 5.1.1 Unknown"}]"#, arguments: arguments)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, connections: 3)
        let results = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<60 {
                let message = try MailFixture.message(
                    to: "\(number.isMultiple(of: 2) ? "no" : "yes")\(number)@example.jp")
                group.addTask { (number, await channel.handOff(message).inWords) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        for (number, words) in results {
            #expect(words == (number.isMultiple(of: 2) ? "permanent mailboxUnknown 550 5.1.1" : "accepted"))
        }
        #expect(try await catcher.counts().connections <= 3)
    }

    @Test("A reply that comes too late is not taken for the next mail's")
    func lateReply() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "end", "to": "late@*", "delay": 5}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, connections: 1, timeout: .seconds(4))
        #expect(await channel.handOff(try MailFixture.message(to: "late@example.jp")).inWords == "unclear noReply")
        for number in 0..<20 {
            let result = await channel.handOff(try MailFixture.message(to: "p\(number)@example.jp"))
            guard case .accepted(let reference?) = result else { throw Surprise() }
            let mail = try #require(try await catcher.messages(to: "p\(number)@example.jp").first)
            #expect(reference.hasSuffix(String(mail.id, radix: 16, uppercase: true)))
        }
    }

    @Test("A connection that the relay closed between two mails is replaced without anybody noticing")
    func idleConnection() async throws {
        let catcher = try await MailCatcher.start(
            rules: #"[{"at": "mail", "times": 1, "delay": 0}, {"at": "mail", "times": 1, "drop": true}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, connections: 1)
        #expect(await channel.handOff(try MailFixture.message(to: "a@example.jp")).inWords == "accepted")
        #expect(await channel.handOff(try MailFixture.message(to: "b@example.jp")).inWords == "accepted")
        #expect(try await catcher.counts().connections == 2)
    }

    @Test("After closing, waiting mails are handed back and new ones refused", arguments: [false, true])
    func closing(onPool: Bool) async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "end", "to": "slow@*", "hang": true}]"#)
        defer { catcher.stop() }
        let (channel, pool) = try MailFixture.channel(port: catcher.smtpPort, connections: 1)
        let running = Task(executorPreference: onPool ? pool : nil) {
            await channel.handOff(try MailFixture.message(to: "slow@example.jp"))
        }
        while try await catcher.counts().offered == 0 { await Task.yield() }
        let waiting = Task(executorPreference: onPool ? pool : nil) {
            await channel.handOff(try MailFixture.message(to: "waits@example.jp"))
        }
        await pool.close(grace: .milliseconds(100))
        #expect(try await running.value.inWords == "unclear noReply")
        #expect(try await waiting.value.inWords == "temporary notStarted")
        #expect(await channel.handOff(try MailFixture.message(to: "late@example.jp")).inWords == "temporary notStarted")
    }

    @Test("Closing says good-bye to the relay, and does not wait for one that keeps silent")
    func goodbye() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "quit", "hang": true}]"#)
        defer { catcher.stop() }
        let (channel, pool) = try MailFixture.channel(port: catcher.smtpPort, timeout: .seconds(60))
        #expect(await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "accepted")
        let time = await ContinuousClock().measure { await pool.close(grace: .seconds(5)) }
        #expect(time < .seconds(20))
        while try await catcher.counts().goodbyes == 0 { await Task.yield() }
    }

    @Test(
        "Whatever is withdrawn at whatever moment, every caller gets one answer and accepted mails are there",
        arguments: [false, true])
    func withdrawnAtAnyMoment(onPool: Bool) async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (channel, pool) = try MailFixture.channel(port: catcher.smtpPort, connections: 3)
        var tasks: [Task<HandOffResult, Never>] = []
        for number in 0..<300 {
            let message = try MailFixture.message(to: "w\(number)@example.jp")
            tasks.append(Task(executorPreference: onPool ? pool : nil) { await channel.handOff(message) })
            if number % 3 == 1 { tasks[number / 2].cancel() }
            if number % 7 == 3 { await Task.yield() }
        }
        var accepted = 0
        for (number, task) in tasks.enumerated() {
            switch await task.value {
            case .accepted: accepted += 1
            case .temporary(let reason, nil): #expect(reason.code == .notStarted, "\(number)")
            case .unclear(let reason): #expect(reason.code == .noReply, "\(number)")
            default: Issue.record("\(number)")
            }
        }
        await pool.close(grace: .seconds(5))
        let stored = try await catcher.counts().messages
        #expect(accepted >= 150 && stored >= accepted)
    }

    @Test("A mail that still waits in line can be withdrawn, and is not sent")
    func withdrawn() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "end", "to": "slow@*", "delay": 1}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, connections: 1)
        let slow = Task { await channel.handOff(try MailFixture.message(to: "slow@example.jp")) }
        while try await catcher.counts().offered == 0 { await Task.yield() }
        let waiting = Task { await channel.handOff(try MailFixture.message(to: "waits@example.jp")) }
        waiting.cancel()
        #expect(try await waiting.value.inWords == "temporary notStarted")
        #expect(try await slow.value.inWords == "accepted")
        #expect(try await catcher.counts().messages == 1)
    }

    @Test("A relay whose password would cross the network unprotected is refused")
    func passwordInTheClear() {
        let credentials = SMTPRelay.Credentials(user: "anpi", password: Secret("pw"))
        for security in [SMTPRelay.Security.none, .opportunistic] {
            #expect(throws: SMTPRelay.Flaw.passwordInTheClear) {
                try SMTPRelay(
                    host: "relay.example.jp", port: 25, security: security, credentials: credentials,
                    greetingName: "a.example.jp")
            }
        }
        for bad in ["a b", "a/b", "a@b", "", "x\r\ny"] {
            #expect(throws: SMTPRelay.Flaw.host) {
                try SMTPRelay(host: bad, port: 25, security: .none, greetingName: "a.example.jp")
            }
            #expect(throws: SMTPRelay.Flaw.greetingName) {
                try SMTPRelay(host: "localhost", port: 25, security: .none, greetingName: bad)
            }
        }
        #expect(throws: SMTPRelay.Flaw.port) {
            try SMTPRelay(host: "localhost", port: 0, security: .none, greetingName: "a.example.jp")
        }
    }
}

extension HandOffResult {
    /// The result in a few words, as the tests compare it; the reference is left out.
    var inWords: String {
        switch self {
        case .accepted: "accepted"
        case .temporary(let reason, nil): "temporary \(reason)"
        case .temporary(let reason, let wait?): "temporary \(reason) after \(wait)"
        case .permanent(let reason): "permanent \(reason)"
        case .unclear(let reason): "unclear \(reason)"
        }
    }
}
