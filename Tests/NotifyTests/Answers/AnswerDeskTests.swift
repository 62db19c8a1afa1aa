import Database
import Dispatch
import Domain
import Notify
import Tenants
import TestKit
import Testing

@Suite("Answers that meet on their way to the store")
struct AnswerDeskTests {
    /// A world in which these people were asked, and answered that they are lightly hurt.
    private func answered(
        _ kind: DatabaseKind, _ count: Int,
        _ body: (World, TenantID, BroadcastID, [PersonID], [AnswerToken]) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, count) {
                contacts(mails: ["d\($0)@example.jp"], mailSlot: 1, phones: [("03\($0)", 2)])
            }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let tokens = people.map { world.token(tenant, broadcast, $0) }
            for token in tokens { _ = try await world.answers(Answer(status: "minor"), token: token) }
            try await body(world, tenant, broadcast, people, tokens)
        }
    }

    /// Keeps SQLite's one writer busy until all of these answers wait for it. Returns what became of each, and in how many
    /// transactions they waited.
    private func together(
        _ world: World, _ answers: [(AnswerToken, Answer)]
    ) async throws -> (results: [Result<AnswerReceipt, any Error>], transactions: Int) {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let mayEnd = DispatchSemaphore(value: 0)
        let busy = Task {
            try await world.database.write(.installation) { _ in
                begin.finish()
                mayEnd.wait()
                // It is run again if a neighbour in its transaction fails.
                mayEnd.signal()
            }
        }
        for await _ in begun {}
        // Whose link it is, is known: each comes as far as the desk before the next one begins.
        let tasks = answers.map { token, answer in
            Task.immediate { try await world.answers(answer, token: token) }
        }
        let transactions = world.database.waiting
        mayEnd.signal()
        try await busy.value
        var results: [Result<AnswerReceipt, any Error>] = []
        for task in tasks { results.append(await task.result) }
        return (results, transactions)
    }

    @Test("However many answers wait for the store, they wait as one transaction and each gets its own receipt")
    func oneTransaction() async throws {
        try await answered(.sqlite, 60) { world, tenant, broadcast, people, tokens in
            let statuses = ["safe", "serious"]
            let (results, transactions) = try await together(
                world, tokens.enumerated().map { ($1, Answer(status: statuses[$0 % 2])) })
            #expect(transactions == 1)
            #expect(try results.map { try $0.get().answer.status } == (0..<60).map { statuses[$0 % 2] })
            let lines = try await ListRecipients(database: world.database)(
                broadcast, .init(), limit: 100, world.scope(tenant))
            let kept = Dictionary(uniqueKeysWithValues: lines.map { ($0.person, $0.status) })
            #expect(people.map { kept[$0] } == (0..<60).map { statuses[$0 % 2] })
        }
    }

    @Test("More answers than one transaction takes wait in further ones")
    func manyTransactions() async throws {
        try await answered(.sqlite, 300) { world, tenant, broadcast, _, tokens in
            let (results, transactions) = try await together(world, tokens.map { ($0, Answer(status: "safe")) })
            #expect(transactions == 2)
            #expect(try results.allSatisfy { try !$0.get().isRepeated })
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("What one person presses twice in a row is recorded in that order")
    func inOrder() async throws {
        try await answered(.sqlite, 2) { world, tenant, broadcast, people, tokens in
            let presses = ["safe", "serious", "serious", "safe"].map { (tokens[0], Answer(status: $0)) }
            let (results, _) = try await together(world, presses + [(tokens[1], Answer(status: "safe"))])
            #expect(try results.map { try $0.get().isRepeated } == [false, false, true, false, false])
            let timeline = try await ReadTimeline(database: world.database)(
                people[0], in: broadcast, world.scope(tenant))
            #expect(timeline.answers.map(\.answer.status) == ["minor", "safe", "serious", "safe"])
            #expect(timeline.answers.map(\.number) == [1, 2, 3, 4])
        }
    }

    @Test("An answer that does not fit, or that the store cannot take, spares its neighbours")
    func neighbours() async throws {
        try await answered(.sqlite, 4) { world, tenant, _, people, tokens in
            try await world.meddle(tenant, "UPDATE answer SET via = 'pigeon' WHERE person_id = \(people[2])")
            let answers = [Answer(status: "safe"), Answer(status: "dancing"), Answer(status: "safe")]
            let (results, transactions) = try await together(
                world, Array(zip(tokens, answers + [Answer(status: "serious")])))
            #expect(transactions == 1)
            #expect(try results[0].get().answer.status == "safe")
            #expect(throws: InvalidInput.self) { try results[1].get() }
            #expect(throws: DatabaseError.self) { try results[2].get() }
            #expect(try results[3].get().answer.status == "serious")
        }
    }

    @Test("A link that was good and whose recipient is gone is nobody's any more", arguments: DatabaseKind.available)
    func goneRecipient(kind: DatabaseKind) async throws {
        try await answered(kind, 1) { world, tenant, _, people, tokens in
            try await world.meddle(
                tenant, "DELETE FROM recipient WHERE tenant_id = \(tenant) AND person_id = \(people[0])")
            await #expect(throws: NotFound.self) { try await world.answers(Answer(status: "safe"), token: tokens[0]) }
        }
    }

    @Test("Answers of two organizations at once stay each in its own", arguments: DatabaseKind.available)
    func twoOrganizations(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            var asked: [(TenantID, BroadcastID, [PersonID])] = []
            for _ in 0..<2 {
                let tenant = try await world.tenant()
                let people = try await world.people(tenant, 20) { contacts(mails: ["e\($0)@example.jp"]) }
                asked.append((tenant, try await world.broadcast(tenant), people))
            }
            await world.engine().drain()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, (tenant, broadcast, people)) in asked.enumerated() {
                    for person in people {
                        let token = world.token(tenant, broadcast, person)
                        group.addTask {
                            _ = try await world.answers(Answer(status: ["safe", "minor"][index]), token: token)
                        }
                    }
                }
                try await group.waitForAll()
            }
            for (index, (tenant, broadcast, _)) in asked.enumerated() {
                let results = try await WatchResults(database: world.database, clock: world.clock.wallClock).snapshot(
                    broadcast, world.scope(tenant))
                #expect(results.total.statuses == [["safe", "minor"][index]: 20])
            }
        }
    }
}
