import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("The rule and the list, as administrators and members see them")
struct TriggerRuleTests {
    private func read(_ house: TriggerHouse) -> ReadTriggerRule {
        ReadTriggerRule(database: house.database, regions: house.world.regions)
    }

    @Test("A new organization's rule is off; every field is kept as it was saved", arguments: DatabaseKind.available)
    func roundTrip(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(nil)
            let scope = house.world.scope(tenant)
            let new = try await read(house)(scope)
            #expect(new.rule == (try TriggerRule(isActive: false)))
            #expect(new.changedAt == nil)
            let rule = try TriggerRule(
                minimum: .sixLower, area: .only(regions(390, 371)), addresses: [.work, .secondHome],
                holdTime: .seconds(90), suppression: .seconds(7_200), promotesSilence: true)
            try await house.addTemplate(8, to: tenant)
            try await house.change(rule, of: tenant, template: TemplateID(rawValue: 8))
            try await house.change(rule, of: tenant, template: TemplateID(rawValue: 8))
            let saved = try await read(house)(scope)
            #expect(saved.rule == rule)
            #expect(saved.template == TemplateID(rawValue: 8))
            #expect(saved.changedAt == house.now)
            #expect(try await house.count("SELECT COUNT(*) FROM audit WHERE action = 'trigger.changed'") == 1)
        }
    }

    @Test("A region that JMA does not have is refused, and nothing is saved")
    func unknownRegion() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(nil)
            let error = await #expect(throws: InvalidInput.self) {
                try await house.change(try TriggerRule(area: .only(regions(390, 999))), of: tenant)
            }
            #expect(error?.errors.map(\.field) == ["area"])
            #expect(error?.errors.first?.message[.japanese].contains("999") == true)
            #expect(try await house.count("SELECT COUNT(*) FROM trigger_rule") == 0)
        }
    }

    @Test("A template of another organization is refused as if it did not exist", arguments: DatabaseKind.available)
    func foreignTemplate(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(nil)
            let other = try await house.tenant(nil)
            try await house.addTemplate(8, to: other)
            for number in [Int64(8), 9] {
                let error = await #expect(throws: InvalidInput.self) {
                    try await house.change(try TriggerRule(), of: tenant, template: TemplateID(rawValue: number))
                }
                #expect(error?.errors.map(\.field) == ["template"])
            }
            #expect(try await house.count("SELECT COUNT(*) FROM trigger_rule") == 0)
        }
    }

    @Test(
        "The number of people concerned counts each once, and those whose address names only the prefecture",
        arguments: DatabaseKind.available)
    func people(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(nil)
            let ishikawa = try #require(PrefectureCode("17"))
            let tokyo = try #require(PrefectureCode("13"))
            _ = try await house.world.person(
                tenant, addresses: [(.home, ishikawa, region(390)), (.work, ishikawa, region(391))])
            _ = try await house.world.person(tenant, addresses: [(.home, ishikawa, nil)])
            _ = try await house.world.person(tenant, addresses: [(.work, ishikawa, region(390))])
            _ = try await house.world.person(tenant, addresses: [(.home, tokyo, region(350))])
            _ = try await house.world.person(tenant, addresses: [(.home, ishikawa, region(390))], employment: "left")
            _ = try await house.world.person(tenant)
            let scope = house.world.scope(tenant)
            #expect(try await read(house)(scope).people == 4)
            // An address of which only the city is known concerns nobody.
            _ = try await house.world.person(tenant, addresses: [(.home, tokyo, nil)])
            #expect(try await read(house)(scope).people == 5)
            try await house.world.meddle(
                tenant,
                "UPDATE address SET prefecture = '' WHERE tenant_id = \(tenant) AND prefecture = '13' AND region IS NULL"
            )
            #expect(try await read(house)(scope).people == 4)
            try await house.change(try TriggerRule(area: .only(regions(390)), addresses: [.home]), of: tenant)
            #expect(try await read(house)(scope).people == 2)
            // Where only prefectures are asked for, all of one count.
            _ = try await house.world.person(tenant, addresses: [(.home, ishikawa, region(391))])
            #expect(try await read(house)(scope).people == 2)
            try await ChangeSettings(database: house.database)(
                scope, ["regionRule": "prefectureOnly"], at: house.now)
            #expect(try await read(house)(scope).people == 3)
        }
    }

    @Test("Reading and changing the rule need the capability")
    func capability() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let scope = house.world.scope(tenant, [.broadcast, .viewResults])
            await #expect(throws: NotAllowed(capability: .manageTriggers)) { try await read(house)(scope) }
            await #expect(throws: NotAllowed(capability: .manageTriggers)) {
                try await ChangeTriggerRule(database: house.database, regions: house.world.regions)(
                    scope, try TriggerRule(), template: nil, at: house.now)
            }
        }
    }

    @Test(
        "A member sees the bulletins without the safety checks, in parts, newest first (R-191)",
        arguments: DatabaseKind.available)
    func list(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            for minute in 2..<9 {
                try await house.take(
                    Draft(event: "2026010112000\(minute)", minute: minute, regions: [(390 + minute, "5+")]))
            }
            try await house.ingest(Array("junk".utf8), from: .folder, name: "junk.xml", now: house.now)
            let member = house.world.scope(tenant, .member)
            let part = try await house.list(member, offset: 2, limit: 3)
            #expect(part.total == 7)
            #expect(part.threshold == .fiveUpper)
            #expect(part.bulletins.map(\.event?.text) == ["20260101120006", "20260101120005", "20260101120004"])
            let first = try #require(part.bulletins.first)
            #expect(first.title == "震度速報")
            #expect(first.type == .rapidIntensity)
            #expect(first.status == .normal && first.action == .issued)
            #expect(first.headline == "強い揺れ")
            #expect(first.maximum == .fiveUpper)
            #expect(first.regions == 1)
            #expect(
                part.bulletins.allSatisfy { bulletin in
                    if case .asked(_, nil) = bulletin.effect { true } else { false }
                })
            let officer = try await house.list(house.world.scope(tenant), limit: 1)
            #expect(
                officer.bulletins.allSatisfy { bulletin in
                    if case .asked(_, .some) = bulletin.effect { true } else { false }
                })
            #expect(officer.people.values.map { $0 } == [0])
            #expect(part.people.isEmpty)
            await #expect(throws: NotAllowed.self) { try await house.list(house.world.scope(tenant, [.viewAudit])) }
            await #expect(throws: NotAllowed.self) { try await house.list(member, includingOthers: true) }
        }
    }
}
