import Database
import Domain
import Notify
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
}
