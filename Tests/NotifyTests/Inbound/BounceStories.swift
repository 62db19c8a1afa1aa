import Channels
import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Stories of mails that come back")
struct BounceStories {
    private static let both = contacts(mails: ["gone@example.jp"], mailSlot: 1, phones: [("0311111111", 2)])

    private func audit(_ world: World, _ broadcast: BroadcastID, _ tenant: TenantID) async throws {
        let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
        #expect(audit.isClean, "\(audit)")
    }

    @Test(
        "A mail that comes back is no longer called handed on, the next contact is tried at once, and the address is marked (R-188)",
        arguments: DatabaseKind.available)
    func comesBack(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 1])
            world.clock.advance(by: .seconds(5))
            try room.bounce(of: person, "1.a")
            #expect(await room.scan() == 1)
            #expect(try await world.levels(broadcast, of: tenant) == [.planned: 1])
            try await audit(world, broadcast, tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["gone@example.jp", "0311111111"])
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows.first == "1/0 mail failed mailboxUnknown 550 5.1.1")
            let events = try await ReadTimeline(database: world.database)(person, in: broadcast, world.scope(tenant))
                .attempts[0].events
            #expect(events.map(\.kind) == ["accepted", "bounced"])
            let stored = try await world.database.read(.tenant(tenant)) {
                try SendingContacts.load(of: [person], in: tenant, $0)[person]
            }
            #expect(stored?.mails.map(\.isFailing) == [true])
            try await audit(world, broadcast, tenant)
            // Nothing goes to the dead address any more, however often it is tried.
            await world.pass(.seconds(3_600), step: .seconds(100))
            #expect(world.provider.addresses.count { $0 == "gone@example.jp" } == 1)
            try await audit(world, broadcast, tenant)
        }
    }

    @Test("While another address of the same group has the message, the person gets the usual time to answer (R-188)")
    func anotherHasIt() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            _ = try await world.person(
                tenant,
                contacts(mails: ["gone@example.jp", "good@example.jp"], mailSlot: 1, phones: [("0311111111", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["gone@example.jp", "good@example.jp"])
            let first = try #require(world.provider.deliveries.first.flatMap { AttemptKey($0.key) })
            let address = try #require(room.addresses.bounce(of: first))
            try room.deliver(
                Mailroom.report(to: address, status: "5.1.1", action: "failed", said: "smtp; 550 no"), "1.a")
            #expect(await room.scan() == 1)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 1])
            await world.engine().drain()
            #expect(world.provider.addresses.count == 2)
            try await audit(world, broadcast, tenant)
        }
    }

    @Test("Whoever was reached by nothing else is not reached, and no sequence that is over stays silent about it")
    func nothingElse() async throws {
        try await withMailroom(.sqlite) { room, world in
            world.settings.withLock { $0.mail = retry(0, .zero) }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["gone@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.bounce(of: person, "1.a")
            _ = await room.scan()
            #expect(try await world.levels(broadcast, of: tenant) == [.failed: 1])
            try await audit(world, broadcast, tenant)
        }
    }

    @Test(
        "What another server refuses for its content, or gives up after days, does not mark the address",
        arguments: [("5.7.1", "smtp; 550 5.7.1 spam"), ("4.4.1", "X-Postfix; connection timed out")])
    func notLasting(status: String, said: String) async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.bounce(of: person, "1.a", status: status, said: said)
            _ = await room.scan()
            await world.engine().drain()
            #expect(world.provider.addresses == ["gone@example.jp", "0311111111"])
            let stored = try await world.database.read(.tenant(tenant)) {
                try SendingContacts.load(of: [person], in: tenant, $0)[person]
            }
            #expect(stored?.mails.map(\.isFailing) == [false])
            try await audit(world, broadcast, tenant)
        }
    }

    @Test("A report of a delay changes nothing, and neither does one that comes after the answer but for the address")
    func late() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.bounce(of: person, "1.a", status: "4.4.1", action: "delayed")
            _ = await room.scan()
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 1])
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            try room.bounce(of: person, "2.a")
            _ = await room.scan()
            await world.engine().drain()
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1])
            #expect(world.provider.addresses == ["gone@example.jp"])
            try await audit(world, broadcast, tenant)
        }
    }

    @Test(
        "A mail that comes back days later, when all is over, marks the address from that day on and tells its owner why (R-188)",
        arguments: DatabaseKind.available)
    func daysLater(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            try await world.change.close(broadcast, world.scope(tenant))
            await world.engine().drain()
            world.clock.advance(by: .seconds(4 * 86_400))
            let profile = OwnProfile(
                database: world.database, table: world.regions, mail: MailAddressCheck { .address($0) })
            let scope = TenantScope(
                tenant: tenant, actor: .person(person), capabilities: .member, requestID: "test")
            func state() async throws -> ContactState {
                try await profile.standings(scope, now: world.now).state(of: "gone@example.jp")
            }
            if case .failing = try await state() { Issue.record("failing before anything came back") }
            try room.bounce(of: person, "1.a")
            #expect(await room.scan() == 1)
            let said = world.now
            #expect(try await state() == .failing(since: said, reason: "mailboxUnknown 550 5.1.1"))
            // A second one, later, does not make it a younger trouble.
            world.clock.advance(by: .seconds(86_400))
            try room.bounce(of: person, "2.a")
            _ = await room.scan()
            #expect(try await state() == .failing(since: said, reason: "mailboxUnknown 550 5.1.1"))
            // What was answered stays, and nobody is called any more.
            await world.engine().drain()
            #expect(world.provider.addresses == ["gone@example.jp"])
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1])
            try await audit(world, broadcast, tenant)
        }
    }

    @Test("An address that was changed since is another one: the old one's report does not mark it")
    func changed() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            _ = try await world.broadcast(tenant)
            await world.engine().drain()
            world.clock.advance(by: .seconds(5))
            try await world.change(person, of: tenant, to: contacts(mails: ["new@example.jp"], mailSlot: 1))
            try room.bounce(of: person, "1.a")
            _ = await room.scan()
            let stored = try await world.database.read(.tenant(tenant)) {
                try SendingContacts.load(of: [person], in: tenant, $0)[person]
            }
            #expect(stored?.mails.map(\.isFailing) == [false])
        }
    }

    @Test("The mail of a first password that comes back is shown as not delivered")
    func ofService() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let mail = FirstPasswordMail(
                loginAddress: "https://anpi.example.jp/login", identifiers: world.identifiers, seal: world.seal)
            let now = world.now
            _ = try await world.database.write(.tenant(tenant)) {
                try mail.queue(
                    FirstPasswordMail.Content(
                        person: person, name: "x", loginID: "y", password: Secret("z"),
                        validUntil: now + .seconds(9_000)),
                    in: tenant, at: now, $0)
            }
            await world.engine().drain()
            try room.bounce(of: person, "1.a")
            _ = await room.scan()
            let found = try await ReadFirstPasswordDeliveries(database: world.database)([person], world.scope(tenant))
            #expect(found[person]?.map(\.state) == [.failed])
        }
    }
}
