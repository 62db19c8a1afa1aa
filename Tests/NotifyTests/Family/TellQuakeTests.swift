import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Families are told of earthquakes")
struct TellQuakeTests {
    private let strong = Draft(regions: [(390, "6+"), (391, "5+"), (372, "5-")])

    /// Family users in a region with 6強, in one with 5弱, in the prefecture without a region, and nowhere.
    private func settle(_ house: FamilyHouse) async throws -> TenantID {
        let tenant = try await house.tenant()
        let person = try await house.world.person(tenant)
        for (code, home) in [
            ("NOTO", ("17", "390")), ("SADO", ("15", "372")), ("KAGA", ("17", nil)), ("NONE", nil),
        ] as [(String, (String, String?)?)] {
            _ = try await house.member(person, of: tenant, code, mails: ["\(code.lowercased())@example.jp"], home: home)
        }
        return tenant
    }

    @Test(
        "震度5強 or more where a family user lives is told once for each event, whatever the organization's rule says (R-163, R-182)",
        arguments: DatabaseKind.available)
    func quake(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            _ = try await settle(house)
            try await house.triggers.take(strong)
            let told = await house.tell()
            #expect(told.map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
            let text = try #require(told.first { $0.address == "noto@example.jp" }?.text)
            #expect(text.contains("石川県能登で震度6強") && text.contains("まず身の安全"))
            #expect(await house.tell().isEmpty)
            // A later report of the same event tells only whom it newly reaches.
            try await house.triggers.take(Draft(minute: 5, regions: [(390, "6+"), (372, "5+")]))
            #expect(await house.tell().map(\.address) == ["sado@example.jp"])
            try await house.triggers.take(Draft(event: "20260101123000", minute: 32, regions: [(390, "5+")]))
            #expect(await house.tell().map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
        }
    }

    @Test(
        "A cancellation tells those who were told, once, and nobody else (R-182)", arguments: DatabaseKind.available)
    func takenBack(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            _ = try await settle(house)
            try await house.triggers.take(strong)
            await house.tell()
            try await house.triggers.take(Draft(action: "取消", minute: 6))
            let told = await house.tell()
            #expect(told.map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
            #expect(told.allSatisfy { $0.text.contains("取り消し") && $0.text.contains("12:06") })
            #expect(await house.tell().isEmpty)
            // What JMA says again after that is told again.
            try await house.triggers.take(Draft(minute: 8, regions: [(390, "6+")]))
            #expect(await house.tell().map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
        }
    }

    @Test(
        "Where only prefectures are asked for, everybody in the prefecture is told, whatever was known before (R-150, R-163)",
        arguments: DatabaseKind.available)
    func prefectureOnly(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await settle(house)
            let person = try await house.world.person(tenant)
            _ = try await house.member(person, of: tenant, "HAKUI", mails: ["hakui@example.jp"], home: ("17", "391"))
            try await ChangeSettings(database: house.world.database)(
                house.world.scope(tenant), ["regionRule": "prefectureOnly"], at: house.world.now)
            try await house.triggers.take(Draft(regions: [(390, "6+")]))
            let told = await house.tell()
            #expect(told.map(\.address).sorted() == ["hakui@example.jp", "kaga@example.jp", "noto@example.jp"])
            #expect(told.allSatisfy { $0.text.contains("石川県で震度6強") })
            try await house.triggers.take(Draft(action: "取消", minute: 6))
            #expect(await house.tell().count == 3)
        }
    }

    @Test(
        "Two of a family with one address are told of a quake and of its end once, and each has a note",
        arguments: DatabaseKind.available)
    func sharedAddress(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let (first, second) = (try await house.world.person(tenant), try await house.world.person(tenant))
            let noto = (prefecture: "17", region: "390" as String?)
            _ = try await house.member(first, of: tenant, "F1", mails: ["both@example.jp"], home: noto)
            _ = try await house.member(
                first, of: tenant, "F2", mails: ["own@example.jp", "both@example.jp"], home: noto)
            // Somewhere else it is other news, and another employee's family is another one.
            _ = try await house.member(first, of: tenant, "F3", mails: ["both@example.jp"], home: ("17", "391"))
            _ = try await house.member(second, of: tenant, "F4", mails: ["both@example.jp"], home: noto)
            for minute in [2, 8] {
                try await house.triggers.take(Draft(minute: minute, regions: [(390, "6+"), (391, "5+")]))
                let told = await house.tell()
                #expect(
                    told.map(\.address).sorted() == [
                        "both@example.jp", "both@example.jp", "both@example.jp", "own@example.jp",
                    ])
                #expect(told.count { $0.address == "both@example.jp" && $0.text.contains("加賀") } == 1)
                #expect(try await house.count("SELECT COUNT(*) FROM family_quake WHERE is_withdrawn = 0") == 4)
                try await house.triggers.take(Draft(action: "取消", minute: minute + 3))
                #expect(
                    await house.tell().map(\.address).sorted()
                        == ["both@example.jp", "both@example.jp", "both@example.jp", "own@example.jp"])
                #expect(try await house.count("SELECT COUNT(*) FROM family_quake WHERE is_withdrawn = 1") == 4)
                #expect(await house.tell().isEmpty)
            }
        }
    }

    @Test("The family of whoever has left is told nothing (R-163)", arguments: DatabaseKind.available)
    func leavers(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await settle(house)
            try await house.world.meddle(tenant, "UPDATE person SET employment = 'left' WHERE tenant_id = \(tenant)")
            try await house.triggers.take(strong)
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "Two earthquakes that one bulletin names are told once, and taken back once (R-163, R-182)",
        arguments: DatabaseKind.available)
    func twoEvents(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            _ = try await settle(house)
            let both = "20260101120000 20260101120030"
            try await house.triggers.take(Draft(event: both, regions: [(390, "6+")]))
            #expect(await house.tell().map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM family_quake") == 4)
            // A later bulletin of the second one alone is no news to them.
            try await house.triggers.take(Draft(event: "20260101120030", minute: 4, regions: [(390, "6+")]))
            #expect(await house.tell().isEmpty)
            try await house.triggers.take(Draft(action: "取消", event: both, minute: 6))
            #expect(await house.tell().map(\.address).sorted() == ["kaga@example.jp", "noto@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM family_quake WHERE is_withdrawn = 0") == 0)
        }
    }

    @Test(
        "Drills, tests and old bulletins tell nobody", arguments: DatabaseKind.available, ["訓練", "試験", ""])
    func never(kind: DatabaseKind, status: String) async throws {
        try await withFamilies(kind) { house in
            _ = try await settle(house)
            var draft = strong
            if status.isEmpty {
                house.world.clock.advance(by: try draft.bulletin.reportedAt + .seconds(1_801) - house.world.now)
                _ = try await house.triggers.ingest(Array(draft.xml.utf8), from: .feed, now: house.world.now)
            } else {
                draft.status = status
                try await house.triggers.take(draft)
            }
            #expect(await house.tell().isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE families_at IS NULL") == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM family_quake") == 0)
        }
    }

    @Test("What one organization hands in tells its own families only", arguments: DatabaseKind.available)
    func ownBulletin(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let own = try await settle(house)
            _ = try await settle(house)
            house.world.clock.advance(by: try strong.bulletin.reportedAt + .seconds(30) - house.world.now)
            _ = try await house.triggers.ingest(house.world.scope(own), Array(strong.xml.utf8), now: house.world.now)
            let told = await house.tell()
            #expect(told.count == 2 && told.allSatisfy { $0.tenant == own })
        }
    }

    @Test("The rule is a function of bulletins and time alone (R-163)")
    func rule() throws {
        let noon = Draft.noon + .seconds(180)
        let nothing = EventState(event: try strong.bulletin.event)
        let quake = try #require(
            FamilyQuake(try strong.bulletin, before: nothing, receivedAt: noon, now: noon))
        #expect(quake.regions == regions(390, 391) && !quake.takesBack)
        let after = quake.event
        #expect(FamilyQuake(try strong.bulletin, before: after, receivedAt: noon, now: noon) == nil, "a copy")
        let weak = Draft(regions: [(390, "5-")])
        #expect(FamilyQuake(try weak.bulletin, before: nothing, receivedAt: noon, now: noon) == nil)
        let late = noon + .seconds(3_600)
        #expect(FamilyQuake(try strong.bulletin, before: nothing, receivedAt: noon, now: late) == nil)
        #expect(
            FamilyQuake(try strong.bulletin, before: nothing, receivedAt: late, now: late, oldest: nil) != nil,
            "a demonstration replays the past")
        let cancelled = Draft(action: "取消", minute: 6)
        let end = try #require(FamilyQuake(try cancelled.bulletin, before: after, receivedAt: noon, now: late))
        #expect(end.takesBack && end.regions.isEmpty)
        // A correction that is looked at late takes back, and tells nobody new.
        var raised = strong
        raised.action = "訂正"
        raised.minute = 6
        let correction = try #require(FamilyQuake(try raised.bulletin, before: nothing, receivedAt: noon, now: late))
        #expect(correction.takesBack && !correction.tellsNew && correction.regions == regions(390, 391))
        let soon = try #require(FamilyQuake(try raised.bulletin, before: nothing, receivedAt: noon, now: noon))
        #expect(soon.takesBack && soon.tellsNew)
        #expect(FamilyQuake(try raised.bulletin, before: nothing, receivedAt: late, now: late) == nil)
    }
}
