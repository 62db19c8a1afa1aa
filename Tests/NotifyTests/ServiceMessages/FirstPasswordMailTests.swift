import Database
import Domain
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@Suite("First passwords by mail")
struct FirstPasswordMailTests {
    private static func queue(
        _ password: String, for person: PersonID, of tenant: TenantID, in world: World
    ) async throws -> Bool {
        let mail = FirstPasswordMail(
            loginAddress: "https://anpi.example.jp/login", identifiers: world.identifiers, seal: world.seal)
        let (now, end) = (world.now, world.now + .seconds(7 * 86_400))
        return try await world.database.write(.tenant(tenant)) { transaction in
            try mail.queue(
                FirstPasswordMail.Content(
                    person: person, name: "山田 花子", loginID: "B7", password: Secret(password), validUntil: end),
                in: tenant, at: now, transaction)
        }
    }

    private static func bodies(_ world: World) -> [String: String] {
        Dictionary(world.provider.deliveries.map { ($0.address, $0.text) }) { first, second in first + second }
    }

    @Test(
        "Each mail contact gets it in the person's language, a spare one never, and its text is forgotten (R-138)",
        arguments: DatabaseKind.available)
    func contactsOnly(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp", "b@example.jp"]), language: .english)
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                    VALUES (\(tenant), \(person), 'spareMail', 1, 'spare@example.jp', NULL, 0)
                    """)
            }
            #expect(try await Self.queue("AAAA-BBBB", for: person, of: tenant, in: world))
            let read = ReadFirstPasswordDeliveries(database: world.database)
            let waiting = try await read([person], world.scope(tenant))[person] ?? []
            #expect(waiting.map(\.masked) == ["a•••@example.jp", "b•••@example.jp"])
            #expect(waiting.allSatisfy { $0.state == .planned })
            world.provider.script("b@example.jp", .permanent(reason: "mailboxUnknown"))
            await world.engine().drain()
            let bodies = Self.bodies(world)
            #expect(Set(bodies.keys) == ["a@example.jp", "b@example.jp"])
            #expect(bodies["a@example.jp"]?.contains("Temporary password: AAAA-BBBB") == true)
            #expect(bodies["a@example.jp"]?.contains("https://anpi.example.jp/login") == true)
            let settled = try await read([person], world.scope(tenant))[person] ?? []
            #expect(settled.map(\.state) == [.accepted, .failed] && settled[1].reason == "mailboxUnknown")
            let kept = try await world.database.read(.tenant(tenant)) {
                try $0.values([UInt8]?.self, "SELECT sealed_body FROM service_mail WHERE tenant_id = \(tenant)")
            }
            #expect(kept == [nil, nil])
            await #expect(throws: NotAllowed.self) { try await read([person], world.scope(tenant, .member)) }
        }
    }

    @Test("Whoever has no mail contact, or a plan without mail, gets none (R-009)", arguments: DatabaseKind.available)
    func nowhere(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(phones: [("0312345678", 1)]))
            #expect(try await !Self.queue("AAAA", for: person, of: tenant, in: world))
            let other = try await world.tenant()
            let mailed = try await world.person(other)
            try await world.database.write(.installation) {
                _ = try $0.execute("UPDATE tenant SET plan = 'smartphone' WHERE id = \(other)")
            }
            #expect(try await !Self.queue("AAAA", for: mailed, of: other, in: world))
            await world.engine().drain()
            #expect(world.provider.deliveries.isEmpty)
        }
    }

    @Test("A newer password takes back the mail of an older one that still waits", arguments: DatabaseKind.available)
    func newest(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            #expect(try await Self.queue("OLD", for: person, of: tenant, in: world))
            world.clock.advance(by: .seconds(1))
            #expect(try await Self.queue("NEW", for: person, of: tenant, in: world))
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 1)
            #expect(Self.bodies(world)["someone@example.jp"]?.contains("NEW") == true)
        }
    }

    @Test("Passwords for a whole organization do not stand before an emergency", arguments: DatabaseKind.available)
    func behindEmergencies(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 60) { contacts(mails: ["p\($0)@example.jp"]) }
            for person in people { _ = try await Self.queue("AAAA", for: person, of: tenant, in: world) }
            _ = try await world.broadcast(tenant)
            await world.expandOnly()
            await world.engine(capacity: 16, quantum: 16).drain()
            #expect(world.provider.deliveries.count == 120)
            let letters = Self.places(world)
            #expect(letters.filter { $0 < 60 }.isEmpty, "\(letters)")
        }
    }

    /// The places of the passwords' mails in the order of what went out.
    private static func places(_ world: World) -> [Int] {
        world.provider.deliveries.enumerated().filter { $0.element.text.contains("仮パスワード") }.map(\.offset)
    }
}
