import Database
import Domain
import Notify
import Profiles
import TestKit
import Testing

/// A call of which nobody knows whether the gateway took it: the gateway is asked, and only where it cannot tell does the
/// class of the broadcast decide.
@Suite("Doubt")
struct DoubtStories {
    private static let number = "0311111111"
    private static let lost = HandOffOutcome.unclear(reason: "connectionLost")

    /// A world whose one person was called, and whose gateway hung up in the middle of it.
    private func inDoubt(
        _ kind: DatabaseKind, isDrill: Bool = false, gatewaySays answer: ChannelGate.LookUp,
        _ body: (World, TenantID, BroadcastID, PersonID) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [(Self.number, 1)]))
            world.provider.script(Self.number, Self.lost, .accepted(reference: "CA2", awaitsReport: true))
            world.provider.tell(Self.number, answer)
            let broadcast = try await world.broadcast(tenant, isDrill: isDrill)
            await world.engine().drain()
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice inDoubt connectionLost"])
            try await body(world, tenant, broadcast, person)
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("A call that the gateway knows stays one call (R-185)", arguments: DatabaseKind.available)
    func found(kind: DatabaseKind) async throws {
        try await inDoubt(kind, gatewaySays: .underWay(reference: "CA1")) { world, tenant, broadcast, person in
            world.clock.advance(by: .seconds(10))
            await world.engine().drain()
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice ringing"])
            // No report comes either: at its time the gateway is asked once more.
            world.provider.tell(Self.number, .ended(.completed))
            world.clock.advance(by: world.outside.reportTime)
            await world.engine().drain()
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows.first == "1/0 voice completed")
            #expect(world.provider.deliveries.count == 1)
            #expect(world.provider.lookUps.count == 2)
        }
    }

    @Test("A call that never reached the gateway is placed, whatever it is for", arguments: DatabaseKind.available)
    func notPlaced(kind: DatabaseKind) async throws {
        for isDrill in [false, true] {
            try await inDoubt(kind, isDrill: isDrill, gatewaySays: .notPlaced) { world, tenant, broadcast, person in
                world.clock.advance(by: .seconds(10))
                await world.engine().drain()
                let rows = try await world.attempts(broadcast, person, of: tenant)
                #expect(rows == ["1/0 voice ringing"])
                #expect(world.provider.addresses == [Self.number, Self.number])
                #expect(Set(world.provider.deliveries.map(\.key)).count == 1)
            }
        }
    }

    @Test("An emergency goes out again where the gateway cannot tell", arguments: DatabaseKind.available)
    func emergencyCannotTell(kind: DatabaseKind) async throws {
        try await inDoubt(kind, gatewaySays: .failed) { world, tenant, broadcast, person in
            world.clock.advance(by: .seconds(10))
            await world.engine().drain()
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows == ["1/0 voice ringing"])
            #expect(world.provider.deliveries.count == 2)
        }
    }

    @Test("A drill stays unknown where the gateway cannot tell", arguments: DatabaseKind.available)
    func drillCannotTell(kind: DatabaseKind) async throws {
        try await inDoubt(kind, isDrill: true, gatewaySays: .failed) { world, tenant, broadcast, person in
            world.clock.advance(by: .seconds(10))
            await world.engine().drain()
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows.first == "1/0 voice unknown")
            #expect(world.provider.deliveries.count == 1)
            #expect(try await world.levels(broadcast, of: tenant) == [.unclear: 1])
        }
    }

    @Test(
        "A call that the gateway loses each time goes on beside, less and less often (R-187)",
        arguments: DatabaseKind.available)
    func lostAgainAndAgain(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, contacts(phones: [(Self.number, 1), ("0322222222", 2)]))
            world.provider.script(Self.number, Self.lost)
            world.provider.tell(Self.number, .notPlaced)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == [Self.number])
            await world.pass(.seconds(600), step: .seconds(10))
            #expect(world.provider.addresses.contains("0322222222"))
            await world.pass(.seconds(3_000), step: .seconds(60))
            #expect((5...12).contains(world.provider.addresses.count { $0 == Self.number }))
            await world.pass(.seconds(24 * 3_600), step: .seconds(1_200))
            let calls = world.provider.addresses.count { $0 == Self.number }
            #expect(calls < 50)
            await world.pass(.seconds(7_200), step: .seconds(600))
            #expect(world.provider.addresses.count { $0 == Self.number } == calls)
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("After a crash the gateway is asked before anybody is called again", arguments: DatabaseKind.available)
    func crash(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 3) { contacts(phones: [("03\($0)", 1)]) }
            world.provider.tell("030", .underWay(reference: "CA0"))
            world.provider.tell("031", .ended(.busy))
            let broadcast = try await world.broadcast(tenant)
            let dead = await world.startAndKill(after: 3)
            // The dead worker had placed the first two calls.
            dead.calls.open()
            await dead.engine.value
            try await world.meddle(
                tenant, "UPDATE attempt SET state = 'handingOff', lease_token = 4711 WHERE tenant_id = \(tenant)")
            try await world.meddle(
                tenant,
                """
                INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), 4711, 99, \(world.now))
                """)
            world.provider.forget(except: ["030", "031"])
            await world.engine().drain()
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 voice ringing"])
            let rows = try await world.attempts(broadcast, people[1], of: tenant)
            #expect(rows.first == "1/0 voice noAnswer busy")
            #expect(try await world.attempts(broadcast, people[2], of: tenant) == ["1/0 voice ringing"])
            #expect(world.provider.addresses.sorted() == ["030", "031", "032"])
        }
    }

    @Test(
        "A ringing call ends when its person answers by the link, and nothing follows",
        arguments: DatabaseKind.available)
    func hangUp(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(phones: [(Self.number, 1), ("0322222222", 2)]))
            world.provider.tell(Self.number, .underWay(reference: "CA1"))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            await world.engine().drain()
            #expect(world.provider.hungUp == [Self.number])
            let key = try #require(AttemptKey(world.provider.deliveries[0].key))
            try await RecordCallReport(world.outside) {}(.unreachable(reason: "canceled"), of: key)
            await world.pass(.seconds(1_800))
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice noAnswer canceled"])
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1])
            #expect(world.provider.addresses == [Self.number] && world.provider.hungUp == [Self.number])
        }
    }
}
