import Database
import Domain
import Notify
import Profiles
import TestKit
import Testing

/// Whatever makes rows stuck, somebody sees it within a minute.
@Suite("What is stuck")
struct InspectTests {
    /// Three people: one was handed on, one is in doubt, one waits.
    private func world(_ kind: DatabaseKind, _ body: (World, TenantID, [PersonID]) async throws -> Void) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 3) { contacts(mails: ["w\($0)@example.jp"]) }
            world.provider.script("w1@example.jp", .unclear(reason: "noReply"))
            world.provider.script("w2@example.jp", .temporary(reason: "busy", retryAfter: .seconds(600)))
            _ = try await world.broadcast(tenant)
            await world.engine().drain()
            let health = try await InspectDispatch(database: world.database)(at: world.now)
            #expect(health.isClean && health.oldestReady.isEmpty)
            try await body(world, tenant, people)
        }
    }

    @Test(
        "A row that was corrupted is found", arguments: DatabaseKind.available,
        [
            (DispatchHealth.Finding.unreadable, 2, "UPDATE attempt SET state = 'lost'" as SQL),
            (.unreadable, 2, "UPDATE attempt SET lane = 99"),
            (.heldByNobody, 2, "UPDATE attempt SET state = 'claimed'"),
            (.heldByNobody, 2, "UPDATE attempt SET state = 'handingOff', lease_token = 4711"),
            (.noNextAttempt, 2, "UPDATE recipient SET open_attempts = 0"),
            (.noNextAttempt, 0, "UPDATE recipient SET end_reason = NULL"),
        ])
    func corrupted(kind: DatabaseKind, damage: (DispatchHealth.Finding, Int, SQL)) async throws {
        try await world(kind) { world, tenant, people in
            let (finding, index, statement) = damage
            try await world.meddle(
                tenant, "\(statement) WHERE tenant_id = \(tenant) AND person_id = \(people[index])")
            let health = try await InspectDispatch(database: world.database)(at: world.now)
            #expect(health.findings == [finding: 1])
        }
    }

    @Test("What is minutes overdue is found, and how long the oldest attempt waits", arguments: DatabaseKind.available)
    func overdue(kind: DatabaseKind) async throws {
        try await world(kind) { world, tenant, people in
            try await world.meddle(
                tenant,
                """
                INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), 4711, 99, \(world.now))
                """)
            world.clock.advance(by: .seconds(900))
            let health = try await InspectDispatch(database: world.database)(at: world.now)
            #expect(health.findings == [.leaseOver: 1, .wordOverdue: 1])
            #expect(health.oldestReady == [.emergency: .seconds(300)])
            await world.engine().drain()
            #expect(try await InspectDispatch(database: world.database)(at: world.now).isClean)
        }
    }

    @Test(
        "Bulletins that nobody decides about, and held incidents that do not go out, are found",
        arguments: DatabaseKind.available)
    func triggers(kind: DatabaseKind) async throws {
        try await world(kind) { world, tenant, _ in
            func found() async throws -> [DispatchHealth.Finding: Int] {
                try await InspectDispatch(database: world.database)(at: world.now).findings
            }
            let columns: SQL = """
                id, key, hash, size, received_at, source, outcome, reason_ja, reason_en, title, headline, shaking
                """
            let values: SQL = "1, 'k', \([UInt8]()), 0, \(world.now), 'feed', 'taken', '', '', '', '', ''"
            try await world.database.write(.installation) { transaction in
                _ = try transaction.execute("INSERT INTO bulletin (\(columns)) VALUES (\(values))")
            }
            try await world.meddle(
                tenant, "INSERT INTO tenant_bulletin (tenant_id, \(columns)) VALUES (\(tenant), \(values))")
            try await world.meddle(
                tenant,
                """
                INSERT INTO trigger_incident (tenant_id, event, held_until, broadcast_id, changed_at)
                VALUES (\(tenant), 'e', \(world.now), NULL, \(world.now))
                """)
            #expect(try await found() == [:])
            world.clock.advance(by: .seconds(181))
            #expect(try await found() == [.undecided: 2, .stillHeld: 1])
        }
    }

    @Test("auditorRunsUnderBudgetAtMillionRows: one look takes less than 50 ms beside a million open attempts")
    func auditorRunsUnderBudgetAtMillionRows() async throws {
        try await withWorld(.sqlite) { world in
            let now = world.now
            // Of forty organizations, in two lanes and three steps; a thousand are due.
            try await world.database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)
                    INSERT INTO attempt
                        (tenant_id, broadcast_id, person_id, round, step, lane, channel, slot, position, try_number, rule,
                         state, reason, due_at, hand_offs, went_on, lease_token, created_at, changed_at)
                    SELECT 1 + i / 25000, 1, i, 1, i % 3, 1 + i % 2, CASE i % 3 WHEN 0 THEN 'mail' ELSE 'voice' END, 1, 1,
                           1, 'first', 'planned', '', \(now) + (i - 1000) * 10, 0, 0, NULL, \(now), \(now) FROM n
                    """)
                // Their people, one of four with nothing left, and the leases of many workers.
                try transaction.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)
                    INSERT INTO recipient
                        (tenant_id, broadcast_id, person_id, level, reason, reason_place, reason_note, token_hash, paths,
                         open_attempts, was_handed_on, is_unclear, dead_contacts, answers, end_reason, created_at)
                    SELECT 1 + i / 25000, 1, i, 1, '', '', '', CAST(i AS BLOB), '', i % 4 > 0, 0, 0, 0, 0,
                           CASE i % 4 WHEN 0 THEN 'answered' END, \(now) FROM n
                    """)
                try transaction.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
                    INSERT INTO lease (tenant_id, token, instance, lease_until)
                    SELECT 1 + i % 40, i, 1, \(now) + 60000 FROM n
                    """)
            }
            let inspect = InspectDispatch(database: world.database)
            // Whatever else the machine does: three undisturbed looks are enough to know what one costs.
            var times: [Duration] = []
            for _ in 0..<200 where times.count(where: { $0 < .milliseconds(50) }) < 3 {
                let start = ContinuousClock.now
                let health = try await inspect(at: now)
                times.append(ContinuousClock.now - start)
                #expect(health.isClean && health.oldestReady.values.max() == .seconds(10))
            }
            #expect(times.count { $0 < .milliseconds(50) } == 3, "\(times.sorted().prefix(5))")
        }
    }

    @Test("Only indexes are read, however many attempts are open")
    func plans() async throws {
        try await withWorld(.sqlite) { world in
            let plan = try await world.database.read(.installation) { transaction in
                try InspectDispatch.statements(before: world.now).flatMap { _, statement in
                    try transaction.all("EXPLAIN QUERY PLAN \(statement)") { row in
                        for _ in 0..<3 { _ = try row.next(Int.self) }
                        return try row.next(String.self)
                    }
                }
            }
            let wholeTables = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("INDEX") && !$0.contains("found") }
            #expect(plan.count >= 6 && wholeTables == [])
        }
    }
}
