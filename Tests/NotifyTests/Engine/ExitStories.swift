import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// The installation loses a gateway, such as by a lost line in its settings, while calls stand in every state.
@Suite("Ways out")
struct ExitStories {
    private static let number = "0311111111"
    private static let address = "next@example.jp"

    /// A world whose one call is in a state, with nothing behind the channel any more.
    private func withoutGateway(
        _ kind: DatabaseKind, _ state: AttemptState,
        _ body: (World, DispatchEngine, TenantID, BroadcastID, PersonID) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { ($0.voice, $0.mail) = (retry(0, .zero), retry(0, .zero)) }
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: [Self.address], mailSlot: 2, phones: [(Self.number, 1)]))
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let isHeld = state == .claimed || state == .handingOff
            try await world.meddle(
                tenant,
                """
                UPDATE attempt SET state = \(state), lease_token = \(isHeld ? 4711 : nil) WHERE tenant_id = \(tenant)
                """)
            if isHeld {
                try await world.meddle(
                    tenant,
                    """
                    INSERT INTO lease (tenant_id, token, instance, lease_until)
                    VALUES (\(tenant), 4711, 99, \(world.now))
                    """)
            }
            let engine = world.engine(gates: [
                world.provider.gate(.mail, capacity: 8), .missing(.voice), .missing(.sms),
            ])
            await engine.drain()
            try await body(world, engine, tenant, broadcast, person)
        }
    }

    private func end(_ engine: DispatchEngine, _ world: World, after time: Duration) async {
        let end = world.now + time
        while world.now < end {
            world.clock.advance(by: .seconds(1_200))
            await engine.drain()
        }
    }

    @Test(
        "noStateWithoutAnExit: time brings every attempt to its end, even where its gateway is gone (R-187)",
        arguments: DatabaseKind.available, AttemptState.allCases.filter { !$0.isFinal })
    func noStateWithoutAnExit(kind: DatabaseKind, state: AttemptState) async throws {
        try await withoutGateway(kind, state) { world, engine, tenant, broadcast, person in
            await end(engine, world, after: .seconds(25 * 3_600))
            let open = try await world.database.read(.tenant(tenant)) { transaction in
                try transaction.values(AttemptState.self, "SELECT state FROM attempt WHERE tenant_id = \(tenant)")
            }.filter { !$0.isFinal }
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(open == [], "\(rows)")
            #expect(world.provider.addresses.allSatisfy { $0 == Self.address } && !world.provider.addresses.isEmpty)
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test(
        "Without its gateway a call waits in sight, and its person gets the mail at once",
        arguments: DatabaseKind.available)
    func isShown(kind: DatabaseKind) async throws {
        try await withoutGateway(kind, .planned) { world, engine, tenant, broadcast, person in
            #expect(world.provider.addresses == [Self.address])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 voice planned gatewayShut", "1/1 mail accepted",
                ])
            #expect(world.alarms.withLock { $0 } == ["messages wait for a channel that the settings do not name"])
            #expect(engine.metrics.shutWays == [.mail: 0, .voice: 1, .sms: 0])
            let snapshot = try await WatchResults(
                database: world.database, clock: world.clock.wallClock, interval: .zero
            ).snapshot(broadcast, world.scope(tenant))
            #expect(snapshot.progress[.voice]?.waiting == ["gatewayShut": 1])
            // The line is back.
            await world.pass(.seconds(120))
            #expect(world.provider.addresses.contains(Self.number))
        }
    }
}
