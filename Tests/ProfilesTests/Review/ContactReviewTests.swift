import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Profiles

@Suite("Contacts that are asked again in peacetime")
struct ContactReviewTests {
    private static let day = Duration.seconds(86_400)
    private static let tenant = TenantID(rawValue: 1)

    /// Mails that would have gone out, and whether an emergency is under way.
    private final class House: Sendable {
        let database: Database
        /// 2024-01-01 16:10 in Japan: by daylight.
        let clock = TestClock()
        private let mails = Mutex<[ContactMail.Message]>([])
        let isBusy = Mutex(false)

        init(_ database: Database) { self.database = database }

        /// What went out since the last look, such as `review hana@example.jp`.
        func take() -> [String] {
            mails.withLock { mails in
                defer { mails = [] }
                return mails.map { "\($0.occasion) \($0.address)" }
            }
        }
        var token: String { mails.withLock { $0.last?.token.exposed ?? "" } }

        var mail: ContactMail {
            ContactMail(
                queue: { message, _, _, _ in
                    self.mails.withLock {
                        $0.append(message)
                        return Int64($0.count)
                    }
                }, progress: { _, _, _ in .queued }, wake: {})
        }

        func run() async throws {
            try await ReviewContacts(
                database: database, mail: mail, isBusy: { _, _ in self.isBusy.withLock { $0 } })(
                    InstallationScope(purpose: "test"), now: clock.now, randomness: .system)
        }

