import Channels
import Domain
import Foundation
import TestKit
import Testing

/// What a relay does at one command instead of going on, and what follows for the mail.
private struct RelayFault: Sendable, CustomTestStringConvertible {
    let place: String
    let name: String
    let action: String
    let expected: String

    var testDescription: String { "\(place) \(name)" }
    /// The rules of the catcher know the case by the name in EHLO.
    var client: String { "\(place)-\(name).example.jp" }
    var rule: String { #"{"at": "\#(place)", "client": "\#(client)", \#(action)}"# }

    /// The faults that every command is tried with, in the order of `all`'s columns.
    private static let actions = [
        ("421", #""reply": "421 Closing", "drop": true"#), ("450", #""reply": "450 Not now""#),
        ("550", #""reply": "550 No""#), ("nonsense", #""reply": "999 What""#), ("drop", #""drop": true"#),
        ("hang", #""hang": true"#), ("pace", #""pace": 0.002"#),
    ]

    /// One row a command. What is broken before the message's end is temporary, whatever broke it; only the recipient's
    /// and the message's own refusals are permanent; and behind the end silence is unclear.
    private static let table: [(place: String, expected: [String])] = [
        (
            "connect",
            [
                "temporary providerBusy 421", "temporary providerBusy 450", "temporary relayRefused 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "ehlo",
            [
                "temporary providerBusy 421", "temporary providerBusy 450", "temporary relayRefused 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "starttls",
            [
                "temporary tlsFailed 421", "temporary tlsFailed 450", "temporary tlsFailed 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "auth",
            [
                "temporary providerBusy 421", "temporary authenticationFailed 450",
                "temporary authenticationFailed 550", "temporary providerFault 999", "temporary connectionLost",
                "temporary timedOut", "accepted",
            ]
        ),
        (
            "mail",
            [
                "temporary providerBusy 421", "temporary providerBusy 450", "temporary senderRefused 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "rcpt",
            [
                "temporary providerBusy 421", "temporary mailboxUnavailable 450", "permanent mailboxUnknown 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "data",
            [
                "temporary providerBusy 421", "temporary providerBusy 450", "permanent messageRefused 550",
                "temporary providerFault 999", "temporary connectionLost", "temporary timedOut", "accepted",
            ]
        ),
        (
            "end",
            [
                "temporary providerBusy 421", "temporary providerBusy 450", "permanent messageRefused 550",
                "unclear providerFault 999", "unclear noReply", "unclear noReply", "accepted",
            ]
        ),
    ]

    static let all = table.flatMap { place, expected in
        zip(actions, expected).map { RelayFault(place: place, name: $0.0, action: $0.1, expected: $1) }
    }
}

/// A relay with STARTTLS and a login that has all the faults; it ends with the tests.
private struct FaultyRelay {
    let catcher: MailCatcher
    let certificates: Certificates

    /// One that wants each command by itself, and one that takes them together.
    static let shared = [["--no-pipelining"], []].map { arguments in
        Task { try await FaultyRelay(RelayFault.all.filter { $0.place != "connect" }, arguments) }
    }

    init(_ faults: [RelayFault], _ arguments: [String]) async throws {
        certificates = try await Certificates()
        catcher = try await MailCatcher.start(
            rules: "[\(faults.map(\.rule).joined(separator: ","))]",
            arguments: [
                "--certificate", certificates.certificate, "--key", certificates.key, "--login", "anpi:correct horse",
            ] + arguments)
    }

    func channel(greetingName: String) throws -> MailChannel {
        try MailFixture.channel(
            port: catcher.smtpPort, host: "localhost", security: .required,
            credentials: SMTPRelay.Credentials(user: "anpi", password: Secret("correct horse")),
            caFile: certificates.ca, timeout: .seconds(15), greetingName: greetingName
        ).0
    }
}

@Suite("A relay that fails at a command", .timeLimit(.minutes(3)))
struct FaultyRelayTests {
    @Test(
        "Each fault at each command has its result, and says nothing about the address", arguments: RelayFault.all,
        [false, true])
    private func fault(_ fault: RelayFault, pipelining: Bool) async throws {
        // The client has not said its name yet when it is greeted: such a relay fails everybody.
        let relay: FaultyRelay
        if fault.place == "connect" {
            relay = try await FaultyRelay(
                [RelayFault(place: "connect", name: "", action: fault.action + #", "client": "*""#, expected: "")],
                pipelining ? [] : ["--no-pipelining"])
        } else {
            relay = try await FaultyRelay.shared[pipelining ? 1 : 0].value
        }
        let address = "\(fault.place)-\(fault.name)@example.jp"
        let result = await (try relay.channel(greetingName: fault.client))
            .handOff(try MailFixture.message(to: address))
        #expect(result.inWords == fault.expected)
        #expect(try await relay.catcher.messages(to: address).count == (fault.expected == "accepted" ? 1 : 0))
        if case .permanent = result {
            #expect(fault.place == "rcpt" || result.reason?.fault == .message)
        } else if fault.name != "450" {
            #expect(result.reason?.fault != .destination)
        }
        if fault.place == "connect" {
            relay.catcher.stop()
            relay.certificates.remove()
        }
    }

    @Test(
        "What is no mail server, or breaks the secure connection, is temporary",
        arguments: [
            (#"{"at": "connect", "reply": "HTTP/1.1 400 Bad Request"}"#, "temporary connectionLost"),
            (#"{"at": "connect", "reply": "SSH-2.0-OpenSSH_9.2", "hang": true}"#, "temporary timedOut"),
            // Ready for TLS, it says; then it goes on in plain words, hangs or hangs up.
            (#"{"at": "starttls", "reply": "220 Ready"}"#, "temporary tlsFailed 220"),
            (#"{"at": "starttls", "reply": "220 Ready", "hang": true}"#, "temporary timedOut 220"),
            (#"{"at": "starttls", "reply": "220 Ready", "drop": true}"#, "temporary tlsFailed 220"),
            // What stands behind the go-ahead was put there by somebody on the way: nothing of it may count.
            (
                #"{"at": "starttls", "reply": "220 Ready\r\n250-x\r\n250 PIPELINING", "hang": true}"#,
                "temporary providerFault 220"
            ),
        ])
    func wrongLanguage(rule: String, expected: String) async throws {
        let certificates = try await Certificates()
        defer { certificates.remove() }
        let catcher = try await MailCatcher.start(
            rules: "[\(rule)]", arguments: ["--certificate", certificates.certificate, "--key", certificates.key])
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(
            port: catcher.smtpPort, host: "localhost", security: .required, caFile: certificates.ca,
            timeout: .seconds(4))
        #expect(await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == expected)
        #expect(try await catcher.counts().messages == 0)
    }

    @Test("A relay that takes a byte a second is given up when its time is over, and nothing was taken")
    func tooSlow() async throws {
        let catcher = try await MailCatcher.start(rules: #"[{"at": "mail", "pace": 1}]"#)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, timeout: .seconds(4))
        #expect(await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary timedOut")
        #expect(try await catcher.counts().messages == 0)
    }
}
