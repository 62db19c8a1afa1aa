import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Database
@testable import Notify

@Suite("Results that are counted for many changes at once")
struct TallyFoldTests {
    /// Ten people, two of them without any contact, after everybody's turn.
    private func asked(
        _ kind: DatabaseKind, _ body: (World, TenantID, BroadcastID, [PersonID]) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let department = try await world.department(tenant, "製造部")
            let people = try await world.people(tenant, 10, department: department) {
                $0 < 8 ? contacts(mails: ["t\($0)@example.jp"], mailSlot: 1) : SendingContacts()
            }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await #expect(wrong(world, tenant, broadcast) == 0)
            try await body(world, tenant, broadcast, people)
        }
    }

    private func wrong(_ world: World, _ tenant: TenantID, _ broadcast: BroadcastID) async throws -> Int {
        try await world.database.read(.tenant(tenant)) { transaction in
            try Tallies(tenant: tenant, broadcast: broadcast).wrong(transaction)
        }
    }

    private func record(
        _ statuses: [(PersonID, String, AnswerPath)], _ world: World, _ tenant: TenantID, _ broadcast: BroadcastID
    ) async throws {
        let now = world.now
        try await world.database.write(.tenant(tenant), urgent: true) { transaction in
            let presses = statuses.map { person, status, path in
                AnswerJournal.Press(person: person, answer: Answer(status: status), path: path, author: "test")
            }
            let journal = AnswerJournal(tenant: tenant, broadcast: broadcast, now: now)
            for result in try journal.record(presses, transaction) { _ = try result.get() }
        }
    }

    @Test("Answers of many that are recorded together count like those of each", arguments: DatabaseKind.available)
    func answers(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, people in
            try await record([(people[0], "minor", .link)], world, tenant, broadcast)
            try await #expect(wrong(world, tenant, broadcast) == 0)
            // One answers again, one for whom somebody else answers, and one who could not be asked.
            let together = people[..<6].map { ($0, "safe", AnswerPath.link) } + [(people[6], "safe", .proxy)]
            try await record(together + [(people[9], "serious", .page)], world, tenant, broadcast)
            try await #expect(wrong(world, tenant, broadcast) == 0)
            let watch = WatchResults(database: world.database, clock: world.clock.wallClock, interval: .zero)
            let snapshot = try await watch.snapshot(broadcast, world.scope(tenant))
            #expect(snapshot.total.statuses == ["safe": 7, "serious": 1] && snapshot.total.people == 10)
            // Afterwards the triggers count again.
            try await record([(people[7], "minor", .link)], world, tenant, broadcast)
            try await #expect(wrong(world, tenant, broadcast) == 0)
        }
    }

    @Test("Nothing counts twice while the triggers pause, and a pause that stays is found")
    func pause() async throws {
        try await asked(.sqlite) { world, tenant, broadcast, people in
            try await world.meddle(
                tenant,
                "INSERT INTO recipient_tally VALUES (\(tenant), \(broadcast), 'paused', '', 0, '', 0, 0, 0, 1)")
            try await #expect(wrong(world, tenant, broadcast) == 1)
            try await world.meddle(
                tenant,
                """
                UPDATE recipient SET level = 6, answer_status = 'safe'
                WHERE tenant_id = \(tenant) AND person_id = \(people[0])
                """
            )
            // By department and by area, one place too many and one too few.
            try await #expect(wrong(world, tenant, broadcast) == 5)
            try await world.meddle(
                tenant, "DELETE FROM recipient_tally WHERE tenant_id = \(tenant) AND part = 'paused'")
            try await world.meddle(
                tenant,
                """
                UPDATE recipient SET level = 6, answer_status = 'safe'
                WHERE tenant_id = \(tenant) AND person_id = \(people[1])
                """
            )
            try await #expect(wrong(world, tenant, broadcast) == 4)
        }
    }
}
