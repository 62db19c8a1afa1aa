import Database
import Domain
import Notify
import Tenants
import TestKit
import Testing

@Suite("Links and new keys")
struct KeyRotationTests {
    private static let old = [UInt8](repeating: 7, count: 32)
    private static let new = [UInt8](repeating: 8, count: 32)

    /// The rest of one broadcast, sent by a program with these keys; returns the links of all its mails.
    private static func links(_ world: World, keys: [[UInt8]]) async throws -> [AnswerToken] {
        let outside = world.outside
        let engine = DispatchEngine(
            DispatchEngine.Capabilities(
                database: world.database, clock: world.clock.wallClock, randomness: world.randomness,
                identifiers: world.identifiers, log: .none, composer: outside.composer,
                tokens: AnswerTokens(keys: keys), seal: world.seal),
            gates: [world.provider.gate(.mail, capacity: 8)])
        await engine.drain()
        return world.provider.deliveries.compactMap { delivery in
            delivery.text.firstMatch(of: /\/r\/([a-z2-7]{26})/).flatMap { AnswerToken($0.1) }
        }
    }

    @Test(
        "A new key in the middle of a broadcast leaves its links alone, before and after",
        arguments: DatabaseKind.available)
    func rotated(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, contacts(mails: ["a@example.jp"], mailSlot: 1))
            world.provider.script(
                "a@example.jp", .temporary(reason: "later", retryAfter: nil),
                .accepted(reference: "", awaitsReport: false))
            _ = try await world.broadcast(tenant)
            let before = try await Self.links(world, keys: [Self.old])
            world.clock.advance(by: .seconds(600))
            let after = try await Self.links(world, keys: [Self.new, Self.old])
            #expect(before.count == 1 && after.count == 2 && Set(after).count == 1)
            let page = try await OpenAnswerPage(database: world.database, clock: world.clock.wallClock)(after[1])
            #expect(page.takesAnswers)
        }
    }

    @Test("Where the old key is gone, the next message carries a link that works", arguments: DatabaseKind.available)
    func removed(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, contacts(mails: ["a@example.jp"], mailSlot: 1))
            world.provider.script(
                "a@example.jp", .temporary(reason: "later", retryAfter: nil),
                .accepted(reference: "", awaitsReport: false))
            _ = try await world.broadcast(tenant)
            _ = try await Self.links(world, keys: [Self.old])
            world.clock.advance(by: .seconds(600))
            let links = try await Self.links(world, keys: [Self.new])
            let open = OpenAnswerPage(database: world.database, clock: world.clock.wallClock)
            #expect(links.count == 2 && links[0] != links[1])
            #expect(try await open(links[1]).takesAnswers)
            await #expect(throws: NotFound.self) { try await open(links[0]) }
        }
    }
}
