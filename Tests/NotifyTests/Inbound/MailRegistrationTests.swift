import Channels
import Database
import Domain
import Foundation
import Notify
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Addresses registered by a blank mail")
struct MailRegistrationTests {
    private struct Desk: Sendable {
        let world: World
        let registrations: MailRegistrations
        let take: TakeMail

        init(_ world: World) throws {
            self.world = world
            registrations = MailRegistrations(
                mailbox: "anpi@in.example", database: world.database,
                keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 5, count: 32))],
                randomness: world.randomness)
            let addresses = try #require(
                InboundAddresses(mailbox: try MailAddress("anpi@in.example"), keys: [[UInt8](repeating: 9, count: 32)]))
            take = TakeMail(
                world.outside, addresses: addresses,
                registration: (registrations, SenderProof(server: "mx.in.example"))
            ) {}
        }

        func mail(_ sender: String, proof: String = "pass") -> InboundMail {
            var mail = InboundMail()
            mail.recipients = ["anpi@in.example"]
            mail.senders = [sender]
            mail.messageID = "<1@good.example>"
            mail.authentication = ["mx.in.example; spf=\(proof) smtp.mailfrom=good.example"]
            return mail
        }
    }

    @Test(
        "A blank mail is replied once in ten minutes, and only where its sender is proved (R-155)",
        arguments: DatabaseKind.available)
    func offers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let desk = try Desk(world)
            #expect(try await desk.take(desk.mail("p@good.example"), from: "1") == .offered)
            #expect(try await desk.take(desk.mail("p@good.example"), from: "2") == .tooSoon)
            #expect(try await desk.take(desk.mail("q@good.example"), from: "3") == .offered)
            #expect(try await desk.take(desk.mail("r@good.example", proof: "none"), from: "4") == .unproved)
            var vacation = desk.mail("s@good.example")
            vacation.isAutomatic = true
            #expect(try await desk.take(vacation, from: "5") == .automatic)
            let now = world.now
            #expect(
                Set(try await desk.registrations.claimReplies(9, at: now).map(\.address)) == [
                    "p@good.example", "q@good.example",
                ])
            #expect(try await desk.registrations.claimReplies(9, at: now).isEmpty)
            world.clock.advance(by: .seconds(601))
            #expect(try await desk.take(desk.mail("p@good.example"), from: "6") == .offered)
        }
    }

    @Test("A carrier's address of dots gets its reply, and to what is no address nothing is offered (R-155)")
    func carriers() async throws {
        try await withWorld(.sqlite) { world in
            let desk = try Desk(world)
            for (number, sender) in ["taro..y@docomo.ne.jp", "\"hana.\"@docomo.ne.jp"].enumerated() {
                let read = MailReader.read(
                    Array(
                        """
                        X-Original-To: anpi@in.example
                        Authentication-Results: mx.in.example; spf=pass smtp.mailfrom=docomo.ne.jp
                        From: \(sender)


                        """.replacing("\n", with: "\r\n").utf8))
                #expect(try await desk.take(try #require(read), from: "\(number)") == .offered)
            }
            #expect(try await desk.take(desk.mail("two words@good.example"), from: "x") == .unproved)
            let replies = try await desk.registrations.claimReplies(9, at: world.now).map(\.address)
            #expect(Set(replies) == ["taro..y@docomo.ne.jp", "hana.@docomo.ne.jp"])
            #expect(replies.allSatisfy { (try? MailAddress($0)) != nil })
        }
    }

    @Test("A reply that could not be sent is sent again, one that was is not, and never after its link is over")
    func replies() async throws {
        try await withWorld(.sqlite) { world in
            let desk = try Desk(world)
            let sent = Mutex<[String]>([])
            let works = Mutex(false)
            let send = SendRegistrationReplies(
                desk.registrations, clock: world.clock.wallClock, log: .none
            ) { reply in
                sent.withLock { $0.append(reply.inReplyTo) }
                return works.withLock { $0 }
            }
            _ = try await desk.take(desk.mail("p@good.example"), from: "1")
            try await send.once()
            try await send.once()
            #expect(sent.withLock { $0 } == ["<1@good.example>"])
            world.clock.advance(by: .seconds(121))
            works.withLock { $0 = true }
            try await send.once()
            world.clock.advance(by: .seconds(121))
            try await send.once()
            #expect(sent.withLock { $0 }.count == 2)
            _ = try await desk.take(desk.mail("q@good.example"), from: "2")
            world.clock.advance(by: .seconds(86_401))
            try await send.once()
            #expect(sent.withLock { $0 }.count == 2)
        }
    }

    @Test("A link is used once, by one of sixteen, and within a day", arguments: DatabaseKind.available)
    func single(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let desk = try Desk(world)
            let tenant = try await world.tenant()
            _ = try await desk.take(desk.mail("p@good.example"), from: "1")
            let now = world.now
            let reply = try #require(try await desk.registrations.claimReplies(1, at: now).first)
            #expect(try await desk.registrations.address(of: reply.token, at: now) == "p@good.example")
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await world.database.write(.tenant(tenant)) {
                            try MailRegistrations.use(reply.token, at: now, $0)
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
            #expect(try await desk.registrations.address(of: reply.token, at: now) == nil)
            _ = try await desk.take(desk.mail("q@good.example"), from: "2")
            let other = try #require(try await desk.registrations.claimReplies(1, at: now).first)
            #expect(try await desk.registrations.address(of: other.token, at: now + .seconds(86_400)) == nil)
        }
    }

    @Test("The reply says in both languages what to do, and that nobody reads answers to it (R-155, R-156)")
    func words() {
        let body = RegistrationReplyWords.body(link: "https://anpi.example.jp/m/abc")
        #expect(body.components(separatedBy: "https://anpi.example.jp/m/abc").count == 3)
        #expect(body.contains("このメールは送信専用です。返信はできません。") && body.contains("send-only address"))
        #expect(RegistrationReplyWords.subject.contains("登録") && RegistrationReplyWords.subject.contains("Registering"))
    }
}
