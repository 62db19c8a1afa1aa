import CCurl
import Domain
import Testing

@testable import Channels

@Suite("What a relay's words mean")
struct SMTPOutcomeTests {
    /// Phases in which a refusal can be about the recipient or the message.
    private static let aboutTheMail: Set<SMTPDialogue.Phase> = [.recipient, .data, .message, .end]

    @Test(
        "everyStatusCodeIsClassified: each reply code in each phase has a meaning",
        arguments: SMTPDialogue.Phase.allCases, 200...599)
    func everyStatusCodeIsClassified(phase: SMTPDialogue.Phase, code: Int) {
        for end in TransferEnd.allCases {
            let result = SMTPOutcome.result(phase: phase, reply: SMTPReply(code: code, text: "words"), end: end)
            switch (result, code) {
            case (.accepted, 200..<300):
                #expect(phase == .end)
            case (.unclear, 200..<400):
                // A reply that comes before the whole message is out takes nothing.
                #expect(phase == .message || phase == .end && code >= 300)
            case (.temporary(let reason, _), 200..<400):
                #expect(!(phase == .end || phase == .message) && reason.status == code)
            case (.temporary(let reason, _), 400..<500):
                #expect(reason.status == code)
            case (.temporary(let reason, _), 500..<600):
                #expect(reason.status == code && reason.fault == .provider)
            case (.permanent(let reason), 500..<600):  // R-188
                #expect(reason.status == code && reason.fault != .provider)
                #expect(Self.aboutTheMail.contains(phase) || (phase == .sender && reason.code == .tooLarge))
            default:
                Issue.record("\(phase) \(code) \(end) → \(result)")
            }
        }
    }

    @Test("Silence before the end of the message is temporary, and after it unclear", arguments: TransferEnd.allCases)
    func silence(end: TransferEnd) {
        for phase in SMTPDialogue.Phase.allCases {
            let result = SMTPOutcome.result(phase: phase, reply: nil, end: end)
            let mayHaveBeenTaken = phase == .end
            switch result {
            case .unclear(let reason): #expect(mayHaveBeenTaken && reason.code == .noReply)
            case .temporary(let reason, nil): #expect(!mayHaveBeenTaken && reason.code == end.failureCode)
            default: Issue.record("\(phase) \(end) → \(result)")
            }
        }
    }

    @Test(
        "Known replies get their own word",
        arguments: [
            (.greeting, 554, "No SMTP service here", .relayRefused), (.greeting, 421, "Too busy", .providerBusy),
            (.hello, 550, "Go away", .relayRefused), (.security, 454, "TLS not available", .tlsFailed),
            (.login, 535, "5.7.8 Bad credentials", .authenticationFailed),
            (.login, 454, "4.7.0 Temporary authentication failure", .providerBusy),
            (.sender, 530, "5.7.0 Must issue a STARTTLS command first", .authenticationFailed),
            (.sender, 550, "5.1.8 Bad sender", .senderRefused),
            (.sender, 553, "5.7.1 Not owned by user", .senderRefused),
            (.sender, 552, "5.3.4 Too big", .tooLarge), (.sender, 452, "4.3.1 No space", .storageFull),
            (.recipient, 550, "5.1.1 User unknown", .mailboxUnknown),
            (.recipient, 550, "No such user", .mailboxUnknown),
            (.recipient, 550, "5.1.2 Bad domain", .domainUnknown), (.recipient, 556, "No mail", .domainUnknown),
            (.recipient, 552, "5.2.2 Over quota", .mailboxFull), (.recipient, 552, "Quota", .mailboxFull),
            (.recipient, 450, "4.2.2 Over quota", .mailboxFull),
            (.recipient, 550, "5.2.1 Disabled", .mailboxUnavailable),
            (.recipient, 554, "5.7.1 Relay access denied", .relayRefused),
            (.recipient, 553, "Bad form", .addressRefused),
            (.recipient, 501, "5.1.3 Bad recipient address syntax", .addressRefused),
            (.recipient, 451, "4.7.1 Try again later", .greylisted), (.recipient, 450, "Greylisted", .greylisted),
            (.recipient, 450, "Mailbox busy", .mailboxUnavailable), (.recipient, 421, "4.4.2 Timeout", .providerBusy),
            (.recipient, 503, "5.5.1 Need MAIL", .providerFault), (.recipient, 530, "Log in", .authenticationFailed),
            (.data, 451, "4.3.0 Queue file write error", .providerBusy),
            (.data, 554, "No valid recipients", .messageRefused),
            (.end, 552, "5.3.4 Too big", .tooLarge), (.end, 554, "5.7.1 Spam", .messageRefused),
            (.end, 452, "4.3.1 Full", .storageFull), (.end, 550, "5.1.1 User unknown", .mailboxUnknown),
        ] as [(SMTPDialogue.Phase, Int, String, FailureCode)])
    func words(phase: SMTPDialogue.Phase, code: Int, text: String, expected: FailureCode) {
        let result = SMTPOutcome.result(phase: phase, reply: SMTPReply(code: code, text: text), end: .finished)
        #expect(result.reason?.code == expected)
    }

