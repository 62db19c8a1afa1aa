import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Profiles

@Suite("Addresses of family users")
struct FamilyAddressTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let tenant = TenantID(rawValue: 1)
    private static let father = "father@example.jp"

    private struct House: Sendable {
        let database: Database
        let sent = SentMails()
        let clock = TestClock()
        let table: RegionTable

        init(_ database: Database) throws {
            self.database = database
            table = try RegionTable.embedded()
        }

        var family: OwnFamily {
            OwnProfile(
                database: database, table: table, mail: MailAddressCheck { .address($0) }, contactMail: sent.mail
            ).family(IdentifierSource(randomness: .system), .system)
        }
        var confirm: ConfirmContact { ConfirmContact(database: database) }

        func scope(_ person: Int64 = 11) -> TenantScope {
            TenantScope(
                tenant: tenant, actor: .person(PersonID(rawValue: person)), capabilities: .member, requestID: "test")
        }

        func relative(_ member: FamilyMemberID) -> TenantScope {
            TenantScope(tenant: tenant, actor: .family(member), capabilities: .family, requestID: "test")
        }

        func draft(_ code: String, _ mails: [String]) -> FamilyDraft {
            var draft = FamilyFieldTests.valid()
            draft.code = code
            draft.mails = Array((mails + ["", "", ""]).prefix(3))
            return draft
        }

        @discardableResult
        func add(_ code: String = "CHICHI", _ mails: [String] = [father], by person: Int64 = 11) async throws
            -> FamilyMemberID
        {
            try await family.add(
                scope(person), draft(code, mails), rules: FamilyFieldTests.rules(limit: 20), now: clock.now)
        }

        func change(_ id: FamilyMemberID, _ mails: [String], code: String = "CHICHI") async throws {
            try await family.change(
                scope(), id, draft(code, mails), rules: FamilyFieldTests.rules(limit: 20), now: clock.now)
        }

        func address(_ id: FamilyMemberID, _ value: String = father) async throws -> FamilyAddress? {
            try await family.one(scope(), id).addresses[value]
        }

        func press(_ token: String) async throws -> ConfirmContact.Question? {
            try await confirm(token, requestID: "test", now: clock.now)
        }

        /// The rule that asking again breaks; empty if it goes out, or went out a moment ago.
        func refusal(_ id: FamilyMemberID, _ address: String = father) async throws -> String {
            do {
                try await family.ask(scope(), id, address: address, field: "mail1", now: clock.now)
                return ""
            } catch let error as InvalidInput {
                return error.errors.map { "\($0.field):\($0.rule)" }.joined(separator: " ")
            }
        }

        func askAll(isBusy: Bool = false) async throws {
            try await AskFamilies(database: database, mail: sent.mail, randomness: .system) { _, _ in isBusy }(
                InstallationScope(purpose: "test"), now: clock.now)
        }
    }

    /// An organization with the people 11 and 12.
    private static func settle(_ database: Database, plan: String = "standard") async throws {
        try await database.write(.installation) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option, created_at)
                VALUES (1, \(nil as Int64?), 'org', 'N', '青海精機', \(plan), 1, 1, 0)
                """)
            for person in [11, 12] {
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (1, \(person), \("B\(person)"), 'N', 'K', 'member', 'ja', 'active', 0, 0)
                    """)
            }
        }
    }

    private func withHouse(
        _ kind: DatabaseKind, plan: String = "standard", _ body: @Sendable (House) async throws -> Void
    ) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await Self.settle(database, plan: plan)
            try await body(House(database))
        }
    }

    @Test(
        "An address counts from when its owner pressed the button of the mail that asks, and for as long as it stands in the family (R-165)",
        arguments: DatabaseKind.available)
    func confirmed(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add()
            #expect(house.sent.addresses == [Self.father])
            #expect(house.sent.last?.occasion == .family && house.sent.last?.language == .japanese)
            let before = try #require(try await house.address(id))
            #expect(before.state == .never && !before.isTold && before.askedAt == house.clock.now)
            #expect(before.progress == .queued)
            let token = try #require(house.sent.last?.token.exposed)
            // Whoever only opens the link has confirmed nothing: mail scanners do so.
            let question = try await house.confirm.question(token, now: house.clock.now)
            #expect(question?.isOfFamily == true && question?.isConfirmed == false)
            #expect(question?.masked == ContactMask.mail(Self.father))
            #expect(try await house.address(id)?.isTold == false)
            house.clock.advance(by: .seconds(60))
            #expect(try await house.press(token) != nil)
            let after = try await house.address(id)
            #expect(after?.state == .verified(at: house.clock.now) && after?.isTold == true && after?.progress == nil)
            #expect(try await house.confirm.question(token, now: house.clock.now)?.isConfirmed == true)
            // It may move, and stand with another of the family; a new one starts anew.
            try await house.change(id, ["new@example.jp", Self.father])
            #expect(try await house.address(id) == after)
            #expect(try await house.address(id, "new@example.jp")?.isTold == false)
            let mother = try await house.add("HAHA", [Self.father])
            #expect(try await house.address(mother)?.isTold == true)
            #expect(house.sent.addresses == [Self.father, "new@example.jp"])
            // Of another employee's family nobody has said anything.
            let other = try await house.add("CHICHI", [Self.father], by: 12)
            #expect(try await house.family.one(house.scope(12), other).addresses[Self.father]?.isTold == false)
            let rows = try await ListAudit(database: house.database).part(
                TenantScope(
                    tenant: Self.tenant, actor: .person(PersonID(rawValue: 12)), capabilities: .administrator,
                    requestID: "test"), ListAudit.Filter(), number: 1, size: 10
            ).rows
            let row = try #require(rows.first { $0.action == "family.contactConfirmed" })
            #expect("\(row.subject) \(row.reason)" == "family ")
        }
    }

    @Test(
        "A link works for a week, and no longer than the address is registered (R-165)",
        arguments: DatabaseKind.available)
    func over(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add()
            let first = try #require(house.sent.last?.token.exposed)
            house.clock.advance(by: .seconds(7 * 86_400))
            #expect(try await house.press(first) == nil)
            #expect(try await house.refusal(id) == "")
            let second = try #require(house.sent.last?.token.exposed)
            #expect(second != first)
            try await house.change(id, ["new@example.jp"])
            #expect(try await house.press(second) == nil)
            let third = try #require(house.sent.last?.token.exposed)
            try await house.family.remove(house.scope(), id, now: house.clock.now)
            #expect(try await house.press(third) == nil)
            #expect(try await house.press("1-" + String(repeating: "0", count: 32)) == nil)
            let left = try await house.database.read(house.scope()) { transaction in
                try transaction.values(
                    String.self, "SELECT DISTINCT value FROM family_check WHERE tenant_id = 1 AND member_id = \(id)")
            }
            #expect(left == [""], "the number of mails is kept, and not where they went")
        }
    }

    @Test(
        "Asking again has limits, which adding a family user anew does not widen, and says what is in the way",
        arguments: DatabaseKind.available)
    func limits(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add()
            #expect(try await house.refusal(id) == "")
            #expect(house.sent.addresses.count == 1, "one went out within this minute")
            #expect(try await house.refusal(id, "other@example.jp") == "mail1:notRegistered")
            await #expect(throws: NotFound("family")) {
                try await house.family.ask(
                    house.scope(12), id, address: Self.father, field: "mail1", now: house.clock.now)
            }
            for _ in 0..<2 {
                house.clock.advance(by: .seconds(61))
                // The family user may ask as well.
                try await house.family.askOwn(
                    house.relative(id), address: Self.father, field: "mail1", now: house.clock.now)
            }
            house.clock.advance(by: .seconds(61))
            #expect(try await house.refusal(id) == "mail1:tooManyThere")
            for number in 0..<17 {
                let member = try await house.add("C\(number)", ["c\(number)@example.jp"])
                try await house.family.remove(house.scope(), member, now: house.clock.now)
            }
            #expect(house.sent.addresses.count == 20)
            let late = try await house.add("LATE", ["late@example.jp"])
            #expect(house.sent.addresses.count == 20)
            #expect(try await house.address(late, "late@example.jp")?.askedAt == nil)
            #expect(try await house.refusal(late, "late@example.jp") == "mail1:tooManyTests")
            house.clock.advance(by: .seconds(3_600))
            #expect(try await house.refusal(late, "late@example.jp") == "")
            #expect(house.sent.addresses.last == "late@example.jp")
        }
    }

    @Test("What is confirmed is not asked again unless mail comes back from it", arguments: DatabaseKind.available)
    func failing(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add()
            let token = try #require(house.sent.last?.token.exposed)
            _ = try await house.press(token)
            house.clock.advance(by: .seconds(3_600))
            #expect(try await house.refusal(id) == "")
            #expect(house.sent.addresses.count == 1)
            let failedAt = house.clock.now
            try await house.database.write(house.scope()) { transaction in
                try transaction.execute(
                    """
                    UPDATE family_contact SET failed_at = \(failedAt), failing_since = \(failedAt), failure = '550'
                    WHERE tenant_id = 1
                    """)
            }
            #expect(try await house.address(id)?.state == .failing(since: failedAt, reason: "550"))
            #expect(try await house.press(token) == nil, "what was said before that counts no more")
            #expect(try await house.refusal(id) == "")
            house.sent.says(.refused(reason: "550 5.1.1"))
            #expect(try await house.address(id)?.progress == .refused(reason: "550 5.1.1"))
            house.clock.advance(by: .seconds(60))
            _ = try await house.press(try #require(house.sent.last?.token.exposed))
            #expect(try await house.address(id)?.state == .verified(at: house.clock.now))
        }
    }

    @Test(
        "Where the plan has no mail nobody is asked, and who presses is told so", arguments: DatabaseKind.available)
    func withoutMail(kind: DatabaseKind) async throws {
        try await withHouse(kind, plan: "smartphone") { house in
            let id = try await house.add()
            #expect(house.sent.addresses.isEmpty)
            #expect(try await house.refusal(id) == "mail1:noMail")
            try await house.askAll()
            #expect(house.sent.addresses.isEmpty)
        }
    }

    /// Gives `body` a house whose database is older than the question, with so many addresses in it, after the update.
    private func withOlder(
        _ kind: DatabaseKind, _ addresses: Int, _ body: (House) async throws -> Void
    ) async throws {
        func story(_ owner: Database) async throws {
            try await Migrator(Self.migrations.filter { $0.number < 380 }).migrate(owner, now: TestClock().now)
            try await Self.settle(owner)
            try await owner.write(.tenant(Self.tenant)) { transaction in
                for number in 1...addresses {
                    try transaction.execute(
                        """
                        INSERT INTO family_member (tenant_id, id, person_id, code, name, name_kana, language, created_at,
                                                   changed_at)
                        VALUES (1, \(number), \(number % 2 == 0 ? 11 : 12), \("C\(number)"), 'N', '', 'ja', 0, 0)
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO family_contact (tenant_id, member_id, kind, position, value)
                        VALUES (1, \(number), 'mail', 1, \("old\(number)@example.jp"))
                        """)
                }
            }
            try await Migrator(Self.migrations).migrate(owner, now: TestClock().now)
            try await body(House(owner))
        }
        switch kind {
        case .sqlite:
            try await withTemporaryFolder { folder in
                let database = try Database.sqlite(path: "\(folder)/anpi.db")
                try await story(database)
                await database.close()
            }
        case .postgres:
            try await withPostgres { owner, _ in
                let database = try await Database.postgres(conninfo: owner, connections: 2)
                try await story(database)
                await database.close()
            }
        }
    }

    @Test(
        "Addresses from before go on hearing of everything, and are asked once: by daylight, and not in an emergency",
        arguments: DatabaseKind.available)
    func older(kind: DatabaseKind) async throws {
        try await withOlder(kind, 61) { house in
            let second = FamilyMemberID(rawValue: 2)
            let address = try await house.address(second, "old2@example.jp")
            #expect(address?.state == .never && address?.isTold == true && address?.askedAt == nil)
            // It is past five in the afternoon in Japan.
            house.clock.advance(by: .seconds(3_600))
            try await house.askAll()
            #expect(house.sent.addresses.isEmpty)
            house.clock.advance(by: .seconds(16 * 3_600))
            try await house.askAll(isBusy: true)
            #expect(house.sent.addresses.isEmpty)
            // So many of one family an hour, and fifty in all.
            try await house.askAll()
            #expect(house.sent.addresses.count == 40)
            house.clock.advance(by: .seconds(3_601))
            try await house.askAll()
            #expect(Set(house.sent.addresses).count == 61 && house.sent.addresses.count == 61)
            try await house.askAll()
            #expect(house.sent.addresses.count == 61)
            // Who has not answered goes on hearing, also after a change of something else.
            try await house.change(second, ["", "old2@example.jp"], code: "C2")
            #expect(try await house.address(second, "old2@example.jp")?.isTold == true)
            #expect(house.sent.addresses.count == 61)
        }
    }
}
