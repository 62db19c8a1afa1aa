import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// Rows that nobody can read or write: what hangs on them waits, loudly, and everything else goes on.
@Suite("Poisoned rows")
struct PoisonStories {
    /// Lets the engine work, and twice more when what it set aside is due again.
    private func work(_ engine: DispatchEngine, _ world: World) async {
        await engine.drain()
        for _ in 0..<2 {
            world.clock.advance(by: .seconds(61))
            await engine.drain()
        }
    }

    /// An organization of 40 people who were asked, and what spoils its rows and mends them again.
    private func poisoned(
        _ kind: DatabaseKind, expanded: Bool = true, spoil: (World, TenantID, PersonID) async throws -> Void,
        stuck: Int, mend: (World, TenantID, PersonID) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 40) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            if expanded { await world.expandOnly() }
            try await spoil(world, tenant, people[20])
            let neighbour = try await world.tenant()
            _ = try await world.people(neighbour, 40) { contacts(mails: ["n\($0)@example.jp"]) }
            let other = try await world.broadcast(neighbour)
            let engine = world.engine()
            await engine.drain()
            #expect(try await world.levels(other, of: neighbour) == [.handedOn: 40])
            await work(engine, world)
            #expect(world.provider.deliveries.count { $0.tenant == tenant } == 40 - stuck)
            #expect(engine.metrics.setAside > 0 && engine.metrics.canRecord)
            #expect(!world.alarms.withLock { $0.isEmpty })
            try await mend(world, tenant, people[20])
            await work(engine, world)
            await work(engine, world)
            #expect(engine.metrics.setAside == 0)
            #expect(world.provider.deliveries.count == 80)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 80)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 40])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("A broadcast whose round cannot be read stops no other", arguments: DatabaseKind.available, [true, false])
    func round(kind: DatabaseKind, expanded: Bool) async throws {
        try await poisoned(
            kind, expanded: expanded,
            spoil: { world, tenant, _ in
                try await world.meddle(
                    tenant, "UPDATE broadcast_round SET mail_retries = mail_retries + 99 WHERE tenant_id = \(tenant)")
            }, stuck: 40,
            mend: { world, tenant, _ in
                try await world.meddle(
                    tenant, "UPDATE broadcast_round SET mail_retries = mail_retries - 99 WHERE tenant_id = \(tenant)")
            })
    }

    @Test("A person whose row cannot be read stops nobody beside", arguments: DatabaseKind.available)
    func person(kind: DatabaseKind) async throws {
        try await poisoned(
            kind,
            spoil: { world, tenant, person in
                try await world.meddle(
                    tenant, "UPDATE person SET language = 'xx' WHERE tenant_id = \(tenant) AND id = \(person)")
            }, stuck: 1,
            mend: { world, tenant, person in
                try await world.meddle(
                    tenant, "UPDATE person SET language = 'ja' WHERE tenant_id = \(tenant) AND id = \(person)")
            })
    }

    @Test("A recipient that cannot be read stops nobody beside", arguments: DatabaseKind.available)
    func recipient(kind: DatabaseKind) async throws {
        try await poisoned(
            kind,
            spoil: { world, tenant, person in
                try await world.meddle(
                    tenant,
                    "UPDATE recipient SET level = level + 99 WHERE tenant_id = \(tenant) AND person_id = \(person)")
            }, stuck: 1,
            mend: { world, tenant, person in
                try await world.meddle(
                    tenant,
                    "UPDATE recipient SET level = level - 99 WHERE tenant_id = \(tenant) AND person_id = \(person)")
            })
    }

    @Test("An attempt in a lane that does not exist stops nobody beside", arguments: DatabaseKind.available)
    func lane(kind: DatabaseKind) async throws {
        try await poisoned(
            kind, spoil: { try await $0.meddle($1, Self.lane(99, $1, $2)) }, stuck: 1,
            mend: { try await $0.meddle($1, Self.lane(1, $1, $2)) })
    }

    private static func lane(_ lane: Int, _ tenant: TenantID, _ person: PersonID) -> SQL {
        "UPDATE attempt SET lane = \(lane) WHERE tenant_id = \(tenant) AND person_id = \(person)"
    }

