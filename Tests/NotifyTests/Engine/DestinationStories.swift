import Channels
import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

/// What trouble says about the address or number it was met at.
@Suite("Stories of destinations")
struct DestinationStories {
    private static let own = contacts(mails: ["blip@example.jp"], mailSlot: 1, phones: [("0311111111", 2)])

    private func stored(_ person: PersonID, of tenant: TenantID, _ world: World) async throws -> SendingContacts? {
        try await world.database.read(.tenant(tenant)) {
            try SendingContacts.load(of: [person], in: tenant, $0)[person]
        }
    }

    @Test(
        "transientErrorNeverRemovesDestination: no temporary or unclear word changes a contact or keeps the next message from it",
        arguments: DatabaseKind.available)
    func transientErrorNeverRemovesDestination(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, Self.own)
            for code in FailureCode.allCases {
                for outcome in [
                    HandOffOutcome.temporary(reason: code.rawValue, retryAfter: nil), .unclear(reason: code.rawValue),
                ] {
                    world.provider.script("blip@example.jp", outcome, .accepted(reference: "r", awaitsReport: false))
                    world.provider.script("0311111111", outcome, .accepted(reference: "c", awaitsReport: true))
                    world.provider.forget()
                    let broadcast = try await world.broadcast(tenant)
                    // A fresh engine each time, so that no way is shut from before.
                    await world.engine().drain()
                    await world.pass(.seconds(1_200), step: .seconds(100))
                    #expect(try await stored(person, of: tenant, world) == Self.own, "\(outcome)")
                    let addresses = world.provider.addresses
                    #expect(addresses.count { $0 == "blip@example.jp" } == 2, "\(outcome)")
                    #expect(addresses.count { $0 == "0311111111" } == 2, "\(outcome)")
                    let rows = try await world.attempts(broadcast, person, of: tenant)
                    #expect(rows.contains("1/0 mail accepted"), "\(outcome) \(rows)")
                    try await world.change.close(broadcast, world.scope(tenant))
                    await world.engine().drain()
                }
            }
        }
    }

    @Test(
        "transientErrorNeverRemovesDestination: nor does a call that nobody took",
        arguments: [CallReport.noAnswer, .busy, .unreachable(reason: "callFailed 503"), .completed])
    func unansweredCall(report: CallReport) async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [("0311111111", 1)]))
            for _ in 0..<2 {
                world.provider.forget()
                let broadcast = try await world.broadcast(tenant)
                await world.engine().drain()
                let key = try #require(world.provider.deliveries.first.flatMap { AttemptKey($0.key) })
                try await RecordCallReport(world.outside) {}(report, of: key)
                #expect(try await stored(person, of: tenant, world)?.phones.map(\.isFailing) == [false])
                try await world.change.close(broadcast, world.scope(tenant))
                await world.engine().drain()
                world.clock.advance(by: .seconds(600))
            }
        }
    }
}
