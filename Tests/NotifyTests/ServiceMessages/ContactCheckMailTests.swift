import Database
import Domain
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@Suite("Mails that check a contact")
struct ContactCheckMailTests {
    private static func queue(
        _ address: String, _ language: Language, for person: PersonID, of tenant: TenantID, in world: World
    ) async throws -> BroadcastID {
        let mail = ContactCheckMail(
            linkBase: "https://anpi.example.jp/v/", identifiers: world.identifiers, seal: world.seal)
        let now = world.now
        return try await world.database.write(.tenant(tenant)) { transaction in
            try mail.queue(
                ContactCheckMail.Content(
                    person: person, address: address, token: Secret("1-abc"), language: language,
                    expiresAt: now + .seconds(86_400)),
                in: tenant, at: now, transaction)
        }
    }

    @Test(
        "It goes to the address as typed, in the language that is shown, with the title as it is (R-152, R-153)",
        arguments: [
            (Language.japanese, "連絡先確認メールです", "心当たりのない方は、このメールを破棄してください", "連絡先確認"),
            (
                .english, "to check a contact address", "If you did not expect it, please delete this mail",
                "Contact check"
            ),
        ])
    func words(_ language: Language, _ what: String, _ unknown: String, _ subject: String) async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            _ = try await Self.queue("Typed.New@example.jp", language, for: person, of: tenant, in: world)
            let title = try await world.database.read(.tenant(tenant)) {
                try $0.value(String.self, "SELECT system_title FROM tenant WHERE id = \(tenant)")
            }
            await world.engine().drain()
            let sent = try #require(world.provider.deliveries.first)
            #expect(world.provider.deliveries.count == 1 && sent.address == "Typed.New@example.jp")
            for part in [what, unknown, "https://anpi.example.jp/v/1-abc", try #require(title)] {
                #expect(sent.text.contains(part), "\(part)")
            }
        }
    }

    @Test("How far it came is known: taken, or refused with the reason", arguments: DatabaseKind.available)
    func progress(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let good = try await Self.queue("good@example.jp", .japanese, for: person, of: tenant, in: world)
            let bad = try await Self.queue("bad@example.jp", .japanese, for: person, of: tenant, in: world)
            let messages = CodeMessages(identifiers: world.identifiers, seal: world.seal)
            func progress(_ id: BroadcastID) async throws -> CodeMessages.Progress? {
                try await world.database.read(.tenant(tenant)) { try messages.progress(of: id, in: tenant, $0) }
            }
            #expect(try await progress(good)?.state == .planned)
            world.provider.script("bad@example.jp", .permanent(reason: "mailboxUnknown 550 5.1.1"))
            await world.engine().drain()
            #expect(try await progress(good)?.state == .accepted)
            let refused = try await progress(bad)
            #expect(refused?.state == .failed && refused?.reason == "mailboxUnknown 550 5.1.1")
        }
    }

    @Test(
        "In peacetime it says why it comes, waits behind what somebody waits for, and reminds once",
        arguments: [
            (ContactCheckMail.Occasion.review, Language.japanese, "定期確認です"),
            (.reminder, .japanese, "先週お送りしたメール"), (.review, .english, "from time to time"),
            (.reminder, .english, "a week ago"),
        ])
    func review(_ occasion: ContactCheckMail.Occasion, _ language: Language, _ what: String) async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let mail = ContactCheckMail(
                linkBase: "https://anpi.example.jp/v/", identifiers: world.identifiers, seal: world.seal)
            let now = world.now
            try await world.database.write(.tenant(tenant)) { transaction in
                _ = try mail.queue(
                    ContactCheckMail.Content(
                        person: person, address: "someone@example.jp", token: Secret("1-abc"), language: language,
                        expiresAt: now + .seconds(86_400), occasion: occasion),
                    in: tenant, at: now, transaction)
            }
            await world.engine().drain()
            let sent = try #require(world.provider.deliveries.first)
            #expect(sent.text.contains(what) && sent.text.contains("https://anpi.example.jp/v/1-abc"))
        }
    }

    @Test(
        "A test mail that comes back marks the contact with that address, and no other",
        arguments: DatabaseKind.available)
    func marks(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["good@example.jp", "bad@example.jp"], mailSlot: 1))
            let other = try await world.person(tenant, contacts(mails: ["bad@example.jp"], mailSlot: 1))
            world.provider.script("bad@example.jp", .permanent(reason: "mailboxUnknown 550 5.1.1"))
            _ = try await Self.queue("bad@example.jp", .japanese, for: person, of: tenant, in: world)
            _ = try await Self.queue("good@example.jp", .japanese, for: person, of: tenant, in: world)
            await world.engine().drain()
            let stored = try await world.database.read(.tenant(tenant)) {
                try SendingContacts.load(of: [person, other], in: tenant, $0)
            }
            #expect(stored[person]?.mails.map(\.isFailing) == [false, true])
            #expect(stored[other]?.mails.map(\.isFailing) == [false])
        }
    }

    @Test("An open safety check that is no drill is an emergency")
    func emergency() async throws {
        try await withWorld(.sqlite) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant)
            func isOn() async throws -> Bool {
                try await world.database.read(.tenant(tenant)) { try EmergencyUnderWay.isOn(in: tenant, $0) }
            }
            #expect(try await !isOn())
            _ = try await world.broadcast(tenant, isDrill: true)
            #expect(try await !isOn())
            let broadcast = try await world.broadcast(tenant)
            #expect(try await isOn())
            try await world.change.close(broadcast, world.scope(tenant))
            #expect(try await !isOn())
        }
    }
}
