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
