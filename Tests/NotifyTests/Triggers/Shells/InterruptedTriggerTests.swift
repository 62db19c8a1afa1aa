import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Triggers that wait or were interrupted")
struct InterruptedTriggerTests {
    private let strong = Draft(regions: [(390, "6+"), (391, "5+")])

    @Test(
        "After a failure between two organizations nobody is asked twice and nobody is forgotten",
        arguments: DatabaseKind.available)
    func failureBetween(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            var tenants: [TenantID] = []
            for _ in 0..<12 { tenants.append(try await house.tenant(try TriggerRule())) }
            house.actions.fail(for: tenants[0], tenants[5])
            #expect(try await house.take(strong).undecided == 2)
            for (index, tenant) in tenants.enumerated() {
                try await #expect(house.done(tenant) == (index == 0 || index == 5 ? [] : ["start"]))
            }
            #expect(try await house.effects(tenants[5]) == [.undecided])

            house.actions.fail(for: tenants[5])
            #expect(try await house.resume.undecided(now: house.now) == 1)
            house.actions.fail()
            #expect(try await house.resume.undecided(now: house.now) == 0)
            #expect(try await house.resume.undecided(now: house.now) == 0)
            for tenant in tenants { try await #expect(house.done(tenant) == ["start"]) }
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE decided_at IS NULL") == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM trigger_incident WHERE broadcast_id IS NULL") == 0)
        }
    }

    @Test(
        "A record without a decision, as a crash leaves it, is decided at the next start",
        arguments: DatabaseKind.available)
    func crashAfterRecording(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            house.actions.fail(for: tenant)
            try await house.take(strong)
            house.actions.fail()
            // Old by now, but it was seen in time.
            house.world.clock.advance(by: .seconds(2 * 3_600))
            let restarted = TriggerHouse(world: house.world)
            #expect(try await restarted.resume.undecided(now: house.now) == 0)
            #expect(restarted.actions.lines().count == 1)
        }
    }

    @Test("Whatever the last run left is taken up when the triggers start", .timeLimit(.minutes(5)))
    func start() async throws {
        try await withHouse(.sqlite) { house in
            let undecided = try await house.tenant(try TriggerRule())
            let held = try await house.tenant(try TriggerRule(holdTime: .seconds(60)))
            house.actions.fail(for: undecided)
            try await house.take(strong)
            house.actions.fail()
            house.world.clock.advance(by: .seconds(60))
            let run = RunTriggers(
                resume: house.resume, folder: nil, feed: nil, clock: house.world.clock.wallClock, log: house.log.log)
            let running = Task { await run() }
            await house.actions.nextLine()
            await house.actions.nextLine()
            running.cancel()
            await running.value
            #expect(house.actions.lines(undecided).count == 1)
            #expect(house.actions.lines(held).count == 1)
        }
    }

    @Test("What a backup from last week left undecided is not sent any more")
    func fromBackup() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule())
            house.actions.fail(for: tenant)
            try await house.take(strong)
            house.actions.fail()
            house.world.clock.advance(by: .seconds(7 * 86_400))
            #expect(try await house.resume.undecided(now: house.now) == 0)
            #expect(house.actions.lines().isEmpty)
            #expect(try await house.effects(tenant) == [.nothing(.tooOld)])
        }
    }

    @Test("A bulletin that comes while an older one is undecided is not held up", arguments: DatabaseKind.available)
    func laterOneFirst(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            house.actions.fail(for: tenant)
            try await house.take(strong)
            house.actions.fail()
            try await house.take(Draft(minute: 3, regions: [(390, "6+"), (391, "5+"), (400, "5+")]))
            try await house.resume.undecided(now: house.now)
            let asked = house.actions.reports.flatMap { $0.regions.keys }
            #expect(Set(asked) == regions(390, 391, 400))
            #expect(asked.count == 3)
        }
    }

    @Test(
        "A held incident goes out when its time is over, with what was added meanwhile, once",
        arguments: DatabaseKind.available)
    func hold(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(holdTime: .seconds(120)))
            try await house.take(strong)
            let due = house.now + .seconds(120)
            #expect(try await house.effects(tenant) == [.held(regions(390, 391), until: due)])
            try await house.take(Draft(minute: 3, regions: [(390, "6+"), (391, "5+"), (400, "5+")]))
            try await house.resume.releaseHeld(now: house.now)
            #expect(house.actions.lines().isEmpty)

            house.world.clock.advance(by: due - house.now)
            try await house.resume.releaseHeld(now: house.now)
            try await house.resume.releaseHeld(now: house.now)
            #expect(
                house.actions.lines() == [
                    actionLine(
                        "start", tenant,
                        [region(390): .sixUpper, region(391): .fiveUpper, region(400): .fiveUpper])
                ])
            let broadcast = BroadcastID(rawValue: 2)
            #expect(
                try await house.effects(tenant) == [
                    .grew(regions(400), broadcast), .asked(regions(390, 391), broadcast),
                ])
            try await house.take(Draft(minute: 9, regions: [(372, "5+")]))
            #expect(house.actions.lines().last == actionLine("grow", tenant, [region(372): .fiveUpper]))
        }
    }

    @Test(
        "What is taken back within the hold time was never asked, even in the last moment",
        arguments: DatabaseKind.available)
    func cancelledInHold(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(holdTime: .seconds(60)))
            try await house.take(strong)
            // The hold time is over, but nothing was sent yet.
            try await house.take(Draft(action: "取消", minute: 3))
            try await house.resume.releaseHeld(now: house.now)
            #expect(house.actions.lines().isEmpty)
            #expect(try await house.effects(tenant) == [.takenBackInTime, .takenBackInTime])
        }
    }

    @Test("A correction within the hold time leaves out what it withdraws", arguments: DatabaseKind.available)
    func correctedInHold(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(holdTime: .seconds(300)))
            try await house.take(strong)
            try await house.take(Draft(action: "訂正", minute: 3, regions: [(390, "6+"), (391, "3")]))
            house.world.clock.advance(by: .seconds(300))
            try await house.resume.releaseHeld(now: house.now)
            #expect(house.actions.lines() == [actionLine("start", tenant, [region(390): .sixUpper])])
        }
    }

    @Test("Whoever switches the rule off within the hold time asks nobody; what failed at its time goes out later")
    func switchedOffInHold() async throws {
        try await withHouse(.sqlite) { house in
            let rule = try TriggerRule(holdTime: .seconds(60))
            let stopped = try await house.tenant(rule)
            let unlucky = try await house.tenant(rule)
            try await house.take(strong)
            try await house.change(try TriggerRule(isActive: false, holdTime: .seconds(60)), of: stopped)
            house.world.clock.advance(by: .seconds(61))
            house.actions.fail(for: unlucky)
            #expect(try await house.resume.releaseHeld(now: house.now) == 1)
            house.actions.fail()
            #expect(try await house.resume.releaseHeld(now: house.now) == 0)
            #expect(house.actions.lines().count == 1)
            #expect(house.actions.lines(unlucky).count == 1)
            #expect(try await house.effects(stopped) == [.switchedOffInTime])
        }
    }

    @Test("Those who were asked before the rule was switched off still hear that it was taken back")
    func switchedOffLater() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule())
            try await house.take(strong)
            try await house.change(try TriggerRule(isActive: false), of: tenant)
            try await house.take(Draft(action: "取消", minute: 4))
            #expect(house.actions.lines().last == actionLine("cancel", tenant))
        }
    }

    @Test("A held incident that was due a week ago is not sent any more")
    func missed() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule(holdTime: .seconds(60)))
            try await house.take(strong)
            house.world.clock.advance(by: .seconds(7 * 86_400))
            try await house.resume.releaseHeld(now: house.now)
            #expect(house.actions.lines().isEmpty)
            #expect(try await house.effects(tenant) == [.missed])
        }
    }
}
