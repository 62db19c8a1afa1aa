import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Bulletins that one organization hands in")
struct OwnBulletinTests {
    private let strong = Draft(regions: [(390, "6+"), (391, "5+")])

    private func hand(_ draft: Draft, in tenant: TenantID, to house: TriggerHouse) async throws -> IngestedBulletin {
        house.world.clock.advance(by: try draft.bulletin.reportedAt + .seconds(30) - house.now)
        return try await house.ingest(house.world.scope(tenant), Array(draft.xml.utf8), now: house.now)
    }

    @Test("An organization's token raises its own organization and nobody else's", arguments: DatabaseKind.available)
    func ownOnly(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let own = try await house.tenant(try TriggerRule())
            let other = try await house.tenant(try TriggerRule())
            let first = try await hand(strong, in: own, to: house)
            let again = try await hand(strong, in: own, to: house)
            #expect(first.isNew && !again.isNew && first.id == again.id)
            #expect(house.actions.lines().count == 1)
            #expect(house.actions.lines(other).isEmpty)
            #expect(try await house.effects(other).isEmpty)
            let listed = try await house.list(house.world.scope(own)).bulletins
            #expect(listed.map(\.isOwn) == [true])

            // Nor does it enter the other's picture of the event.
            try await house.take(Draft(minute: 3, regions: [(400, "5+")]))
            #expect(house.actions.lines(other) == [actionLine("start", other, [region(400): .fiveUpper])])
            #expect(house.actions.lines(own).last == actionLine("grow", own, [region(400): .fiveUpper]))
        }
    }

    @Test(
        "When JMA's copy comes later, the organization decides once and the others for the first time",
        arguments: DatabaseKind.available)
    func ownThenShared(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let own = try await house.tenant(try TriggerRule())
            let other = try await house.tenant(try TriggerRule())
            _ = try await hand(strong, in: own, to: house)
            #expect(try await house.take(strong).isNew)
            #expect(house.actions.lines(own).count == 1)
            #expect(house.actions.lines(other).count == 1)
            #expect(try await house.effects(own).count == 1)
        }
    }

    @Test("A forged copy cannot change what the others read under the same key", arguments: DatabaseKind.available)
    func forgedCopy(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let forger = try await house.tenant(try TriggerRule())
            let other = try await house.tenant(try TriggerRule())
            var forged = strong
            forged.extra = "<Earthquake><OriginTime>2026-01-01T03:33:00+09:00</OriginTime></Earthquake>"
            #expect(try forged.bulletin.key == strong.bulletin.key)
            _ = try await hand(forged, in: forger, to: house)
            try await house.take(strong)
            let report = try #require(house.actions.reports.first { $0.tenant == other })
            #expect(report.occurredAt == Draft.noon)
        }
    }

    @Test("Handing in needs the capability, and leaves a row in the audit chain")
    func capability() async throws {
        try await withHouse(.sqlite) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let scope = house.world.scope(tenant, [.broadcast, .manageTriggers])
            let bytes = Array(strong.xml.utf8)
            await #expect(throws: NotAllowed(capability: .raiseBulletin)) {
                try await house.ingest(scope, bytes, now: house.now)
            }
            #expect(try await house.count("SELECT COUNT(*) FROM tenant_bulletin") == 0)
            _ = try await hand(strong, in: tenant, to: house)
            #expect(try await house.count("SELECT COUNT(*) FROM audit WHERE action = 'bulletin.raised'") == 1)
        }
    }

    @Test(
        "What cannot be read is recorded for the organization alone, without its text",
        arguments: DatabaseKind.available)
    func refused(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let own = try await house.tenant(try TriggerRule())
            let other = try await house.tenant(try TriggerRule())
            try await house.ingest(house.world.scope(own), Array("junk".utf8), now: house.now)
            #expect(try await house.effects(own, everything: true).count == 1)
            #expect(try await house.effects(other, everything: true).isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM tenant_bulletin WHERE xml IS NOT NULL") == 0)
        }
    }

    @Test("A failure while deciding is taken up again", arguments: DatabaseKind.available)
    func resumed(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = try await house.tenant(try TriggerRule())
            house.actions.fail(for: tenant)
            #expect(try await hand(strong, in: tenant, to: house).undecided == 1)
            house.actions.fail()
            #expect(try await house.resume.undecided(now: house.now) == 0)
            #expect(try await house.resume.undecided(now: house.now) == 0)
            #expect(house.actions.lines().count == 1)
        }
    }
}
