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
            func state() async throws -> ContactState {
                try await self.state("gone@example.jp", of: person, tenant, world)
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

    /// What an employee sees of an own contact.
    private func state(
        _ value: String, of person: PersonID, _ tenant: TenantID, _ world: World
    ) async throws -> ContactState {
        try await profile(world).standings(own(person, tenant), now: world.now).state(of: value)
    }

    private func profile(_ world: World) -> OwnProfile {
        OwnProfile(database: world.database, table: world.regions, mail: MailAddressCheck { .address($0) })
    }

    private func own(_ person: PersonID, _ tenant: TenantID) -> TenantScope {
        TenantScope(tenant: tenant, actor: .person(person), capabilities: .member, requestID: "test")
    }

    @Test(
        "An address that came back stays marked, whatever a relay takes for it, until its owner answers from it (R-188)",
        arguments: DatabaseKind.available)
    func staysMarked(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.both)
            func drill() async throws -> BroadcastID {
                world.clock.advance(by: .seconds(30 * 86_400))
                let broadcast = try await world.broadcast(tenant)
                await world.engine().drain()
                return broadcast
            }
            let first = try await drill()
            try room.bounce(of: person, "1.a")
            _ = await room.scan()
            let failing = ContactState.failing(since: world.now, reason: "mailboxUnknown 550 5.1.1")
            #expect(try await state("gone@example.jp", of: person, tenant, world) == failing)
            try await world.change.close(first, world.scope(tenant))
            let second = try await drill()
            #expect(try await world.attempts(second, person, of: tenant)[0] == "1/0 mail accepted")
            #expect(try await state("gone@example.jp", of: person, tenant, world) == failing)
            // The relay refuses it for once, and takes it again: what came back before is not forgotten for that.
            try await world.change.close(second, world.scope(tenant))
            world.provider.script("gone@example.jp", .permanent(reason: "mailboxUnknown 550 5.1.1"))
            try await world.change.close(try await drill(), world.scope(tenant))
            world.provider.script("gone@example.jp", .accepted(reference: "r", awaitsReport: false))
            let last = try await drill()
            #expect(try await state("gone@example.jp", of: person, tenant, world) == failing)
            world.clock.advance(by: .seconds(60))
            try room.reply("家にいます", from: person, "2.a")
            _ = await room.scan()
            #expect(try await state("gone@example.jp", of: person, tenant, world) == .verified(at: world.now))
            #expect(try await state("0311111111", of: person, tenant, world) == .never)
            try await audit(world, last, tenant)
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

    @Test(
        "Whatever else is saved in the profile meanwhile, a report and a pressed key are about the contact that was asked (R-188)",
        arguments: DatabaseKind.available)
    func savedMeanwhile(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant,
                contacts(
                    mails: ["gone@example.jp", "other@example.jp"], mailSlot: 1,
                    phones: [("0311111111", 2), ("0322222222", 3)]))
            _ = try await world.broadcast(tenant)
            await world.engine().drain()
            let mails = world.provider.deliveries.compactMap { AttemptKey($0.key) }
            await world.pass(.seconds(7_200), step: .seconds(60))
            let call = try #require(
                world.provider.deliveries.last { $0.address == "0311111111" }.flatMap { AttemptKey($0.key) })
            let moved = try #require(
                world.provider.deliveries.last { $0.address == "0322222222" }.flatMap { AttemptKey($0.key) })
            // The language is another one, the second mail and the second number are, and the rest is as it was.
            world.clock.advance(by: .seconds(60))
            var draft = try await profile(world).load(own(person, tenant)).draft
            draft.language = "en"
            draft.mails[1] = "new@example.jp"
            draft.phones[1] = "0333333333"
            let rules = ProfileRules(hasVoice: true, precision: .prefecture, needsAddresses: false)
            #expect(
                try await profile(world).save(own(person, tenant), draft, rules: rules, now: world.now).isEmpty == false
            )
            world.clock.advance(by: .seconds(60))
            for (number, key) in mails.enumerated() {
                try room.deliver(
                    Mailroom.report(
                        to: try #require(room.addresses.bounce(of: key)), status: "5.1.1", action: "failed",
                        said: "smtp; 550 5.1.1 user unknown"), "\(number).a")
            }
            #expect(await room.scan() == 2)
            #expect(
                try await state("gone@example.jp", of: person, tenant, world)
                    == .failing(since: world.now, reason: "mailboxUnknown 550 5.1.1"))
            #expect(try await state("new@example.jp", of: person, tenant, world) == .never)
            _ = try await world.answers.byCall(call, pressed: 1)
            #expect(try await state("0311111111", of: person, tenant, world) == .verified(at: world.now))
            _ = try await world.answers.byCall(moved, pressed: 1)
            #expect(try await state("0333333333", of: person, tenant, world) == .never)
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
