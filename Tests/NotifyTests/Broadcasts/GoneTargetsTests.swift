import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

private func area(_ number: Int) -> JMARegionCode {
    guard let code = JMARegionCode(number: number) else { preconditionFailure("no region") }
    return code
}

private func pref(_ number: Int) -> PrefectureCode {
    guard let code = PrefectureCode(number: number) else { preconditionFailure("no prefecture") }
    return code
}

@Suite("Drafts whose targets are not there any more")
struct GoneTargetsTests {
    @Test(
        "A draft to a removed department or location is not sent, and says which; removed people are left out (R-184)",
        arguments: DatabaseKind.available)
    func gone(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let department = try await world.department(tenant, "工場")
            let people = try await world.people(tenant, 2) { contacts(mails: ["p\($0)@example.jp"]) }
            try await world.meddle(
                tenant, "INSERT INTO location (tenant_id, id, code, name) VALUES (\(tenant), 5, 'L', '支店')")
            let scope = world.scope(tenant)
            let drafts = SaveDraft(
                database: world.database, clock: world.clock.wallClock, identifiers: world.identifiers)
            let send = SendBroadcast(database: world.database, clock: world.clock.wallClock, policy: world.policy) {}
            func draft(_ targets: [Target]) async throws -> BroadcastID {
                try await drafts(
                    try BroadcastDraft(kind: .safetyCheck, subject: "確認", body: "本文", targets: targets), scope)
            }
            let named = Target.person(people[0])
            let all: [Target] = [.department(department), .location(5), .person(people[1]), named]
            let mixed = try await draft(all)
            let whole = try await draft(all + [.everyone])
            let removed = Target.person(people[1])
            let (only, both) = (try await draft([removed]), try await draft([removed, named]))
            let reading = ReadBroadcasts(database: world.database)
            func gone(_ id: BroadcastID) async throws -> GoneTargets {
                try await reading.goneTargets(of: try await reading(id, scope), scope)
            }
            #expect(try await gone(mixed).isEmpty)
            try await world.meddle(tenant, "DELETE FROM department WHERE tenant_id = \(tenant)")
            try await world.meddle(tenant, "DELETE FROM location WHERE tenant_id = \(tenant)")
            try await world.meddle(
                tenant, "DELETE FROM contact WHERE tenant_id = \(tenant) AND person_id = \(people[1])")
            try await world.meddle(tenant, "DELETE FROM person WHERE tenant_id = \(tenant) AND id = \(people[1])")
            let found = try await gone(mixed)
            #expect(found.departments == 1 && found.locations == 1 && found.people == 1 && found.regions == 0)
            for confirmed in [1, nil] {
                let refused = await #expect(throws: InvalidInput.self) {
                    try await send(mixed, confirmed: confirmed, scope)
                }
                #expect(refused?.errors.map { "\($0.field).\($0.rule)" } == ["targets.gone"])
                #expect(refused?.errors[0].message[.japanese].contains("部門1件・ロケーション1件・個人1件") == true)
            }
            #expect(try await reading(mixed, scope).status == .draft)
            // Checking says what sending says.
            let check = CheckBroadcast(
                database: world.database, policy: world.policy, rates: ChannelRates(perSecond: [:]))
            let same = await #expect(throws: InvalidInput.self) { try await check(mixed, scope) }
            #expect(same?.errors.map { "\($0.field).\($0.rule)" } == ["targets.gone"])
            for act in [
                { _ = try await check(only, scope) }, { _ = try await send(only, confirmed: 0, scope) },
            ] as [@Sendable () async throws -> Void] {
                let refused = await #expect(throws: InvalidInput.self) { try await act() }
                #expect(refused?.errors.map(\.rule) == ["gone"])
            }
            let flight = try await check(both, scope)
            #expect(flight.people == 1 && flight.leftOut == 1)
            try await send(both, confirmed: 1, scope)
            // What is not there cannot be put in anew.
            let stale = await #expect(throws: InvalidInput.self) { try await draft([named] + all) }
            #expect(
                stale?.errors.map { "\($0.field).\($0.rule)" }
                    == (1...3).map { "targets[\($0)].value.unknown" })
            // Everybody is asked there all the same.
            try await send(whole, confirmed: 1, scope)
            _ = try await drafts(
                try BroadcastDraft(kind: .safetyCheck, subject: "確認", body: "本文", targets: [named]),
                replacing: mixed, scope)
            try await send(mixed, confirmed: 1, scope)
        }
    }

    @Test(
        "Where only prefectures are registered, a region chosen by hand is not sent to, and one of a bulletin is (R-150)",
        arguments: DatabaseKind.available)
    func regions(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(
                tenant, contacts(mails: ["a@example.jp"]), addresses: [(.home, pref(17), area(390))])
            let scope = world.scope(tenant)
            func gone(_ target: Target) async throws -> Int {
                try await world.database.read(scope) { try GoneTargets.load(of: [target], in: tenant, $0).regions }
            }
            let byHand = Target.region(area(390), [.home], intensity: "")
            #expect(try await gone(byHand) == 0)
            try await ChangeSettings(database: world.database)(
                scope, ["regionRule": RegionRule.prefectureOnly.rawValue], at: world.now)
            #expect(try await gone(byHand) == 1)
            #expect(try await gone(.region(area(390), [.home], intensity: "6弱")) == 0)
            #expect(try await gone(.prefecture(pref(17), [.home], intensity: "")) == 0)
        }
    }
}
