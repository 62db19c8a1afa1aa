import Database
import Domain
import Synchronization
import TestKit
import Testing

@testable import Tenants

@Suite("Policies for many clients in small steps")
struct PolicyBatchTests {
    private typealias Sight = PolicyBatchHouse.Sight
    private static let used = PolicyBatchHouse.used

    /// Decisions in the order in which they are registered, and from when on those hold that are left.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// When each is made, and from when on it holds.
        let decisions: [(Int64, Int64)]
        let left: [Int64]

        static let all = [
            Case(testDescription: "the first, at once", decisions: [(10, 10)], left: [10]),
            Case(testDescription: "the first, ahead", decisions: [(10, 20)], left: [20]),
            Case(testDescription: "at once instead of ahead", decisions: [(10, 20), (15, 15)], left: [15]),
            Case(testDescription: "ahead of what holds", decisions: [(10, 10), (15, 20)], left: [10, 20]),
            Case(
                testDescription: "ahead instead of another one ahead", decisions: [(10, 10), (15, 20), (16, 30)],
                left: [10, 30]),
            Case(
                testDescription: "at the very time at which the one before begins",
                decisions: [(10, 10), (15, 20), (20, 30)], left: [20, 30]),
            Case(
                testDescription: "after what held before has ended", decisions: [(10, 10), (15, 20), (25, 25)],
                left: [20, 25]),
            Case(testDescription: "two at one time", decisions: [(10, 10), (10, 10)], left: [10]),
            Case(
                testDescription: "another one from the time from which one holds", decisions: [(10, 20), (20, 20)],
                left: [20]),
            Case(testDescription: "made earlier, registered later", decisions: [(10, 10), (9, 9)], left: [9]),
            Case(testDescription: "the same, ahead", decisions: [(10, 10), (9, 12)], left: [12]),
            Case(
                testDescription: "the same, and something held before", decisions: [(5, 5), (10, 10), (9, 12)],
                left: [5, 12]),
        ]
    }

    @Test(
        "One more decision takes back what was decided ahead and forgets what no longer held (R-059)",
        arguments: Case.all)
    func fold(_ item: Case) {
        var steps: [FromTime<AccessPolicy>] = []
        for (decidedAt, start) in item.decisions {
            steps = steps.after(
                FromTime(
                    Self.used, from: Instant(milliseconds: start), decidedAt: Instant(milliseconds: decidedAt)))
        }
        #expect(steps.map(\.effectiveAt.milliseconds) == item.left)
        #expect(steps.last?.decidedAt.milliseconds == item.decisions.last?.0)
    }

    /// The rule as it was before there were batches: one decision changes the table in place.
    private static func decideInPlace(
        _ step: FromTime<AccessPolicy>, for tenant: TenantID, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM access_policy WHERE tenant_id = \(tenant)
                AND (effective_at > \(step.decidedAt) OR effective_at <
                    (SELECT MAX(held.effective_at) FROM access_policy AS held
                     WHERE held.tenant_id = \(tenant) AND held.effective_at <= \(step.decidedAt)))
            """)
        try transaction.execute(
            """
            INSERT INTO access_policy
                (tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at, is_told)
            VALUES (\(tenant), \(step.effectiveAt), \(step.value.usesSecondFactor), \(step.value.exemption.viewsOwn),
                    \(step.value.exemption.answering), \(step.decidedAt), 0)
            ON CONFLICT (tenant_id, effective_at) DO UPDATE SET uses_second_factor = excluded.uses_second_factor,
                views_own = excluded.views_own, answering = excluded.answering, decided_at = excluded.decided_at
            """)
    }

    @Test(
        "Whatever is decided in whatever order, what is on its way counts exactly as if it had been carried over (R-059)",
        arguments: DatabaseKind.available)
    func property(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 40) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let twin = try await house.stranger().tenant
            let chance = Randomness.seeded(167)
            func upTo(_ end: UInt64) -> Int64 { Int64(chance.number() % end) }
            let list = office.list
            for client in clients.prefix(40) {
                let decisions = (0...upTo(5)).map { _ -> FromTime<AccessPolicy> in
                    let decidedAt = house.now + .milliseconds(upTo(12))
                    let policy = AccessPolicy(
                        usesSecondFactor: upTo(2) == 0,
                        exemption: Exemption(
                            viewsOwn: upTo(2) == 0, answering: Exemption.Answering.allCases[Int(upTo(3))]))
                    return FromTime(
                        policy, from: decidedAt + .milliseconds(upTo(3) * upTo(6)), decidedAt: decidedAt)
                }
                let direct = Int(upTo(UInt64(decisions.count + 1)))
                let expected = try await house.database.write(.installation) { transaction in
                    try transaction.execute("DELETE FROM access_policy WHERE tenant_id = \(twin)")
                    for (place, each) in decisions.enumerated() {
                        try Self.decideInPlace(each, for: twin, in: transaction)
                        guard place < direct else { continue }
                        try PolicyStore.decide(
                            each.value, for: client, from: each.effectiveAt, now: each.decidedAt, in: transaction)
                    }
                    return try PolicyStore.steps(of: twin, in: transaction)
                }
                for each in decisions[direct...] {
                    let batch = try await office.staged(
                        [client], to: each.value, from: each.effectiveAt, at: each.decidedAt)
                    try await office.publish(batch)
                }
                func expectAll(_ comment: Comment) async throws {
                    let (steps, facts) = try await house.database.read(.tenant(client)) { transaction in
                        (
                            try PolicyStore.steps(of: client, in: transaction),
                            try PolicyFacts.load(client, in: transaction)
                        )
                    }
                    #expect(steps == expected, comment)
                    #expect(facts.own == expected, comment)
                    #expect(try await list.clients(scope, [client])[0].facts == facts, comment)
                    for after in [Int64(0), 6, 12, 25] {
                        var filter = ListClients.Filter()
                        (filter.from, filter.to, filter.use) = ("many", "many", .used)
                        let now = house.now + .milliseconds(after)
                        let isUsed = expected.inForce(at: now)?.usesSecondFactor == true
                        #expect(try await list.found(scope, filter, at: now).contains(client) == isUsed, comment)
                    }
                }
                try await expectAll("on its way")
                try await house.database.write(.installation) { try PolicyBatch.settle([client], in: $0) }
                try await expectAll("carried over")
            }
            try await office.verify()
        }
    }

    @Test(
        "Until the flag nobody sees anything of it, from the flag on everybody sees all of it, and each chain says it once (R-065)",
        arguments: DatabaseKind.available)
    func flag(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 600) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let sights = Mutex<[Sight]>([])
            var change = office.change
            change.reached = { _ in
                let sight = try await office.sight()
                sights.withLock { $0.append(sight) }
            }
            try await change(scope, clients: clients, to: Self.used, from: nil, at: house.now)
            let count = clients.count
            let seen = sights.withLock { $0 }
            #expect(
                seen == [
                    Sight(onItsWay: count + 1),
                    Sight(listed: count, found: count, atLogins: 2, told: 0, onItsWay: count + 1),
                ])
            #expect(
                try await office.sight()
                    == Sight(listed: count, found: count, atLogins: 2, told: 2 * count))
            let told = Set(try await house.rows("policy.changed"))
            let reason = PolicyRecord(.policy(Self.used), before: .policy(.unset), from: house.now).text
            let subject = "policy.changed organization:\(clients[0]) \(reason)"
            #expect(told.count == 2 * count, "each client in its own chain and in the office's")
            #expect(told.contains("\(clients[0]) office:\(house.office)/person:41 \(subject)"))
            #expect(told.contains("\(scope.tenant) person:41 \(subject)"))
            try await office.verify()
        }
    }

    @Test(
        "If the program ends before the flag, nothing ever holds; if after it, the next one goes on, each client once (R-065)",
        arguments: DatabaseKind.available)
    func killed(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 120) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let finish = office.finish
            let right = try OfficeScope(scope, .managePolicy)
            // Before anything is staged, and before the flag.
            _ = try await house.database.write(.installation) {
                try PolicyBatch.open(by: right, at: house.now, in: $0)
            }
            _ = try await office.staged(to: Self.used)
            try await finish(house.installation, at: house.now)
            #expect(
                try await office.sight() == Sight(onItsWay: clients.count + 2),
                "somebody may still be staging")
            let later = house.now + FinishPolicyBatches.patience + .milliseconds(1)
            try await finish(house.installation, at: later)
            #expect(try await office.sight() == Sight())

            // At the flag.
            var change = office.change
            change.reached = { if $0 == .published { throw PolicyBatchHouse.PowerCut() } }
            await #expect(throws: PolicyBatchHouse.PowerCut.self) {
                try await change(scope, clients: clients, to: Self.used, from: nil, at: house.now)
            }
            var expected = Sight(
                listed: clients.count, found: clients.count, atLogins: 2, told: 0, onItsWay: clients.count + 1)
            #expect(try await office.sight() == expected)
            // After some clients, and while others do it at the same time.
            let batch = try await house.database.read(.installation) { transaction in
                try transaction.first("SELECT office_id, number FROM policy_batch") { row in
                    PolicyBatch(office: try row.next(), number: try row.next())
                }
            }
            let left = try #require(batch)
            #expect(try await house.database.write(.installation) { try left.carryOn(in: $0) })
            expected.told = 2 * PolicyBatch.settleChunk
            expected.onItsWay -= PolicyBatch.settleChunk
            #expect(try await office.sight() == expected)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 { group.addTask { try await finish(house.installation, at: house.now) } }
                try await group.waitForAll()
            }
            expected.told = 2 * clients.count
            expected.onItsWay = 0
            #expect(try await office.sight() == expected)
            try await office.verify()
        }
    }

    @Test("What was thrown away never holds, whoever still works on it", arguments: DatabaseKind.available)
    func thrownAway(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 600) { office in
            let (house, clients) = (office.house, office.clients)
            let batch = try await office.staged(Array(clients.prefix(PolicyBatch.stageChunk)), to: Self.used)
            #expect(try await house.database.write(.installation) { try batch.throwAway(in: $0) })
            await #expect(throws: NotFound("policy batch")) { try await office.publish(batch) }
            #expect(try await house.database.write(.installation) { try batch.throwAway(in: $0) } == false)
            await #expect(throws: DatabaseError.self) {
                try await house.database.write(.installation) { transaction in
                    try batch.stage([PolicyBatch.Item(client: clients[0], decision: nil, kana: "ア")], in: transaction)
                }
            }
            // What holds is not thrown away.
            let other = try await office.staged(to: Self.used)
            try await office.publish(other)
            #expect(try await house.database.write(.installation) { try other.throwAway(in: $0) } == false)
            #expect(try await office.sight().found == clients.count)
        }
    }

    @Test(
        "An actor comes back from the name that a batch keeps",
        arguments: [
            Actor.person(PersonID(rawValue: 41)), .officeStaff(PersonID(rawValue: 41), OfficeID(rawValue: 7)),
            .token(9), .installationOperator, .somebody, .system,
        ])
    func actors(_ actor: Actor) {
        #expect(Actor(auditName: actor.auditName) == actor)
        #expect(Actor(auditName: actor.auditName + "x") == nil)
        #expect(Actor(auditName: "family") == nil && Actor(auditName: "") == nil && Actor(auditName: "person:") == nil)
    }
}
