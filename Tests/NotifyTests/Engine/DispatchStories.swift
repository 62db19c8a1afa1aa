import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

@Suite("Stories of the dispatch engine")
struct DispatchStories {
    @Test("The manual's example is dispatched in its order and at its times (R-176)", arguments: DatabaseKind.available)
    func manualsExampleIsDispatched(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, manualsExample)
            for number in ["0311111111", "0322222222", "0333333333"] {
                world.provider.script(number, .temporary(reason: "line", retryAfter: nil))
            }
            for number in ["0311111111", "0322222222", "0333333333"] {
                world.provider.script(number, .accepted(reference: "call", awaitsReport: true))
            }
            let broadcast = try await world.broadcast(tenant)
            let start = world.now
            let report = RecordCallReport(world.outside) {}
            var times: [Double] = []
            for _ in 0..<80 {
                let before = world.provider.deliveries.count
                await world.engine().drain()
                for delivery in world.provider.deliveries.dropFirst(before) {
                    times.append(Double((world.now - start).inMilliseconds) / 60_000)
                    guard delivery.address.hasPrefix("0"), let key = AttemptKey(delivery.key) else { continue }
                    try await report(.noAnswer, of: key)
                }
                world.clock.advance(by: .seconds(20))
            }
            #expect(
                world.provider.addresses == [
                    "0311111111", "0311111111", "a@example.jp", "b@example.jp", "c@example.jp", "0322222222",
                    "0322222222", "0333333333", "0333333333",
                ])
            #expect(times == [0, 3, 8, 8, 8, 13, 16, 21, 24])
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows.count == 9)
            #expect(rows[0] == "1/0 voice noAnswer noAnswer")
            #expect(rows[2] == "1/2 mail accepted")
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 1])
        }
    }

    @Test("Every targeted person is handed on once, whatever the batch sizes", arguments: DatabaseKind.available)
    func everybodyOnce(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 150) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 150)
            #expect(Set(world.provider.deliveries.map(\.person)) == Set(people))
            #expect(Set(world.provider.deliveries.map(\.key)).count == 150)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 150])
        }
    }

    @Test("Whoever cannot be asked is counted with the reason", arguments: DatabaseKind.available)
    func cannotBeAsked(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let nobody = try await world.person(tenant, contacts())
            _ = try await world.person(tenant, contacts(mails: ["left@example.jp"]), employment: "left")
            _ = try await world.person(tenant, contacts(mails: ["leave@example.jp"]), employment: "onLeave")
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["leave@example.jp"])
            #expect(try await world.levels(broadcast, of: tenant) == [.noPath: 1, .handedOn: 1])
            #expect(try await world.attempts(broadcast, nobody, of: tenant).isEmpty)
        }
    }

    @Test("providerThrottleDelaysNeverDrops", arguments: DatabaseKind.available)
    func providerThrottleDelaysNeverDrops(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 20) { contacts(mails: ["t\($0)@example.jp"]) }
            for index in 0..<20 {
                world.provider.script(
                    "t\(index)@example.jp", .temporary(reason: "451", retryAfter: .seconds(40)),
                    .temporary(reason: "451", retryAfter: nil), .accepted(reference: "ok", awaitsReport: false))
            }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(try await world.levels(broadcast, of: tenant) == [.planned: 20])
            await world.pass(.seconds(300))
            #expect(world.provider.deliveries.count == 60)
            #expect(Set(world.provider.deliveries.map(\.key)).count == 20)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 20])
            #expect(try await world.attempts(broadcast, people[0], of: tenant) == ["1/0 mail accepted"])
        }
    }

    @Test("A deferred address does not hold up the next one", arguments: DatabaseKind.available)
    func deferredAddressDoesNotHoldUp(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["slow@example.jp", "fast@example.jp"]))
            world.provider.script("slow@example.jp", .temporary(reason: "421", retryAfter: .seconds(3_600)))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["slow@example.jp", "fast@example.jp"])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail planned 421", "1/1 mail accepted",
                ])
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 1])
        }
    }

    @Test("A throttle that outlives the give-up time ends with its reason (R-187)", arguments: DatabaseKind.available)
    func throttleEnds(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.giveUpAfter = .seconds(120) }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["never@example.jp"]))
            world.provider.script("never@example.jp", .temporary(reason: "452", retryAfter: nil))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            await world.pass(.seconds(300), step: .seconds(10))
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 mail expired 452"])
            #expect(try await world.levels(broadcast, of: tenant) == [.failed: 1])
        }
    }

    @Test("An invalid number is skipped at once and named (R-188)", arguments: DatabaseKind.available)
    func invalidNumber(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 2, phones: [("0999", 1)]))
            world.provider.script("0999", .permanent(reason: "numberUnknown 21211"))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["0999", "a@example.jp"])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 voice failed numberUnknown 21211", "1/2 mail accepted",
                ])
        }
    }

    @Test("A contact that was removed is passed over at once", arguments: DatabaseKind.available)
    func removedContact(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await world.change(person, of: tenant, to: contacts(mails: ["a@example.jp"], mailSlot: 1))
            await world.pass(.seconds(330))
            #expect(world.provider.addresses == ["a@example.jp"])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail accepted", "1/1 voice cancelled contactRemoved",
                ])
        }
    }

    @Test("answerBetweenClaimAndHandOffStopsCall", arguments: DatabaseKind.available)
    func answerBetweenClaimAndHandOffStopsCall(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            world.provider.expectNothingElse()
            let receipt = try await world.answers(
                Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            #expect(receipt.stopped == 1)
            await world.pass(.seconds(600))
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail accepted", "1/1 voice cancelled answered",
                ])
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1])
        }
    }

    @Test("An answer while a call rings stops what would follow it (R-185)", arguments: DatabaseKind.available)
    func answerWhileRinging(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 2, phones: [("0311", 1)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice ringing"])
            let key = try #require(AttemptKey(world.provider.deliveries[0].key))
            let receipt = try await world.answers.byCall(key, pressed: 2)
            #expect(receipt.answer.status == "minor")
            // Whoever presses a key was reached: the number counts as verified.
            let verified = try await world.database.read(.tenant(tenant)) {
                try $0.values(
                    String.self,
                    "SELECT kind FROM contact WHERE tenant_id = \(tenant) AND verified_at = \(world.now)")
            }
            #expect(verified == ["phone"])
            try await RecordCallReport(world.outside) {}(.completed, of: key)
            await world.pass(.seconds(900))
            #expect(try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice completed"])
            #expect(world.provider.deliveries.count == 1)
        }
    }

    @Test("A call that is never reported does not hold the sequence for ever", arguments: DatabaseKind.available)
    func unreportedCall(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 2, phones: [("0311", 1)]))
            world.settings.withLock { $0.voice = retry(0, .zero) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            await world.pass(.seconds(700))
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 voice unknown", "1/1 mail accepted",
                ])
        }
    }

    @Test("Closing stops what is planned and names it", arguments: DatabaseKind.available)
    func closing(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.people(tenant, 50) {
                contacts(mails: ["p\($0)@example.jp"], mailSlot: 2, phones: [("03\($0)", 1)])
            }
            for index in 0..<50 { world.provider.script("03\(index)", .temporary(reason: "busy", retryAfter: nil)) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let before = world.provider.deliveries.count
            try await world.change.close(broadcast, world.scope(tenant))
            await world.pass(.seconds(900), step: .seconds(60))
            #expect(world.provider.deliveries.count == before)
            #expect(try await world.levels(broadcast, of: tenant) == [.failed: 50])
        }
    }
}
