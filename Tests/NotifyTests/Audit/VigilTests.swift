import Database
import Domain
import TestKit
import Testing

@testable import Notify

/// What a single look cannot see: that nothing moves although there is something to do.
@Suite("What stands still")
struct VigilTests {
    private static let start = Instant(milliseconds: 1_704_093_000_000)

    private func engine(claimed: Int = 0, setAside: Int = 0, canRecord: Bool = true) -> DispatchMetrics {
        var metrics = DispatchMetrics()
        metrics.claimed = claimed
        metrics.setAside = setAside
        metrics.canRecord = canRecord
        return metrics
    }

    private func judge(_ signs: DispatchVigil.Signs, after wait: Duration = .zero) -> [DispatchHealth.Finding: Int] {
        var vigil = DispatchVigil()
        return vigil.judge(DispatchHealth(), signs, at: Self.start + wait).findings
    }

    @Test("Each sign that something is wrong is a finding, and a quiet house has none")
    func signs() {
        #expect(judge(.init(engine: engine())) == [:])
        #expect(judge(.init(engine: engine(canRecord: false))) == [.notWritable: 1])
        #expect(judge(.init(engine: engine(), isWritable: false)) == [.notWritable: 1])
        #expect(judge(.init(engine: engine(setAside: 3))) == [.setAside: 3])
        #expect(judge(.init(engine: engine(), lostAttempts: 2)) == [.lostAttempt: 2])
    }

    @Test(
        "A feed may be silent for ten minutes, or for ten of its rounds",
        arguments: [(20, 599, 0), (20, 601, 1), (3_600, 35_999, 0), (3_600, 36_001, 1)])
    func feed(interval: Int, silence: Int, count: Int) {
        var triggers = TriggerSigns.State()
        triggers.feedHeardAt = Self.start
        triggers.feedInterval = .seconds(interval)
        let found = judge(.init(engine: engine(), triggers: triggers), after: .seconds(silence))
        #expect(found[.feedSilent, default: 0] == count)
    }

    @Test("A drop folder that is stuck for minutes is a finding", arguments: [(179, 0), (181, 1)])
    func folder(time: Int, count: Int) {
        var triggers = TriggerSigns.State()
        triggers.folderStuckSince = Self.start
        let found = judge(.init(engine: engine(), triggers: triggers), after: .seconds(time))
        #expect(found[.folderStuck, default: 0] == count)
    }

    @Test("An engine that claims nothing of what is due is found at the second look", arguments: DatabaseKind.available)
    func notLeaving(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 3) { contacts(mails: ["w\($0)@example.jp"]) }
            _ = try await world.broadcast(tenant)
            // Nothing claims: the engine has no channel.
            await world.expandOnly()
            var vigil = DispatchVigil()
            func look(claimed: Int) async throws -> [DispatchHealth.Finding: Int] {
                let health = try await InspectDispatch(database: world.database)(at: world.now)
                return vigil.judge(health, .init(engine: engine(claimed: claimed)), at: world.now).findings
            }
            #expect(try await look(claimed: 0) == [:])
            world.clock.advance(by: .seconds(200))
            #expect(try await look(claimed: 0) == [:])
            world.clock.advance(by: .seconds(60))
            #expect(try await look(claimed: 0) == [.notLeaving: 1])
            // A long queue that moves is none.
            #expect(try await look(claimed: 1) == [:])
            #expect(try await look(claimed: 1) == [.notLeaving: 1])
            await world.engine().drain()
            #expect(try await look(claimed: 1) == [:])
        }
    }

    @Test("A broadcast whose people are not found any more is a finding", arguments: DatabaseKind.available)
    func notExpanding(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 3) { contacts(mails: ["w\($0)@example.jp"]) }
            _ = try await world.broadcast(tenant)
            var vigil = DispatchVigil()
            func look() async throws -> [DispatchHealth.Finding: Int] {
                let health = try await InspectDispatch(database: world.database)(at: world.now)
                return vigil.judge(health, .init(engine: engine()), at: world.now).findings
            }
            #expect(try await look() == [:])
            world.clock.advance(by: .seconds(181))
            #expect(try await look() == [.notExpanding: 1])
            // It went on a little.
            try await world.meddle(tenant, "UPDATE broadcast_round SET cursor = cursor + 1 WHERE tenant_id = \(tenant)")
            #expect(try await look() == [:])
            await world.engine().drain()
            world.clock.advance(by: .seconds(181))
            #expect(try await look() == [:])
        }
    }

    @Test(
        "A person whose planned attempt is gone is found by the walk over all people", arguments: DatabaseKind.available
    )
    func lostAttempt(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let count = CountOpenAttempts(database: world.database)
            func walk() async throws -> (wrong: Int, pieces: Int) {
                var (place, wrong, pieces) = (CountOpenAttempts.Place.start, 0, 0)
                while true {
                    let piece = try await count(after: place)
                    wrong += piece.wrong
                    guard let end = piece.end else { return (wrong, pieces) }
                    place = end
                    pieces += 1
                }
            }
            #expect(try await walk() == (0, 0))
            var lost: [(TenantID, PersonID)] = []
            for number in 0..<2 {
                let tenant = try await world.tenant()
                let people = try await world.people(tenant, number == 0 ? 1_100 : 3) {
                    contacts(mails: ["w\($0)@example.jp"])
                }
                for _ in 0...number { _ = try await world.broadcast(tenant) }
                await world.expandOnly()
                lost.append((tenant, people[people.count - 1]))
            }
            #expect(try await walk() == (0, 5))
            for (tenant, person) in lost {
                try await world.meddle(
                    tenant, "DELETE FROM attempt WHERE tenant_id = \(tenant) AND person_id = \(person)")
            }
            #expect(try await walk() == (3, 5))
            for (tenant, _) in lost {
                try await world.meddle(tenant, "UPDATE broadcast SET status = 'closed' WHERE tenant_id = \(tenant)")
            }
            #expect(try await walk() == (0, 0))
        }
    }

    @Test("A store that takes nothing is noticed by one small write", arguments: DatabaseKind.available)
    func tryStore(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tryStore = TryStore(database: world.database)
            for _ in 0..<2 {
                world.clock.advance(by: .seconds(60))
                try await tryStore(at: world.now)
                let seen = try await world.database.read(.installation) {
                    try $0.values(Instant.self, "SELECT looked_at FROM watch")
                }
                #expect(seen == [world.now])
            }
        }
    }
}
