import Domain
import TestKit
import Testing

@testable import Channels

/// A relay's replies to one letter, and what follows.
private struct Replies: Sendable, CustomTestStringConvertible {
    let name: String
    let codes: [Int]
    let phase: SMTPDialogue.Phase
    let code: Int?
    let aftermath: SMTPExchange.Aftermath
    var isMessageSent = false
    var isNonsense = false

    init(
        _ name: String, _ codes: [Int], _ phase: SMTPDialogue.Phase, _ code: Int?,
        _ aftermath: SMTPExchange.Aftermath, sent: Bool = false, nonsense: Bool = false
    ) {
        (self.name, self.codes, self.phase, self.code, self.aftermath) = (name, codes, phase, code, aftermath)
        (isMessageSent, isNonsense) = (sent, nonsense)
    }

    var testDescription: String { name }
}

/// What became of an exchange that heard some replies and then silence.
private struct Played {
    var said: [[SMTPLetter.Command]] = []
    var isMessageSent = false
    var exchange: SMTPExchange
    var aftermath: SMTPExchange.Aftermath?

    init(pipelining: Bool, afterRefusal: Bool = false, _ codes: [Int]) {
        exchange = SMTPExchange(isPipelining: pipelining, afterRefusal: afterRefusal)
        var codes = codes[...]
        while aftermath == nil {
            switch exchange.step {
            case .say(let commands):
                said.append(commands)
                exchange.said()
            case .sendMessage:
                isMessageSent = true
                exchange.messageLeft(whole: true)
            case .listen, .listenBriefly:
                if let code = codes.popFirst() { exchange.heard(SMTPReply(code: code)) } else { exchange.broke() }
            case .over(let left): aftermath = left
            }
        }
    }
}

@Suite("One letter over a connection")
struct SMTPExchangeTests {
    private static let taken = Replies("taken", [250, 250, 354, 250], .end, 250, .ready, sent: true)

    /// What is the same whether commands go out together or one by one.
    private static let common = [
        taken,
        Replies("forwarded", [250, 251, 354, 250], .end, 250, .ready, sent: true),
        Replies("silent from the start", [], .sender, nil, .broken),
        Replies("silent behind the sender", [250], .recipient, nil, .broken),
        Replies("silent behind the recipient", [250, 250], .data, nil, .broken),
        Replies("silent behind the message", [250, 250, 354], .end, nil, .broken, sent: true),
        Replies("refused at the end", [250, 250, 354, 554], .end, 554, .ready, sent: true),
        Replies("later, at the end", [250, 250, 354, 452], .end, 452, .ready, sent: true),
        Replies("closing at the end", [250, 250, 354, 421], .end, 421, .broken, sent: true),
        Replies("nonsense at the end", [250, 250, 354, 999], .end, 999, .broken, sent: true),
        Replies("closing at once", [421], .sender, 421, .broken),
        Replies("closing at the recipient", [250, 421], .recipient, 421, .broken),
        Replies("closing at DATA", [250, 250, 421], .data, 421, .broken),
        Replies("DATA refused", [250, 250, 451], .data, 451, .needsReset),
        Replies("DATA answered like another command", [250, 250, 250], .data, 250, .broken, nonsense: true),
        Replies("the sender answered like DATA", [354], .sender, 354, .broken, nonsense: true),
        Replies("the recipient answered like DATA", [250, 354], .recipient, 354, .broken, nonsense: true),
        Replies("nonsense", [999], .sender, 999, .broken, nonsense: true),
    ]

    private static let together =
        common + [
            Replies("nobody there, and DATA refused for it", [250, 550, 554], .recipient, 550, .needsReset),
            Replies("nobody there, and yet the message is wanted", [250, 550, 354], .recipient, 550, .broken),
            Replies("nobody there, and silence", [250, 550], .recipient, 550, .broken),
            Replies("nobody there, and closing", [250, 550, 421], .recipient, 550, .broken),
            Replies("nobody there, and DATA answered with nonsense", [250, 550, 250], .recipient, 550, .broken),
            Replies("the sender refused, and all behind it", [550, 503, 503], .sender, 550, .needsReset),
            Replies("the sender refused, the recipient taken", [550, 250, 503], .sender, 550, .needsReset),
            Replies("the sender refused, and yet the message is wanted", [450, 250, 354], .sender, 450, .broken),
            Replies("the sender refused, and closing", [550, 421], .sender, 550, .broken),
            Replies("the sender refused, and nonsense", [550, 999], .sender, 550, .broken),
            Replies("the sender refused, and silence", [550], .sender, 550, .broken),
        ]

    private static let oneByOne =
        common + [
            Replies("nobody there", [250, 550], .recipient, 550, .needsReset),
            Replies("the sender refused", [550], .sender, 550, .needsReset),
        ]

    private func check(_ played: Played, _ replies: Replies) {
        let exchange = played.exchange
        #expect(exchange.phase == replies.phase && exchange.reply?.code == replies.code)
        #expect(played.aftermath == replies.aftermath && played.isMessageSent == replies.isMessageSent)
        #expect(exchange.isNonsense == replies.isNonsense)
    }

