import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Results")
struct ResultsTests {
    @Test(
        "Levels by department and prefecture add up, and the tag changes with them", arguments: DatabaseKind.available)
    func snapshot(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let factory = try await world.department(tenant, "工場")
            let ishikawa = try #require(PrefectureCode(number: 17))
            let people = try await world.people(
                tenant, 10, department: factory, addresses: [(.home, ishikawa, JMARegionCode(number: 390))]
            ) { contacts(mails: $0 == 0 ? [] : ["p\($0)@example.jp"]) }
            _ = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let scope = world.scope(tenant)
            let watch = WatchResults(database: world.database, interval: .zero)
            let before = try await watch.snapshot(broadcast, scope)
            #expect(before.total.people == 11)
            #expect(before.departments[factory]?.levels == [.noPath: 1, .handedOn: 9])
            #expect(before.departments[nil]?.levels == [.handedOn: 1])
            #expect(before.prefectures["17"]?.people == 10 && before.regions["390"]?.people == 10)
            #expect(before.cannotBeAsked == [.noContact: 1])
            #expect(before.progress[.mail]?.done == 10 && before.progress[.mail]?.open == 0)
            #expect(try await watch.snapshot(broadcast, scope).tag == before.tag)
            _ = try await world.answers(Answer(status: "minor"), token: world.token(tenant, broadcast, people[3]))
            let after = try await watch.snapshot(broadcast, scope)
            #expect(after.tag != before.tag)
            #expect(after.departments[factory]?.statuses == ["minor": 1])
        }
    }

    @Test("However many watch, the database is asked once", arguments: DatabaseKind.available)
    func manyWatchers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            let watch = WatchResults(database: world.database, interval: .seconds(3_600))
            let scope = world.scope(tenant)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { _ = try await watch.snapshot(broadcast, scope) } }
                try await group.waitForAll()
            }
            #expect(await watch.reads == 1)
        }
    }

    @Test("Lists are paged and filtered, and files have every person once", arguments: DatabaseKind.available)
    func lists(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 30) { contacts(mails: $0 < 10 ? [] : ["p\($0)@example.jp"]) }
            world.provider.script("p15@example.jp", .permanent(reason: "mailboxUnknown 550 5.1.1"))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let scope = world.scope(tenant)
            let list = ListRecipients(database: world.database)
            let first = try await list(broadcast, .init(), limit: 12, scope)
            let second = try await list(broadcast, .init(), after: first.last?.person, limit: 12, scope)
            let third = try await list(broadcast, .init(), after: second.last?.person, limit: 12, scope)
            #expect((first + second + third).map(\.person) == people)
            let failed = try await list(broadcast, .init(levels: [.failed]), scope)
            #expect(failed.map(\.person) == [people[15]])
            #expect(failed[0].lastReason == "mailboxUnknown 550 5.1.1")
            #expect(try await list.count(broadcast, .init(levels: [.noPath]), scope) == 10)
            let export = ExportRecipients(list, regions: world.regions)
            let rows = Mutex<[[String]]>([])
            try await export.rows(
                broadcast, form: .safetyCheck, .japanese, scope, time: { "\($0.milliseconds)" },
                write: { piece in rows.withLock { $0 += piece } })
            #expect(rows.withLock { $0.count } == 30)
            #expect(rows.withLock { $0.allSatisfy { $0.count == export.header(.safetyCheck, .english).count } })
            #expect(rows.withLock { $0[0].contains("連絡先が登録されていません") })
        }
    }

    @Test("A timeline tells each attempt with its rule, and what will not be made", arguments: DatabaseKind.available)
    func timeline(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, manualsExample)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let read = ReadTimeline(database: world.database, clock: world.clock.wallClock)
            let scope = world.scope(tenant)
            let running = try await read(person, in: broadcast, scope)
            #expect(running.attempts.map(\.rule) == [.firstContact])
            #expect(running.toCome.count == 8 && running.notMade.isEmpty)
            #expect(running.attempts[0].events.map(\.kind) == ["accepted"])
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            let over = try await read(person, in: broadcast, scope)
            #expect(over.toCome.isEmpty && over.notMade.count == 8)
            #expect(over.endReason == "answered" && over.level == .answered)
        }
    }

    @Test("What is long over is removed, the broadcast stays", arguments: DatabaseKind.available)
    func pruning(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 250) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let prune = PruneFinished(database: world.database, clock: world.clock.wallClock)
            #expect(try await !prune())
            try await world.change.close(broadcast, world.scope(tenant))
            await world.engine().drain()
            func count(_ statement: SQL) async throws -> Int {
                try await world.database.read(.tenant(tenant)) { try $0.value(Int.self, statement) ?? -1 }
            }
            world.clock.advance(by: .seconds(401 * 86_400))
            while try await prune() {}
            #expect(try await count("SELECT COUNT(*) FROM attempt") == 0)
            #expect(try await count("SELECT COUNT(*) FROM attempt_event") == 0)
            #expect(try await count("SELECT COUNT(*) FROM recipient") == 250)
            world.clock.advance(by: .seconds(5 * 366 * 86_400))
            while try await prune() {}
            #expect(try await count("SELECT COUNT(*) FROM recipient") == 0)
            #expect(try await count("SELECT COUNT(*) FROM broadcast") == 1)
        }
    }
}
