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
            let watch = WatchResults(database: world.database, clock: world.clock.wallClock, interval: .zero)
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

    @Test(
        "The expected end follows from the plans under way, and once all is done the end is told",
        arguments: DatabaseKind.available)
    func forecast(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let scope = world.scope(tenant)
            world.provider.script("0311111111", .temporary(reason: "busy", retryAfter: nil))
            let person = try await world.person(tenant, manualsExample)
            _ = try await world.people(tenant, 10) { contacts(mails: ["p\($0)@example.jp"]) }
            let start = world.now
            let broadcast = try await world.broadcast(tenant)
            func snapshot(_ callsPerSecond: Double = 0) async throws -> BroadcastSnapshot {
                let rates = ChannelRates(perSecond: [.voice: callsPerSecond])
                return try await WatchResults(
                    database: world.database, clock: world.clock.wallClock, rates: rates, interval: .zero
                ).snapshot(broadcast, scope)
            }
            #expect(try await snapshot().expectedEnd == nil)
            await world.expandOnly()
            // The manual's example takes 24 minutes if nobody answers, and is given in whole minutes.
            func inMinutes(_ end: Instant) -> Instant {
                Instant(milliseconds: (end.milliseconds + 59_999) / 60_000 * 60_000)
            }
            let planned = try await snapshot()
            #expect(planned.expectedEnd == inMinutes(start + .seconds(24 * 60)) && planned.finishedAt == nil)
            #expect(try await snapshot(0.001).expectedEnd == inMinutes(start + .seconds(6_000)))
            await world.engine().drain()
            world.clock.advance(by: .seconds(5))
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            let done = try await snapshot()
            #expect(done.expectedEnd == nil && done.finishedAt == world.now)
            #expect(done.tag != planned.tag)
        }
    }

    @Test("However many watch, the database is asked once", arguments: DatabaseKind.available)
    func manyWatchers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            let watch = WatchResults(database: world.database, clock: world.clock.wallClock, interval: .seconds(3_600))
            let scope = world.scope(tenant)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { _ = try await watch.snapshot(broadcast, scope) } }
                try await group.waitForAll()
            }
            #expect(await watch.reads == 1)
        }
    }

    @Test("A busy line, an empty room and a broken line are told apart, in records, lists and files")
    func callReasons() async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            let scope = world.scope(tenant)
            let reports: [(CallReport, String, String)] = [
                (.busy, "busy", "話し中でした"), (.noAnswer, "noAnswer", "呼び出しましたが、応答がありませんでした"),
                (.unreachable(reason: "callFailed"), "callFailed", "電話をつなぐことができませんでした"),
                (.unreachable(reason: "voicemail"), "voicemail", "留守番電話につながりました。本人には届いていません"),
            ]
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let people = try await world.people(tenant, reports.count) { contacts(phones: [("031111111\($0)", 1)]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            for (person, report) in zip(people, reports) {
                let key = AttemptKey(tenant: tenant, broadcast: broadcast, person: person, round: 1, step: 0)
                try await RecordCallReport(world.outside) {}(report.0, of: key)
            }
            let lines = try await ListRecipients(database: world.database)(broadcast, .init(), scope)
            #expect(lines.map(\.lastReason) == reports.map(\.1))
            let export = ExportRecipients(ListRecipients(database: world.database), regions: world.regions)
            var cells: [String] = []
            try await export.rows(broadcast, form: AnswerForm(), .japanese, scope, time: { _ in "" }) { rows in
                cells += rows.compactMap(\.last)
            }
            #expect(cells == reports.map(\.2))
            for (person, report) in zip(people, reports) {
                #expect(
                    try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice noAnswer \(report.1)"])
            }
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
            #expect(rows.withLock { $0[15].contains { $0.hasSuffix("宛先のメールアドレスがありません（550 5.1.1）") } })
        }
    }

    @Test("A timeline tells each attempt with its rule, and what will not be made", arguments: DatabaseKind.available)
    func timeline(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, manualsExample)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let read = ReadTimeline(database: world.database)
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

    @Test(
        "One retention bounds everything of a broadcast that is over; the broadcast stays",
        arguments: DatabaseKind.available)
    func pruning(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 250) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            let takenBack = try await world.broadcast(tenant)
            let running = try await world.broadcast(tenant)
            await world.engine().drain()
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, people[0]))
            let end = world.now
            try await world.change.close(broadcast, world.scope(tenant))
            try await world.database.write(.tenant(tenant)) { transaction in
                _ = try transaction.execute(
                    """
                    UPDATE broadcast SET status = 'calledOff', ended_at = \(end), sweep_cursor = 0
                    WHERE tenant_id = \(tenant) AND id = \(takenBack)
                    """)
            }
            await world.engine().drain()
            let prune = PruneFinished(
                database: world.database, clock: world.clock.wallClock, retention: .seconds(1_000 * 86_400))
            func rows() async throws -> [Int] {
                try await world.database.read(.tenant(tenant)) { transaction in
                    let counts: [SQL] = [
                        "SELECT COUNT(*) FROM attempt", "SELECT COUNT(*) FROM attempt_event",
                        "SELECT COUNT(*) FROM recipient", "SELECT COUNT(*) FROM answer",
                        "SELECT COUNT(*) FROM broadcast",
                    ]
                    return try counts.map { try transaction.value(Int.self, $0) ?? -1 }
                }
            }
            world.clock.advance(by: .seconds(999 * 86_400))
            #expect(try await !prune())
            #expect(try await rows() == [750, 750, 750, 1, 3])
            world.clock.advance(by: .seconds(2 * 86_400))
            let audit = AuditDispatch(database: world.database)
            #expect(try await prune())
            #expect(
                try await audit(broadcast, world.scope(tenant)).isClean, "half of the people are gone, and not lost")
            while try await prune() {}
            #expect(try await rows() == [250, 250, 250, 0, 3])
            #expect(try await audit(broadcast, world.scope(tenant)).isClean)
            #expect(try await world.levels(running, of: tenant).values.reduce(0, +) == 250)
        }
    }
}
