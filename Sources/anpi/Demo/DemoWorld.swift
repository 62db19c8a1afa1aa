import Domain
import Foundation

/// The outside world of the demonstration: a mail server that delivers nothing, a voice gateway, people who answer.
struct DemoWorld: Sendable {
    private static let tools = "Tools/"

    let mails: OutsideProgram
    let calls: OutsideProgram

    /// Starts mail catcher and voice gateway.
    ///
    /// - Parameters:
    ///   - folder: Where they keep what they get.
    ///   - callbackKey: What the gateway signs its reports with.
    /// - Throws: `SettingsError` if one does not start.
    static func start(in folder: String, callbackKey: String, token: String, isQuick: Bool) throws -> DemoWorld {
        let relay = folder + "/relay.json"
        try Data(relayBehaviour.utf8).write(to: URL(fileURLWithPath: relay))
        let gateway = folder + "/gateway.json"
        try Data(gatewayBehaviour(callbackKey: callbackKey, token: token).utf8).write(
            to: URL(fileURLWithPath: gateway))
        let mails = try OutsideProgram(
            tools + "mail-catcher.py", ["--folder", folder + "/mails", "--behaviour", relay, "--end-with-parent"])
        let calls = try OutsideProgram(
            tools + "voice-gateway.py", ["--config", gateway, "--speed", isQuick ? "20" : "4", "--end-with-parent"])
        return DemoWorld(mails: mails, calls: calls)
    }

    /// Where the mails can be read.
    var mailPage: String { "http://127.0.0.1:\(mails.ports["http"] ?? 0)" }
    /// Where the calls can be seen.
    var callPage: String { "http://127.0.0.1:\(calls.ports["http"] ?? 0)" }

    /// Lets people open their mails and answer, all but the one of this address.
    func letPeopleAnswer(seconds: Int, exceptFor address: String) throws -> OutsideProgram {
        try OutsideProgram(
            Self.tools + "answering-people.py",
            ["--mails", mailPage, "--seconds", String(seconds), "--except", address])
    }

    /// Ends both programs.
    func stop() {
        mails.stop()
        calls.stop()
    }

    private static let relayBehaviour = """
        {"rules": [
            {"to": "gone-*@*", "reply": "550 5.1.1 No such user"},
            {"to": "grey-*@*", "reply": "451 4.7.1 Greylisted, try again in 5 seconds", "times": 1}
        ]}
        """

    private static func gatewayBehaviour(callbackKey: String, token: String) -> String {
        """
        {"account": "anpi", "token": "\(token)", "callbackKey": "\(callbackKey)", "rules": [
            {"to": "*0", "outcome": "answer", "ring": 4, "listen": 6, "presses": "1"},
            {"to": "*1", "outcome": "answer", "ring": 6, "listen": 8, "presses": "1"},
            {"to": "*2", "outcome": "answer", "ring": 5, "listen": 9, "presses": "2"},
            {"to": "*3", "outcome": "busy"},
            {"to": "*4", "outcome": "no-answer"},
            {"to": "*5", "outcome": "answer", "ring": 3, "listen": 7, "presses": "1"},
            {"to": "*6", "outcome": "invalid"},
            {"to": "*7", "outcome": "voicemail"},
            {"to": "*8", "outcome": "no-answer"},
            {"to": "*9", "outcome": "answer", "ring": 8, "listen": 9, "presses": "3"}
        ]}
        """
    }
}