    @Test("An attempt in doubt that cannot be read keeps no other in doubt", arguments: DatabaseKind.available)
    func doubt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 3) { contacts(mails: ["d\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            world.provider.script(
                "d0@example.jp", .unclear(reason: "noReply"), .accepted(reference: "", awaitsReport: false))
            world.provider.script(
                "d1@example.jp", .unclear(reason: "noReply"), .accepted(reference: "", awaitsReport: false))
            let engine = world.engine()
            await engine.drain()
            try await world.meddle(tenant, Self.lane(99, tenant, people[0]))
            world.clock.advance(by: world.outside.reportTime)
            await engine.drain()
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail inDoubt noReply"])
            #expect(try await world.attempts(broadcast, people[1], of: tenant) == ["1/0 mail accepted"])
            #expect(engine.metrics.setAside == 1 && world.alarms.withLock { $0.count } == 1)
            try await world.meddle(tenant, Self.lane(1, tenant, people[0]))
            await engine.drain()
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail accepted"])
        }
    }

    @Test(
        "A result that its row refuses is kept, holds up nobody, and is written when the row is mended",
        arguments: DatabaseKind.available)
    func result(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 8) { contacts(mails: ["r\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            world.provider.before { _ in await slow.wait() }
            let engine = world.engine()
            let running = Task { await engine.run() }
            await slow.arrivals(8)
            world.provider.before(nil)
            try await world.meddle(tenant, Self.lane(99, tenant, people[3]))
            slow.open()
            while try await world.levels(broadcast, of: tenant)[.handedOn] != 7 { await Task.yield() }
            while engine.metrics.unrecorded != 1 { await Task.yield() }
            // The same organization and others go on.
            let neighbour = try await world.tenant()
            _ = try await world.people(neighbour, 5) { contacts(mails: ["n\($0)@example.jp"]) }
            let others = [
                (tenant, try await world.broadcast(tenant), 8), (neighbour, try await world.broadcast(neighbour), 5),
            ]
            engine.wake()
            for (tenant, other, count) in others {
                while try await world.levels(other, of: tenant)[.handedOn] != count { await Task.yield() }
            }
            while engine.metrics.unrecorded != 1 { await Task.yield() }
            #expect(engine.metrics.canRecord)
            #expect(world.alarms.withLock { $0.contains("a result cannot be recorded and is set aside") })
            try await world.meddle(tenant, Self.lane(1, tenant, people[3]))
            while try await world.levels(broadcast, of: tenant)[.handedOn] != 8 { await Task.yield() }
            engine.shutDown()
            await running.value
            #expect(engine.metrics.unrecorded == 0)
            #expect(world.provider.deliveries.count == 21)
        }
    }

    @Test(
        "Many results that cannot be written hold up their own organization and nobody else",
        arguments: DatabaseKind.available)
    func manyResults(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 12) { contacts(mails: ["r\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            world.provider.before { _ in await slow.wait() }
            let engine = world.engine()
            let running = Task { await engine.run() }
            await slow.arrivals(12)
            world.provider.before(nil)
            for person in people { try await world.meddle(tenant, Self.lane(99, tenant, person)) }
            slow.open()
            while engine.metrics.setAside < 12 { await Task.yield() }
            let neighbour = try await world.tenant()
            _ = try await world.people(neighbour, 5) { contacts(mails: ["n\($0)@example.jp"]) }
            let (own, other) = (try await world.broadcast(tenant), try await world.broadcast(neighbour))
            engine.wake()
            while try await world.levels(other, of: neighbour)[.handedOn] != 5 { await Task.yield() }
            #expect(engine.metrics.canRecord)
            // Nothing else is due now, and of what is nothing leaves: however few they are, that is an alarm.
            while !engine.metrics.isHeldUp { await Task.yield() }
            // Now and then they are taken back and tried again.
            while engine.metrics.setAside < 12 { await Task.yield() }
            #expect(try await world.levels(own, of: tenant)[.handedOn] == nil)
            for person in people { try await world.meddle(tenant, Self.lane(1, tenant, person)) }
            while try await world.levels(broadcast, of: tenant)[.handedOn] != 12 { await Task.yield() }
            while try await world.levels(own, of: tenant)[.handedOn] != 12 { await Task.yield() }
            while engine.metrics.isHeldUp { await Task.yield() }
            engine.shutDown()
            await running.value
            #expect(world.provider.deliveries.count == 29)
        }
    }
}
