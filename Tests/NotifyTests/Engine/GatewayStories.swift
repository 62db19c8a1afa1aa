import Channels
import Database
import Domain
import Notify
import TestKit
import Testing

/// The engine, the channel's own code and a real relay that misbehaves; calls go to the world's provider.
@Suite("Stories of a faulty relay")
struct GatewayStories {
    /// An engine whose mails go to a relay with these rules.
    private func withRelay(
        _ kind: DatabaseKind, _ rules: String, isolation: isolated (any Actor)? = #isolation,
        _ body: (World, MailCatcher, DispatchEngine) async throws -> Void
    ) async throws {
        let catcher = try await MailCatcher.start(rules: rules)
        defer { catcher.stop() }
        let relay = try SMTPRelay(
            host: "127.0.0.1", port: catcher.smtpPort, security: .none, greetingName: "anpi.example.jp",
            replyTimeout: .seconds(20), totalTimeout: .seconds(20))
        let channel = MailChannel(relay: relay, pool: TransferPool(connections: 4))
        let from = try MailAddress("anpi@example.jp")
        try await withWorld(kind) { world in
            let provider = world.provider
            let engine = world.engine(gates: [
                .mail(channel, from: from, capacity: 8),
                provider.gate(.voice, capacity: 8),
            ])
            try await body(world, catcher, engine)
        }
    }

    @Test("A mail whose verdict was lost goes out again with the same Message-ID", arguments: DatabaseKind.available)
    func lostVerdict(kind: DatabaseKind) async throws {
        let rules = #"[{"at": "end", "to": "lost@*", "drop": true, "store": true, "times": 1}]"#
        try await withRelay(kind, rules) { world, catcher, engine in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["lost@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            await engine.drain()
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail inDoubt noReply"])
            world.clock.advance(by: .seconds(301))
            await engine.drain()
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail accepted"])
            let mails = try await catcher.messages(to: "lost@example.jp")
            #expect(mails.count == 2 && Set(mails.map(\.messageID)).count == 1)
        }
    }

    @Test("A drill whose verdict was lost is not sent twice and stays unknown", arguments: DatabaseKind.available)
    func lostVerdictOfDrill(kind: DatabaseKind) async throws {
        let rules = #"[{"at": "end", "to": "lost@*", "drop": true, "store": true, "times": 1}]"#
        try await withRelay(kind, rules) { world, catcher, engine in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["lost@example.jp"]))
            let broadcast = try await world.broadcast(tenant, isDrill: true)
            await engine.drain()
            world.clock.advance(by: .seconds(301))
            await engine.drain()
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail unknown"])
            #expect(try await catcher.messages(to: "lost@example.jp").count == 1)
        }
    }

    @Test(
        "A relay that goes on hanging up in the end keeps nobody's telephone waiting, and is not asked for ever (R-187)",
        arguments: DatabaseKind.available)
    func verdictLostAgainAndAgain(kind: DatabaseKind) async throws {
        let rules = #"[{"at": "end", "to": "lost@*", "drop": true, "store": true}]"#
        try await withRelay(kind, rules) { world, catcher, engine in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["lost@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await engine.drain()
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail inDoubt noReply", "1/1 voice planned",
                ])
            world.clock.advance(by: .seconds(300))
            await engine.drain()
            #expect(world.provider.addresses == ["0311"])
            var mails = 0
            for hour in 1...28 {
                for _ in 0..<6 {
                    world.clock.advance(by: .seconds(600))
                    await engine.drain()
                }
                if hour == 25 { mails = try await catcher.messages(to: "lost@example.jp").count }
            }
            // More than one, but no flood; and none after the give-up time.
            #expect((10...40).contains(mails))
            #expect(try await catcher.messages(to: "lost@example.jp").count == mails)
            #expect(try await world.attempts(broadcast, person, of: tenant).first == "1/0 mail unknown")
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test(
        "A mailbox that does not exist hands over to the next step at once (R-188)", arguments: DatabaseKind.available)
    func unknownMailbox(kind: DatabaseKind) async throws {
        try await withRelay(kind, #"[{"to": "gone@*", "reply": "550 5.1.1 No such user"}]"#) { world, _, engine in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["gone@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await engine.drain()
            #expect(world.provider.addresses == ["0311"])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail failed mailboxUnknown 550 5.1.1", "1/1 voice ringing",
                ])
        }
    }

    @Test(
        "Trouble with our own account strikes nobody's contact off, and nobody is lost by it",
        arguments: [
            #"{"at": "connect", "reply": "421 Too many connections", "times": 6}"#,
            #"{"at": "mail", "reply": "550 5.7.1 Sender refused", "times": 6}"#,
            #"{"at": "mail", "reply": "530 5.7.0 Authentication required", "times": 6}"#,
            #"{"at": "rcpt", "reply": "554 5.7.1 Relay access denied", "times": 1}"#,
            #"{"at": "data", "reply": "451 4.3.0 Queue file write error", "times": 1}"#,
            #"{"at": "end", "reply": "452 4.3.1 Insufficient system storage", "times": 1}"#,
        ])
    func ourAccount(rule: String) async throws {
        try await withRelay(.sqlite, "[\(rule)]") { world, catcher, engine in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 6) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await engine.drain()
            #expect(try await catcher.counts().messages == 0)
            #expect(try await world.levels(broadcast, of: tenant) == [.planned: 6])
            for _ in 0..<20 {
                world.clock.advance(by: .seconds(30))
                await engine.drain()
            }
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 6])
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail accepted"])
            let mails = try await catcher.counts().messages
            #expect(mails == 6)
        }
    }
}
