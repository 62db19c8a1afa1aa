import Database
import Domain
import Foundation
import Notify
import Tenants
import TestKit
import Testing

@Suite("Codes by mail, short message and call")
struct CodeMessageTests {
    private static func queue(
        _ code: String, by channel: Channel, to address: String, for person: PersonID, of tenant: TenantID,
        replaces: BroadcastID? = nil, in world: World
    ) async throws -> BroadcastID {
        let messages = CodeMessages(identifiers: world.identifiers, seal: world.seal)
        let now = world.now
        return try await world.database.write(.tenant(tenant)) { transaction in
            try messages.queue(
                CodeMessages.Content(
                    person: person, code: Secret(code), by: channel, to: address, validUntil: now + .seconds(3_600),
                    replaces: replaces),
                in: tenant, at: now, transaction)
        }
    }

    private static func progress(
        _ id: BroadcastID, of tenant: TenantID, _ world: World
    ) async throws -> CodeMessages.Progress? {
        try await world.database.read(.tenant(tenant)) {
            try CodeMessages(identifiers: world.identifiers, seal: world.seal).progress(of: id, in: tenant, $0)
        }
    }

    @Test(
        "The mail has the title, the code, the time and what to do, and its fate can be asked for (R-099, R-100)",
        arguments: DatabaseKind.available)
    func mail(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let id = try await Self.queue(
                "482913", by: .mail, to: "own@example.jp", for: person, of: tenant, in: world)
            #expect(try await Self.progress(id, of: tenant, world)?.state == .planned)
            await world.engine().drain()
            let text = try #require(world.provider.deliveries.first { $0.address == "own@example.jp" }?.text)
            let title = try await world.database.read(.tenant(tenant)) {
                try $0.value(String.self, "SELECT system_title FROM tenant WHERE id = \(tenant)")
            }
            #expect(text.hasPrefix("二要素認証ワンタイムパスワード \(title ?? "-")\n"))
            #expect(text.contains("ワンタイムパスワード：482913\n有効期限：20"))
            #expect(text.contains("心当たりがない場合は、直ちにパスワードを変更してください"))
            #expect(try await Self.progress(id, of: tenant, world)?.state == .accepted)
            world.provider.script("gone@example.jp", .permanent(reason: "mailboxUnknown"))
            let refused = try await Self.queue(
                "111222", by: .mail, to: "gone@example.jp", for: person, of: tenant, in: world)
            await world.engine().drain()
            let end = try await Self.progress(refused, of: tenant, world)
            #expect(end?.state == .failed && end?.reason == "mailboxUnknown")
            world.provider.script("busy@example.jp", .temporary(reason: "providerBusy", retryAfter: nil))
            let queuedAt = world.now
            let waiting = try await Self.queue(
                "333444", by: .mail, to: "busy@example.jp", for: person, of: tenant, in: world)
            await world.engine().drain()
            world.clock.advance(by: .seconds(5))
            await world.engine().drain()
            let retried = try await Self.progress(waiting, of: tenant, world)
            #expect(retried?.state == .planned && retried?.reason == "providerBusy")
            #expect(retried?.queuedAt == queuedAt, "the wait does not begin again with each try")
            let kept = try await world.database.read(.tenant(tenant)) {
                try $0.values([UInt8]?.self, "SELECT sealed_body FROM service_mail WHERE tenant_id = \(tenant)")
            }
            #expect(kept.count { $0 == nil } == 2 && kept.count == 3)
        }
    }

    @Test(
        "Until it is handed off, a text stands sealed in its row; without its key it is not sent at all",
        arguments: DatabaseKind.available)
    func sealed(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let id = try await Self.queue(
                "482913", by: .mail, to: "a@example.jp", for: person, of: tenant, in: world)
            let row = try #require(
                try await world.database.read(.tenant(tenant)) { transaction in
                    try transaction.first(
                        "SELECT subject, body, sealed_body FROM service_mail WHERE tenant_id = \(tenant)"
                    ) { (try $0.next(String.self), try $0.next(String.self), try $0.next([UInt8].self)) }
                })
            #expect(!row.0.contains("482913") && row.1.isEmpty)
            #expect(!String(decoding: row.2, as: UTF8.self).contains("482913"))
            #expect(world.seal.open(row.2, id, of: tenant)?.contains("482913") == true)
            // Another message's text, or another organization's, is none.
            #expect(world.seal.open(row.2, BroadcastID(rawValue: id.rawValue + 1), of: tenant) == nil)
            let others = MessageSeal(
                keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 18, count: 32))], randomness: .system)
            #expect(others.open(row.2, id, of: tenant) == nil)
            let outside = world.outside
            let engine = DispatchEngine(
                DispatchEngine.Capabilities(
                    database: world.database, clock: world.clock.wallClock, randomness: world.randomness,
                    identifiers: world.identifiers, log: .none, composer: outside.composer, tokens: outside.tokens,
                    seal: others), gates: [world.provider.gate(.mail, capacity: 8)])
            await engine.drain()
            #expect(world.provider.deliveries.isEmpty)
            #expect(try await Self.progress(id, of: tenant, world)?.state == .expired)
        }
    }

    @Test(
        "A short message and a call carry the code, the call digit by digit and twice (R-104)",
        arguments: DatabaseKind.available)
    func phone(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            _ = try await Self.queue("482913", by: .sms, to: "+819011112222", for: person, of: tenant, in: world)
            let call = try await Self.queue(
                "482913", by: .voice, to: "+819033334444", for: person, of: tenant, in: world)
            await world.engine().drain()
            let texts = Dictionary(world.provider.deliveries.map { ($0.address, $0.text) }) { $1 }
            #expect(texts["+819011112222"]?.contains("確認コード：482913") == true)
            let spoken = texts["+819033334444"] ?? ""
            #expect(spoken.components(separatedBy: "4、8、2、9、1、3").count == 3, "\(spoken)")
            #expect(try await Self.progress(call, of: tenant, world)?.state == .ringing)
        }
    }

    @Test(
        "A newer code takes back the message of an older one that still waits (R-106)",
        arguments: DatabaseKind.available)
    func newest(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let old = try await Self.queue("111111", by: .mail, to: "o@example.jp", for: person, of: tenant, in: world)
            world.clock.advance(by: .seconds(1))
            _ = try await Self.queue(
                "222222", by: .mail, to: "o@example.jp", for: person, of: tenant, replaces: old, in: world)
            await world.engine().drain()
            #expect(world.provider.deliveries.map { $0.text.contains("222222") } == [true])
            #expect(try await Self.progress(old, of: tenant, world)?.state == .expired)
        }
    }

    @Test("A notice goes to each mail contact, behind emergencies", arguments: DatabaseKind.available)
    func notice(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp", "b@example.jp"]), language: .english)
            let now = world.now
            try await world.database.write(.tenant(tenant)) { transaction in
                try SecurityNoticeMail(identifiers: world.identifiers, seal: world.seal).queue(
                    LocalizedText(ja: "パスワードが変更されました。", en: "Your password was changed."), to: person,
                    in: tenant, at: now, transaction)
            }
            await world.engine().drain()
            #expect(Set(world.provider.addresses) == ["a@example.jp", "b@example.jp"])
            #expect(world.provider.deliveries.allSatisfy { $0.text.contains("Your password was changed.") })
        }
    }

    @Test(
        "A notice goes out whatever the plan sends, also to where codes go, and once to each address",
        arguments: DatabaseKind.available)
    func noticeEverywhere(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            try await world.database.write(.installation) { transaction in
                _ = try transaction.execute("UPDATE tenant SET plan = 'smartphone' WHERE id = \(tenant)")
            }
            let (known, unknown) = (
                try await world.person(tenant, contacts(mails: ["a@example.jp"])),
                try await world.person(tenant, contacts(mails: []))
            )
            let now = world.now
            let mail = SecurityNoticeMail(identifiers: world.identifiers, seal: world.seal) { person, _, _ in
                person == unknown ? ["own@example.jp"] : ["a@example.jp"]
            }
            try await world.database.write(.tenant(tenant)) { transaction in
                for person in [known, unknown] {
                    try mail.queue(
                        LocalizedText(ja: "変更されました。", en: "Changed."), to: person, in: tenant, at: now, transaction)
                }
            }
            await world.engine().drain()
            #expect(world.provider.addresses.sorted() == ["a@example.jp", "own@example.jp"])
        }
    }

    @Test(
        "A code comes in the language that was chosen where it was asked for (R-045)", arguments: DatabaseKind.available
    )
    func chosenLanguage(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let now = world.now
            for language in [nil, Language.english] {
                try await world.database.write(.tenant(tenant)) { transaction in
                    _ = try CodeMessages(identifiers: world.identifiers, seal: world.seal).queue(
                        CodeMessages.Content(
                            person: person, code: Secret("482913"), by: .mail, to: "own@example.jp",
                            validUntil: now + .seconds(3_600), replaces: nil, language: language),
                        in: tenant, at: now, transaction)
                }
            }
            await world.engine().drain()
            let subjects = world.provider.deliveries.map { String($0.text.prefix { !$0.isNewline }.prefix(8)) }
            #expect(Set(subjects) == ["二要素認証ワンタ", "Two-step"])
        }
    }
}
