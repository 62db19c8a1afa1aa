import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("The audit of a dispatch finds what was lost")
struct AuditTests {
    /// Twenty people with a mail and two numbers, asked until nothing is left to do.
    private func dispatched(
        _ kind: DatabaseKind, passing: Duration = .seconds(3_600),
        _ body: (World, TenantID, BroadcastID, [PersonID]) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 20) {
                contacts(mails: ["p\($0)@example.jp"], mailSlot: 1, phones: [("0311\($0)", 2), ("0322\($0)", 3)])
            }
            for index in 0..<20 {
                world.provider.script("0311\(index)", .permanent(reason: "numberUnknown"))
                world.provider.script("0322\(index)", .accepted(reference: "c", awaitsReport: true))
            }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            await world.pass(passing, step: .seconds(60))
            let audit = try await audit(world, tenant, broadcast)
            #expect(audit.isClean && audit.recipients == 20, "\(audit)")
            try await body(world, tenant, broadcast, people)
        }
    }

    private func audit(_ world: World, _ tenant: TenantID, _ broadcast: BroadcastID) async throws -> DispatchAudit {
        try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
    }

    private func plant(_ world: World, _ tenant: TenantID, _ statement: SQL) async throws {
        try await world.database.write(.tenant(tenant)) { _ = try $0.execute(statement) }
    }

    @Test(
        "Attempts that are gone are lost steps, also when all that was handed on is over",
        arguments: DatabaseKind.available)
    func deletedAttempts(kind: DatabaseKind) async throws {
        try await dispatched(kind) { world, tenant, broadcast, people in
            try await plant(
                world, tenant, "DELETE FROM attempt_event WHERE tenant_id = \(tenant) AND step > 0")
            try await plant(world, tenant, "DELETE FROM attempt WHERE tenant_id = \(tenant) AND step > 0")
            let audit = try await audit(world, tenant, broadcast)
            let lost = audit.differences.filter { $0.kind == .lostStep }
            #expect(Set(lost.compactMap(\.person)) == Set(people))
            #expect(!audit.isClean && audit.planned != audit.final + audit.open)
        }
    }

    @Test("A step that is gone from the middle is lost even after closing", arguments: DatabaseKind.available)
    func deletedInTheMiddle(kind: DatabaseKind) async throws {
        try await dispatched(kind, passing: .seconds(700)) { world, tenant, broadcast, people in
            try await world.change.close(broadcast, world.scope(tenant))
            await world.engine().drain()
            let victim = people[7]
            #expect(try await audit(world, tenant, broadcast).isClean)
            try await plant(
                world, tenant,
                "DELETE FROM attempt WHERE tenant_id = \(tenant) AND person_id = \(victim) AND step = 3")
            let found = try await audit(world, tenant, broadcast).differences.filter { $0.kind == .lostStep }
            #expect(Set(found.compactMap(\.person)) == [victim])
        }
    }

    @Test("Somebody who is in no list any more is missed", arguments: DatabaseKind.available)
    func deletedRecipients(kind: DatabaseKind) async throws {
        try await dispatched(kind) { world, tenant, broadcast, people in
            for table in ["recipient", "attempt", "attempt_event"] as [SQL] {
                try await plant(
                    world, tenant,
                    "DELETE FROM \(table) WHERE tenant_id = \(tenant) AND person_id IN \(list: Array(people[3...6]))")
            }
            let audit = try await audit(world, tenant, broadcast)
            #expect(audit.differences.map(\.kind) == [.people] && audit.differences[0].person == nil)
            #expect(audit.differences[0].detail == "20 were asked, 16 found")
        }
    }

    @Test(
        "Results that say another number than there are people or attempts are found", arguments: DatabaseKind.available
    )
    func wrongNumbers(kind: DatabaseKind) async throws {
        try await dispatched(kind) { world, tenant, broadcast, _ in
            #expect(try await audit(world, tenant, broadcast).isClean)
            try await plant(
                world, tenant,
                "UPDATE recipient_tally SET people = people + 1 WHERE tenant_id = \(tenant) AND part = 'area'")
            #expect(try await audit(world, tenant, broadcast).differences.map(\.kind) == [.tally])
            try await plant(
                world, tenant,
                "UPDATE recipient_tally SET people = people - 1 WHERE tenant_id = \(tenant) AND part = 'area'")
            try await plant(world, tenant, "DELETE FROM attempt_tally WHERE tenant_id = \(tenant)")
            #expect(try await audit(world, tenant, broadcast).differences.map(\.kind) == [.tally])
        }
    }

    @Test("A sequence that stands still without a reason is lost", arguments: DatabaseKind.available)
    func standingStill(kind: DatabaseKind) async throws {
        try await dispatched(kind, passing: .seconds(120)) { world, tenant, broadcast, people in
            let victim = people[0]
            try await plant(
                world, tenant,
                "UPDATE attempt SET state = 'accepted' WHERE tenant_id = \(tenant) AND person_id = \(victim) AND step = 1"
            )
            let found = try await audit(world, tenant, broadcast).differences.filter { $0.person == victim }.map(\.kind)
            #expect(found.contains(.lostStep) && found.contains(.noEvidence))
        }
    }

    @Test("Two rounds that ask one person at the same time are found", arguments: DatabaseKind.available)
    func twoRounds(kind: DatabaseKind) async throws {
        try await dispatched(kind, passing: .seconds(120)) { world, tenant, broadcast, people in
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.engine().drain()
            #expect(try await audit(world, tenant, broadcast).isClean)
            let victim = people[4]
            try await plant(
                world, tenant,
                """
                UPDATE attempt SET state = 'planned' WHERE tenant_id = \(tenant) AND person_id = \(victim)
                  AND round = 1 AND step = 1
                """)
            let found = try await audit(world, tenant, broadcast).differences
            #expect(found.contains { $0.kind == .twoRounds && $0.person == victim })
        }
    }
}
