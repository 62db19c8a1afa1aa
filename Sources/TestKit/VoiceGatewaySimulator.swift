package import Channels
import Domain
import Foundation

/// A voice gateway for a test (`Tools/voice-gateway.py`), and the calls it was asked for.
package struct VoiceGatewaySimulator: Sendable {
    /// Where its API and page are, on 127.0.0.1.
    package let port: Int
    /// The account it knows.
    package static let account = "AC0123456789"
    /// The account's password.
    package static let token = "token-of-the-account"
    /// The secret that it signs callbacks with.
    package static let callbackSecret = "a secret that only the gateway and we know"

    private let program: ExternalProgram
    private let pages: LoopbackPages
    private let folder: URL

    /// One call as the gateway saw it.
    package struct Call: Decodable, Sendable {
        /// The gateway's id.
        package let sid: String
        /// Whom it called.
        package let to: String
        /// Our reference.
        package let reference: String
        /// How far it came.
        package let status: String
        /// The keys that were pressed.
        package let pressed: String?
        /// What was said before a key was awaited.
        package let spoken: [Said]
        /// What was said in reply to the key.
        package let reply: [Said]

        /// Something that was said.
        package struct Said: Decodable, Sendable {
            /// Such as `ja-JP`.
            package let language: String
            /// The words.
            package let text: String
        }
    }

    /// What the gateway counted.
    package struct Counts: Decodable, Sendable {
        /// Connections opened to it so far, this test's own included.
        package let connections: Int
        /// API requests.
        package let requests: Int
        /// Calls it placed.
        package let created: Int
        /// Callbacks that were answered.
        package let callbacks: Int
        /// Callbacks that were given up.
        package let callbackFailures: Int
    }

    private struct Calls: Decodable {
        let calls: [Call]
    }

    /// One short message as the gateway saw it.
    package struct Text: Decodable, Sendable {
        /// The gateway's id.
        package let sid: String
        /// Who sent it.
        package let from: String
        /// What it says.
        package let body: String
    }

    private struct Texts: Decodable {
        let messages: [Text]
    }

    /// Starts a gateway.
    /// - Parameters:
    ///   - rules: The configuration's `rules`, as JSON.
    ///   - messageRules: Its `messageRules`, as JSON.
    ///   - speed: How much faster than life the telephone is.
    package static func start(rules: String = "[]", messageRules: String = "[]", speed: Double = 100) async throws
        -> VoiceGatewaySimulator
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "anpi-voice-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let config = folder.appending(path: "gateway.json")
        let text = """
            {"account": "\(account)", "token": "\(token)", "callbackKey": "\(callbackSecret)", "rules": \(rules),
             "messageRules": \(messageRules)}
            """
        try Data(text.utf8).write(to: config)
        let program = try await ExternalProgram.tool(
            "voice-gateway.py", ["--config", config.path(), "--speed", "\(speed)"])
        guard let port = program.ports["http"] else { throw ExternalProgram.StartError.notReady("no port") }
        return VoiceGatewaySimulator(port: port, program: program, pages: LoopbackPages(port: port), folder: folder)
    }

    /// The address of the API, up to the account list.
    package var base: String { "http://127.0.0.1:\(port)/2010-04-01" }

    /// The calls to one number in international form, newest first.
    package func calls(to number: PhoneNumber) async throws -> [Call] {
        try await pages.json(Calls.self, "/calls.json?limit=10000&to=%2B\(number.international.dropFirst())").calls
    }

    /// The short messages to one number, newest first.
    package func texts(to number: PhoneNumber) async throws -> [Text] {
        try await pages.json(Texts.self, "/messages.json?to=%2B\(number.international.dropFirst())").messages
    }

    /// What the gateway counted so far.
    package func counts() async throws -> Counts {
        try await pages.json(Counts.self, "/counts")
    }

    /// Waits until the program has ended.
    package func ended() async {
        await program.ended()
    }

    /// Ends the gateway.
    package func stop() {
        program.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
