import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// Every word of a gateway about a call, and every moment at which it may come (engines.md A4.3).
@Suite("Reports of calls")
struct ReportStories {
    /// A report, what its attempt is then, and whether the sequence waits a try's or a slot's interval before it goes on.
    struct Word: Sendable, CustomTestStringConvertible {
        let report: CallReport
        let state: String

        var testDescription: String { state }
    }

    static let words = [
        Word(report: .completed, state: "completed"), Word(report: .noAnswer, state: "noAnswer noAnswer"),
        Word(report: .busy, state: "noAnswer busy"),
        Word(report: .unreachable(reason: "callFailed 503"), state: "noAnswer callFailed 503"),
        Word(report: .unreachable(reason: "voicemail"), state: "noAnswer voicemail"),
        Word(report: .invalidNumber(reason: "numberUnknown 404"), state: "failed numberUnknown 404"),
    ]

    private static let number = "0311111111"

    /// A world whose one person is called on the first of two numbers, one try each.
    private func called(
        _ kind: DatabaseKind, placed: HandOffOutcome = .accepted(reference: "CA1", awaitsReport: true),
        isDrill: Bool = false, _ body: (Call) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [(Self.number, 1), ("0322222222", 2)]))
            world.provider.script(Self.number, placed)
            let broadcast = try await world.broadcast(tenant, isDrill: isDrill)
            await world.engine().drain()
            let key = try #require(world.provider.deliveries.first.flatMap { AttemptKey($0.key) })
            try await body(Call(world: world, tenant: tenant, broadcast: broadcast, person: person, key: key))
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    struct Call {
        let world: World
        let tenant: TenantID
        let broadcast: BroadcastID
        let person: PersonID
        let key: AttemptKey

        func report(_ report: CallReport) async throws {
            try await RecordCallReport(world.outside) {}(report, of: key)
            await world.engine().drain()
        }

        var rows: [String] {
            get async throws { try await world.attempts(broadcast, person, of: tenant) }
        }

        var evidence: [String] {
            get async throws {
                let timeline = try await ReadTimeline(database: world.database)(
                    person, in: broadcast, world.scope(tenant))
                return timeline.attempts[0].events.map(\.kind)
            }
        }
    }

    @Test(
        "A report in time ends the call, and the next contact follows once; a second or a contrary one is evidence and nothing else",
        arguments: DatabaseKind.available, words)
    func inTimeAndAgain(kind: DatabaseKind, word: Word) async throws {
        try await called(kind) { call in
            #expect(try await call.rows == ["1/0 voice ringing"])
            try await call.report(word.report)
            let rows = try await call.rows
            #expect(rows[0] == "1/0 voice \(word.state)" && rows.count == 2)
            for again in Self.words {
                try await call.report(again.report)
                #expect(try await call.rows == rows, "\(again.state) after \(word.state)")
            }
            #expect(try await call.evidence.count { $0.hasPrefix("late:") } == Self.words.count)
            await call.world.pass(.seconds(900))
            #expect(call.world.provider.addresses == [Self.number, "0322222222"])
        }
    }

    @Test(
        "A report that overtakes the gateway's own reply counts, and the reply is evidence",
        arguments: DatabaseKind.available, words)
    func overtaking(kind: DatabaseKind, word: Word) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [(Self.number, 1)]))
            let broadcast = try await world.broadcast(tenant)
            let hold = Hold()
            world.provider.before { attempt in
                try? await RecordCallReport(world.outside) {}(word.report, of: attempt.key)
                await hold.wait()
            }
            let engine = world.engine()
            let running = Task { await engine.drain() }
            await hold.arrivals(1)
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice \(word.state)"])
            hold.open()
            await running.value
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice \(word.state)"])
            #expect(engine.metrics.late == 1 && world.provider.deliveries.count == 1)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test(
        "A report of a call in doubt settles it, for an emergency and for a drill", arguments: DatabaseKind.available,
        words)
    func inDoubt(kind: DatabaseKind, word: Word) async throws {
        for isDrill in [false, true] {
            try await called(kind, placed: .unclear(reason: "connectionLost"), isDrill: isDrill) { call in
                #expect(try await call.rows == ["1/0 voice inDoubt connectionLost"])
                try await call.report(word.report)
                #expect(try await call.rows.first == "1/0 voice \(word.state)")
                await call.world.pass(.seconds(900))
                #expect(call.world.provider.addresses == [Self.number, "0322222222"])
            }
        }
    }

    @Test(
        "A report after the time to report is kept as evidence; the sequence has gone on and goes on once",
        arguments: DatabaseKind.available, words)
    func afterTheDeadline(kind: DatabaseKind, word: Word) async throws {
        try await called(kind) { call in
            call.world.clock.advance(by: call.world.outside.reportTime)
            await call.world.engine().drain()
            let rows = try await call.rows
            #expect(rows.first == "1/0 voice unknown" && rows.count == 2)
            try await call.report(word.report)
            #expect(try await call.rows == rows)
            #expect(try await call.evidence.last == "late:" + word.kind)
            await call.world.pass(.seconds(900))
            #expect(call.world.provider.addresses == [Self.number, "0322222222"])
        }
    }

    @Test(
        "A report after the give-up time ends its own call, and nobody is called after it (R-187)",
        arguments: DatabaseKind.available, words)
    func afterTheGiveUpTime(kind: DatabaseKind, word: Word) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock {
                $0.voice = retry(2, .seconds(60))
                $0.giveUpAfter = .seconds(120)
            }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [(Self.number, 1), ("0322222222", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            world.provider.expectNothingElse()
            world.clock.advance(by: .seconds(200))
            let key = try #require(world.provider.deliveries.first.flatMap { AttemptKey($0.key) })
            let call = Call(world: world, tenant: tenant, broadcast: broadcast, person: person, key: key)
            try await call.report(word.report)
            #expect(try await call.rows == ["1/0 voice \(word.state)"])
            await world.pass(.seconds(1_800), step: .seconds(60))
            #expect(try await call.rows == ["1/0 voice \(word.state)"])
            #expect(world.provider.deliveries.count == 1)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test(
        "A report after the person has answered ends its own call, and nobody is called after it (R-185)",
        arguments: DatabaseKind.available, words)
    func afterTheAnswer(kind: DatabaseKind, word: Word) async throws {
        try await called(kind) { call in
            let token = call.world.token(call.tenant, call.broadcast, call.person)
            _ = try await call.world.answers(Answer(status: "safe"), token: token)
            try await call.report(word.report)
            #expect(try await call.rows == ["1/0 voice \(word.state)"])
            #expect(try await call.world.levels(call.broadcast, of: call.tenant) == [.answered: 1])
            await call.world.pass(.seconds(1_800), step: .seconds(60))
            #expect(call.world.provider.addresses == [Self.number])
        }
    }

    @Test("A report of a call that nobody placed changes nothing", arguments: DatabaseKind.available, words)
    func ofNobody(kind: DatabaseKind, word: Word) async throws {
        try await called(kind) { call in
            for key in [
                AttemptKey(tenant: call.tenant, broadcast: call.broadcast, person: call.person, round: 9, step: 0),
                AttemptKey(
                    tenant: TenantID(rawValue: 999_999), broadcast: call.broadcast, person: call.person, round: 1,
                    step: 0),
            ] {
                try await RecordCallReport(call.world.outside) {}(word.report, of: key)
            }
            #expect(try await call.rows == ["1/0 voice ringing"])
            try await call.report(.completed)
        }
    }
}

extension ReportStories.Word {
    /// The name of its evidence.
    fileprivate var kind: String {
        switch report {
        case .completed: "completed"
        case .noAnswer: "noAnswer"
        case .busy: "busy"
        case .unreachable: "unreachable"
        case .invalidNumber: "invalidNumber"
        }
    }
}