    @Test("With PIPELINING the envelope goes out in one piece, and each reply has its meaning", arguments: together)
    private func pipelined(_ replies: Replies) {
        let played = Played(pipelining: true, replies.codes)
        #expect(played.said == [[.sender, .recipient, .data]])
        check(played, replies)
    }

    @Test("Without PIPELINING each command waits for the reply to the one before", arguments: oneByOne)
    private func stepByStep(_ replies: Replies) {
        let played = Played(pipelining: false, replies.codes)
        let steps: [[SMTPLetter.Command]] = [[.sender], [.recipient], [.data]]
        #expect(played.said == Array(steps.prefix(played.said.count)))
        #expect(played.said.flatMap(\.self).last?.comesFrom == replies.phase || replies.isMessageSent)
        check(played, replies)
    }

    @Test("Behind a refused letter the next one starts with RSET, together with the rest or alone")
    func reset() {
        let played = Played(pipelining: true, afterRefusal: true, [250, 250, 250, 354, 250])
        #expect(played.said == [[.reset, .sender, .recipient, .data]] && played.aftermath == .ready)
        let single = Played(pipelining: false, afterRefusal: true, [250, 250, 250, 354, 250])
        #expect(single.said == [[.reset], [.sender], [.recipient], [.data]] && single.aftermath == .ready)
        #expect(played.exchange.phase == .end && single.exchange.phase == .end)
    }

    @Test("A connection that cannot forget the last letter has heard nothing of this one", arguments: [false, true])
    func noReset(pipelining: Bool) {
        for codes in [[], [421], [500], [354], [250], [250, 421]] {
            let played = Played(pipelining: pipelining, afterRefusal: true, codes)
            #expect(played.exchange.foundNobody && !played.isMessageSent && played.aftermath == .broken)
        }
        for codes in [[250, 550], [250, 999], [250, 250]] {
            #expect(!Played(pipelining: pipelining, afterRefusal: true, codes).exchange.foundNobody)
        }
    }

    @Test("A reply that nobody asked for ends the letter before its message, and takes nothing", arguments: 200..<600)
    func outOfTurn(code: Int) {
        for pipelining in [false, true] {
            var early = SMTPExchange(isPipelining: pipelining, afterRefusal: false)
            early.heard(SMTPReply(code: code))
            #expect(early.step == .over(.broken) && early.phase == .connecting)
            for leftBefore in [false, true] {
                var exchange = SMTPExchange(isPipelining: pipelining, afterRefusal: false)
                for code in [250, 250, 354] {
                    if case .say = exchange.step { exchange.said() }
                    exchange.heard(SMTPReply(code: code))
                }
                #expect(exchange.step == .sendMessage && exchange.phase == .data && exchange.reply == nil)
                if leftBefore { exchange.messageLeft(whole: false) }
                exchange.heard(SMTPReply(code: code))
                #expect(exchange.step == .over(.broken) && exchange.phase == (leftBefore ? .message : .data))
                let end = exchange.isNonsense ? TransferEnd.protocolTrouble : .finished
                if case .accepted = SMTPOutcome.result(phase: exchange.phase, reply: exchange.reply, end: end) {
                    Issue.record("\(code) took a message that never left")
                }
            }
        }
    }

    @Test("Whatever a relay says, a message goes out only when all was taken, and every exchange ends (random walk)")
    func walk() {
        let randomness = Randomness.seeded(2_920)
        let codes = [200, 220, 250, 251, 252, 354, 421, 450, 451, 500, 503, 550, 552, 554, 999]
        for _ in 0..<5_000 {
            let bytes = randomness.bytes(8)
            let pipelining = bytes[0] % 2 == 0
            let reset = bytes[1] % 4 == 0
            // Half of them go well at first, so that the later states are met as often.
            let well = Array([250, 250, 250, 354].prefix(Int(bytes[2] % 5)).dropFirst(reset ? 0 : 1))
            let heard = well + bytes[3...].map { codes[Int($0) % codes.count] }
            let played = Played(pipelining: pipelining, afterRefusal: reset, heard)
            let envelope = heard.prefix(reset ? 4 : 3)
            let isTaken = envelope.dropLast().allSatisfy { (200..<300).contains($0) } && envelope.last == 354
            #expect(played.isMessageSent == isTaken, "\(heard)")
            #expect(played.exchange.phase != .end || played.isMessageSent)
            let result = SMTPOutcome.result(
                phase: played.exchange.phase, reply: played.exchange.reply, end: .finished)
            if case .accepted = result { #expect(isTaken && (200..<300).contains(heard[envelope.count])) }
            if played.aftermath == .ready { #expect(played.isMessageSent) }
        }
    }
}

extension SMTPLetter.Command {
    /// The phase in which its reply is waited for.
    fileprivate var comesFrom: SMTPDialogue.Phase {
        switch self {
        case .reset: .connecting
        case .sender: .sender
        case .recipient: .recipient
        case .data: .data
        }
    }
}

@Suite("Reading a relay's replies")
struct SMTPReplyReaderTests {
    private func replies(_ text: String, cutAfter length: Int = .max) throws -> (heard: [SMTPReply], isEmpty: Bool) {
        var reader = SMTPReplyReader()
        var heard: [SMTPReply] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(length))
            rest = rest.dropFirst(length)
            while let reply = try reader.next() { heard.append(reply) }
        }
        return (heard, reader.isEmpty)
    }

