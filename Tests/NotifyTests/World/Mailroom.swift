import Channels
import Domain
import Foundation
import Notify
import TestKit
import Testing

/// A Maildir in a test, and an inbox over it.
struct Mailroom: Sendable {
    let path: String
    let world: World
    let inbox: MaildirInbox
    let addresses: InboundAddresses
    let take: TakeMail

    init(
        path: String, _ world: World,
        read: @escaping @Sendable (Int32) -> InboundMail? = { MailReader.read(descriptor: $0) }
    ) throws {
        self.path = path
        self.world = world
        addresses = try #require(
            InboundAddresses(
                mailbox: try MailAddress("anpi@in.example"), keys: [[UInt8](repeating: 9, count: 32)]))
        take = TakeMail(world.outside, addresses: addresses) {}
        inbox = MaildirInbox(path: path, take: take, log: world.outside.log, read: read)
        for shelf in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(shelf)", withIntermediateDirectories: true)
        }
    }

    /// Puts a mail into the folder, as the mail server does.
    func deliver(_ text: String, _ file: String) throws {
        try Data(text.replacing("\n", with: "\r\n").utf8).write(to: URL(filePath: "\(path)/new/\(file)"))
    }

    /// A reply to the newest mail of a person.
    func reply(
        _ text: String, from person: PersonID, _ file: String, header: String = "X-Mailer: test",
        sender: String = "p@example.jp"
    ) throws {
        let address = try #require(addresses.reply(to: try key(of: person)))
        try deliver(
            """
            Return-Path: <p@example.jp>
            X-Original-To: \(address.wireForm)
            Delivered-To: \(address.wireForm)
            From: \(sender)
            \(header)
            Content-Type: text/plain; charset=utf-8

            \(text)

            """, file)
    }

    /// A report that the newest mail of a person did not arrive.
    func bounce(
        of person: PersonID, _ file: String, status: String = "5.1.1", action: String = "failed",
        said: String = "smtp; 550 5.1.1 user unknown"
    ) throws {
        let address = try #require(addresses.bounce(of: try key(of: person)))
        try deliver(Self.report(to: address, status: status, action: action, said: said), file)
    }

    static func report(to address: MailAddress, status: String, action: String, said: String) -> String {
        """
        Return-Path: <>
        X-Original-To: \(address.wireForm)
        From: MAILER-DAEMON@relay.example
        Auto-Submitted: auto-replied
        Content-Type: multipart/report; report-type=delivery-status; boundary=r

        --r
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example

        Final-Recipient: rfc822; x@example.jp
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: \(said)
        --r--

        """
    }

    /// The key of the newest mail to a person.
    func key(of person: PersonID) throws -> AttemptKey {
        try #require(
            world.provider.deliveries.last { $0.person == person && $0.address.contains("@") }.flatMap {
                AttemptKey($0.key)
            })
    }

    /// Takes everything that is there.
    func scan() async -> Int { await inbox.scan(now: world.now) }

    func names(_ shelf: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(shelf)").sorted()
    }
}

/// Gives `body` a world with a mailroom.
func withMailroom(
    _ kind: DatabaseKind, seed: UInt64 = 1, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (Mailroom, World) async throws -> Void
) async throws {
    try await withWorld(kind, seed: seed) { world in
        try await withTemporaryFolder { path in
            try await body(try Mailroom(path: path, world), world)
        }
    }
}
