import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

@Suite("Stories of limits and shut ways")
struct LimitStories {
    private func limit(_ count: Int, _ period: Duration) throws -> RateLimit {
        try #require(RateLimit(count: count, in: period))
    }

    private func run(_ engine: DispatchEngine, _ world: World, for time: Duration, step: Duration) async {
        let end = world.now + time
        while world.now < end {
            world.clock.advance(by: step)
            await engine.drain()
        }
    }

    @Test("limitedLaneDoesNotDelayOthers", arguments: DatabaseKind.available)
    func limitedLaneDoesNotDelayOthers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let slow = try await world.people(tenant, 30) { contacts(mails: ["s\($0)@slow.example.jp"]) }
            _ = try await world.people(tenant, 30) { contacts(mails: ["f\($0)@fast.example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let engine = world.engine(limits: GateLimits(domain: try limit(5, .seconds(10))))
            await engine.drain()
            // Each domain has its limit, and whoever waits uses up neither a try nor a hand-off.
            #expect(world.provider.addresses.count { $0.hasSuffix("@slow.example.jp") } == 5)
            #expect(world.provider.addresses.count { $0.hasSuffix("@fast.example.jp") } == 5)
            let timeline = ReadTimeline(database: world.database)
            let waiting = try await timeline(slow[29], in: broadcast, world.scope(tenant))
            #expect(waiting.attempts[0].reason == "limitOfDomain" && waiting.attempts[0].events.isEmpty)
            let snapshot = try await WatchResults(
                database: world.database, clock: world.clock.wallClock, interval: .zero
            ).snapshot(broadcast, world.scope(tenant))
            #expect(snapshot.progress[.mail]?.waiting == ["limitOfDomain": 50])
            await run(engine, world, for: .seconds(49), step: .seconds(1))
            #expect(world.provider.deliveries.count < 60)
            await run(engine, world, for: .seconds(2), step: .seconds(1))
            #expect(world.provider.deliveries.count == 60)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 60)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 60])
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test("perDestinationCapHolds", arguments: DatabaseKind.available)
    func perDestinationCapHolds(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            // A factory's one telephone.
            _ = try await world.people(tenant, 12) { _ in contacts(phones: [("0761234567", 1)]) }
            _ = try await world.person(tenant, contacts(phones: [("0399999999", 1)]))
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let broadcast = try await world.broadcast(tenant)
            let engine = world.engine(limits: GateLimits(address: try limit(2, .seconds(600))))
            await engine.drain()
            #expect(world.provider.addresses.count { $0 == "0761234567" } == 2)
            #expect(world.provider.addresses.contains("0399999999"))
            await run(engine, world, for: .seconds(3_100), step: .seconds(60))
            #expect(world.provider.addresses.count { $0 == "0761234567" } == 12)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test("limitsAreTenantAndProviderSettings", arguments: DatabaseKind.available)
    func limitsAreTenantAndProviderSettings(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let (large, small) = (try await world.tenant(), try await world.tenant())
            _ = try await world.people(large, 40) { contacts(mails: ["l\($0)@example.jp"]) }
            _ = try await world.people(small, 4) { contacts(mails: ["s\($0)@example.jp"]) }
            for tenant in [large, small] { _ = try await world.broadcast(tenant) }
            let engine = world.engine(
                limits: GateLimits(gateway: try limit(30, .seconds(60)), tenant: try limit(10, .seconds(60))))
            await engine.drain()
            #expect(world.provider.deliveries.count { $0.tenant == large } == 10)
            #expect(world.provider.deliveries.count { $0.tenant == small } == 4)
            await run(engine, world, for: .seconds(185), step: .seconds(5))
            #expect(world.provider.deliveries.count == 44)
        }
    }

    @Test(
        "What was agreed with an organization holds instead of the installation's limit, from the next hand-off on",
        arguments: DatabaseKind.available)
    func ownLimits(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let (slow, free, plain) = (try await world.tenant(), try await world.tenant(), try await world.tenant())
            for tenant in [slow, free, plain] {
                _ = try await world.people(tenant, 30) { contacts(mails: ["t\(tenant)p\($0)@example.jp"]) }
                _ = try await world.broadcast(tenant)
            }
            func agree(_ limit: String, with tenant: TenantID) async throws {
                try await world.meddle(tenant, "UPDATE tenant SET mail_limit = \(limit) WHERE id = \(tenant)")
            }
            func sent(_ tenant: TenantID) -> Int { world.provider.deliveries.count { $0.tenant == tenant } }
            try await agree("5/1m", with: slow)
            try await agree("none", with: free)
            let engine = world.engine(limits: GateLimits(tenant: try limit(10, .seconds(60))))
            await engine.drain()
            #expect([slow, free, plain].map(sent) == [5, 30, 10])
            try await agree("none", with: slow)
            try await agree("2/1h", with: plain)
            await run(engine, world, for: .seconds(600), step: .seconds(30))
            #expect(sent(slow) == 30)
            #expect((11...12).contains(sent(plain)))
            #expect(Set(world.provider.deliveries.map(\.key)).count == world.provider.deliveries.count)
        }
    }

    @Test(
        "People of a domain that takes nothing go on at once, and the others lose nothing",
        arguments: DatabaseKind.available)
    func shutDomain(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let bad = try await world.people(tenant, 20) {
                contacts(mails: ["b\($0)@bad.example.jp"], mailSlot: 1, phones: [("0310\($0)", 2)])
            }
            _ = try await world.people(tenant, 20) {
                contacts(mails: ["g\($0)@good.example.jp"], mailSlot: 1, phones: [("0320\($0)", 2)])
            }
            for number in 0..<20 {
                world.provider.script(
                    "b\(number)@bad.example.jp", .temporary(reason: "providerBusy 451", retryAfter: nil))
            }
            let broadcast = try await world.broadcast(tenant)
            let engine = world.engine(capacity: 4, quantum: 4)
            await engine.drain()
            #expect(world.provider.addresses.count { $0.hasSuffix("@good.example.jp") } == 20)
            #expect(world.provider.addresses.count { $0.hasPrefix("0320") } == 0)
            // A few were refused before the domain was known to be shut; they follow with their next hand-off.
            let tried = world.provider.addresses.count { $0.hasSuffix("@bad.example.jp") }
            #expect((5...12).contains(tried))
            #expect(world.provider.addresses.count { $0.hasPrefix("0310") } >= 20 - 4)
            await run(engine, world, for: .seconds(60), step: .seconds(5))
            #expect(Set(world.provider.addresses.filter { $0.hasPrefix("0310") }).count == 20)
            // Hardly anybody knocks while it is shut.
            #expect(world.provider.addresses.count { $0.hasSuffix("@bad.example.jp") } <= tried + 4)
            let scope = world.scope(tenant)
            let timeline = try await ReadTimeline(database: world.database)(
                bad[19], in: broadcast, scope)
            #expect(timeline.attempts[0].reason == "domainShut" && timeline.attempts[0].state == .planned)
            #expect(timeline.attempts[0].events.map(\.kind) == ["held"])
            #expect(timeline.attempts[1].rule == .besideDeferredContact)
            #expect(try await AuditDispatch(database: world.database)(broadcast, scope).isClean)
            // It works again: one goes to see, then all.
            for number in 0..<20 {
                world.provider.script("b\(number)@bad.example.jp", .accepted(reference: "r", awaitsReport: false))
            }
            await run(engine, world, for: .seconds(180), step: .seconds(5))
            let left = try await world.database.read(.tenant(tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM attempt
                    WHERE tenant_id = \(tenant) AND channel = 'mail' AND state <> 'accepted'
                    """)
            }
            #expect(left == 0)
            #expect(try await AuditDispatch(database: world.database)(broadcast, scope).isClean)
        }
    }

    @Test("A way that is shut outlives neither the give-up time nor an answer", arguments: DatabaseKind.available)
    func shutForGood(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.giveUpAfter = .seconds(300) }
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 12) { contacts(mails: ["p\($0)@example.jp"]) }
            for number in 0..<12 {
                world.provider.script("p\(number)@example.jp", .temporary(reason: "connectionRefused", retryAfter: nil))
            }
            let broadcast = try await world.broadcast(tenant)
            let engine = world.engine(capacity: 4, quantum: 4)
            await engine.drain()
            #expect(engine.metrics.shutWays[.mail] ?? 0 > 0)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, people[0]))
            await run(engine, world, for: .seconds(400), step: .seconds(10))
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1, .failed: 11])
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail cancelled answered"])
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test(
        "Where a relay hangs up on everybody, whoever comes after it is known goes on with the telephone at once",
        arguments: DatabaseKind.available)
    func shutByDoubt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 12) { index in
                contacts(mails: ["u\(index)@example.jp"], mailSlot: 1, phones: [("03\(index)", 2)])
            }
            for index in 0..<12 { world.provider.script("u\(index)@example.jp", .unclear(reason: "noReply")) }
            let broadcast = try await world.broadcast(tenant)
            let engine = world.engine(capacity: 12, limits: GateLimits(shutAfter: 5))
            await engine.drain()
            // Four failed before the way was known to be shut; their telephones wait for their turn.
            #expect(world.provider.addresses.count { $0.hasPrefix("03") } == 8)
            await run(engine, world, for: .seconds(301), step: .seconds(30))
            #expect(Set(world.provider.addresses.filter { $0.hasPrefix("03") }).count == 12)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test(
        "A contact that is refused is marked until it is taken again or changed, and a number until something gets through"
    )
    func marks() async throws {
        for kind in DatabaseKind.available {
            try await withWorld(kind) { world in
                let tenant = try await world.tenant()
                let own = contacts(mails: ["gone@example.jp", "ok@example.jp"], mailSlot: 1, phones: [("0311", 2)])
                let person = try await world.person(tenant, own)
                let other = try await world.person(tenant, own)
                func failing(_ person: PersonID) async throws -> [String] {
                    let found = try await world.database.read(.tenant(tenant)) {
                        try SendingContacts.load(of: [person], in: tenant, $0)
                    }
                    return ((found[person]?.mails ?? []) + (found[person]?.phones ?? [])).filter(\.isFailing)
                        .map(\.value)
                }
                world.provider.script("gone@example.jp", .permanent(reason: "mailboxUnknown 550 5.1.1"))
                world.provider.script("ok@example.jp", .permanent(reason: "messageRefused 554"))
                let first = try await world.broadcast(tenant)
                await world.engine().drain()
                let key = try #require(
                    world.provider.deliveries.last { $0.person == person }.map { AttemptKey($0.key) })
                try await RecordCallReport(world.outside) {}(
                    .invalidNumber(reason: "numberUnknown 404"), of: try #require(key))
                #expect(try await failing(person) == ["gone@example.jp", "0311"])
                #expect(try await failing(other) == ["gone@example.jp"])
                func times() async throws -> [Instant?] {
                    try await world.database.read(.tenant(tenant)) {
                        try $0.first(
                            """
                            SELECT failing_since, failed_at FROM contact
                            WHERE tenant_id = \(tenant) AND person_id = \(person) AND value = 'gone@example.jp'
                            """
                        ) { [try $0.next(Instant?.self), try $0.next(Instant?.self)] } ?? []
                    }
                }
                let begin = world.now
                #expect(try await times() == [begin, begin])
                try await world.change.close(first, world.scope(tenant))
                world.clock.advance(by: .seconds(3_600))
                let again = try await world.broadcast(tenant)
                await world.engine().drain()
                #expect(try await times() == [begin, world.now], "since the first time it came back")
                try await world.change.close(again, world.scope(tenant))
                // The next emergency tries it all the same; it works again.
                world.clock.advance(by: .seconds(3_600))
                world.provider.script("gone@example.jp", .accepted(reference: "r", awaitsReport: false))
                let second = try await world.broadcast(tenant)
                await world.engine().drain()
                #expect(try await failing(person) == ["0311"])
                #expect(try await times() == [nil, nil])
                #expect(try await world.attempts(second, person, of: tenant)[0] == "1/0 mail accepted")
                try await world.change(person, of: tenant, to: own)
                #expect(try await failing(person).isEmpty)
            }
        }
    }
}
