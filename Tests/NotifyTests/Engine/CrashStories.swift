import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// An engine that is dropped in the middle leaves what a killed process leaves: rows, leases, and nobody who renews them.
@Suite("Crashes")
struct CrashStories {
    @Test("killAfterClaimLosesNobody", arguments: DatabaseKind.available)
    func killAfterClaimLosesNobody(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 40) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            // What a process leaves that was killed right after its claim.
            let until = world.now + .seconds(60)
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE attempt SET state = 'claimed', lease_token = 4711
                    WHERE tenant_id = \(tenant) AND person_id IN \(list: Array(people.prefix(15)))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), 4711, 99, \(until))
                    """)
            }
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 25)
            await world.pass(.seconds(90))
            #expect(world.provider.deliveries.count == 40)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 40)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 40])
        }
    }

    @Test("An emergency that was in doubt goes out again with the same Message-ID", arguments: DatabaseKind.available)
    func emergencyInDoubt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 10) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let dead = await world.startAndKill(after: 4)
            #expect(
                try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail handingOff"])
            await world.pass(.seconds(120))
            #expect(world.provider.deliveries.count == 10)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 10])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
            // The dead worker's calls come back: evidence, and nothing else.
            dead.calls.open()
            await dead.engine.value
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 10])
            #expect(Set(world.provider.deliveries.map(\.key)).count == 10)
        }
    }

    @Test("A drill that was in doubt is not sent twice and is shown as not known", arguments: DatabaseKind.available)
    func drillInDoubt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 6) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant, isDrill: true)
            let dead = await world.startAndKill(after: 3)
            await world.pass(.seconds(120))
            #expect(world.provider.deliveries.count == 3)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 3, .unclear: 3])
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail unknown"])
            dead.calls.open()
            await dead.engine.value
        }
    }

    @Test(
        "rescuerNeverDeletes: what a dead worker held is planned again or in doubt", arguments: DatabaseKind.available)
    func rescuerNeverDeletes(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 30) { contacts(mails: ["r\($0)@example.jp"]) }
            let broadcasts = [try await world.broadcast(tenant), try await world.broadcast(tenant, isDrill: true)]
            await world.expandOnly()
            func rows(_ table: SQL) async throws -> Set<String> {
                try await world.database.read(.tenant(tenant)) { transaction in
                    Set(
                        try transaction.all("SELECT broadcast_id, person_id FROM \(table) WHERE tenant_id = \(tenant)")
                        {
                            "\(try $0.next(BroadcastID.self))/\(try $0.next(PersonID.self))"
                        })
                }
            }
            let before = try await (attempts: rows("attempt"), recipients: rows("recipient"))
            #expect(before.attempts.count == 60 && before.recipients.count == 60)
            for (state, held) in [("claimed", people.prefix(10)), ("handingOff", people[10..<20])] {
                try await world.meddle(
                    tenant,
                    """
                    UPDATE attempt SET state = \(state), lease_token = 4711
                    WHERE tenant_id = \(tenant) AND person_id IN \(list: Array(held))
                    """)
            }
            try await world.meddle(
                tenant,
                """
                INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), 4711, 99, \(world.now))
                """)
            await world.expandOnly()
            #expect(try await rows("attempt") == before.attempts)
            #expect(try await rows("recipient") == before.recipients)
            for broadcast in broadcasts {
                #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail planned"])
                #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
            }
            // Nobody can be asked about a mail: the emergency goes again, the drill stays unknown.
            #expect(try await world.attempts(broadcasts[0], people[10], of: tenant) == ["1/0 mail planned"])
            #expect(try await world.attempts(broadcasts[1], people[10], of: tenant) == ["1/0 mail unknown"])
        }
    }

    @Test("staleLeaseCannotFinishAttempt", arguments: DatabaseKind.available)
    func staleLeaseCannotFinishAttempt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["s@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            let engine = world.engine()
            world.provider.before { _ in await slow.wait() }
            world.provider.script(
                "s@example.jp", .accepted(reference: "second", awaitsReport: false), .permanent(reason: "stale"))
            let first = Task { await engine.drain() }
            await slow.arrivals(1)
            world.provider.before(nil)
            await world.pass(.seconds(90))
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail accepted"])
            slow.open()
            await first.value
            #expect(engine.metrics.late == 1)
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail accepted"])
            let timeline = try await ReadTimeline(database: world.database)(
                person, in: broadcast, world.scope(tenant))
            #expect(timeline.attempts[0].events.map(\.kind) == ["waitOver", "accepted", "late:permanent"])
        }
    }

    @Test("slowProviderIsNotRescuedWhileLeaseRenewed", arguments: DatabaseKind.available)
    func slowProviderIsNotRescuedWhileLeaseRenewed(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            let engine = world.engine()
            world.provider.before { _ in await slow.wait() }
            let running = Task { await engine.drain() }
            await slow.arrivals(1)
            for _ in 0..<5 {
                world.clock.advance(by: .seconds(40))
                await engine.renewLeases()
                await world.engine().drain()
            }
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail handingOff"])
            slow.open()
            await running.value
            #expect(world.provider.deliveries.count == 1)
            #expect(engine.metrics.late == 0)
        }
    }

    @Test("A lease is not renewed for ever for a call that does not come back", arguments: DatabaseKind.available)
    func leaseHasAnEnd(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant)
            _ = try await world.broadcast(tenant)
            let slow = Hold()
            let engine = world.engine()
            world.provider.before { _ in await slow.wait() }
            let running = Task { await engine.drain() }
            await slow.arrivals(1)
            world.provider.before(nil)
            for _ in 0..<20 {
                world.clock.advance(by: .seconds(40))
                await engine.renewLeases()
            }
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 1)
            slow.open()
            await running.value
        }
    }

    @Test("dueTimesSurviveRestart and catchUpSendsOncePerDestination", arguments: DatabaseKind.available)
    func catchUpSendsOncePerDestination(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2), ("0322", 3)]))
            _ = try await world.broadcast(tenant)
            await world.engine().drain()
            // Nothing runs for three hours; then one call goes out, not all that would have been due.
            world.clock.advance(by: .seconds(3 * 3_600))
            await world.engine().drain()
            #expect(world.provider.addresses == ["a@example.jp", "0311"])
            await world.engine().drain()
            #expect(world.provider.addresses == ["a@example.jp", "0311"])
        }
    }

    @Test(
        "A clean shutdown ends running calls, gives the rest back and loses nobody", arguments: DatabaseKind.available)
    func cleanShutdown(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 60) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            world.provider.before { _ in await slow.wait() }
            let engine = world.engine(capacity: 8, quantum: 8)
            let running = Task { await engine.run() }
            await slow.arrivals(7)
            engine.shutDown()
            slow.open()
            await running.value
            let leases = try await world.database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM lease")
            }
            #expect(leases == 0)
            let before = world.provider.deliveries.count
            #expect(before < 60)
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 60)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 60])
        }
    }

    @Test(
        "Cancelling an engine is a clean shutdown: what providers say is still recorded",
        arguments: DatabaseKind.available)
    func cancelling(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 12) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            world.provider.before { _ in await slow.wait() }
            let engine = world.engine(capacity: 4, quantum: 4)
            let running = Task { await engine.run() }
            await slow.arrivals(3)
            running.cancel()
            slow.open()
            await running.value
            let handedOn = try await world.levels(broadcast, of: tenant)[.handedOn]
            #expect(handedOn == world.provider.deliveries.count)
            let leases = try await world.database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM lease")
            }
            #expect(leases == 0)
        }
    }

    @Test("While results of an organization cannot be recorded nothing new of it is handed off, and none is lost")
    func resultsCannotBeRecorded() async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 200) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            try await world.database.write(.installation) { transaction in
                _ = try transaction.execute(
                    """
                    CREATE TRIGGER disk BEFORE INSERT ON attempt_event BEGIN SELECT RAISE(ABORT, 'disk'); END
                    """)
            }
            let engine = world.engine(capacity: 8, quantum: 8)
            let running = Task { await engine.run() }
            while engine.metrics.setAside <= 8 { await Task.yield() }
            let handedOff = world.provider.deliveries.count
            #expect(handedOff <= 5 * 8)
            try await world.database.write(.installation) { transaction in
                _ = try transaction.execute("DROP TRIGGER disk")
            }
            while try await world.levels(broadcast, of: tenant)[.handedOn] != 200 { await Task.yield() }
            engine.shutDown()
            await running.value
            #expect(world.provider.deliveries.count == 200)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 200)
        }
    }

    @Test("While the disk is full nothing is handed off, and everybody is once there is room again")
    func fullDisk() async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 400) { contacts(mails: ["k\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            func setRoom(_ pragma: SQL) async throws {
                _ = try await world.database.write(.installation) { try $0.value(Int.self, pragma) }
            }
            // Never less than what is used already: no page is added.
            try await setRoom("PRAGMA max_page_count = 1")
            let engine = world.engine(capacity: 8, quantum: 8)
            let running = Task { await engine.run() }
            while engine.metrics.canRecord { await Task.yield() }
            let handedOff = world.provider.deliveries.count
            #expect(handedOff < 400)
            try await setRoom("PRAGMA max_page_count = 1000000")
            while try await world.levels(broadcast, of: tenant)[.handedOn] != 400 {
                world.clock.advance(by: .milliseconds(100))
                await Task.yield()
            }
            #expect(engine.metrics.canRecord)
            engine.shutDown()
            await running.value
            #expect(world.provider.deliveries.count == 400)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 400)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test("instanceIdIsFreshPerStart", arguments: [DatabaseKind.sqlite])
    func instanceIdIsFreshPerStart(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            #expect(Set((0..<20).map { _ in world.engine().instance }).count == 20)
        }
    }
}
