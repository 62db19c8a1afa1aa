import Database
import Domain
import Synchronization
import TestKit
import Testing

@testable import Auth
@testable import Tenants

@Suite("Decisions ahead are told by mail")
struct AnnouncePoliciesTests {
    private static let day = Duration.seconds(86_400)
    private static let scope = InstallationScope(purpose: "tests")

    /// Collects what is told.
    final class Told: Sendable {
        private let list = Mutex<[String]>([])
        private let back = Mutex(0)
        private let last = Mutex("")
        private let fails = Mutex(false)

        var takenBack: Int { back.withLock { $0 } }
        /// The last decision, in Japanese.
        var sentence: String { last.withLock { $0 } }

        /// The next one is not queued: the program ends before.
        func failOnce() { fails.withLock { $0 = true } }

        /// What was told since the last time, sorted.
        func take() -> [String] {
            list.withLock { list in
                defer { list = [] }
                return list.sorted()
            }
        }

        private func hear(_ decision: PolicyDecision) -> String {
            last.withLock { $0 = decision.sentence[.japanese] }
            return "decided"
        }

        func parts(_ house: AuthHouse) -> AuthParts {
            var parts = house.parts
            parts.notices = Notices(
                queue: { notice, tenant, person, _, _ in
                    let failsNow = self.fails.withLock { fails in
                        defer { fails = false }
                        return fails
                    }
                    if failsNow { throw NotFound("power") }
                    let kind =
                        switch notice {
                        case .policyDecided(let decision): self.hear(decision)
                        case .factorWillBeNeeded: "needed"
                        default: "other"
                        }
                    self.list.withLock { $0.append("\(kind) \(tenant) \(person)") }
                }, takeBack: { _, _, _ in self.back.withLock { $0 += 1 } }, wake: {})
            return parts
        }
    }

    private static func decide(_ house: AuthHouse, uses isUsed: Bool, from start: Instant?) async throws {
        try await DecidePolicy(database: house.database).organization(
            scope, AuthHouse.tenant, uses: isUsed, from: start, by: .installationOperator, requestID: "t",
            at: house.clock.now)
    }

    @Test(
        "The stage is the decision, the last week, the last day",
        arguments: [(30, PolicyStage.decision), (8, .decision), (7, .week), (2, .week), (1, .day), (0, .day)])
    func stages(days: Int, stage: PolicyStage) {
        let now = Instant(milliseconds: 1_704_093_000_000)
        #expect(PolicyStage(now, before: now + Self.day * days) == stage)
    }

