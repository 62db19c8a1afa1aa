import Database
import Domain
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("One's own profile")
struct OwnProfileTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let tenant = TenantID(rawValue: 1)
    private static let rules = ProfileRules(hasVoice: true, precision: .region)

    private func scope(_ person: Int64, tenant: TenantID = tenant) -> TenantScope {
        TenantScope(
            tenant: tenant, actor: .person(PersonID(rawValue: person)), capabilities: .member, requestID: "test")
    }

    private func house(_ database: Database, notice: ContactNotice = .none) async throws -> OwnProfile {
        try await database.write(.installation) { transaction in
            for tenant in 1...2 {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), \("org\(tenant)"), 'N', 'T', 'standard', 1, 0, 0)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(tenant), \(tenant + 10), 'B1', 'N', 'K', 'member', 'ja', 'active', 0, 0)
                    """)
            }
        }
        return OwnProfile(
            database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) },
            notice: notice)
    }

    @Test("New contacts are told of at the old ones; other changes at none", arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        let heard = Mutex<[[String]]>([])
        let notice = ContactNotice(
            queue: { _, tenant, person, _, transaction in
                let mails = try SendingContacts.load(of: [person], in: tenant, transaction)[person]?.mails ?? []
                heard.withLock { $0.append(mails.map(\.value)) }
            }, wake: {})
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database, notice: notice)
            func save(_ change: (inout ProfileDraft) -> Void) async throws {
                var draft = try await profile.load(scope(11)).draft
                change(&draft)
                try await profile.save(scope(11), draft, rules: Self.rules, now: TestClock().now)
            }
            try await profile.save(scope(11), ProfileFieldTests.valid(), rules: Self.rules, now: TestClock().now)
            #expect(heard.withLock { $0 } == [[]])
            try await save { $0.language = "en" }
            try await save { $0.phoneOrders[0] = "3" }
            #expect(heard.withLock { $0.count } == 1)
            try await save { $0.mails[0] = "new@example.co.jp" }
            try await save { $0.phones[0] = "09000009999" }
            try await save { $0.spareMail = "spare@example.co.jp" }
            #expect(
                heard.withLock { $0.map(\.first) }[1...] == [
                    "hanako@example.co.jp", "new@example.co.jp", "new@example.co.jp",
                ])
        }
    }

    @Test("What is saved comes back unchanged, and the chain keeps it masked", arguments: DatabaseKind.available)
    func roundTrip(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database)
            let now = TestClock().now
            var draft = ProfileFieldTests.valid()
            draft.language = "en"
            draft.spareMail = "spare@example.com"
            draft.sparePhone = "0312345678"
            draft.addresses[.secondHome] = .init(place: "13-351-1320600", city: "府中市", street: "髙橋荘 🏠 101")
            let changes = try await profile.save(scope(11), draft, rules: Self.rules, now: now)
            #expect(changes.count > 10)
            let loaded = try await profile.load(scope(11)).draft
            draft.phones = ["09000001234", "", "0767000012"]
            #expect(loaded == draft)
            #expect(try await profile.save(scope(11), loaded, rules: Self.rules, now: now).isEmpty)
            let reasons = try await database.read(.tenant(Self.tenant)) {
                try $0.values(String.self, "SELECT reason FROM audit WHERE tenant_id = \(Self.tenant)")
            }
            #expect(reasons.count == 1)
            #expect(reasons[0].contains("mail1:>h•••@example.co.jp"))
            #expect(reasons[0].contains("home1Region:>17 ") && reasons[0].contains("home2Region:>13 "))
            for secret in ["1320600", "府中市", "13-351", "hanako@", "09000001234", "spare@", "0312345678", "髙橋荘"] {
                #expect(!reasons[0].contains(secret))
            }
            // Below a prefecture it says that something changed, and not what.
            draft.addresses[.secondHome]?.place = "13-350"
            try await profile.save(scope(11), draft, rules: Self.rules, now: now)
            draft.addresses[.secondHome]?.place = "14-360"
            try await profile.save(scope(11), draft, rules: Self.rules, now: now)
            let places = try await database.read(.tenant(Self.tenant)) {
                try $0.values(String.self, "SELECT reason FROM audit WHERE tenant_id = \(Self.tenant) ORDER BY seq")
            }
            #expect(places.dropFirst() == ["home2Region:13-•••>13-•••", "home2Region:13>14"])
        }
    }

    @Test(
        "A second home of which only the city is known is kept as it is, and gets its prefecture later (R-134)",
        arguments: DatabaseKind.available)
    func cityAlone(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database)
            let now = TestClock().now
            var draft = ProfileFieldTests.valid()
            for typed in [
                ProfileDraft.Address(city: "府中市"), .init(street: "1-2"), .init(place: "13-351", city: "府中市"),
                .init(city: "府中市"),
            ] {
                draft.addresses[.secondHome] = typed
                try await profile.save(scope(11), draft, rules: Self.rules, now: now)
                let loaded = try await profile.load(scope(11)).draft
                #expect(loaded.addresses[.secondHome] == typed)
                #expect(try await profile.save(scope(11), loaded, rules: Self.rules, now: now).isEmpty)
            }
        }
    }

    @Test("A refused form changes nothing", arguments: DatabaseKind.available)
    func nothingHalfDone(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database)
            let now = TestClock().now
            try await profile.save(scope(11), ProfileFieldTests.valid(), rules: Self.rules, now: now)
            var draft = ProfileFieldTests.valid()
            draft.mails[0] = "new@example.co.jp"
            draft.phones[0] = "x"
            await #expect(throws: InvalidInput.self) {
                try await profile.save(scope(11), draft, rules: Self.rules, now: now)
            }
            #expect(try await profile.load(scope(11)).draft.mails[0] == "hanako@example.co.jp")
        }
    }

    @Test("Nobody reads or changes a profile of another organization", arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database)
            let stranger = scope(11, tenant: TenantID(rawValue: 2))
            await #expect(throws: NotFound("person")) { try await profile.load(stranger) }
            await #expect(throws: NotFound("person")) {
                try await profile.save(
                    stranger, ProfileFieldTests.valid(), rules: Self.rules, now: TestClock().now)
            }
        }
    }

    @Test(
        "An address that does not work stays known until it is changed, wherever it stands",
        arguments: DatabaseKind.available)
    func failingContact(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let profile = try await house(database)
            var draft = ProfileFieldTests.valid()
            draft.mails = ["gone@example.jp", "fine@example.jp", ""]
            try await profile.save(scope(11), draft, rules: Self.rules, now: TestClock().now)
            try await database.write(.tenant(Self.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE contact SET failed_at = 7, failure = 'mailboxUnknown 550'
                    WHERE tenant_id = \(Self.tenant) AND value = 'gone@example.jp'
                    """)
            }
            func failing() async throws -> [String] {
                let sheet = try await profile.load(scope(11))
                let found = sheet.sending.mails.filter(\.isFailing).map { "\($0.position) \($0.value)" }
                let standings = try await profile.standings(scope(11), now: TestClock().now)
                let warnings = sheet.sending.warnings(Self.rules, standings)
                #expect(warnings.contains { $0[.english].contains("came back") } == !found.isEmpty)
                return found
            }
            #expect(try await failing() == ["1 gone@example.jp"])
            draft.mails = ["fine@example.jp", "gone@example.jp", ""]
            try await profile.save(scope(11), draft, rules: Self.rules, now: TestClock().now)
            #expect(try await failing() == ["2 gone@example.jp"])
            draft.mails = ["fine@example.jp", "found@example.jp", ""]
            try await profile.save(scope(11), draft, rules: Self.rules, now: TestClock().now)
            #expect(try await failing().isEmpty)
        }
    }

    @Test("Spare contacts are never given to the engine (R-138, R-139, R-179)")
    func spares() async throws {
        try await withDatabase(.sqlite, Self.migrations) { database in
            let profile = try await house(database)
            var draft = ProfileFieldTests.valid()
            draft.spareMail = "spare@example.com"
            draft.sparePhone = "0312345678"
            try await profile.save(scope(11), draft, rules: Self.rules, now: TestClock().now)
            let contacts = try await database.read(.tenant(Self.tenant)) {
                try SendingContacts.load(of: [PersonID(rawValue: 11)], in: Self.tenant, $0)
            }
            let values = contacts.values.flatMap { ($0.mails + $0.phones).map(\.value) }
            #expect(values.count == 4)
            #expect(!values.contains("spare@example.com") && !values.contains("0312345678"))
        }
    }
}
