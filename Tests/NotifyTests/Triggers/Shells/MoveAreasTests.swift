import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Rules and drafts that go along with a new table of regions")
struct MoveAreasTests {
    private static let scope = InstallationScope(purpose: "test")

    /// The table with 能登 (390) as another region, or in two.
    private static func table(inTwo: Bool) throws -> RegionTable {
        let old = RegionFiles.embedded()
        func edit(_ bytes: [UInt8], _ change: (String) -> [String]) -> [UInt8] {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            return Array((lines.flatMap(change).joined(separator: "\n") + "\n").utf8)
        }
        return try RegionTable(
            RegionFiles(
                prefectures: old.prefectures,
                regions: edit(old.regions) { line in
                    guard line.hasPrefix("390\t") else { return [line] }
                    return (inTwo ? ["398", "399"] : ["399"]).map { $0 + line.dropFirst(3) }
                },
                municipalities: edit(old.municipalities) { line in
                    let code = inTwo && line.hasPrefix("1720400") ? "398" : "399"
                    return [line.replacing("\t390\t", with: "\t\(code)\t")]
                }, formerNames: old.formerNames))
    }

    private func draft(_ house: TriggerHouse, _ tenant: TenantID, _ targets: [Target]) async throws -> BroadcastID {
        let drafts = SaveDraft(
            database: house.database, clock: house.world.clock.wallClock, identifiers: house.world.identifiers)
        return try await drafts(
            BroadcastDraft(kind: .safetyCheck, isDrill: false, subject: "地震", body: "安否をお知らせください。", targets: targets),
            house.world.scope(tenant))
    }

    private func targets(_ house: TriggerHouse, _ tenant: TenantID, _ id: BroadcastID) async throws -> [Target] {
        try await ReadBroadcasts(database: house.database)(id, house.world.scope(tenant)).targets
    }

    private func area(_ house: TriggerHouse, _ tenant: TenantID, _ table: RegionTable) async throws -> SavedTriggerRule
    {
        try await ReadTriggerRule(database: house.database, regions: table)(house.world.scope(tenant))
    }

    @Test(
        "A region that is gone is followed by the one that takes its place, in rules and drafts of all organizations",
        arguments: DatabaseKind.available)
    func follows(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let rule = try TriggerRule(area: .only(regions(390, 372)))
            let (first, second) = (try await house.tenant(rule), try await house.tenant(rule))
            let other = try await house.tenant(try TriggerRule())
            let kinds: Set<AddressKind> = [.home]
            let id = try await draft(
                house, first,
                [.region(region(390), kinds, intensity: ""), .everyone, .region(region(390), [.work], intensity: "")])
            let sent = try await house.world.broadcast(second, targets: [.region(region(390), kinds, intensity: "")])
            let (old, table) = (house.world.regions, try Self.table(inTwo: false))
            let move = MoveAreas(database: house.database)
            let changes = try await move.changes(from: old, to: table, Self.scope)
            #expect(
                changes == [
                    MoveAreas.Change(code: region(390), outcome: .follows(region(399)), rules: 2, drafts: 1)
                ])
            #expect(try await area(house, first, old).rule == rule, "nothing was changed by looking")
            let now = house.now + .seconds(60)
            let count = try await move(from: old, to: table, Self.scope, by: .system, at: now)
            #expect(count == MoveAreas.Count(moved: 3, asked: 0))
            for tenant in [first, second] {
                let saved = try await area(house, tenant, table)
                #expect(saved.rule == (try TriggerRule(area: .only(regions(399, 372)))) && saved.gone.isEmpty)
            }
            #expect(try await area(house, other, table).rule.area == .everywhere)
            let moved: [Target] = [
                .region(region(399), kinds, intensity: ""), .everyone, .region(region(399), [.work], intensity: ""),
            ]
            #expect(try await targets(house, first, id) == moved)
            // What was sent stays as it was said.
            #expect(try await targets(house, second, sent) == [.region(region(390), kinds, intensity: "")])
            #expect(
                try await house.count(
                    "SELECT COUNT(*) FROM audit WHERE action = 'trigger.changed' AND actor = 'system'")
                    == 2)
            let again = try await move(from: old, to: table, Self.scope, by: .system, at: now)
            #expect(again == MoveAreas.Count(), "A second time finds nothing")
        }
    }

    @Test(
        "Where several regions follow, all of them count, and an administrator is asked until they were looked at",
        arguments: DatabaseKind.available)
    func asks(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule(area: .only(regions(390))))
            let id = try await draft(house, tenant, [.region(region(390), [.home], intensity: "")])
            let (old, table) = (house.world.regions, try Self.table(inTwo: true))
            let versions = RegionVersions(database: house.database)
            for files in [RegionFiles.embedded()] {
                let version = try await versions.keep(files, Self.scope, madeAt: house.now)
                try await versions.apply(version, Self.scope, at: house.now)
            }
            let move = MoveAreas(database: house.database)
            let count = try await move(from: old, to: table, Self.scope, by: .system, at: house.now)
            #expect(count == MoveAreas.Count(moved: 2, asked: 2))
            let saved = try await area(house, tenant, table)
            #expect(saved.rule.area == .only(regions(390, 398, 399)))
            #expect(saved.gone.map(\.code) == [region(390)] && saved.gone[0].name?[.japanese] == "石川県能登")
            let read = ReadBroadcasts(database: house.database)
            let broadcast = try await read(id, house.world.scope(tenant))
            #expect(broadcast.targets.count == 3)
            let gone = try await read.goneRegions(of: broadcast, from: table, house.world.scope(tenant))
            #expect(gone == saved.gone)
            #expect(
                try await read.goneRegions(of: broadcast, from: old, house.world.scope(tenant)).map(\.code)
                    == regions(398, 399).sorted())
            let change = ChangeTriggerRule(database: house.database, regions: table)
            let member = TenantScope(tenant: tenant, actor: .system, capabilities: .member, requestID: "test")
            await #expect(throws: NotAllowed(capability: .manageTriggers)) {
                try await change.dropGoneRegions(member, at: house.now)
            }
            try await change.dropGoneRegions(house.world.scope(tenant), at: house.now)
            let confirmed = try await area(house, tenant, table)
            #expect(confirmed.rule.area == .only(regions(398, 399)) && confirmed.gone.isEmpty)
            await #expect(throws: NotFound("area")) {
                try await change.dropGoneRegions(house.world.scope(tenant), at: house.now)
            }
        }
    }
}
