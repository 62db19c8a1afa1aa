import Database
import Domain
import Notify
import Profiles
import TestKit
import Testing

/// A stop in the very moment of a hand-off, on the engine whose transactions run side by side. The transaction that stands
/// in the way watches by itself who waits for it, so that no load of the machine makes anybody wait for long.
@Suite("Stops in the moment of a hand-off", .enabled(if: DatabaseKind.available.contains(.postgres)))
struct StopStories {
    /// Keeps the open transaction open until another one waits for it, or something went out although it should not.
    private static func wait(for world: World, _ transaction: Transaction) throws {
        while world.provider.deliveries.isEmpty {
            let waiting = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM pg_locks
                WHERE locktype = 'transactionid' AND NOT granted AND transactionid = pg_current_xact_id()::xid
                """)
            if waiting ?? 0 > 0 { return }
        }
    }

    @Test("A stop that is being committed is waited for, and nothing goes out after it")
    func stopFirst() async throws {
        try await withWorld(.postgres) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let engine = world.engine()
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE broadcast SET status = 'stopped' WHERE tenant_id = \(tenant) AND id = \(broadcast)")
                Task { await engine.drain() }
                try Self.wait(for: world, transaction)
            }
            while try await world.attempts(broadcast, person, of: tenant) != ["1/0 mail cancelled stopped"],
                world.provider.deliveries.isEmpty
            { await Task.yield() }
            #expect(world.provider.deliveries.isEmpty)
        }
    }

    @Test("A hand-off holds its broadcast from its checks to its commit: whoever stops it meanwhile waits")
    func handOffFirst() async throws {
        try await withWorld(.postgres) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let engine = world.engine()
            let isFree = try await world.database.write(.tenant(tenant)) { transaction in
                // Keeps the hand-off inside its transaction.
                try transaction.execute(
                    """
                    UPDATE recipient SET level = level
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                    """)
                Task { await engine.drain() }
                try Self.wait(for: world, transaction)
                return try transaction.value(
                    Int.self,
                    """
                    SELECT 1 FROM broadcast
                    WHERE tenant_id = \(tenant) AND id = \(broadcast)\(dialect: .forUpdateSkipLocked)
                    """) != nil
            }
            #expect(!isFree)
            while try await world.attempts(broadcast, person, of: tenant) != ["1/0 mail accepted"] {
                await Task.yield()
            }
            try await world.change.stop(broadcast, world.scope(tenant))
        }
    }
}

@Suite("The engine from call to call")
struct DrainStories {
    @Test("Leases are renewed while a stopping engine waits for its last hand-offs", arguments: DatabaseKind.available)
    func leasesWhileDraining(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            let slow = Hold()
            world.provider.before { _ in await slow.wait() }
            let engine = world.engine(leaseTime: .milliseconds(60))
            let running = Task { await engine.run() }
            await slow.arrivals(1)
            engine.shutDown()
            for _ in 0..<3 {
                world.clock.advance(by: .milliseconds(50))
                let end = world.now + .milliseconds(60)
                while try await world.database.read(
                    .tenant(tenant), { try $0.value(Instant.self, "SELECT lease_until FROM lease") }) != end
                { await Task.yield() }
            }
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail handingOff"])
            slow.open()
            await running.value
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail accepted"])
        }
    }

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