    @Test(
        "A relay that does not relay for us strikes no address off",
        arguments: [
            (550, "5.7.1 Relaying denied"), (554, "5.7.1 <a@b>: Relay access denied"), (550, "5.7.26 Unauthenticated"),
            (550, "relay not permitted"), (554, "Policy"), (553, "we do not relay"),
        ])
    func relaying(code: Int, text: String) {
        let result = SMTPOutcome.result(
            phase: .recipient, reply: SMTPReply(code: code, text: text), end: .finished)
        guard case .temporary(let reason, nil) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.code == .relayRefused && reason.fault == .provider)
    }

    @Test("A refusal of us, our account or our sender never counts against an address")
    func ourOwnTrouble() {
        for phase in SMTPDialogue.Phase.allCases where !Self.aboutTheMail.contains(phase) {
            for code in 400...599 {
                let result = SMTPOutcome.result(phase: phase, reply: SMTPReply(code: code), end: .finished)
                #expect(result.reason?.fault != .destination, "\(phase) \(code)")
            }
        }
    }

    @Test("The reference of an accepted mail keeps the queue id and not the address")
    func reference() {
        let reply = SMTPReply(code: 250, text: "2.0.0 Ok: <Taro@Example.jp> queued as 4F1A")
        let result = SMTPOutcome.result(phase: .end, reply: reply, end: .finished, recipient: "taro@example.jp")
        #expect(result == .accepted(reference: "2.0.0 Ok: queued as 4F1A"))
        #expect(
            SMTPOutcome.result(phase: .end, reply: SMTPReply(code: 250), end: .connectionLost)
                == .accepted(reference: nil))
    }

    @Test(
        "A wait that a relay asks for in words is honoured, up to an hour",
        arguments: [
            (451, "4.7.1 Greylisted, try again in 300 seconds", 300), (450, "please retry in 5 minutes", 300),
            (451, "come back in 99999 s", 3_600), (451, "4.3.0 Try later", nil), (550, "in 300 seconds", nil),
        ] as [(Int, String, Int?)])
    func requestedWait(code: Int, text: String, seconds: Int?) {
        #expect(SMTPReply(code: code, text: text).requestedWait == seconds.map { .seconds($0) })
    }

    @Test(
        "Only a well-formed enhanced code is one",
        arguments: [
            ("5.1.1 User", "5.1.1"), ("4.7.25", "4.7.25"), ("5.1.1.1 x", nil), ("3.1.1 x", nil), ("5.1.x", nil),
            ("taro@example.jp", nil), ("5.1.1111 x", nil), ("", nil),
        ] as [(String, String?)])
    func enhanced(text: String, code: String?) {
        #expect(SMTPReply(code: 550, text: text).enhanced == code)
    }
}

