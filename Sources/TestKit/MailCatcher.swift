import Foundation

/// A real SMTP server for a test (`Tools/mail-catcher.py`), and what it caught.
package struct MailCatcher: Sendable {
    /// Where it takes mail, on 127.0.0.1.
    package let smtpPort: Int
    /// Where its page and JSON are, on 127.0.0.1.
    package let httpPort: Int

    private let program: ExternalProgram
    private let pages: LoopbackPages
    private let folder: URL

    /// One mail that was caught.
    package struct Mail: Decodable, Sendable {
        /// The server's number for it.
        package let id: Int
        /// The envelope's sender.
        package let sender: String
        /// The envelope's recipients.
        package let to: [String]
        /// The subject, decoded.
        package let subject: String
        /// The `From` header, decoded.
        package let from: String
        /// The Message-ID without its angle brackets.
        package let messageID: String
        /// All header fields: name and decoded value.
        package let headers: [[String]]
        /// The text, decoded.
        package let text: String
    }

    /// What the server counted.
    package struct Counts: Decodable, Sendable {
        /// Mails stored.
        package let messages: Int
        /// Whole messages that arrived, taken or not.
        package let offered: Int
        /// Connections opened so far.
        package let connections: Int
        /// Connections open now.
        package let open: Int
        /// The most connections that were open at once.
        package let peak: Int
        /// Messages that arrived over TLS.
        package let tls: Int
        /// Messages that arrived after a login.
        package let logins: Int
        /// QUIT commands.
        package let goodbyes: Int
    }

    private struct Messages: Decodable {
        let count: Int
        let messages: [Mail]
    }

    /// Starts a server.
    /// - Parameters:
    ///   - rules: The behaviour file's `rules`, as JSON.
    ///   - arguments: More arguments, such as `--certificate`.
    package static func start(rules: String = "[]", arguments: [String] = []) async throws -> MailCatcher {
        let folder = FileManager.default.temporaryDirectory.appending(path: "anpi-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let behaviour = folder.appending(path: "behaviour.json")
        try Data("{\"rules\": \(rules)}".utf8).write(to: behaviour)
        let program = try await ExternalProgram.tool(
            "mail-catcher.py",
            ["--folder", folder.appending(path: "mail").path(), "--behaviour", behaviour.path()] + arguments)
        guard let smtp = program.ports["smtp"], let http = program.ports["http"] else {
            throw ExternalProgram.StartError.notReady("no ports")
        }
        return MailCatcher(
            smtpPort: smtp, httpPort: http, program: program, pages: LoopbackPages(port: http), folder: folder)
    }

    /// The mails to one address, newest first; at most 10,000.
    package func messages(to address: String) async throws -> [Mail] {
        try await pages.json(Messages.self, "/messages?limit=10000&whole=1&to=\(address)").messages
    }

    /// A mail as it came over the wire, behind the two lines that the server puts in front.
    package func source(of mail: Mail) async throws -> [UInt8] {
        try await pages.body("/messages/\(mail.id)/raw")
    }

    /// What the server counted so far.
    package func counts() async throws -> Counts {
        try await pages.json(Counts.self, "/counts")
    }

    /// Waits until the server has ended.
    package func ended() async {
        await program.ended()
    }

    /// Ends the server and removes its mails.
    package func stop() {
        program.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