    @Test(
        "Replies are whole wherever the bytes are cut",
        arguments: [
            ("250 ok\r\n", [(250, "ok")], true),
            ("250 a\r\n550 5.1.1 b\r\n354 c\r\n", [(250, "a"), (550, "5.1.1 b"), (354, "c")], true),
            ("250-a\r\n250-b\r\n250 c\r\n", [(250, "a b c")], true), ("250\r\n", [(250, "")], true),
            ("250 only feed\n354\n", [(250, "only feed"), (354, "")], true),
            // The last line's code counts.
            ("250-a\r\n550 b\r\n", [(550, "a b")], true),
            ("250-not yet\r\n", [], false), ("250 not yet", [], false), ("250 a\r\n42", [(250, "a")], false),
            ("hello\r\n\r\n25\r\n099 x\r\n250 ok\r\n", [(250, "ok")], true), ("250 a\r\n\r\n", [(250, "a")], true),
            ("", [], true),
        ] as [(String, [(Int, String)], Bool)])
    func whole(text: String, expected: [(Int, String)], isEmpty: Bool) throws {
        for length in [1, 2, 3, 5, 7, .max] {
            let (heard, rest) = try replies(text, cutAfter: length)
            #expect(heard == expected.map { SMTPReply(code: $0.0, text: $0.1) })
            #expect(rest == isEmpty)
        }
    }

    @Test("Whoever talks without end is told off, by lines or by one line", arguments: [1_000, 65_536])
    func endless(length: Int) throws {
        for piece in ["250-x\r\n", "x", "blah\r\n", String(repeating: "9", count: 5_000)] {
            let text = String(repeating: piece, count: 70_000 / piece.utf8.count)
            #expect(throws: SMTPReplyReader.TooLong.self) { try replies(text, cutAfter: length) }
        }
        let long = try replies("250 " + String(repeating: "a", count: 60_000) + "\r\n", cutAfter: length)
        #expect(long.heard.first?.text.utf8.count == 500)
        // Many short replies are no long one.
        #expect(try replies(String(repeating: "250 ok\r\n", count: 9_000), cutAfter: length).heard.count == 9_000)
    }
}

@Suite("A letter in its wire form")
struct SMTPLetterTests {
    static func relay(_ host: String = "127.0.0.1") throws -> SMTPRelay {
        try SMTPRelay(host: host, port: 25, security: .none, greetingName: "anpi.example.jp")
    }

    @Test(
        "Dots at a line's start are doubled, and the end is a line of its own",
        arguments: [
            ("a\r\n", "a\r\n.\r\n"), ("a", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"), (".", "..\r\n.\r\n"),
            ("a\r\n.\r\nb\r\n", "a\r\n..\r\nb\r\n.\r\n"), ("..\r\n...\r\n", "...\r\n....\r\n.\r\n"),
            ("a.b.\r\n", "a.b.\r\n.\r\n"), ("\r\n\r\n.x\r\n", "\r\n\r\n..x\r\n.\r\n"),
            ("a\n.\nb\r\n", "a\n..\nb\r\n.\r\n"), ("a\n", "a\n\r\n.\r\n"), ("a\r", "a\r\r\n.\r\n"), ("", ".\r\n"),
        ])
    func dots(message: String, wire: String) {
        #expect(String(decoding: SMTPLetter.wireForm(of: Array(message.utf8)), as: UTF8.self) == wire)
    }

    @Test("Nothing that could end a command's line gets into one")
    func unsafe() throws {
        let relay = try Self.relay()
        for bad in ["a@b\r\nRCPT TO:<x@y>", "a@b\n", "a b@c", "a@b>", "<a@b", "a\u{0}@b", "あ@b.example", "a@b\t"] {
            #expect(SMTPLetter(from: bad, to: "a@b.example", message: [], for: relay) == nil)
            #expect(SMTPLetter(from: "a@b.example", to: bad, message: [], for: relay) == nil)
        }
        #expect(SMTPLetter(from: "a@b.example", to: "", message: [], for: relay) == nil)
        let letter = try #require(
            SMTPLetter(from: "", to: "\"a..b\"@c.example", message: Array("12345\r\n".utf8), for: relay))
        let all = SMTPLetter.Command.allCases
        #expect(
            String(decoding: letter.bytes(of: all, namingSize: true), as: UTF8.self)
                == "RSET\r\nMAIL FROM:<> SIZE=7\r\nRCPT TO:<\"a..b\"@c.example>\r\nDATA\r\n")
        #expect(
            String(decoding: letter.bytes(of: [.sender], namingSize: false), as: UTF8.self) == "MAIL FROM:<>\r\n")
    }
}
