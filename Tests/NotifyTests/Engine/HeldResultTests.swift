import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Results that wait to be written")
struct HeldResultTests {
    @Test(
        "What the provider said is never in doubt while it waits for the database, however long ago its lease ended",
        arguments: DatabaseKind.available)
    func held(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 2) { contacts(mails: ["h\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant, isDrill: true)
            await world.expandOnly()
            for (person, token) in zip(people, [4711, 4712]) {
                try await world.meddle(
                    tenant,
                    """
                    UPDATE attempt SET state = 'handingOff', hand_offs = 1, lease_token = \(token)
                    WHERE tenant_id = \(tenant) AND person_id = \(person)
                    """)
                try await world.meddle(
                    tenant,
                    """
                    INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), \(token), 1, \(world.now))
                    """)
            }
            let engine = world.engine()
            let recorder = await engine.recorder
            recorder.open()
            recorder.add(
                HandOffResultRow(
                    key: AttemptKey(tenant: tenant, broadcast: broadcast, person: people[0], round: 1, step: 0),
                    token: 4711, outcome: .accepted(reference: "r", awaitsReport: false), startedAt: world.now,
                    isMarked: false))
            _ = await engine.housekeeping()
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail handingOff"])
            #expect(try await world.attempts(broadcast, people[1], of: tenant) == ["1/0 mail inDoubt"])
            recorder.finish()
            await recorder.run()
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail accepted"])
            #expect(!recorder.holds(4711))
        }
    }
}