        func set(_ days: Int) async throws {
            let tenant = ContactReviewTests.tenant
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), 'contactReviewDays', \(String(days)), 0)
                    ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value
                    """)
            }
        }

        /// Somebody with one address that was confirmed so long ago.
        func add(
            _ person: Int64, _ address: String, confirmed age: Duration?, kind: ContactKind = .mail,
            failed: Bool = false, employment: String = "active"
        ) async throws {
            let (now, tenant) = (clock.now, ContactReviewTests.tenant)
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(tenant), \(person), \("B\(person)"), 'N', 'K', 'member', 'ja', \(employment), 0, 0)
                    ON CONFLICT DO NOTHING
                    """)
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, changed_at, verified_at, failed_at)
                    VALUES (\(tenant), \(person), \(kind), 1, \(address), 0, \(age.map { now - $0 }),
                            \(failed ? now : nil as Instant?))
                    """)
            }
        }

        func state(_ address: String, of person: Int64) async throws -> ContactState {
            let scope = TenantScope(
                tenant: ContactReviewTests.tenant, actor: .person(PersonID(rawValue: person)),
                capabilities: .member, requestID: "test")
            let profile = OwnProfile(
                database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) },
                contactMail: mail)
            return try await profile.standings(scope, now: clock.now).state(of: address)
        }

        func facts(of person: Int64) async throws -> ReadinessFacts? {
            try await KeepReadiness(database: database, logins: { _, _, _ in [:] })(InstallationScope(purpose: "test"))
            return try await database.read(.tenant(ContactReviewTests.tenant)) {
                try $0.value(
                    ReadinessFacts.self,
                    """
                    SELECT facts FROM readiness
                    WHERE tenant_id = \(ContactReviewTests.tenant) AND person_id = \(person)
                    """)
            }
        }

        func press(_ token: String) async throws -> ConfirmContact.Question? {
            try await ConfirmContact(database: database)(token, requestID: "test", now: clock.now)
        }

        func reach(_ target: String, of person: Int64) async throws {
            let (now, tenant) = (clock.now, ContactReviewTests.tenant)
            try await database.write(.tenant(tenant)) { transaction in
                try ReachedContact.note(target, of: PersonID(rawValue: person), in: tenant, at: now, transaction)
            }
        }
    }

    private static func with(
        _ kind: DatabaseKind, plan: String = "standard", days: Int = 180, _ body: (House) async throws -> Void
    ) async throws {
        try await withDatabase(kind, TenantsSchema.migrations + ProfilesSchema.migrations) { database in
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), 'org1', 'N', '青海精機', \(plan), 1, 0, 0)
                    """)
            }
            let house = House(database)
            try await house.set(days)
            try await body(house)
        }
    }

    private static func at(_ days: Int64) -> Instant { Instant(milliseconds: days * 86_400_000) }

    @Test(
        "What follows after a week of silence",
        arguments: [
            (false, 5, false, .remind), (true, 5, false, .lapse), (false, nil, false, .end), (true, nil, false, .end),
            (false, 12, false, .end), (true, 12, false, .end), (true, 5, true, .end),
        ] as [(Bool, Int64?, Bool, ContactReview.Step)])
    func step(_ wasReminded: Bool, _ verified: Int64?, _ isFailing: Bool, _ step: ContactReview.Step) {
        let found = ContactReview.step(
            askedAt: Self.at(10), wasReminded: wasReminded, verifiedAt: verified.map(Self.at), isFailing: isFailing)
        #expect(found == step)
    }

    @Test(
        "A day's portion is small and comes round in time",
        arguments: [(0, 180, 50), (1_000, 180, 50), (100_000, 180, 1_112), (1_000_000, 180, 11_112), (100, 1, 200)])
    func portion(_ contacts: Int, _ days: Int, _ portion: Int) {
        #expect(ContactReview.portion(of: contacts, every: days) == portion)
        #expect(portion * days >= contacts)
    }

    @Test(
        "Nobody is asked at night, by the organization's clock",
        arguments: [(0, true), (50 * 60, false), (16 * 3_600 + 50 * 60, true), (16 * 3_600 + 49 * 60, false)])
    func daytime(_ seconds: Int, _ isDay: Bool) {
        let now = TestClock().now + .seconds(seconds)
        #expect(ContactReview.isDaytime(now, in: "Asia/Tokyo") == isDay)
    }

    @Test(
        "An old confirmation is asked again, once more a week later, and then counts no more, until its owner confirms",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            try await house.add(11, "hana@example.jp", confirmed: Self.day * 181)
            try await house.add(12, "new@example.jp", confirmed: Self.day * 179)
            try await house.add(13, "dead@example.jp", confirmed: Self.day * 400, failed: true)
            try await house.add(14, "never@example.jp", confirmed: nil)
            try await house.add(15, "left@example.jp", confirmed: Self.day * 400, employment: "left")
            try await house.add(16, "09011112222", confirmed: Self.day * 400, kind: .phone)
            try await house.add(17, "taro@example.jp", confirmed: Self.day * 200)
            let confirmed = house.clock.now - Self.day * 181
            try await house.run()
            #expect(house.take() == ["review taro@example.jp", "review hana@example.jp"])
            try await house.run()
            #expect(house.take().isEmpty)
            #expect(try await house.state("hana@example.jp", of: 11) == .verified(at: confirmed))
            house.clock.advance(by: Self.day * 7)
            try await house.run()
            let token = house.token
            #expect(
                Set(house.take()) == [
                    "reminder taro@example.jp", "reminder hana@example.jp", "review new@example.jp",
                ])
            // The link of the last mail works for longer than that of a test mail.
            house.clock.advance(by: Self.day * 2)
            #expect(try await house.press(token)?.masked == "n•••@example.jp")
            let pressed = house.clock.now
            house.clock.advance(by: Self.day * 5)
            try await house.run()
            #expect(house.take().isEmpty, "who was asked last has answered")
            #expect(try await house.state("new@example.jp", of: 12) == .verified(at: pressed))
            #expect(try await house.state("hana@example.jp", of: 11) == .lapsed(since: confirmed))
            #expect(try await house.facts(of: 11)?.contains(.oneMailPath) == false)
            #expect(try await house.facts(of: 12)?.contains(.oneMailPath) == true)
            house.clock.advance(by: Self.day)
            try await house.run()
            #expect(house.take().isEmpty, "who did not answer is left alone")
            try await house.reach("hana@example.jp", of: 11)
            #expect(try await house.state("hana@example.jp", of: 11) == .verified(at: house.clock.now))
            // Confirmed again, it is asked again half a year later.
            house.clock.advance(by: Self.day * 181)
            try await house.run()
            #expect(house.take().contains("review hana@example.jp"))
        }
    }

    @Test("Nothing goes out at night, in an emergency, without the setting, or where the plan sends no mail (R-009)")
    func quiet() async throws {
        try await Self.with(.sqlite) { house in
            try await house.add(11, "hana@example.jp", confirmed: Self.day * 181)
            house.isBusy.withLock { $0 = true }
            try await house.run()
            #expect(house.take().isEmpty)
            house.isBusy.withLock { $0 = false }
            house.clock.advance(by: .seconds(6 * 3_600))
            try await house.run()
            #expect(house.take().isEmpty)
            house.clock.advance(by: .seconds(18 * 3_600))
            try await house.set(0)
            try await house.run()
            #expect(house.take().isEmpty)
            try await house.set(180)
            try await house.run()
            #expect(house.take() == ["review hana@example.jp"])
        }
        try await Self.with(.sqlite, plan: "smartphone") { house in
            try await house.add(11, "hana@example.jp", confirmed: Self.day * 181)
            try await house.run()
            #expect(house.take().isEmpty)
        }
    }

    @Test("Whoever left since they were asked is not reminded", arguments: DatabaseKind.available)
    func leavers(kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            try await house.add(11, "hana@example.jp", confirmed: Self.day * 181)
            try await house.run()
            #expect(house.take() == ["review hana@example.jp"])
            try await house.database.write(.tenant(Self.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET employment = 'left' WHERE tenant_id = \(Self.tenant) AND id = 11")
            }
            house.clock.advance(by: Self.day * 8)
            try await house.run()
            #expect(house.take().isEmpty)
        }
    }

    @Test("The portion of a day is kept however often it runs, and the rest comes on the next days")
    func portions() async throws {
        try await Self.with(.sqlite) { house in
            for number in 0..<130 {
                try await house.add(Int64(100 + number), "p\(number)@example.jp", confirmed: Self.day * 300)
            }
            var all: Set<String> = []
            for expected in [50, 50, 30] {
                try await house.run()
                try await house.run()
                let mails = house.take()
                #expect(mails.count == expected)
                all.formUnion(mails)
                house.clock.advance(by: Self.day)
            }
            #expect(all.count == 130)
            let audited = try await house.database.read(.tenant(Self.tenant)) {
                try $0.values(
                    String.self,
                    "SELECT reason FROM audit WHERE tenant_id = \(Self.tenant) AND action = 'profile.contactReview'")
            }
            #expect(audited.compactMap { Int($0.split(separator: " ")[1]) }.reduce(0, +) == 130)
        }
    }

    @Test("A number counts as reached with or without its country code; somebody else's does not")
    func reached() async throws {
        try await Self.with(.sqlite) { house in
            try await house.add(11, "09011112222", confirmed: nil, kind: .phone)
            try await house.add(12, "09011112222", confirmed: nil, kind: .phone)
            try await house.reach("+819011112222", of: 11)
            #expect(try await house.state("09011112222", of: 11) == .verified(at: house.clock.now))
            #expect(try await house.state("09011112222", of: 12) == .never)
        }
    }
}