    @Test(
        "Who will need a factor and has none is told at the decision, a week and a day before, each once (R-059, R-192)",
        arguments: DatabaseKind.available)
    func stagesOfOneDecision(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let told = Told()
            let announce = AnnouncePolicies(told.parts(house))
            func round() async throws -> [String] {
                // Sixteen at once: each mail goes out once all the same.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<16 { group.addTask { try await announce(Self.scope, at: house.clock.now) } }
                    try await group.waitForAll()
                }
                return told.take()
            }
            #expect(try await round() == [])
            let start = house.clock.now + Self.day * 20
            try await Self.decide(house, uses: true, from: start)
            #expect(try await round() == ["decided 11 21", "needed 11 22"], "nobody who left, nobody twice")
            #expect(
                told.sentence.ranges(of: "2要素認証が必要に").count == 1, "the decision is said once")
            #expect(try await round() == [])
            house.clock.advance(by: Self.day * 13)
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(AuthHouse.tenant), \(AuthHouse.administrator), 'mail', 'a@b.jp', 0)
                    """)
            }
            #expect(try await round() == ["needed 11 22"], "whoever has one is left alone")
            #expect(try await round() == [])
            house.clock.advance(by: Self.day * 6)
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(AuthHouse.tenant), 'mailFactorAllowed', 'false', 0)
                    """)
            }
            #expect(try await round() == ["needed 11 21", "needed 11 22"], "one that is forbidden is none")
            #expect(told.takenBack == 0)
            house.clock.advance(by: Self.day)
            #expect(try await round() == [], "from now on the login asks")
        }
    }

    @Test(
        "Every administrator hears of a decision once, however many there are (R-059, R-192)",
        arguments: DatabaseKind.available)
    func manyAdministrators(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let told = Told()
            let announce = AnnouncePolicies(told.parts(house))
            let more = 2 * AnnouncePolicies.administrators + 7
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                for number in 1...more {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(AuthHouse.tenant), \(1_000 + number), \("B\(100_000 + number)"), '名', '',
                                'administrator', 'ja', 'active', 0, 0)
                        """)
                }
            }
            try await Self.decide(house, uses: true, from: house.clock.now + Self.day * 20)
            // The power goes at the first one; all at once afterwards.
            told.failOnce()
            await #expect(throws: NotFound("power")) { try await announce(Self.scope, at: house.clock.now) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await announce(Self.scope, at: house.clock.now) } }
                try await group.waitForAll()
            }
            let heard = told.take()
            let everybody = [21] + (1...more).map { 1_000 + $0 }
            #expect(heard == (everybody.map { "decided 11 \($0)" } + ["needed 11 22"]).sorted())
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take() == [])
        }
    }

    @Test(
        "A decision that changes nothing is told to nobody, one that changes what goes without a code says that (R-192)",
        arguments: DatabaseKind.available)
    func whatChanges(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let told = Told()
            let announce = AnnouncePolicies(told.parts(house))
            func decide(_ policy: AccessPolicy) async throws -> [String] {
                house.clock.advance(by: .seconds(60))
                let now = house.clock.now
                try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                    try PolicyStore.decide(policy, for: AuthHouse.tenant, from: now, now: now, in: transaction)
                }
                try await announce(Self.scope, at: now)
                return told.take()
            }
            let policy = AccessPolicy(usesSecondFactor: true)
            #expect(try await decide(policy) == ["decided 11 21"])
            #expect(told.sentence.contains("必要になりました") && !told.sentence.contains("それまでに"))
            #expect(try await decide(policy) == [])
            var other = policy
            other.exemption = Exemption(viewsOwn: false, answering: .answerAndEdit)
            #expect(try await decide(other) == ["decided 11 21"])
            #expect(told.sentence.contains("2要素認証なしでできることが変わりました"))
            #expect(!told.sentence.contains("必要に"))
            #expect(try await decide(AccessPolicy(usesSecondFactor: false)) == ["decided 11 21"])
            #expect(told.sentence.contains("なくなりました"))
        }
    }

    @Test("A decision that is taken back takes its mails with it (R-192)", arguments: DatabaseKind.available)
    func takenBack(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let told = Told()
            let announce = AnnouncePolicies(told.parts(house))
            try await Self.decide(house, uses: true, from: house.clock.now + Self.day * 20)
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take().count == 2)
            try await Self.decide(house, uses: false, from: nil)
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take() == ["decided 11 21"] && told.takenBack == 1)
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take() == [] && told.takenBack == 1)
            try await Self.decide(house, uses: true, from: house.clock.now + Self.day * 20)
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take().count == 2, "decided anew, told anew")
            try await Self.decide(house, uses: true, from: house.clock.now + Self.day * 30)
            try await announce(Self.scope, at: house.clock.now)
            #expect(told.take().count == 2 && told.takenBack == 2, "another day is another announcement")
        }
    }

    @Test("A day for everybody reaches every organization, in small steps (R-059)")
    func everybody() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await database.write(.tenant(AuthHouse.otherTenant)) { transaction in
                for number in 1_000..<1_119 {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(AuthHouse.otherTenant), \(Int64(number)), \("C\(number)"), '多数', '', 'member', 'ja',
                                'active', 0, 0)
                        """)
                }
            }
            let told = Told()
            try await DecidePolicy(database: database).everybody(
                Self.scope, mandatoryFrom: house.clock.now + Self.day * 3, by: .installationOperator, requestID: "t",
                at: house.clock.now)
            try await AnnouncePolicies(told.parts(house))(Self.scope, at: house.clock.now)
            let list = told.take()
            #expect(list.filter { $0.hasPrefix("needed 12 ") }.count == 120)
            #expect(list.filter { $0.hasPrefix("needed 11 ") }.count == 1)
            #expect(list.allSatisfy { !$0.hasPrefix("needed 13 ") }, "it is used there already")
            #expect(Set(list).count == list.count)
        }
    }

    @Test(
        "What an office or the installation decides for itself reaches each organization of whose people something else is asked, its chain and its administrators, once (R-052, R-059, R-192)",
        arguments: DatabaseKind.available)
    func fromAbove(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let office = OfficeID(rawValue: 31)
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(office), \(nil as Int64?), 'a0001', '事務所', '事務所', 'standard', 0, 0, 0)
                    """)
                try transaction.execute(
                    "INSERT INTO office (id, code, name, created_at) VALUES (\(office), 'A0001', '事務所', 0)")
                // 11 and 13 have decided to use one, 12 has not.
                try transaction.execute("UPDATE tenant SET office_id = \(office) WHERE id IN (11, 12, 13)")
                try transaction.execute("UPDATE person SET role = 'administrator' WHERE id IN (24, 25)")
                try transaction.execute(
                    """
                    INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                    VALUES (11, 0, 1, 1, 'answer')
                    """)
            }
            let told = Told()
            let announce = AnnouncePolicies(told.parts(house))
            func round() async throws -> [String] {
                house.clock.advance(by: .seconds(1))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<16 { group.addTask { try await announce(Self.scope, at: house.clock.now) } }
                    try await group.waitForAll()
                }
                return told.take()
            }
            func rows(_ tenant: Int64) async throws -> Int {
                let reasons = try await house.audited("policy.changedAbove", tenant: TenantID(rawValue: tenant))
                return reasons.count
            }
            func each() async throws -> [Int] { [try await rows(11), try await rows(12), try await rows(13)] }
            let decide = DecidePolicy(database: database)
            try await decide.office(
                Self.scope, office, uses: true, by: .installationOperator, requestID: "t", at: house.clock.now)
            // The power goes while the first of them is told.
            told.failOnce()
            await #expect(throws: NotFound("power")) { try await announce(Self.scope, at: house.clock.now) }
            #expect(try await rows(11) == 0)
            #expect(try await round() == ["decided 11 21", "decided 13 25"])
            #expect(told.sentence.contains("事務所の2要素認証") && told.sentence.contains("必要になりました"))
            #expect(try await round() == [])
            #expect(try await each() == [1, 0, 1])

            let staff = TenantScope(
                tenant: OfficeHouse.tenant(of: office), actor: .person(PersonID(rawValue: 41)),
                capabilities: .officeStaff, requestID: "o-1")
            let change = ChangePolicies(database: database)
            let start = house.clock.now + Self.day * 20
            try await change.office(staff, uses: false, from: start, at: house.clock.now)
            #expect(try await round() == ["decided 11 21", "decided 13 25"])
            #expect(told.sentence.contains("2要素認証がなくなります"))
            let (last, left) = try await database.read(.tenant(AuthHouse.tenant)) { transaction in
                (
                    try transaction.first(
                        """
                        SELECT actor, subject, reason FROM audit
                        WHERE tenant_id = 11 AND action = 'policy.changedAbove' ORDER BY seq DESC LIMIT 1
                        """
                    ) { row in try (0..<3).map { _ in try row.next(String.self) } },
                    try transaction.value(Int.self, "SELECT COUNT(*) FROM higher_decision")
                )
            }
            #expect(
                last == [
                    "office:31/person:41", "office:31",
                    "secondFactor=false viewsOwn=true answering=answer from=\(start.milliseconds) "
                        + "was:secondFactor=true was:viewsOwn=true was:answering=answer",
                ])
            #expect(left == 0, "nothing is left on its way")
            try await change.office(staff, uses: true, at: house.clock.now)
            #expect(try await round() == ["decided 11 21", "decided 13 25"])
            #expect(told.sentence.contains("取りやめになり"))
            try await change.office(staff, uses: true, at: house.clock.now)
            #expect(try await round() == [], "nothing else is asked of anybody")

            // For everybody: only whoever was not asked yet.
            try await decide.everybody(
                Self.scope, mandatoryFrom: house.clock.now + Self.day * 30, by: .installationOperator, requestID: "t",
                at: house.clock.now)
            #expect(try await round() == ["decided 12 24"])
            #expect(told.sentence.contains("すべての方が対象"))
            try await decide.everybody(
                Self.scope, mandatoryFrom: nil, by: .installationOperator, requestID: "t", at: house.clock.now)
            #expect(try await round() == ["decided 12 24"])
            #expect(told.sentence.contains("取りやめになり"))
            #expect(try await each() == [3, 2, 3])
        }
    }

    @Test("A decision for hundreds of organizations reaches them part by part (R-059)")
    func manyBelow() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await database.write(.installation) { transaction in
                for number in 1_000..<1_450 {
                    try transaction.execute(
                        """
                        INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                            created_at)
                        VALUES (\(Int64(number)), \(nil as Int64?), \("c\(number)"), 'N', 'N', 'standard', 0, 0, 0)
                        """)
                }
            }
            try await DecidePolicy(database: database).everybody(
                Self.scope, mandatoryFrom: house.clock.now + Self.day * 3, by: .installationOperator, requestID: "t",
                at: house.clock.now)
            let announce = AnnouncePolicies(Told().parts(house))
            for _ in 0..<2 { try await announce(Self.scope, at: house.clock.now) }
            let rows = try await database.read(.installation) { transaction in
                try transaction.values(
                    Int64.self, "SELECT tenant_id FROM audit WHERE action = 'policy.changedAbove' ORDER BY tenant_id")
            }
            #expect(rows == [11, 12] + (1_000..<1_450).map(Int64.init))
        }
    }

    @Test("What an office decides for itself a second time is told nobody, and what holds at once is said so (R-051)")
    func officeTwice() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let office = OfficeID(rawValue: 31)
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(office), \(nil as Int64?), 'a0001', '事務所', '事務所', 'standard', 0, 0, 0)
                    """)
                try transaction.execute(
                    "INSERT INTO office (id, code, name, created_at) VALUES (\(office), 'A0001', '事務所', 0)")
            }
            let staff = TenantScope(
                tenant: OfficeHouse.tenant(of: office), actor: .person(PersonID(rawValue: 41)),
                capabilities: .officeStaff, requestID: "o-1")
            func decide(_ isUsed: Bool, from start: Instant? = nil) async throws -> [String] {
                try await ChangePolicies(database: database).office(
                    staff, uses: isUsed, from: start, at: house.clock.now)
                house.clock.advance(by: .seconds(60))
                return try await database.write(.installation) {
                    try PolicyDecision.takeUntold(of: OfficeHouse.tenant(of: office), in: $0)
                }.map { $0.sentence[.japanese] }
            }
            #expect(try await decide(false) == [], "what held before")
            let first = try await decide(true)
            #expect(first.count == 1 && first[0].contains("必要になりました"), "\(first)")
            #expect(try await decide(true) == [])
            let day = house.clock.now + Self.day * 20
            let ahead = try await decide(false, from: day)
            #expect(ahead.count == 1 && ahead[0].contains("なくなります"), "\(ahead)")
            #expect(try await decide(false, from: day) == [])
            #expect(try await decide(false, from: day + Self.day).count == 1, "another day")
            #expect(try await decide(true).count == 1, "it is called off")
            #expect(try await decide(true) == [])
        }
    }

    @Test("Ahead of the day a factor can be set up, and no login asks for it yet (R-018, R-192)")
    func setUpAhead() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            func policy() async throws -> LoginPolicy {
                try await database.read(.tenant(AuthHouse.tenant)) {
                    try LoginPolicyReader.decided.read(AuthHouse.tenant, .pc, house.clock.now, $0)
                }
            }
            #expect(!(try await policy().offersSecondFactor))
            let start = house.clock.now + Self.day
            try await Self.decide(house, uses: true, from: start)
            #expect(try await policy().offersSecondFactor)
            #expect(!(try await policy().usesSecondFactor))
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let session = try #require(
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "test", now: house.clock.now))
            guard
                case .shown = try await house.auth.setUpApp.show(
                    session, now: house.clock.now, randomness: .system)
            else {
                Issue.record("no key was shown")
                return
            }
            #expect(try await house.auth.ownSecurity(session, now: house.clock.now).usesSecondFactor)
        }
    }

    @Test(
        "A session that was opened before the day has shown no factor, and may do from then on what goes without (R-059, R-073)",
        arguments: DatabaseKind.available)
    func openSessions(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            func session() async throws -> Session? {
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "test", now: house.clock.now)
            }
            try await Self.decide(house, uses: true, from: house.clock.now + .seconds(600))
            #expect(try await session()?.isLimited == false)
            house.clock.advance(by: .seconds(600))
            let after = try #require(try await session())
            #expect(after.isLimited && after.scope.capabilities == [.answerOwn, .viewOwnProfile])
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute("UPDATE session SET factor = 'app' WHERE tenant_id = \(AuthHouse.tenant)")
            }
            #expect(try await session()?.isLimited == false, "whoever has shown one goes on")
        }
    }
}
