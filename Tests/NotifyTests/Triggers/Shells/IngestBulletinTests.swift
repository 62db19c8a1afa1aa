import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Taking bulletins")
struct IngestBulletinTests {
    private let rapid = "noto2024_20240101T071341Z_VXSE51.xml"
    private let whole = "20240101072429_0_VXSE53_010000.xml"
    private let strong = Draft(regions: [(390, "6+"), (391, "5+"), (372, "5-")])

    @Test(
        "Noto: the rapid report asks, the whole one asks only newly reached regions", arguments: DatabaseKind.available)
    func noto(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(minimum: .three))
            func strong(_ file: String) throws -> [JMARegionCode: Intensity] {
                try Sample.bulletin(file).shaking.filter { $0.value.counted >= .three }.mapValues(\.counted)
            }
            let first = try strong(rapid)
            let second = try strong(whole).filter { first[$0.key] == nil }
            #expect(first.count == 70)
            #expect(second.count == 5)

            #expect(try await house.take(rapid).undecided == 0)
            #expect(house.actions.lines() == [actionLine("start", tenant, first)])
            try await house.take(whole)
            #expect(house.actions.lines().dropFirst() == [actionLine("grow", tenant, second)])
            #expect(
                house.actions.reports.map { $0.title[.japanese] } == [
                    "16:10 石川県能登で震度6強の地震", "16:10 石川県能登地方の地震",
                ])
            #expect(house.actions.reports[0].subject[.japanese].hasPrefix("安否確認：16:10"))
            let effects = try await house.effects(tenant)
            #expect(effects.count == 2)
            #expect(effects[1] == .asked(Set(first.keys), BroadcastID(rawValue: 2)))
            #expect(effects[0] == .grew(Set(second.keys), BroadcastID(rawValue: 2)))
        }
    }

    @Test("The same bulletin is recorded and decided once, whatever ways it comes", arguments: DatabaseKind.available)
    func duplicates(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.tenant(try TriggerRule())
            let first = try await house.take(rapid, from: .feed)
            let again = try await house.take(rapid, from: .folder)
            let operators = try await house.take(rapid, from: .operatorToken(3))
            #expect(first.isNew && !again.isNew && !operators.isNew)
            #expect(again.id == first.id)
            #expect(house.actions.lines().count == 1)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin") == 1)
        }
    }

    @Test("Sixteen copies at once are one bulletin", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.tenant(try TriggerRule())
            try await house.take("noto2024_20240106_VXSE52.xml")
            let bytes = Array(strong.xml.utf8)
            house.world.clock.advance(by: try strong.bulletin.reportedAt + .seconds(5) - house.now)
            let news = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await house.ingest(bytes, from: .feed, now: house.now).isNew }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(news == 1)
            #expect(house.actions.lines().count == 1)
        }
    }

    @Test("訓練 and 試験 are shown and never ask anybody", arguments: ["訓練", "試験"])
    func drills(status: String) async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule(minimum: .three))
            var drill = strong
            drill.status = status
            try await house.take(drill)
            #expect(house.actions.lines().isEmpty)
            #expect(try await house.effects(tenant) == [.nothing(.notMeant)])
        }
    }

    @Test(
        "A drill's shaking does not count when the same event turns out to be real", arguments: DatabaseKind.available)
    func drillThenReal(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            var drill = strong
            drill.status = "訓練"
            try await house.take(drill)
            try await house.take(Draft(minute: 3, regions: [(400, "5+")]))
            #expect(house.actions.lines() == [actionLine("start", tenant, [region(400): .fiveUpper])])
        }
    }

    @Test("Out of order, each region is asked once all the same", arguments: DatabaseKind.available)
    func outOfOrder(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            try await house.take(Draft(minute: 4, regions: [(390, "6+"), (391, "5+")]))
            try await house.take(Draft(minute: 2, regions: [(390, "6+")]))
            try await house.take(Draft(minute: 3, regions: [(390, "6+"), (400, "5+")]))
            #expect(
                house.actions.lines() == [
                    actionLine("start", tenant, [region(390): .sixUpper, region(391): .fiveUpper]),
                    actionLine("grow", tenant, [region(400): .fiveUpper]),
                ])
            #expect(
                try await house.effects(tenant)[1] == .nothing(.alreadyAsked))
        }
    }

    @Test(
        "A cancellation is told to those who were asked; before anything left the house it is called off in silence",
        arguments: DatabaseKind.available, [true, false])
    func cancellation(kind: DatabaseKind, hasBegun: Bool) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let bystander = try await house.tenant(try TriggerRule(minimum: .seven))
            house.actions.say(hasBegun: hasBegun)
            try await house.take(strong)
            try await house.take(Draft(action: "取消", minute: 4))
            #expect(house.actions.lines(tenant).last == actionLine(hasBegun ? "cancel" : "callOff", tenant))
            #expect(house.actions.lines(bystander).isEmpty)
            let broadcast = BroadcastID(rawValue: 2)
            #expect(try await house.effects(tenant)[0] == (hasBegun ? .cancelled(broadcast) : .takenBackInTime))
            #expect(try await house.effects(bystander)[0] == .nothing(.nobodyWasAsked))
            if hasBegun {
                let told = try #require(house.actions.reports.last)
                #expect(told.body[.japanese].contains("12:04に取り消しました"))
            }

            // What was taken back can happen after all.
            try await house.take(Draft(minute: 6, regions: [(390, "6+")]))
            #expect(house.actions.lines(tenant).last == actionLine("start", tenant, [region(390): .sixUpper]))
        }
    }

    @Test("A correction is told, and what it adds is asked", arguments: DatabaseKind.available)
    func correction(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            try await house.take(strong)
            try await house.take(Draft(action: "訂正", minute: 4, regions: [(390, "6+"), (391, "4"), (400, "6-")]))
            #expect(
                house.actions.lines() == [
                    actionLine("start", tenant, [region(390): .sixUpper, region(391): .fiveUpper]),
                    actionLine("correct", tenant), actionLine("grow", tenant, [region(400): .sixLower]),
                ])
            let told = house.actions.reports[1].body[.japanese]
            #expect(told.contains("対象ではなくなりました"))
            #expect(
                try await house.effects(tenant)[0]
                    == .corrected(withdrawn: regions(391), added: regions(400), BroadcastID(rawValue: 2)))
        }
    }

    @Test("Whoever ended a safety check is not contradicted, and the list says that nobody was told")
    func endedBefore() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule())
            try await house.take(strong)
            house.actions.endAll()
            try await house.take(Draft(action: "取消", minute: 4))
            #expect(house.actions.lines().count == 1)
            #expect(try await house.effects(tenant)[0] == .endedBefore(BroadcastID(rawValue: 2)))
        }
    }

    @Test("Two organizations decide by their own rules", arguments: DatabaseKind.available)
    func twoRules(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let careful = try await house.tenant(
                try TriggerRule(minimum: .fiveLower, area: .only(regions(372, 400)), addresses: [.work]))
            let usual = try await house.tenant(try TriggerRule())
            let off = try await house.tenant(try TriggerRule(isActive: false))
            let none = try await house.tenant(nil)
            try await house.take(strong)
            #expect(
                Set(house.actions.lines()) == [
                    actionLine("start", careful, [region(372): .fiveLower]),
                    actionLine("start", usual, [region(390): .sixUpper, region(391): .fiveUpper]),
                ])
            #expect(house.actions.reports.first { $0.tenant == careful }?.addresses == [.work])
            #expect(try await house.effects(off) == [.nothing(.ruleIsOff)])
            #expect(try await house.effects(none) == [.nothing(.ruleIsOff)])
        }
    }

    @Test("Too weak and too old bulletins are shown with the reason", arguments: DatabaseKind.available)
    func weakAndOld(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            try await house.take(Draft(regions: [(390, "5-")]))
            try await house.take(Draft(event: "20260101120100", regions: [(390, "2")]))
            house.world.clock.advance(by: .seconds(40 * 60))
            let old = Draft(event: "20260101120200", regions: [(390, "7")])
            try await house.ingest(Array(old.xml.utf8), from: .feed, now: house.now)
            #expect(house.actions.lines().isEmpty)
            #expect(
                try await house.effects(tenant) == [.nothing(.tooOld), .nothing(.tooWeak), .nothing(.tooWeak)])
        }
    }

    @Test("What is older than the installation keeps is removed, and nothing else", arguments: DatabaseKind.available)
    func removal(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let unlucky = try await house.tenant(try TriggerRule())
            try await house.take(strong)
            let own = Draft(event: "20260101120900", minute: 9, regions: [(400, "5+")])
            house.world.clock.advance(by: try own.bulletin.reportedAt - house.now)
            try await house.ingest(house.world.scope(tenant), Array(own.xml.utf8), now: house.now)
            house.actions.fail(for: unlucky)
            try await house.take(Draft(event: "20260101121000", minute: 10, regions: [(500, "5+")]))
            let later = Draft(event: "20260101130000", minute: 60, regions: [(600, "5+")])
            house.actions.fail()
            try await house.take(later)
            let border = try later.bulletin.reportedAt
            #expect(try await RemoveOldBulletins(database: house.database)(before: border) > 0)
            #expect(try await RemoveOldBulletins(database: house.database)(before: border) == 0)
            // Undecided ones stay until they are decided.
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin") == 2)
            #expect(try await house.count("SELECT COUNT(*) FROM tenant_bulletin") == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM trigger_asked") == 2)
            #expect(try await house.count("SELECT COUNT(*) FROM trigger_incident") == 2)
        }
    }

    @Test("A demonstration may send an old bulletin")
    func demonstration() async throws {
        try await withHouse(.sqlite) { usual in
            var house = usual
            house.oldest = nil
            _ = try await house.tenant(try TriggerRule())
            try await house.take(rapid, after: .seconds(86_400 * 365))
            #expect(house.actions.lines().count == 1)
        }
    }

    @Test(
        "A region that was just asked is not asked again about an aftershock as strong",
        arguments: DatabaseKind.available)
    func suppression(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(suppression: .seconds(3_600)))
            try await house.take(strong)
            try await house.take(Draft(event: "20260101120800", minute: 10, regions: [(390, "6-"), (391, "6-")]))
            try await house.take(Draft(event: "20260101130800", minute: 70, regions: [(390, "6-")]))
            #expect(
                house.actions.lines() == [
                    actionLine("start", tenant, [region(390): .sixUpper, region(391): .fiveUpper]),
                    actionLine("start", tenant, [region(391): .sixLower]),
                    actionLine("start", tenant, [region(390): .sixLower]),
                ])
        }
    }

    @Test("Every sample is recorded; only reports of strong shaking ask", arguments: DatabaseKind.available)
    func samples(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            for sample in Sample.all { try await house.take(sample.file) }
            // Two of JMA's samples are the same bulletin.
            let bulletins = Set(try Sample.triggers.map { try Sample.bulletin($0.file).key })
            #expect(bulletins.count == Sample.triggers.count - 1)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin") == Sample.all.count - 1)
            let others = Sample.others.count
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'notATrigger'") == others)
            // The feeds are no bulletins.
            #expect(
                try await house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'") == Sample.feeds.count)
            #expect(
                try await house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'notATrigger' AND xml IS NOT NULL")
                    == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE decided_at IS NULL") == 0)
            let asking = Set(house.actions.reports.map(\.event.text))
            #expect(asking == ["20090811050711", "20110311144640", "20240101161010"])
            #expect(house.actions.lines(tenant).filter { $0.hasPrefix("start") }.count == 3)
            let all = try await house.list(house.world.scope(tenant), includingOthers: true, limit: 100)
            #expect(all.total == Sample.all.count - 1)
            #expect(all.bulletins.filter { $0.effect == .otherKind }.count == others)
        }
    }

    @Test(
        "What cannot be read leaves one record with its reason, and nothing else happens",
        arguments: DatabaseKind.available)
    func refused(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let bomb = #"<!DOCTYPE r [<!ENTITY a "b">]><Report>&a;</Report>"#
            for text in ["", "not XML", String(strong.xml.dropLast(30)), bomb, "<rss></rss>"] {
                let first = try await house.ingest(Array(text.utf8), from: .folder, name: "x.xml", now: house.now)
                guard case .refused = first.document else {
                    Issue.record("taken: \(text.prefix(30))")
                    continue
                }
                let again = try await house.ingest(Array(text.utf8), from: .folder, name: "y.xml", now: house.now)
                #expect(first.isNew && !again.isNew)
            }
            let large = [UInt8](repeating: 0x20, count: 2_000_001)
            try await house.ingest(large, from: .commandLine, name: "large.xml", now: house.now)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'") == 6)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE size > 2000000 AND xml IS NULL") == 1)
            #expect(house.actions.lines().isEmpty)
            #expect(try await house.effects(tenant).isEmpty)
            let listed = try await house.list(house.world.scope(tenant), includingOthers: true)
            #expect(listed.bulletins.count == 6)
            guard case .refused(let reason) = listed.bulletins[0].effect else {
                Issue.record("it does not say that it was refused")
                return
            }
            #expect(reason[.japanese].contains("大きすぎる"))
        }
    }
}
