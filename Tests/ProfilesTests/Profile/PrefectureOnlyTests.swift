import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Profiles

@Suite("Organizations that ask only for prefectures")
struct PrefectureOnlyTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let rules = ProfileRules(hasVoice: true, precision: .prefectureOnly)
    private static let tenant = TenantID(rawValue: 1)
    private static let now = TestClock().now
    private static let scope = TenantScope(
        tenant: tenant, actor: .person(PersonID(rawValue: 11)), capabilities: .member, requestID: "test")

    private struct House {
        let database: Database
        let profile: OwnProfile
        var family: OwnFamily { profile.family(IdentifierSource(randomness: .seeded(1)), .seeded(2)) }

        init(_ database: Database) async throws {
            self.database = database
            profile = OwnProfile(
                database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) })
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (1, \(nil as Int64?), 'org', 'N', 'T', 'standard', 1, 1, 0)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (1, 11, 'B1', 'N', 'K', 'member', 'ja', 'active', 0, 0)
                    """)
            }
        }

        func setRule(_ rule: RegionRule) async throws {
            let administrator = TenantScope(
                tenant: tenant, actor: .installationOperator, capabilities: .administrator, requestID: "test")
            try await ChangeSettings(database: database)(administrator, ["regionRule": rule.rawValue], at: now)
        }

        /// The regions and municipalities of a table as they stand in the database.
        func stored(_ table: SQL) async throws -> [String] {
            try await database.read(.installation) { transaction in
                try transaction.values(
                    String.self,
                    """
                    SELECT COALESCE(region, '-') || ' ' || COALESCE(municipality, '-') FROM \(table)
                    WHERE tenant_id = 1 ORDER BY 1
                    """)
            }
        }
    }

    @Test(
        "A region or a municipality is refused with its field, a prefecture is taken, and one that is missing is asked for (R-150)",
        arguments: [("17", "-"), ("17-390", "regionNotUsed"), ("17-390-1720400", "regionNotUsed"), ("", "required")])
    func refusal(place: String, rule: String) throws {
        var draft = ProfileFieldTests.valid()
        for kind in AddressKind.allCases { draft.addresses[kind] = .init(place: place, city: "輪島市") }
        var refused: [FieldError] = []
        do throws(InvalidInput) {
            _ = try ProfileSheet(
                checking: draft, rules: Self.rules, previous: nil, in: try RegionSearchTests.table.orRefuse(),
                mail: MailAddressCheck { .address($0) })
        } catch {
            refused = error.errors
        }
        // Each part of the second home is optional, the prefecture too.
        let fields = ["workRegion", "home1Region"] + (place.isEmpty ? [] : ["home2Region"])
        #expect(refused.map { "\($0.field).\($0.rule)" } == (rule == "-" ? [] : fields.map { "\($0).\(rule)" }))
        #expect(
            refused.allSatisfy { !$0.message[.japanese].contains("地域") && !$0.message[.english].contains("region") })
    }

    @Test(
        "What was known of an address is not shown, stays until the address changes, and is there again under another rule (R-150)",
        arguments: DatabaseKind.available)
    func waits(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await House(database)
            var draft = ProfileFieldTests.valid()
            draft.addresses[.work] = .init(place: "17-390-1720400", city: "輪島市")
            draft.addresses[.home] = .init(place: "17-391", city: "かほく市")
            let before = ProfileRules(hasVoice: true, precision: .prefecture)
            try await house.profile.save(Self.scope, draft, rules: before, now: Self.now)
            try await house.setRule(.prefectureOnly)

            var seen = try await house.profile.load(Self.scope).draft
            #expect(seen.addresses[.work]?.place == "17" && seen.addresses[.home]?.place == "17")
            #expect(try await house.profile.save(Self.scope, seen, rules: Self.rules, now: Self.now).isEmpty)
            seen.language = "en"
            let changes = try await house.profile.save(Self.scope, seen, rules: Self.rules, now: Self.now)
            #expect(changes.map(\.field) == ["language"])
            #expect(try await house.stored("address") == ["390 1720400", "391 -"])

            // Who moves within the prefecture is not left in the region of before.
            seen.addresses[.home]?.city = "七尾市"
            let moved = try await house.profile.save(Self.scope, seen, rules: Self.rules, now: Self.now)
            #expect(moved.map(\.field) == ["home1City"])
            #expect(try await house.stored("address") == ["- -", "390 1720400"])
            try await house.setRule(.regionOptional)
            let again = try await house.profile.load(Self.scope).draft
            #expect(again.addresses[.work]?.place == "17-390-1720400" && again.addresses[.home]?.place == "17")
        }
    }

    @Test("The same holds for family users (R-150, R-163)", arguments: DatabaseKind.available)
    func families(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await House(database)
            let family = house.family
            let id = try await family.add(
                Self.scope, FamilyFieldTests.valid(), rules: FamilyFieldTests.rules(), now: Self.now)
            try await house.setRule(.prefectureOnly)
            let rules = FamilyFieldTests.rules(.prefectureOnly)
            var draft = try await family.one(Self.scope, id).sheet.draft
            #expect(draft.address.place == "17" && draft.address.city == "輪島市")
            draft.name = "山田 次郎"
            try await family.change(Self.scope, id, draft, rules: rules, now: Self.now)
            #expect(try await house.stored("family_address") == ["390 1720400"])
            draft.address.place = "17-390"
            let refused = await #expect(throws: InvalidInput.self) {
                try await family.change(Self.scope, id, draft, rules: rules, now: Self.now)
            }
            #expect(refused?.errors.map { "\($0.field).\($0.rule)" } == ["addressRegion.regionNotUsed"])
            draft.address = .init(place: "13", city: "", street: "")
            try await family.change(Self.scope, id, draft, rules: rules, now: Self.now)
            #expect(try await house.stored("family_address") == ["- -"])
        }
    }

    @Test("Nobody is asked where a municipality lies that is gone (R-150)", arguments: DatabaseKind.available)
    func asksNobody(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await House(database)
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street,
                                         changed_at)
                    VALUES (1, 11, 'home1', '22', '443', '2213500', '', '', 0)
                    """)
            }
            _ = try await MoveAddresses(database: database)(
                to: try RegionTable.embedded(), InstallationScope(purpose: "test"), by: .system, at: Self.now)
            func asked() async throws -> (own: Int, listed: Int?) {
                let listed = try await database.read(.installation) {
                    try $0.value(Int.self, "SELECT COUNT(*) FROM person WHERE \(AddressQuestion.condition)")
                }
                return (try await house.profile.questions(Self.scope).count, listed)
            }
            #expect(try await asked() == (1, 1))
            try await house.setRule(.prefectureOnly)
            #expect(try await asked() == (0, 0))
            try await house.setRule(.regionOptional)
            #expect(try await asked() == (1, 1))
        }
    }

    @Test(
        "Only prefectures are found, by their own names, or else by a municipality in them (R-148, R-150)",
        arguments: [
            ("石川", ["石川県"]), ("いしかw", ["石川県"]), ("ｲｼｶﾜ", ["石川県"]), ("Ishikawa", ["石川県"]),
            ("京都", ["京都府", "東京都"]), ("tokyo-to", ["東京都"]), ("府中市", ["東京都", "広島県"]), ("輪島", ["石川県"]),
            ("Wajima", ["石川県", "埼玉県", "愛媛県"]), ("なにもない", []), ("…", []),
        ])
    func search(key: String, found: [String]) throws {
        let search = try RegionSearchTests.search.get()
        #expect(search.prefectures(key).map { $0.name[.japanese] } == found)
        #expect(search.prefectures(" ").count == 47)
    }
}

extension Result {
    /// The table, for places that throw nothing but refusals.
    fileprivate func orRefuse() throws(InvalidInput) -> Success {
        do { return try get() } catch { throw InvalidInput([]) }
    }
}
