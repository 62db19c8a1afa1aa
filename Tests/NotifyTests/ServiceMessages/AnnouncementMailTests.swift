import Database
import Domain
import Notify
import TestKit
import Testing

@Suite("Announcements by mail")
struct AnnouncementMailTests {
    private static let words = LocalizedText(ja: "2024/02/01から、2要素認証が必要になります。", en: "From 2024/02/01 on.")

    @Test(
        "An announcement says what to do, alarms nobody, and is not sent any more once it is taken back (R-192)",
        arguments: DatabaseKind.available)
    func announce(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, contacts(mails: ["hanako@example.jp"]))
            let mail = SecurityNoticeMail(identifiers: world.identifiers, seal: world.seal)
            let now = world.now
            func queue() async throws {
                try await world.database.write(.tenant(tenant)) { transaction in
                    try mail.announce(
                        Self.words, at: "https://anpi.example.jp/security", until: now + .seconds(864_000),
                        to: person, in: tenant, at: now, transaction)
                }
            }
            try await queue()
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 1)
            let text = world.provider.deliveries.first?.text ?? ""
            #expect(text.contains("2要素認証が必要になります") && text.contains("https://anpi.example.jp/security"))
            #expect(!text.contains("心当たり"))
            try await queue()
            try await world.database.write(.tenant(tenant)) { transaction in
                try ServiceMessage.takeBackAnnouncements(of: tenant, at: now, transaction)
            }
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 1, "taken back before it left")
        }
    }
}