@Suite("Following an SMTP conversation")
struct SMTPDialogueTests {
    private func dialogue(_ lines: [String]) -> SMTPDialogue {
        var dialogue = SMTPDialogue()
        for line in lines {
            if line.hasPrefix("> ") {
                dialogue.commandSent(Array((line.dropFirst(2) + "\r\n").utf8))
            } else {
                dialogue.lineReceived(Array((line + "\r\n").utf8))
            }
        }
        return dialogue
    }

    private let opening = ["220 hi", "> EHLO x", "250-relay", "250-PIPELINING", "250 SIZE 1000"]

    @Test("The phase is that of the last command, and the reply belongs to it")
    func phases() {
        #expect(dialogue([]).phase == .connecting)
        #expect(dialogue(["554 no"]).phase == .greeting)
        #expect(dialogue(["220 hi", "> EHLO x"]).reply == nil)
        #expect(dialogue(opening).phase == .hello)
        let refused = dialogue(opening + ["> AUTH PLAIN", "535-5.7.8 no", "535 5.7.8 such user"])
        #expect(refused.phase == .login)
        #expect(refused.reply == SMTPReply(code: 535, text: "5.7.8 no 5.7.8 such user"))
    }

    @Test("A good-bye after a refusal changes nothing")
    func quit() {
        let lines = opening + ["> AUTH PLAIN", "535 5.7.8 no", "> QUIT", "221 bye"]
        #expect(dialogue(lines).reply?.code == 535 && dialogue(lines).phase == .login)
    }

    @Test(
        "What a relay can do is what its last hello says, and nothing from before the connection was protected",
        arguments: [
            (["220-PIPELINING", "220 SIZE"], false, false), (["> EHLO x", "250-PIPELINING", "250 SIZE"], false, true),
            (["> EHLO x", "250 PIPELINING"], false, false),
            (["> EHLO x", "250-a", "250-pipelining", "250 size"], true, true),
            (["> EHLO x", "250-a", "250-SIZES", "250-XPIPELINING", "250 8BITMIME PIPELINING"], false, false),
            (
                ["> EHLO x", "250-a", "250 PIPELINING", "> STARTTLS", "220 go", "> EHLO x", "250-a", "250 SIZE 5"],
                false, true
            ),
            (
                [
                    "> EHLO x", "250-a", "250 PIPELINING", "> STARTTLS", "220 go", "> EHLO x", "502 no", "> HELO x",
                    "250 a",
                ], false, false
            ),
            (["> EHLO x", "250-a", "250 PIPELINING", "> STARTTLS", "454 no"], true, false),
            (["> EHLO x", "250-a", "250-PIPELINING", "250 AUTH PLAIN", "> AUTH PLAIN", "250 SIZE"], true, false),
            (["> EHLO x", "550-no", "550-PIPELINING", "550 SIZE"], false, false),
        ])
    func extensions(lines: [String], pipelining: Bool, size: Bool) {
        let extensions = dialogue(["220 hi"] + lines).extensions
        #expect(extensions.pipelining == pipelining && extensions.size == size)
    }

    @Test("Words that only look like commands, such as parts of a login, are not taken for one")
    func login() {
        #expect(dialogue(["220 hi", "> AUTH LOGIN", "334 x", "> MAILbase64==", "334 y"]).phase == .login)
    }

    @Test("Nonsense from the relay is survived")
    func nonsense() {
        #expect(dialogue(["", "x", "99 a", "+++ b", "\u{0}\u{1}"]).reply == nil)
        #expect(dialogue(["999"]).reply?.code == 999)
        #expect(dialogue(["220-\(String(repeating: "a", count: 5_000))", "220 b"]).reply?.text.count ?? 0 <= 600)
    }
}

@Suite("How transfers end")
struct TransferEndTests {
    @Test("Every result of curl has a word, and only success is called finished", arguments: UInt32(0)..<120)
    func everyCode(code: UInt32) {
        #expect((TransferEnd(.init(code)) == .finished) == (code == 0))
    }
}
