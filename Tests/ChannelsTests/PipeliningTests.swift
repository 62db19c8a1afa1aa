import Channels
import Domain
import Foundation
import TestKit
import Testing

/// What a relay does, connection by connection, and what follows for each letter to it.
private struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let scripts: [[String]]
    let expected: [String]
    /// What it heard altogether, without the greetings; nil if the script says it all.
    var heard: [[String]]?
    var isPipelining = true

    init(_ name: String, _ scripts: [[String]], _ expected: [String], heard: [[String]]? = nil, pipelining: Bool = true)
    {
        (self.name, self.scripts, self.expected, self.heard) = (name, scripts, expected, heard)
        isPipelining = pipelining
    }

    var testDescription: String { name }
}

private let envelope = ["> MAIL FROM:<", "> RCPT TO:<", "> DATA"]
private let again = ["> RSET"] + envelope
private let taken = envelope + ["250 ok", "250 ok", "354 go", "message", "250 2.0.0 kept"]

/// So long that the relay has to read for it to leave.
private let longText = String(repeating: String(repeating: "0123456789", count: 7) + "\n", count: 75_000)

@Suite("Mails to a relay that takes commands together", .timeLimit(.minutes(5)))
struct PipeliningTests {
    private static let stories = [
        Story("one piece", [taken], ["accepted"], heard: [["MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]]),
        Story(
            "connection used again", [taken + taken], ["accepted", "accepted"],
            heard: [["MAIL", "RCPT", "DATA", "MESSAGE", "MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]]),
        Story(
            "replies in one piece", [envelope + ["250 ok\r\n250 ok\r\n354 go", "message", "250 kept"]], ["accepted"]),
        Story(
            "replies byte for byte",
            [
                envelope + [
                    "pieces 250-ok", "pieces 250 ok", "pieces 250 ok", "pieces 354 go", "message", "pieces 250 kept",
                ]
            ],
            ["accepted"]),
        Story(
            "replies cut in the middle",
            [
                envelope + [
                    "25…", "0 ok\r\n250…", "-ok\r\n250 ok\r\n3…", "54 go", "message", "250-kept\r…", "\n250 as A1",
                ]
            ],
            ["accepted"]),
        Story(
            "a reply that is cut off for good", [envelope + ["250 ok", "250 o…", "cut"]], ["temporary connectionLost"]),
        Story(
            "cut behind the message", [envelope + ["250 a", "250 b", "354 c", "message", "25…", "cut"]],
            ["unclear noReply"]),
        // The refused recipient's replies are read to the end, and the connection goes on.
        Story(
            "recipient refused, then another",
            [
                envelope + ["250 ok", "550 5.1.1 unknown", "554 5.5.1 no recipients"] + again
                    + ["250 ok", "250 ok", "250 ok", "354 go", "message", "250 kept"]
            ], ["permanent mailboxUnknown 550 5.1.1", "accepted"],
            heard: [["MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]]),
        Story(
            "sender refused, and all behind it",
            [
                envelope + ["550 5.7.1 no", "503 5.5.1 MAIL first", "503 5.5.1 RCPT first"] + again
                    + ["250 ok", "250 ok", "250 ok", "354 go", "message", "250 kept"]
            ], ["temporary senderRefused 550 5.7.1", "accepted"]),
        // Nobody is left to get it, and the message is wanted: not even a lone dot is said, on this connection or any.
        Story(
            "recipient refused, DATA taken", [envelope + ["250 ok", "550 5.1.1 unknown", "354 go"], taken],
            ["permanent mailboxUnknown 550 5.1.1", "accepted"],
            heard: [["MAIL", "RCPT", "DATA"], ["MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]]),
        Story(
            "sender refused, DATA taken", [envelope + ["451 4.3.0 later", "250 ok", "354 go"], taken],
            ["temporary providerBusy 451 4.3.0", "accepted"],
            heard: [["MAIL", "RCPT", "DATA"], ["MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]]),
        Story(
            "closing behind a refusal", [envelope + ["250 ok", "550 5.1.1 unknown", "cut"], taken],
            ["permanent mailboxUnknown 550 5.1.1", "accepted"]),
        Story(
            "421 behind a refusal", [envelope + ["250 ok", "450 4.2.1 busy", "421 4.3.2 closing", "cut"], taken],
            ["temporary mailboxUnavailable 450 4.2.1", "accepted"]),
        Story(
            "silence behind a refusal", [envelope + ["250 ok", "550 5.1.1 unknown", "hang"], taken],
            ["permanent mailboxUnknown 550 5.1.1", "accepted"]),
        Story(
            "421 to the sender of a first mail", [envelope + ["421 4.3.2 closing", "cut"]],
            ["temporary providerBusy 421 4.3.2"]),
        Story(
            "421 to the recipient", [envelope + ["250 ok", "421 4.3.2 closing", "cut"], taken],
            ["temporary providerBusy 421 4.3.2", "accepted"]),
        Story("421 to DATA", [envelope + ["250 ok", "250 ok", "421 closing"]], ["temporary providerBusy 421"]),
        // Between two mails: nothing of the second was heard, so it goes over a new connection.
        Story(
            "421 to the second mail", [taken + envelope + ["421 4.7.0 enough", "cut"], taken], ["accepted", "accepted"]),
        Story("hung up after the first mail", [taken + ["cut"], taken], ["accepted", "accepted"]),
        Story("hung up at the second mail", [taken + envelope + ["cut"], taken], ["accepted", "accepted"]),
        Story(
            "hung up behind the second sender", [taken + envelope + ["250 ok", "cut"], taken],
            ["accepted", "temporary connectionLost", "accepted"]),
        Story(
            "RSET refused",
            [envelope + ["250 a", "550 5.1.1 b", "503 c"] + again + ["502 what?"], taken],
            ["permanent mailboxUnknown 550 5.1.1", "accepted"]),
        Story("good-bye while it waited", [taken + ["421 4.4.2 idle", "cut"], taken], ["accepted", "accepted"]),
        // A reply too many would be taken for the next one's.
        Story("more than was asked behind a mail", [taken + ["250 really"], taken], ["accepted", "accepted"]),
        Story(
            "more than was asked with the last reply",
            [envelope + ["250 a", "250 b", "354 c", "message", "250 d\r\n250 e"], taken],
            ["accepted", "accepted"]),
        Story(
            "taken before it was sent", [envelope + ["250 a", "250 b", "354 c\r\n250 kept"]],
            ["temporary providerFault 250"], heard: [["MAIL", "RCPT", "DATA"]]),
        Story(
            "refused before it was sent", [envelope + ["250 a", "250 b", "354 c\r\n554 5.7.1 no"]],
            ["permanent messageRefused 554 5.7.1"], heard: [["MAIL", "RCPT", "DATA"]]),
        Story(
            "half a reply behind 354", [envelope + ["250 a", "250 b", "354 c\r\n250…"]], ["temporary providerFault"],
            heard: [["MAIL", "RCPT", "DATA"]]),
        Story(
            "DATA answered like the rest", [envelope + ["250 a", "250 b", "250 c"]], ["temporary providerFault 250"],
            heard: [["MAIL", "RCPT", "DATA"]]),
        Story(
            "the sender answered like DATA", [envelope + ["354 a"]], ["temporary providerFault 354"],
            heard: [["MAIL", "RCPT", "DATA"]]),
        Story(
            "lines that are no replies",
            [envelope + ["hm", "250 a", "", "250 b", "354 c", "message", "x", "250 kept"]], ["accepted"]),
        Story(
            "never silent", [envelope + [String(repeating: "250-more\r\n", count: 8_000)]], ["temporary providerFault"]),
        Story(
            "never silent behind the message",
            [envelope + ["250 a", "250 b", "354 c", "message", String(repeating: "250-more\r\n", count: 8_000)]],
            ["unclear noReply"]),
        Story("hanging at the sender", [envelope + ["hang"]], ["temporary timedOut"]),
        Story("hanging at the recipient", [envelope + ["250 a", "hang"]], ["temporary timedOut"]),
        Story(
            "hanging behind the message", [envelope + ["250 a", "250 b", "354 c", "message", "hang"], taken],
            ["unclear noReply", "accepted"]),
        // One by one, because it was not offered.
        Story(
            "not offered",
            [["> MAIL", "quiet", "250 a", "> RCPT", "quiet", "250 b", "> DATA", "quiet", "354 c", "message", "250 d"]],
            ["accepted"], heard: [["MAIL", "RCPT", "DATA", "MESSAGE", "QUIT"]], pipelining: false),
        Story(
            "not offered, refused, then another",
            [
                [
                    "> MAIL", "250 a", "> RCPT", "550 5.1.1 b", "> RSET", "quiet", "250 c", "> MAIL", "250 d", "> RCPT",
                    "250 e", "> DATA", "354 f", "message", "250 g",
                ]
            ], ["permanent mailboxUnknown 550 5.1.1", "accepted"], pipelining: false),
        Story(
            "not offered, a reply before its command", [["> MAIL", "250 a\r\n250 b"]], ["temporary providerFault 250"],
            heard: [["MAIL"]], pipelining: false),
        Story(
            "not offered, hung up at the second mail",
            [
                ["> MAIL", "250 a", "> RCPT", "250 b", "> DATA", "354 c", "message", "250 d", "> MAIL", "cut"],
                ["> MAIL", "250 a", "> RCPT", "250 b", "> DATA", "354 c", "message", "250 d"],
            ],
            ["accepted", "accepted"], pipelining: false),
    ]

    @Test("Each story has its end, and no message is ended that was not whole and wanted", arguments: stories)
    private func story(_ story: Story) async throws {
        let relay = try ScriptedRelay(
            offering: story.isPipelining ? ["PIPELINING", "8BITMIME"] : ["8BITMIME"], story.scripts)
        let hangs = story.scripts.joined().contains("hang")
        let (channel, pool) = try MailFixture.channel(
            port: relay.port, connections: 1, timeout: .seconds(hangs ? 8 : 60))
        for expected in story.expected {
            #expect(await channel.handOff(try MailFixture.message(to: "taro@example.jp")).inWords == expected)
        }
        await pool.close(grace: .seconds(5))
        await relay.ended()
        #expect(!relay.lines.joined().contains { $0.hasPrefix("NOT ") || $0.hasPrefix("NO END") }, "\(relay.lines)")
        #expect(relay.lines.count == story.scripts.count)
        if let heard = story.heard {
            #expect(relay.lines.map { $0.dropFirst().map { String($0.prefix { $0 != " " }) } } == heard)
        }
    }

    @Test("The size is said to a relay that asks for it, and the addresses are never in a result")
    func size() async throws {
        let relay = try ScriptedRelay(
            offering: ["SIZE 1000000", "PIPELINING"],
            [envelope + ["552 5.3.4 <taro@example.jp> too big", "503 x", "503 x"]])
        let (channel, pool) = try MailFixture.channel(port: relay.port, connections: 1)
        let message = try MailFixture.message(to: "taro@example.jp")
        let result = await channel.handOff(message)
        #expect(result.inWords == "permanent tooLarge 552 5.3.4" && !"\(result)".contains("taro"))
        await pool.close(grace: .seconds(5))
        await relay.ended()
        let size = MailWriter().bytes(of: message).count
        #expect(relay.lines[0][1] == "MAIL FROM:<anpi@example.jp> SIZE=\(size)")
    }

    @Test("A relay that refuses in the middle of a long message is heard, and the rest is not sent")
    func inTheMiddle() async throws {
        let relay = try ScriptedRelay(
            offering: ["PIPELINING"], [envelope + ["250 a", "250 b", "354 c", "> Date:", "552 5.3.4 too big", "cut"]])
        let (channel, pool) = try MailFixture.channel(port: relay.port, connections: 1, timeout: .seconds(60))
        let message = try MailFixture.message(to: "taro@example.jp", text: longText)
        #expect(await channel.handOff(message).inWords == "permanent tooLarge 552 5.3.4")
        await pool.close(grace: .seconds(5))
        await relay.ended()
        #expect(!relay.lines[0].contains("."))
    }

    @Test("A long message that is withdrawn, or too slow, never ends", arguments: [false, true])
    func withdrawn(isCancelled: Bool) async throws {
        let relay = try ScriptedRelay(
            offering: ["PIPELINING"], [envelope + ["250 a", "250 b", "354 c", "> Date:", "stall"]])
        let (channel, pool) = try MailFixture.channel(
            port: relay.port, connections: 1, timeout: .seconds(isCancelled ? 60 : 8))
        let message = try MailFixture.message(to: "taro@example.jp", text: longText)
        let sending = Task { await channel.handOff(message) }
        while !Task.isCancelled, relay.lines.first?.last?.hasPrefix("Date:") != true { await Task.yield() }
        if isCancelled { sending.cancel() }
        #expect(await sending.value.inWords == (isCancelled ? "temporary notStarted" : "temporary timedOut"))
        await pool.close(grace: .seconds(5))
        relay.release()
        await relay.ended()
        #expect(!relay.lines[0].contains("."))
    }
}
