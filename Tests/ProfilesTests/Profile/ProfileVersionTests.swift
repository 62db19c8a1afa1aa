import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@Suite("A profile that was changed after it was read")
struct ProfileVersionTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let tenant = TenantID(rawValue: 1)
    private static let rules = ProfileRules(hasVoice: true, precision: .region)
    private static let scope = TenantScope(
        tenant: tenant, actor: .person(PersonID(rawValue: 11)), capabilities: .member, requestID: "test")

    /// As a form or a program that read another version is refused.
    private struct Other: Error {}

    private func profile(_ database: Database) async throws -> OwnProfile {
        try await database.write(.installation) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                    created_at)
                VALUES (1, \(nil as Int64?), 'org1', 'N', 'T', 'standard', 1, 0, 0)
                """)
            try transaction.execute(
                """
                INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                    created_at, changed_at)
                VALUES (1, 11, 'B1', 'N', 'K', 'member', 'ja', 'active', 0, 0)
                """)
        }
        let profile = OwnProfile(
            database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) })
        try await profile.save(Self.scope, ProfileFieldTests.valid(), rules: Self.rules, now: TestClock().now)
        return profile
    }

    private func version(_ profile: OwnProfile) async throws -> ContentVersion {
        OwnProfile.version(try await profile.load(Self.scope), try await profile.details(Self.scope))
    }

    private func save(_ profile: OwnProfile, _ draft: ProfileDraft, _ read: ContentVersion) async throws {
        try await profile.save(
            Self.scope, draft, rules: Self.rules, now: TestClock().now,
            expecting: { if $0 != read { throw Other() } })
    }

    @Test(
        "What a mail added meanwhile is not written over by who read before it, and nothing is half done",
        arguments: DatabaseKind.available)
    func stale(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await profile(database)
            let read = try await version(profile)
            var draft = try await profile.load(Self.scope).draft
            try await profile.register(
                "third@example.jp", rank: 2, Self.scope, rules: Self.rules, now: TestClock().now
            ) { _ in }
            func rows() async throws -> [String] {
                try await database.read(.tenant(Self.tenant)) { transaction in
                    try transaction.values(String.self, "SELECT reason FROM audit WHERE tenant_id = 1 ORDER BY seq")
                }
            }
            let before = (try await profile.load(Self.scope), try await rows())
            draft.phones[0] = "09000009999"
            draft.addresses[.home]?.street = "9-9"
            await #expect(throws: Other.self) { try await save(profile, draft, read) }
            #expect(try await profile.load(Self.scope) == before.0)
            #expect(try await rows() == before.1)
            #expect(before.0.draft.mails[1] == "third@example.jp")
            // Whoever has read it again may change it.
            draft.mails[1] = "third@example.jp"
            try await save(profile, draft, try await version(profile))
            #expect(try await profile.load(Self.scope).draft == draft)
        }
    }

    @Test("Of sixteen who read the same version one changes it", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await profile(database)
            let read = try await version(profile)
            let draft = try await profile.load(Self.scope).draft
            let saved = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        var mine = draft
                        mine.phones[0] = "090000010\(10 + number)"
                        do {
                            try await save(profile, mine, read)
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(saved == 1)
        }
    }

    @Test("The same content has the same version, and what only administrators change is no part of it")
    func content() async throws {
        try await withDatabase(.sqlite, Self.migrations) { database in
            let profile = try await profile(database)
            let first = try await version(profile)
            var draft = try await profile.load(Self.scope).draft
            var seen: Set<ContentVersion> = [first]
            let changes: [(inout ProfileDraft) -> Void] = [
                { $0.language = "en" }, { $0.mails[1] = "b@example.jp" }, { $0.mailOrder = "3" },
                { $0.phoneOrders[0] = "1" }, { $0.spareMail = "s@example.jp" }, { $0.sparePhone = "0312345678" },
                { $0.addresses[.home]?.place = "17-390-1720400" }, { $0.addresses[.home]?.city = "輪島市" },
                { $0.addresses[.work]?.street = "1" },
            ]
            for change in changes {
                change(&draft)
                try await profile.save(Self.scope, draft, rules: Self.rules, now: TestClock().now)
                #expect(seen.insert(try await version(profile)).inserted)
            }
            try await profile.save(Self.scope, ProfileFieldTests.valid(), rules: Self.rules, now: TestClock().now)
            #expect(try await version(profile) == first)
            try await database.write(.tenant(Self.tenant)) { transaction in
                try transaction.execute(
                    "INSERT INTO user_code (tenant_id, id, code, name) VALUES (1, 5, 'U1', 'Team')")
                try transaction.execute("UPDATE person SET user_code_id = 5, name = 'M' WHERE tenant_id = 1")
            }
            #expect(try await profile.details(Self.scope).userCode.isFixed)
            #expect(try await version(profile) == first)
        }
    }
}
