import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

private let now = Instant(milliseconds: 1_000_000)

private func head(_ lane: Lane, _ tenant: Int64, step: Int = 0, dueIn: Duration = .zero) -> QueueHead {
    QueueHead(lane: lane, tenant: TenantID(rawValue: tenant), step: step, firstDue: now + dueIn)
}

private func share(
    _ heads: [QueueHead], free: Int = 64, capacity: Int = 64, lastServed: [TenantID: Int] = [:]
) -> [String] {
    shareClaims(heads, now: now, free: free, capacity: capacity, quantum: 32, lastServed: lastServed)
        .map { "\($0.queue.lane) \($0.queue.tenant)/\($0.queue.step) \($0.limit)" }
}

@Suite("Who leaves the house first")
struct FairnessTests {
    @Test("Lanes go in their order; codes keep a share and bulletins a floor")
    func lanes() {
        #expect(share([head(.emergency, 1), head(.codes, 2)]) == ["codes 2/0 32", "emergency 1/0 28"])
        #expect(share([head(.drill, 1), head(.emergency, 2)]) == ["emergency 2/0 32", "drill 1/0 28"])
        // Emergencies of many organizations take all but the floor of 4 and the share of 4 for codes.
        let crowd = (1...20).map { head(.emergency, Int64($0)) } + [head(.bulletin, 99)]
        #expect(share(crowd).last == "bulletin 99/0 4")
        // Nothing but codes starts in the last few places.
        #expect(share([head(.emergency, 1), head(.codes, 2)], free: 4) == ["codes 2/0 4"])
    }

    @Test("Organizations share equally, whoever was served longest ago first")
    func turns() {
        let heads = [head(.emergency, 1), head(.emergency, 2), head(.emergency, 3)]
        #expect(
            share(heads, lastServed: [TenantID(rawValue: 1): 9, TenantID(rawValue: 2): 3])
                == ["emergency 3/0 20", "emergency 2/0 20", "emergency 1/0 20"])
    }

    @Test("Everybody's first try comes before anybody's second, and nothing before it is due")
    func breadthFirst() {
        #expect(
            share([head(.followUp, 1, step: 3), head(.followUp, 1, step: 1), head(.followUp, 2, dueIn: .seconds(1))])
                == ["followUp 1/1 32"])
    }

    @Test("A small organization does not wait behind a large one", arguments: DatabaseKind.available)
    func smallBesideLarge(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let large = try await world.tenant()
            let small = try await world.tenant()
            _ = try await world.people(large, 300) { contacts(mails: ["l\($0)@example.jp"]) }
            _ = try await world.people(small, 3) { contacts(mails: ["s\($0)@example.jp"]) }
            for tenant in [large, small] {
                _ = try await world.broadcast(tenant)
                await world.expandOnly()
            }
            await world.engine(capacity: 16, quantum: 8).drain()
            #expect(world.provider.deliveries.count == 303)
            let places = world.provider.deliveries.enumerated().filter { $0.element.tenant == small }.map(\.offset)
            #expect(places.count == 3 && places.allSatisfy { $0 < 40 }, "\(places)")
        }
    }

    @Test("Codes overtake a crowd, and their text is forgotten once they are sent", arguments: DatabaseKind.available)
    func codesOvertake(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 200) { contacts(mails: ["l\($0)@example.jp"]) }
            _ = try await world.broadcast(tenant)
            await world.expandOnly()
            for (address, life) in [("code@example.jp", 600), ("stale@example.jp", -1)] {
                let mail = ServiceMessage(
                    .code, person: people[0], address: address, subject: "確認コード", body: "123456", language: .japanese,
                    expiresAt: world.now + .seconds(life))
                try await world.database.write(.tenant(tenant)) {
                    try mail.enqueue(in: tenant, world.identifiers, world.seal, at: world.now, $0)
                }
            }
            await world.engine(capacity: 16, quantum: 8).drain()
            let place = world.provider.addresses.firstIndex(of: "code@example.jp")
            #expect(place.map { $0 < 32 } == true, "\(String(describing: place))")
            #expect(!world.provider.addresses.contains("stale@example.jp"))
            #expect(world.provider.deliveries.count == 201)
            let bodies = try await world.database.read(.tenant(tenant)) {
                try $0.values([UInt8]?.self, "SELECT sealed_body FROM service_mail WHERE tenant_id = \(tenant)")
            }
            #expect(bodies == [nil, nil])
        }
    }

    @Test("limitedLaneDoesNotDelayOthers: full telephone lines leave mails alone", arguments: DatabaseKind.available)
    func limitedLaneDoesNotDelayOthers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 40) { index in
                index < 20
                    ? contacts(phones: [("03\(index)", 1)])
                    : contacts(mails: ["m\(index)@example.jp"], mailSlot: 1)
            }
            let broadcast = try await world.broadcast(tenant)
            let lines = Hold()
            world.provider.before { attempt in
                if case .call = attempt.message { await lines.wait() }
            }
            let engine = world.engine(capacity: 4, quantum: 4)
            let running = Task { await engine.run() }
            await world.provider.delivered(20, to: "m")
            #expect(world.provider.deliveries.count == 20)
            lines.open()
            await world.provider.delivered(40)
            engine.shutDown()
            await running.value
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 20, .planned: 20])
        }
    }
}
