import Database
import Domain
import Notify
import Profiles
import TestKit
import Testing

/// A stop in the very moment of a hand-off, on the engine whose transactions run side by side.
@Suite("Stops in the moment of a hand-off", .enabled(if: DatabaseKind.available.contains(.postgres)))
struct StopStories {
    /// How many transactions of this database wait for a row that another one holds.
    private func waiting(_ world: World) async throws -> Int {
        try await world.database.read(.installation) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """) ?? 0
        }
    }

    /// Keeps a transaction open after `body`, until the place is opened.
    private func holding(
        _ world: World, _ tenant: TenantID, until place: Gate, _ body: @escaping @Sendable (Transaction) throws -> Void
    ) async throws -> Task<Void, any Error> {
        let database = world.database
        let task = Task {
            try await database.write(.tenant(tenant)) { transaction in
                try body(transaction)
                place.wait()
            }
        }
        await place.arrival()
        return task
    }

    @Test("A stop that is being committed is waited for, and nothing goes out after it")
    func stopFirst() async throws {
        try await withWorld(.postgres) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let gate = Gate()
            let stop = try await holding(world, tenant, until: gate) { transaction in
                try transaction.execute(
                    "UPDATE broadcast SET status = 'stopped' WHERE tenant_id = \(tenant) AND id = \(broadcast)")
            }
            let engine = world.engine()
            let sending = Task { await engine.drain() }
            while try await waiting(world) == 0, world.provider.deliveries.isEmpty { await Task.yield() }
            gate.open()
            try await stop.value
            await sending.value
            #expect(world.provider.deliveries.isEmpty)
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail cancelled stopped"])
        }
    }

    @Test("A stop waits for the hand-off that began before it, so that nothing begins after it")
    func handOffFirst() async throws {
        try await withWorld(.postgres) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let gate = Gate()
            // Keeps the hand-off inside its transaction.
            let obstacle = try await holding(world, tenant, until: gate) { transaction in
                try transaction.execute(
                    """
                    UPDATE recipient SET level = level
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                    """)
            }
            let engine = world.engine()
            let sending = Task { await engine.drain() }
            while try await waiting(world) < 1 { await Task.yield() }
            let hasStopped = Gate()
            let (change, scope) = (world.change, world.scope(tenant))
            let stop = Task {
                try await change.stop(broadcast, scope)
                hasStopped.open()
            }
            while try await waiting(world) < 2, !hasStopped.isOpen { await Task.yield() }
            #expect(!hasStopped.isOpen)
            gate.open()
            try await obstacle.value
            try await stop.value
            await sending.value
            #expect(world.provider.deliveries.count == 1)
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail accepted"])
        }
    }
}

@Suite("The engine from call to call")
struct DrainStories {
    @Test("An engine can be drained again and again, with and without work", arguments: DatabaseKind.available)
    func drainTwice(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 5) { contacts(mails: ["d\($0)@example.jp"]) }
            let engine = world.engine()
            await engine.drain()
            for count in [5, 10] {
                _ = try await world.broadcast(tenant)
                await engine.drain()
                #expect(world.provider.deliveries.count == count)
            }
            await engine.drain()
            #expect(world.provider.deliveries.count == 10)
        }
    }
}
