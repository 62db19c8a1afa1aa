import Database
import Domain
import Foundation
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// What the wall's clock does to a broadcast: an engine that runs lives by a clock that nobody can set, and one that starts
/// finds what the last one left, however long ago or however far in the future that was.
@Suite("Stories of time")
struct TimeStories {
    /// Two calls and then mails, so that every kind of interval is in it.
    private static let everything = contacts(
        mails: ["a@example.jp", "b@example.jp"], mailSlot: 2, phones: [("0311111111", 1), ("0322222222", 3)])

    /// A machine whose clock may be set while an engine runs.
    private final class Machine: Sendable {
        private let state: Mutex<SteadyClock.Reading>

        init(_ start: Instant) { state = Mutex(SteadyClock.Reading(wall: start, running: .zero)) }

        var reading: SteadyClock.Reading { state.withLock { $0 } }

        func move(by time: Duration, settingTheWallBy jump: Duration = .zero) {
            state.withLock {
                $0 = SteadyClock.Reading(wall: $0.wall + time + jump, running: $0.running + time)
            }
        }
    }

    /// What went out and after which time, with the wall's clock set once a minute has passed, and again later.
    private func walk(
        _ kind: DatabaseKind, from start: Instant, jumps: [Int: Duration]
    ) async throws -> [String] {
        let machine = Machine(start)
        let steady = SteadyClock { machine.reading }
        var lines: [String] = []
        try await withWorld(kind) { world in
            world.clock.advance(by: start - world.now)
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, Self.everything)
            let broadcast = try await world.broadcast(tenant)
            let report = RecordCallReport(world.outside) {}
            for step in 0..<80 {
                // The world's clock is what a program of one steady clock reads.
                world.clock.advance(by: steady.now - world.now)
                let before = world.provider.deliveries.count
                await world.engine().drain()
                for delivery in world.provider.deliveries.dropFirst(before) {
                    lines.append("\((world.now - start).inMilliseconds / 1_000) \(delivery.address)")
                    if let key = AttemptKey(delivery.key), delivery.address.hasPrefix("0") {
                        try await report(.noAnswer, of: key)
                    }
                }
                machine.move(by: .seconds(20), settingTheWallBy: jumps[step] ?? .zero)
            }
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
        return lines
    }

