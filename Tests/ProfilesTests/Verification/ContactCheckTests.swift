import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Profiles

@Suite("Contacts that are checked")
struct ContactCheckTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let rules = ProfileRules(hasVoice: true, precision: .region)

    private struct House: Sendable {
        let database: Database
        let profile: OwnProfile
        let sent: SentMails
        let clock = TestClock()
        var confirm: ConfirmContact { ConfirmContact(database: database) }

        /// People 11 and 12 are colleagues in organization 1; 13 is in organization 2.
        func scope(_ person: Int64) -> TenantScope {
            TenantScope(
                tenant: TenantID(rawValue: person == 13 ? 2 : 1), actor: .person(PersonID(rawValue: person)),
                capabilities: .member, requestID: "test")
        }

        @discardableResult
        func test(_ address: String, by person: Int64 = 11) async throws -> String {
            try await profile.sendTest(
                scope(person), to: address, field: "mail1", language: .japanese, now: clock.now, randomness: .system)
            return sent.last?.token.exposed ?? ""
        }

        /// The rule that a test mail breaks; empty if it goes out.
        func refusal(_ address: String, by person: Int64 = 11) async throws -> String {
            do {
                try await test(address, by: person)
                return ""
            } catch let error as InvalidInput {
                return error.errors.map { "\($0.field):\($0.rule)" }.joined(separator: " ")
            }
        }

        func press(_ token: String) async throws -> ConfirmContact.Question? {
            try await confirm(token, requestID: "test", now: clock.now)
        }

        func save(_ person: Int64 = 11, _ change: (inout ProfileDraft) -> Void = { _ in }) async throws {
            var draft = ProfileFieldTests.valid()
            change(&draft)
            try await profile.save(scope(person), draft, rules: rules, now: clock.now)
        }

        func state(_ value: String, of person: Int64 = 11) async throws -> ContactState {
            try await profile.standings(scope(person), now: clock.now).state(of: value)
        }
    }

    private func withHouse(
        _ kind: DatabaseKind, plan: String = "standard", sends: Bool = true,
        _ body: @Sendable (House) async throws -> Void
    ) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await database.write(.installation) { transaction in
                for tenant in 1...2 {
                    try transaction.execute(
                        """
                        INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                            created_at)
                        VALUES (\(tenant), \(nil as Int64?), \("org\(tenant)"), 'N', '青海精機', \(plan), 1, 0, 0)
                        """)
                }
                for person in 11...13 {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(person == 13 ? 2 : 1), \(person), \("B\(person)"), 'N', 'K', 'member', 'ja',
                                'active', 0, 0)
                        """)
                }
            }
            let sent = SentMails()
            let mail = MailAddressCheck { text in
                text.contains("@")
                    ? .address(text) : .flaw(rule: "mail", message: LocalizedText(ja: "形が違います。", en: "No address."))
            }
            try await body(
                House(
                    database: database,
                    profile: OwnProfile(
                        database: database, table: try RegionTable.embedded(), mail: mail,
                        contactMail: sends ? sent.mail : nil), sent: sent))
        }
    }

    @Test(
        "A failure counts before a confirmation, and since its first time",
        arguments: [
            (nil, nil, nil, ContactState.never), (5, nil, nil, .verified(at: Instant(milliseconds: 5))),
            (nil, 9, 7, .failing(since: Instant(milliseconds: 7), reason: "x")),
            (5, 9, nil, .failing(since: Instant(milliseconds: 9), reason: "x")),
        ] as [(Int64?, Int64?, Int64?, ContactState)])
    func states(_ verified: Int64?, _ failed: Int64?, _ since: Int64?, _ state: ContactState) {
        let found = ContactState(
            verifiedAt: verified.map(Instant.init(milliseconds:)), failedAt: failed.map(Instant.init(milliseconds:)),
            failingSince: since.map(Instant.init(milliseconds:)), failure: failed == nil ? nil : "x")
        #expect(found == state)
    }

    @Test(
        "A confirmed address stays confirmed wherever it stands, until it is another", arguments: DatabaseKind.available
    )
    func stays(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.save()
            let token = try await house.test("hanako@example.co.jp")
            #expect(try await house.state("hanako@example.co.jp") == .never)
            let confirmed = ContactState.verified(at: house.clock.now)
            #expect(try await house.press(token)?.masked == "h•••@example.co.jp")
            house.clock.advance(by: .seconds(30 * 86_400))
            #expect(try await house.state("hanako@example.co.jp") == confirmed)
            try await house.save { $0.mails = ["new@example.jp", "hanako@example.co.jp", ""] }
            #expect(try await house.state("hanako@example.co.jp") == confirmed)
            #expect(try await house.state("new@example.jp") == .never)
            try await house.save { $0.mails = ["new@example.jp", "", ""] }
            #expect(try await house.state("hanako@example.co.jp") == .never)
            try await house.save()
            #expect(try await house.state("hanako@example.co.jp") == .never, "what was taken away is checked anew")
        }
    }

    @Test(
        "An address that was confirmed before it was saved is confirmed, for seven days and for this person only",
        arguments: DatabaseKind.available)
    func beforeSaving(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.save()
            try await house.save(12)
            for address in ["typed@example.jp", "late@example.jp"] {
                let token = try await house.test(address)
                _ = try await house.press(token)
            }
            #expect(try await house.state("typed@example.jp") == .verified(at: house.clock.now))
            let confirmed = house.clock.now
            house.clock.advance(by: .seconds(6 * 86_400))
            try await house.save(12) { $0.mails[1] = "typed@example.jp" }
            #expect(try await house.state("typed@example.jp", of: 12) == .never)
            try await house.save { $0.mails[1] = "typed@example.jp" }
            #expect(try await house.state("typed@example.jp") == .verified(at: confirmed))
            house.clock.advance(by: .seconds(2 * 86_400))
            try await house.save {
                $0.mails[1] = "typed@example.jp"
                $0.spareMail = "late@example.jp"
            }
            #expect(try await house.state("late@example.jp") == .never)
            #expect(try await house.state("typed@example.jp") == .verified(at: confirmed))
        }
    }

    @Test("Confirming an address forgets that mails came back from it", arguments: DatabaseKind.available)
    func heals(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.save()
            try await house.database.write(.tenant(TenantID(rawValue: 1))) {
                _ = try $0.execute(
                    """
                    UPDATE contact SET failed_at = 9, failing_since = 7, failure = 'mailboxUnknown'
                    WHERE tenant_id = 1 AND value = 'hanako@example.co.jp'
                    """)
            }
            let failing = ContactState.failing(since: Instant(milliseconds: 7), reason: "mailboxUnknown")
            #expect(try await house.state("hanako@example.co.jp") == failing)
            try await house.save { $0.mails = ["", "hanako@example.co.jp", ""] }
            #expect(try await house.state("hanako@example.co.jp") == failing, "it moved and is the same")
            let token = try await house.test("hanako@example.co.jp")
            _ = try await house.press(token)
            #expect(try await house.state("hanako@example.co.jp") == .verified(at: house.clock.now))
        }
    }

    @Test("A link works for a day, then never; pressed twice it is the same", arguments: DatabaseKind.available)
    func links(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.save()
            let token = try await house.test("hanako@example.co.jp")
            let now = house.clock.now
            let question = try #require(try await house.confirm.question(token, now: now))
            #expect(question.systemTitle == "青海精機" && question.masked == "h•••@example.co.jp" && !question.isConfirmed)
            #expect(try await house.state("hanako@example.co.jp") == .never, "looking confirms nothing")
            let made = [
                "", "-", "1-", "2" + token.dropFirst(), String(token.dropLast()) + "x", token.uppercased(), "0" + token,
            ]
            for made in made {
                #expect(try await house.confirm.question(made, now: now) == nil, "\(made)")
                #expect(try await house.press(made) == nil, "\(made)")
            }
            #expect(try await house.confirm.question(token, now: now + .seconds(86_400)) == nil)
            _ = try await house.press(token)
            house.clock.advance(by: .seconds(2 * 86_400))
            #expect(try await house.press(token) != nil)
            #expect(try await house.confirm.question(token, now: house.clock.now)?.isConfirmed == true)
            #expect(try await house.state("hanako@example.co.jp") == .verified(at: now))
            let late = try await house.test("hanako@example.co.jp")
            house.clock.advance(by: .seconds(86_400))
            #expect(try await house.press(late) == nil)
            let rows = try await house.database.read(.tenant(TenantID(rawValue: 1))) {
                try $0.values(
                    String.self, "SELECT reason FROM audit WHERE tenant_id = 1 AND action LIKE 'profile.%' ORDER BY seq"
                )
            }
            #expect(rows.dropFirst() == ["h•••@example.co.jp", "h•••@example.co.jp", "h•••@example.co.jp"])
        }
    }

    @Test(
        "One person sends five in an hour, an address gets three in a day from everybody (R-152)",
        arguments: DatabaseKind.available)
    func limits(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.test("a@example.jp")
            #expect(try await house.refusal("a@example.jp") == "")
            #expect(house.sent.addresses == ["a@example.jp"], "a second press sends nothing new")
            house.clock.advance(by: .seconds(60))
            #expect(try await house.refusal("A@example.jp", by: 12) == "")
            #expect(try await house.refusal("a@EXAMPLE.jp", by: 13) == "")
            #expect(try await house.refusal("a@example.jp", by: 11) == "mail1:tooManyThere")
            for address in ["b@x.jp", "c@x.jp", "d@x.jp", "e@x.jp"] { #expect(try await house.refusal(address) == "") }
            #expect(try await house.refusal("f@x.jp") == "mail1:tooManyTests")
            #expect(try await house.refusal("f@x.jp", by: 12) == "")
            house.clock.advance(by: .seconds(3_600))
            #expect(try await house.refusal("f@x.jp") == "")
            house.clock.advance(by: .seconds(86_400))
            #expect(try await house.refusal("a@example.jp") == "")
            #expect(house.sent.addresses.count == 10)
        }
    }

    @Test("Of sixteen at once, five go out from one person and three to one address", arguments: DatabaseKind.available)
    func sixteen(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let own = try await Self.atOnce { try await house.refusal("p\($0)@x.jp") }
            #expect(own.filter(\.isEmpty).count == 5 && Set(own) == ["", "mail1:tooManyTests"])
            // One mailbox, written in sixteen ways.
            let there = try await Self.atOnce { number in
                let letters = Array("wxyz").enumerated().map { index, letter in
                    number >> index & 1 == 1 ? letter.uppercased() : String(letter)
                }
                return try await house.refusal(letters.joined() + "@x.jp", by: number % 2 == 0 ? 12 : 13)
            }
            #expect(there.filter(\.isEmpty).count == 3 && Set(there) == ["", "mail1:tooManyThere"])
        }
    }

    private static func atOnce(_ work: @escaping @Sendable (Int) async throws -> String) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<16 { group.addTask { try await work(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("What is no address is refused at its field, and nothing goes where no mail can (R-009)")
    func refusals() async throws {
        try await withHouse(.sqlite) { house in
            try await house.save()
            #expect(try await house.refusal("") == "mail1:required")
            #expect(try await house.refusal("nobody") == "mail1:mail")
            let limited = TenantScope(
                tenant: TenantID(rawValue: 1), actor: .person(PersonID(rawValue: 11)), capabilities: [.viewOwnProfile],
                requestID: "test")
            await #expect(throws: NotAllowed.self) {
                try await house.profile.sendTest(
                    limited, to: "a@x.jp", field: "mail1", language: .english, now: house.clock.now,
                    randomness: .system)
            }
            #expect(house.sent.addresses.isEmpty)
        }
        try await withHouse(.sqlite, plan: "smartphone") { house in
            try await house.save()
            #expect(try await house.refusal("a@x.jp") == "mail1:noMail")
            #expect(try await !house.profile.standings(house.scope(11), now: house.clock.now).canTest)
        }
        try await withHouse(.sqlite, sends: false) { house in
            try await house.save()
            #expect(try await house.refusal("a@x.jp") == "mail1:noMail")
        }
    }

    @Test("Somebody sees how far their own test mails came, and nobody else's")
    func progress() async throws {
        try await withHouse(.sqlite) { house in
            try await house.test("typed@example.jp")
            for progress in [
                ContactMail.Progress.queued, .accepted(at: house.clock.now), .refused(reason: "mailboxUnknown"),
                .unclear,
            ] {
                house.sent.says(progress)
                let own = try await house.profile.standings(house.scope(11), now: house.clock.now)
                #expect(own.test(of: "typed@example.jp")?.progress == progress)
                let colleague = try await house.profile.standings(house.scope(12), now: house.clock.now)
                #expect(colleague.test(of: "typed@example.jp") == nil)
            }
            let later = house.clock.now + .seconds(86_400)
            let after = try await house.profile.standings(house.scope(11), now: later)
            #expect(after.test(of: "typed@example.jp") == nil, "its link works no longer")
        }
    }

    @Test("Somebody who has not checked an address is asked to, where that can be done")
    func warning() async throws {
        try await withHouse(.sqlite) { house in
            try await house.save { $0.mails[2] = "" }
            func warns() async throws -> Bool {
                let sending = try await house.profile.load(house.scope(11)).sending
                let standings = try await house.profile.standings(house.scope(11), now: house.clock.now)
                return sending.warnings(Self.rules, standings).contains { $0[.english].contains("not checked yet") }
            }
            #expect(try await warns())
            let token = try await house.test("hanako@example.co.jp")
            _ = try await house.press(token)
            #expect(try await !warns())
        }
        try await withHouse(.sqlite, sends: false) { house in
            try await house.save()
            let sending = try await house.profile.load(house.scope(11)).sending
            let standings = try await house.profile.standings(house.scope(11), now: house.clock.now)
            #expect(!sending.warnings(Self.rules, standings).contains { $0[.english].contains("not checked yet") })
        }
    }

    @Test("Check mails are dropped after thirty days", arguments: DatabaseKind.available)
    func pruned(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let old = try await house.test("a@x.jp")
            _ = try await house.press(old)
            house.clock.advance(by: .seconds(31 * 86_400))
            let new = try await house.test("b@x.jp")
            let prune = PruneContactChecks(database: house.database)
            try await prune(InstallationScope(purpose: "test"), now: house.clock.now)
            #expect(try await house.confirm.question(old, now: house.clock.now) == nil)
            #expect(try await house.confirm.question(new, now: house.clock.now) != nil)
        }
    }
}
