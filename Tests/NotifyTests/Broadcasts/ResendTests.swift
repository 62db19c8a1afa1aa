import Database
import Domain
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

@Suite("Asking again")
struct ResendTests {
    @Test(
        "A second round waits for the call that rings, and nothing of the first one follows",
        arguments: DatabaseKind.available)
    func callUnderWay(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 2, phones: [("0311", 1)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            #expect(world.provider.addresses == ["0311"])
            let key = try #require(AttemptKey(world.provider.deliveries[0].key))
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.pass(.seconds(30))
            // The first call still rings: there is no second one beside it.
            #expect(world.provider.addresses == ["0311"])
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == ["1/0 voice ringing", "2/0 voice planned"])
            try await RecordCallReport(world.outside) {}(.noAnswer, of: key)
            await world.engine().drain()
            #expect(world.provider.addresses == ["0311", "0311"])
            let second = try #require(AttemptKey(world.provider.deliveries[1].key))
            try await RecordCallReport(world.outside) {}(.noAnswer, of: second)
            await world.pass(.seconds(1_200))
            let rows = try await world.attempts(broadcast, person, of: tenant)
            #expect(rows.filter { $0.hasPrefix("1/") }.count == 1)
            #expect(rows.count == 4)
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit)")
        }
    }

    @Test("Whoever is asked after a correction reads it with the first words", arguments: DatabaseKind.available)
    func askedAfterCorrection(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, contacts(mails: ["asked@example.jp"]))
            let late = try await world.person(tenant, contacts(mails: ["late@example.jp"]))
            world.provider.script(
                "late@example.jp", .temporary(reason: "providerBusy", retryAfter: .seconds(900)),
                .accepted(reference: "", awaitsReport: false))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            world.provider.forget()
            try await world.change.correct(broadcast, subject: "訂正", body: "B門に集まってください。", world.scope(tenant))
            await world.engine().drain()
            #expect(world.provider.addresses == ["asked@example.jp"])
            world.provider.forget()
            await world.pass(.seconds(1_000))
            let text = try #require(world.provider.deliveries.first { $0.address == "late@example.jp" }).text
            let correction = try #require(text.firstRange(of: "【訂正】B門に集まってください。"))
            let first = try #require(text.firstRange(of: "訂正前のお知らせ："))
            #expect(correction.upperBound < first.lowerBound)
            #expect(!text.contains("先にお送りした内容を訂正します"), "nothing was sent before")
            let page = try await OpenAnswerPage(database: world.database, clock: world.clock.wallClock)(
                world.token(tenant, broadcast, late))
            #expect(page.body.hasPrefix("【訂正】B門に集まってください。"))
        }
    }

    @Test("Asking again leaves a correction in its place in the queue", arguments: DatabaseKind.available)
    func queuedCorrection(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["a@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            world.provider.forget()
            world.provider.script(
                "a@example.jp", .temporary(reason: "providerBusy", retryAfter: .seconds(900)),
                .accepted(reference: "", awaitsReport: false))
            try await world.change.correct(broadcast, subject: "訂正", body: "B門に集まってください。", world.scope(tenant))
            await world.engine().drain()
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.pass(.seconds(1_000))
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail accepted", "2/0 mail accepted", "3/0 mail accepted",
                ])
            #expect(world.provider.deliveries.allSatisfy { $0.text.contains("B門に集まってください。") })
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("What a worker had claimed for the first round does not leave the house", arguments: DatabaseKind.available)
    func claimed(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["a@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            let until = world.now + .seconds(60)
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE attempt SET state = 'claimed', lease_token = 4711 WHERE tenant_id = \(tenant)")
                try transaction.execute(
                    "INSERT INTO lease (tenant_id, token, instance, lease_until) VALUES (\(tenant), 4711, 99, \(until))"
                )
            }
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.pass(.seconds(120))
            #expect(world.provider.deliveries.count == 1)
            #expect(
                try await world.attempts(broadcast, person, of: tenant) == [
                    "1/0 mail cancelled askedAnew", "2/0 mail accepted",
                ])
        }
    }
}