    @Test(
        "However the machine's clock is set in the middle of it, everything goes out at the same distances (R-176)",
        arguments: DatabaseKind.available)
    func jumps(kind: DatabaseKind) async throws {
        let start = Instant(milliseconds: 1_704_093_000_000)
        let undisturbed = try await walk(kind, from: start, jumps: [:])
        #expect(
            undisturbed == [
                "0 0311111111", "180 0311111111", "480 a@example.jp", "480 b@example.jp", "780 0322222222",
                "960 0322222222",
            ])
        for jump in [3_600, -3_600, 86_400, -86_400, 90_000, -1] {
            let jumps: [Int: Duration] = [3: .seconds(jump), 30: .seconds(-2 * jump)]
            #expect(try await walk(kind, from: start, jumps: jumps) == undisturbed, "\(jump)")
        }
    }

    /// That no zone can come into it is a house rule (ArchitectureTests); these are the hours in which it would show.
    @Test("Nothing moves when summer time begins or ends")
    func summerTime() async throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let plain = try await walk(.sqlite, from: Instant(milliseconds: 1_704_093_000_000), jumps: [:])
        // Ten minutes before 02:00 becomes 03:00, and before 03:00 becomes 02:00.
        for start in [1_711_846_200_000, 1_729_990_200_000] as [Int64] {
            let change = zone.nextDaylightSavingTimeTransition(
                after: Date(timeIntervalSince1970: Double(start) / 1_000))
            #expect(change == Date(timeIntervalSince1970: Double(start) / 1_000 + 600))
            #expect(try await walk(.sqlite, from: Instant(milliseconds: start), jumps: [:]) == plain)
        }
    }

    @Test(
        "catchUpSendsOncePerDestination: after a day off each person gets the one message that is next, and after the give-up time none (R-187)",
        arguments: DatabaseKind.available)
    func dayOff(kind: DatabaseKind) async throws {
        for (giveUp, off, isOver) in [(2, 23, false), (1, 24, true), (1, 49, true)] as [(Int64, Int64, Bool)] {
            try await withWorld(kind) { world in
                world.settings.withLock {
                    $0.giveUpAfter = .seconds(giveUp * 86_400)
                    $0.voice = retry(0, .zero)
                }
                let tenant = try await world.tenant()
                let people = try await world.people(tenant, 50) {
                    contacts(mails: ["m\($0)@example.jp"], mailSlot: 1, phones: [("031\($0)", 2), ("032\($0)", 3)])
                }
                let broadcast = try await world.broadcast(tenant)
                await world.engine().drain()
                #expect(world.provider.deliveries.count == 50)
                world.clock.advance(by: .seconds(off * 3_600 + 1_000))
                await world.engine().drain()
                await world.engine().drain()
                let calls = world.provider.addresses.filter { $0.hasPrefix("03") }
                #expect(Set(calls).count == calls.count)
                #expect(calls.sorted() == (isOver ? [] : (0..<50).map { "031\($0)" }.sorted()))
                #expect(world.provider.addresses.count { $0.hasSuffix("@example.jp") } == 50)
                if isOver {
                    #expect(
                        try await world.attempts(broadcast, people[0], of: tenant) == [
                            "1/0 mail accepted", "1/1 voice expired expired",
                        ])
                }
                let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
                #expect(audit.isClean, "\(audit.differences)")
            }
        }
    }

    @Test(
        "A restart into a past hour sends nothing twice, and everything in the end", arguments: DatabaseKind.available)
    func restartInThePast(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 20) {
                contacts(mails: ["m\($0)@example.jp"], mailSlot: 1, phones: [("031\($0)", 2)])
            }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            world.clock.advance(by: .seconds(-3_600))
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 20)
            await world.pass(.seconds(3_600 + 400), step: .seconds(100))
            #expect(world.provider.deliveries.count == 40)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 40)
            #expect(try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant)).isClean)
        }
    }

    @Test("Work under way is found in each of its stages, and only there", arguments: DatabaseKind.available)
    func underWay(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let world = house.world
            let find = FindWorkUnderWay(database: world.database)
            func isUnderWay() async throws -> Bool { try await find(at: world.now) }
            #expect(try await !isUnderWay())
            let ruled = try await house.tenant(try TriggerRule(holdTime: .seconds(60)))
            house.actions.fail(for: ruled)
            try await house.take(Draft(regions: [(390, "6+")]))
            #expect(try await isUnderWay(), "it is not decided on")
            house.actions.fail()
            try await house.resume.undecided(now: house.now)
            #expect(try await isUnderWay(), "it is held")
            world.clock.advance(by: .seconds(60))
            try await house.resume.releaseHeld(now: house.now)
            #expect(try await !isUnderWay())
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.everything)
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let broadcast = try await world.broadcast(tenant)
            #expect(try await isUnderWay())
            await world.expandOnly()
            #expect(try await isUnderWay())
            let dead = await world.startAndKill(after: 1)
            #expect(try await isUnderWay())
            dead.calls.open()
            await dead.engine.value
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice ringing"])
            #expect(try await isUnderWay())
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            let key = try #require(AttemptKey(world.provider.deliveries[0].key))
            try await RecordCallReport(world.outside) {}(.noAnswer, of: key)
            #expect(try await !isUnderWay())
        }
    }

    @Test("Looking for work under way reads indexes only")
    func plans() async throws {
        try await withHouse(.sqlite) { house in
            let world = house.world
            let plan = try await world.database.read(.installation) { transaction in
                try FindWorkUnderWay.statements(at: world.now).flatMap { statement in
                    try transaction.all("EXPLAIN QUERY PLAN \(statement)") { row in
                        for _ in 0..<3 { _ = try row.next(Int.self) }
                        return try row.next(String.self)
                    }
                }
            }
            #expect(plan.count >= 8)
            #expect(plan.filter { $0.hasPrefix("SCAN") && !$0.contains("INDEX") && !$0.contains("lease") } == [])
        }
    }
}
