import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Resets of second factors")
struct ResetTests {
    private static let byAdministrator = Intervention(
        by: .administrator, actors: [GuardedHouse.administratorParty], to: GuardedHouse.personParty, kinds: [.app],
        reason: "機種変更")

    private static let twice = Intervention(
        by: .colleagues, actors: [Intervention.Party("一 郎", "A000001"), Intervention.Party("二 郎", "A000002")],
        to: GuardedHouse.personParty, kinds: [.app, .mail], cutsLink: true, reason: "紛失")
    private static let byOffice = Intervention(
        by: .office, actors: [Intervention.Party("一 郎", "A000001")],
        to: Intervention.Party("二要素 必須", "B002417", organization: "青海精機"), kinds: [], reason: "機種変更")

    @Test(
        "The mails of a reset name who did it, to whom, what and why, in both languages (R-110, R-114, R-117)",
        arguments: [
            (
                SecurityNotice.factorsReset(Intervention(by: .oneself, to: nil, kinds: [.app])),
                "2要素認証の設定（認証アプリ）が、すべて解除されました。次のログインで、もう一度設定してください。",
                "All your second factors (authenticator app) were removed at your own request. Set one up at your next login."
            ),
            (
                .factorsReset(byAdministrator),
                "2要素認証の設定（認証アプリ）が、管理者の管理 太郎さん（B000001）によってすべて解除されました。次のログインで、もう一度設定してください。\n理由：機種変更",
                "All your second factors (authenticator app) were removed by the administrator 管理 太郎 (B000001). Set one up at your next login.\nReason: 機種変更"
            ),
            (
                .factorsResetByYou(byAdministrator),
                "あなたの操作で、二要素 必須さん（B002417）の2要素認証の設定（認証アプリ）がすべて解除されました。\n理由：機種変更",
                "You removed all second factors (authenticator app) of 二要素 必須 (B002417).\nReason: 機種変更"
            ),
            (
                .factorsReset(twice),
                "2要素認証の設定（認証アプリ、メール）が、同じ事務所の一 郎さん（A000001）と二 郎さん（A000002）によってすべて解除されました。次のログインで、もう一度設定してください。\n外部アカウントとの連携も解除されました。\n理由：紛失",
                "All your second factors (authenticator app, mail) were removed by your colleagues 一 郎 (A000001) and 二 郎 (A000002). Set one up at your next login.\nThe link to another provider's account was removed as well.\nReason: 紛失"
            ),
            (
                .factorsResetByYou(byOffice),
                "あなたの操作で、青海精機の二要素 必須さん（B002417）の2要素認証のロックなどが解除されました。\n理由：機種変更",
                "You lifted what kept second factors of 二要素 必須 (B002417, 青海精機) from being taken.\nReason: 機種変更"
            ),
            (
                .factorsReset(byOffice),
                "2要素認証のロックなどが、事務所の一 郎さん（A000001）によって解除されました。\n理由：機種変更",
                "What kept your second factors from being taken was lifted by 一 郎 (A000001) of your office.\nReason: 機種変更"
            ),
            (
                .bypassMade(byOffice),
                "2要素認証の代わりに1回だけログインできるコードが、事務所の一 郎さん（A000001）によってあなたのために発行されました。\n理由：機種変更",
                "A code was made for you by 一 郎 (A000001) of your office that stands in for your second factor once.\nReason: 機種変更"
            ),
            (
                .bypassMadeByYou(byOffice),
                "あなたの操作で、青海精機の二要素 必須さん（B002417）が1回だけログインできるコードが発行されました。\n理由：機種変更",
                "You made a code that lets 二要素 必須 (B002417, 青海精機) in once.\nReason: 機種変更"
            ),
        ])
    func mailWords(_ notice: SecurityNotice, _ japanese: String, _ english: String) {
        #expect(notice.sentence[.japanese] == japanese)
        #expect(notice.sentence[.english] == english)
    }

    @Test(
        "Reasons that stood in the room of resets are found after they moved, and only there",
        arguments: DatabaseKind.available)
    func movedReasons(kind: DatabaseKind) async throws {
        func check(_ database: Database) async throws {
            let now = Instant(milliseconds: 1_704_093_000_000)
            try await Migrator(AuthHouse.migrations.filter { ![168, 282].contains($0.number) })
                .migrate(database, now: now)
            let guarded = try await GuardedHouse.open(database)
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO typed_reason (tenant_id, person_id, mark, reason, at)
                    VALUES (\(GuardedHouse.tenant), \(GuardedHouse.person), \(TypedReasons.mark("紛失")), '紛失', \(now))
                    """)
                try AuditChain.append(
                    AuditEvent(
                        "factors.reset", subject: "person:\(GuardedHouse.person)",
                        reason: "administrator \(TypedReasons.mark("紛失"))"),
                    tenant: GuardedHouse.tenant, actor: .installationOperator, requestID: "test", at: now,
                    in: transaction)
            }
            let done = try await Migrator(AuthHouse.migrations).migrate(database, now: now)
            #expect(done == [168, 282])
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            let rows = try await ListAudit(database: database)(scope).filter { $0.action == "factors.reset" }
            let texts = try await guarded.auth.typedReasons(scope, of: rows).texts
            #expect(rows.map { texts[$0.seq] } == ["紛失"])
            await #expect(throws: DatabaseError.self) {
                try await database.read(.installation) {
                    try $0.value(Int.self, "SELECT COUNT(*) FROM typed_reason")
                }
            }
            await database.close()
        }
        switch kind {
        case .sqlite: try await withTemporaryFolder { try await check(try Database.sqlite(path: "\($0)/anpi.db")) }
        case .postgres:
            try await withPostgres { owner, _ in
                try await check(try await Database.postgres(conninfo: owner, connections: 1))
            }
        }
    }

    @Test(
        "The reason that was typed is found beside the row whose mark it has, and goes with the person (R-115)",
        arguments: DatabaseKind.available)
    func typedReasons(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            _ = try await guarded.auth.loginBypass.make(
                for: GuardedHouse.person, by: scope, home: scope, password: GuardedHouse.password, reason: "忘れた",
                now: guarded.now, randomness: .system)
            try await guarded.auth.resetFactors.other(
                GuardedHouse.person, by: scope, home: scope, password: GuardedHouse.password, reason: "機種変更",
                now: guarded.now)
            func found() async throws -> [String: String?] {
                let rows = try await ListAudit(database: database)(scope)
                let texts = try await guarded.auth.typedReasons(scope, of: rows).texts
                let marked = rows.filter { ["factors.reset", "bypass.made"].contains($0.action) }
                #expect(texts.count <= marked.count)
                return Dictionary(uniqueKeysWithValues: marked.map { ($0.action, texts[$0.seq]) })
            }
            #expect(try await found() == ["factors.reset": "機種変更", "bypass.made": "忘れた"])
            // What was typed before there was a place for it stands where the person's own page reads it.
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute("DELETE FROM audit_reason WHERE tenant_id = \(GuardedHouse.tenant)")
            }
            #expect(try await found() == ["factors.reset": "機種変更", "bypass.made": "忘れた"])
            let other = guarded.house.scope(AuthHouse.administrator, .administrator)
            let foreign = try await ListAudit(database: database)(scope)
            #expect(try await guarded.auth.typedReasons(other, of: foreign).texts == [:])
            let member = guarded.house.scope(GuardedHouse.person, .member, tenant: GuardedHouse.tenant)
            await #expect(throws: NotAllowed(capability: .viewAudit)) {
                try await guarded.auth.typedReasons(member, of: foreign)
            }
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    "DELETE FROM person WHERE tenant_id = \(GuardedHouse.tenant) AND id = \(GuardedHouse.person)")
            }
            #expect(try await found() == ["factors.reset": nil, "bypass.made": nil])
            guard case .intact = try await VerifyAudit(database: database)(scope) else {
                Issue.record("the chain stands without the person")
                return
            }
        }
    }

    @Test(
        "Of a wrong password or code at a login the chain says whom it was about, and not that they did it (R-107)",
        arguments: DatabaseKind.available)
    func somebody(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let wrong = try #require(CodeText(typed: "000000"))
            let session = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(60))
            _ = try await guarded.house.tryLogin("futatsume", "B002417", "wrong")
            _ = try await guarded.house.tryLogin("futatsume", "B999999", "wrong")
            _ = try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, try await guarded.pending().grant)
            _ = try await guarded.auth.factors.show(
                try await guarded.pending().grant, .app, .code(wrong), requestID: "test", now: guarded.now,
                randomness: .system)
            // Whoever is in has shown who they are.
            _ = try await guarded.auth.factors.prove(
                session.scope, binding: session.binding, .app, .code(wrong), now: guarded.now)
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            let refused = try await ListAudit(database: database)(scope).filter { $0.result == "refused" }
            let person = "person:\(GuardedHouse.person)"
            #expect(
                refused.reversed().map { "\($0.action) \($0.actor) \($0.subject) \($0.reason)" } == [
                    "login somebody \(person) ", "login somebody  unknown", "factor.refused somebody \(person) backup",
                    "factor.refused somebody \(person) app", "factor.refused \(person) \(person) app",
                ])
            guard case .intact = try await VerifyAudit(database: database)(scope) else {
                Issue.record("the chain is whole")
                return
            }
        }
    }

    @Test(
        "One's own password clears one's own factors, ends all sessions, and the next login sets up anew (R-110, R-112)",
        arguments: DatabaseKind.available)
    func own(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            _ = try await guarded.codes()
            let session = try await guarded.session()
            await #expect(throws: InvalidInput.self) {
                try await guarded.auth.resetFactors.own(session, password: "wrong", now: guarded.now)
            }
            #expect(try await guarded.audited("password.asked") == 1)
            #expect(try await guarded.count("app_factor") == 1 && guarded.mails.take() == [])
            try await guarded.auth.resetFactors.own(session, password: GuardedHouse.password, now: guarded.now)
            let what = Intervention(by: .oneself, to: GuardedHouse.personParty, kinds: [.app])
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorsReset(what))])
            #expect(try await guarded.house.audited("factors.reset") == ["own kinds=app"])
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 0)
            #expect(try await guarded.unused() == nil)
            #expect(try await guarded.pending().step == .enrolment)
        }
    }

    @Test(
        "Whoever knows the password and borrows a session clears nothing and makes no codes: the factor is asked for (R-110, R-125)",
        arguments: DatabaseKind.available)
    func ownNeedsFactor(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let (auth, password) = (guarded.auth, GuardedHouse.password)
            let grant = try await guarded.grant()
            let borrowed = try await guarded.session(of: grant)
            guarded.house.clock.advance(by: .seconds(600))
            await #expect(throws: ProofNeeded()) {
                try await auth.resetFactors.own(borrowed, password: password, now: guarded.now)
            }
            await #expect(throws: ProofNeeded()) {
                try await auth.makeBackupCodes.anew(
                    borrowed, password: password, now: guarded.now, randomness: .system)
            }
            #expect(try await guarded.count("app_factor") == 1)
            #expect(try await guarded.unused() == nil)
            #expect(
                try await auth.proveAgain(
                    borrowed, password: password, factor: (.app, guarded.code), now: guarded.now) == .right)
            #expect(try await guarded.house.audited("login.proved") == ["app"])
            let proved = try await guarded.session(of: grant)
            await #expect(throws: InvalidInput.self, "the password stays") {
                try await auth.makeBackupCodes.anew(proved, password: "x", now: guarded.now, randomness: .system)
            }
            _ = try await auth.makeBackupCodes.anew(
                proved, password: password, now: guarded.now, randomness: .system)
            #expect(try await guarded.unused() == 10)
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .backupCodesMade)])
            #expect(try await guarded.audited("backupCodes.made") == 1)
            let shown = guarded.now
            guarded.house.clock.advance(by: .seconds(1))
            _ = try await auth.makeBackupCodes.anew(
                proved, password: password, asked: shown, now: guarded.now, randomness: .system)
            guarded.house.clock.advance(by: .seconds(1))
            await #expect(throws: MadeMeanwhile.self, "the same form once more") {
                try await auth.makeBackupCodes.anew(
                    proved, password: password, asked: shown, now: guarded.now, randomness: .system)
            }
            #expect(try await guarded.audited("backupCodes.made") == 2)
            try await auth.resetFactors.own(proved, password: password, now: guarded.now)
            #expect(try await guarded.count("app_factor") == 0)
        }
    }

    @Test(
        "An administrator clears one person's factors with their own password and a reason; locks are lifted (R-109, R-114)",
        arguments: DatabaseKind.available)
    func administrator(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            _ = try await guarded.session()
            for _ in 0..<5 {
                _ = try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, try await guarded.pending().grant)
            }
            let locked = try await guarded.pending()
            guard case .locked = try await guarded.use(codes[0], .signIn, locked.grant) else {
                Issue.record("not locked")
                return
            }
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorLocked(.backup))])
            #expect(try await guarded.house.audited("factor.refused") == Array(repeating: "backup", count: 5))
            let administrator = try await guarded.session("B000001")
            func reset(_ password: String, _ reason: String) async throws {
                try await guarded.auth.resetFactors.other(
                    GuardedHouse.person, by: administrator.scope, home: administrator.scope, password: password,
                    reason: reason, now: guarded.now)
            }
            await #expect(throws: InvalidInput.self) { try await reset(GuardedHouse.password, " ") }
            await #expect(throws: InvalidInput.self) { try await reset("wrong", "機種変更") }
            #expect(try await guarded.count("app_factor") == 1)
            try await reset(GuardedHouse.password, "機種変更")
            #expect(
                guarded.mails.take() == [
                    Mail(GuardedHouse.person, .factorsReset(Self.byAdministrator)),
                    Mail(GuardedHouse.administrator, .factorsResetByYou(Self.byAdministrator)),
                ])
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 0)
            #expect(try await guarded.pending().step == .enrolment)
            let record = try await guarded.auth.resetFactors.last(
                of: GuardedHouse.person, in: administrator.scope)
            #expect(record?.reason == "機種変更")
            #expect(record?.actor == "person:\(GuardedHouse.administrator)")
            #expect(try await guarded.audited("factors.reset") == 1)
            // No lock is left: a new factor's wrong codes begin at five again.
            try await guarded.setApp(of: GuardedHouse.person)
            let pending = try await guarded.pending()
            #expect(try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, pending.grant) == .wrong(left: 4, nil))
        }
    }

    @Test(
        "An administrator's right clears nothing of one's own and makes oneself no code: the own way asks for the factor (R-110, R-114)",
        arguments: DatabaseKind.available)
    func oneself(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let administrator = GuardedHouse.administrator
            for isOffice in [false, true] {
                if isOffice {
                    try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                        try transaction.execute(
                            """
                            INSERT INTO office (id, code, name, created_at)
                            VALUES (\(GuardedHouse.tenant), 'A0001', '事務所', 0)
                            """)
                    }
                }
                let scope = guarded.house.scope(administrator, .administrator, tenant: GuardedHouse.tenant)
                await #expect(throws: ResetRefusal.oneself) {
                    try await guarded.auth.resetFactors.other(
                        administrator, by: scope, home: scope, password: GuardedHouse.password, reason: "機種変更",
                        now: guarded.now)
                }
                await #expect(throws: ResetRefusal.oneself) {
                    try await guarded.auth.loginBypass.make(
                        for: administrator, by: scope, home: scope, password: GuardedHouse.password, reason: "機種変更",
                        now: guarded.now, randomness: .system)
                }
            }
            let kept = try await database.read(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    "SELECT 1 FROM app_factor WHERE tenant_id = \(GuardedHouse.tenant) AND person_id = \(administrator)"
                )
            }
            #expect(kept == 1)
            #expect(try await guarded.audited("factors.reset") == 0)
            #expect(try await guarded.audited("bypass.made") == 0)
            #expect(guarded.mails.take().isEmpty)
        }
    }

    @Test("Nobody clears the factors of another organization's people, nor without the capability (R-115)")
    func foreign() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let administrator = try await guarded.session("B000001")
            await #expect(throws: NotFound("person")) {
                try await guarded.auth.resetFactors.other(
                    AuthHouse.employee, by: administrator.scope, home: administrator.scope,
                    password: GuardedHouse.password, reason: "機種変更", now: guarded.now)
            }
            let member = try await guarded.session()
            await #expect(throws: NotAllowed.self) {
                try await guarded.auth.resetFactors.other(
                    GuardedHouse.administrator, by: member.scope, home: member.scope,
                    password: GuardedHouse.password, reason: "機種変更", now: guarded.now)
            }
        }
    }

    @Test("The operator clears the factors of somebody who has no administrator left (R-117)")
    func byOperator() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let scope = TenantScope(
                tenant: GuardedHouse.tenant, actor: .installationOperator, capabilities: .administrator,
                requestID: "test")
            try await guarded.auth.resetFactors.byOperator(
                GuardedHouse.person, by: scope, reason: "電話で本人を確認", now: guarded.now)
            let what = Intervention(
                by: .installationOperator, to: GuardedHouse.personParty, kinds: [.app], reason: "電話で本人を確認")
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorsReset(what))])
            #expect(try await guarded.pending().step == .enrolment)
            #expect(
                try await guarded.auth.resetFactors.last(of: GuardedHouse.person, in: scope)?.actor == "operator")
            // Nothing is left: nothing is done, and nobody is told.
            guarded.house.clock.advance(by: .seconds(1))
            let again = try await guarded.auth.resetFactors.byOperator(
                GuardedHouse.person, by: scope, reason: "電話で本人を確認", now: guarded.now)
            #expect(again == nil && guarded.mails.take() == [])
            #expect(try await guarded.audited("factors.reset") == 1)
        }
    }

    @Test("One factor is removed by itself, after password and code a short while ago (R-102, R-118)")
    func removeOne() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(GuardedHouse.tenant), \(GuardedHouse.person), 'mail', 'own@example.jp', 0)
                    """)
            }
            _ = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(60))
            let grant = try await guarded.grant()
            let session = try await guarded.session(of: grant)
            guarded.house.clock.advance(by: .seconds(600))
            await #expect(throws: ProofNeeded.self) {
                try await guarded.auth.removeFactor(session, .app, now: guarded.now)
            }
            let wrong = try #require(CodeText(typed: "000000"))
            #expect(
                try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, factor: (.app, .code(wrong)), now: guarded.now) != .right)
            await #expect(throws: InvalidInput.self, "the password alone is not enough") {
                try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, factor: nil, now: guarded.now)
            }
            #expect(
                try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, factor: (.app, guarded.code), now: guarded.now) == .right)
            let open = try await guarded.auth.ownSessions.list(session, now: guarded.now)
            #expect(open.count == 2 && open.count { $0.isCurrent } == 1)
            #expect(try await guarded.house.audited("factor.refused") == ["app"])
            let proved = try await guarded.session(of: grant)
            #expect(proved.provedAt == guarded.now)
            func set() async throws -> [FactorKind] {
                try await guarded.auth.ownSecurity(proved, now: guarded.now).factors.filter(\.isSet).map(\.kind)
            }
            #expect(try await set() == [.app, .mail])
            _ = guarded.mails.take()
            try await guarded.auth.removeFactor(proved, .app, now: guarded.now)
            #expect(try await set() == [.mail], "the other one stays")
            #expect(try await guarded.count("session") == 1, "of the sessions, this one")
            #expect(try await guarded.house.audited("factor.removed") == ["app"])
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorRemoved(.app))])
        }
    }

    @Test(
        "The last factor may be removed where one is asked for: it switches nothing off, the next login sets up anew (R-102, R-112, R-118)",
        arguments: DatabaseKind.available)
    func removeLast(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            _ = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(60))
            let session = try await guarded.session()
            try await guarded.auth.removeFactor(session, .app, now: guarded.now)
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 1, "the other sessions ended")
            #expect(try await guarded.house.audited("factor.removed") == ["app"])
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorRemoved(.app))])
            await #expect(throws: NotFound("factor")) {
                try await guarded.auth.removeFactor(session, .app, now: guarded.now)
            }
            #expect(try await guarded.pending().step == .enrolment)
        }
    }

    @Test("Guesses at the current password wait too, and a changed password is no proof of the factor (R-031)")
    func guessesAtChange() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            let choice = ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618")
            guarded.house.clock.advance(by: .seconds(30))
            let changed = try await guarded.auth.changePassword.own(
                session, current: GuardedHouse.password, choice, now: guarded.now, randomness: .system)
            let after = try await guarded.session(of: changed)
            #expect(after.provedAt == session.provedAt && after.opening == session.opening)
            var rules: [String] = []
            for _ in 0..<7 {
                do {
                    _ = try await guarded.auth.changePassword.own(
                        after, current: "wrong", choice, now: guarded.now, randomness: .system)
                } catch let error as InvalidInput {
                    rules += error.errors.map { "\($0.field) \($0.rule)" }
                }
            }
            let mismatch = [String](repeating: "currentPassword mismatch", count: 5)
            #expect(rules == mismatch + ["currentPassword wait", "currentPassword wait"])
            // Whoever unlocks the login lifts this wait with the others.
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            try await CareForAccounts(database: database, notices: .none).unlock(
                scope, GuardedHouse.person, at: guarded.now)
            _ = try await guarded.auth.changePassword.own(
                after, current: "ringo-densha-2618",
                ChangePassword.Choice(password: GuardedHouse.password, confirmation: GuardedHouse.password),
                now: guarded.now, randomness: .system)
        }
    }

    @Test("A changed password and one that somebody else handed out are told by mail; a first one is not")
    func passwordsAreTold() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let choice = ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618")
            _ = try await guarded.auth.changePassword.own(
                try await guarded.session(), current: GuardedHouse.password, choice, now: guarded.now,
                randomness: .system)
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .passwordChanged)])
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            let issue = IssueFirstPassword(database: database, notices: guarded.mails.notices)
            for _ in 0..<2 {
                _ = try await issue(scope, people: [GuardedHouse.person], now: guarded.now, randomness: .system)
            }
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .passwordIssued(by: .administrator))])
        }
    }

    @Test(
        "Whoever's login somebody else unlocks or ends is told; oneself is not, and it takes seeing the people (R-117)",
        arguments: DatabaseKind.available)
    func careIsTold(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let told = Mutex<[String]>([])
            let notices = Notices(
                queue: { notice, _, person, _, _ in
                    told.withLock { $0.append("\(person) \(notice.sentence[.japanese])") }
                }, wake: {})
            let care = CareForAccounts(database: database, notices: notices)
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            try await care.unlock(scope, GuardedHouse.person, at: guarded.now)
            try await care.endSessions(scope, GuardedHouse.person, at: guarded.now)
            try await care.endSessions(scope, GuardedHouse.administrator, at: guarded.now)
            #expect(
                told.withLock { $0 } == [
                    "25 パスワードやコードの間違いによるログインの制限が、管理者によって解除されました。",
                    "25 ログイン中のすべての端末が、管理者によってログアウトされました。",
                ])
            let staff = guarded.house.scope(
                GuardedHouse.administrator, Set<Capability>.member.union(Set<Capability>.officeStaff),
                tenant: GuardedHouse.tenant)
            await #expect(throws: NotAllowed(capability: .viewPeople)) {
                try await care.unlock(staff, GuardedHouse.person, at: guarded.now)
            }
            await #expect(throws: NotAllowed(capability: .viewPeople)) {
                try await care.endSessions(staff, GuardedHouse.person, at: guarded.now)
            }
        }
    }

    @Test("A new first password is not kept waiting by guesses at the old one")
    func firstPasswordLiftsWaits() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            for _ in 0..<6 { _ = try await house.tryLogin("seikai", "B002417", "wrong") }
            guard case .wait = try await house.tryLogin("seikai", "B002417", "wrong") else { throw NotFound("wait") }
            let first = try await house.issue(AuthHouse.employee)
            guard case .progress(.next(_, .password, _)) = try await house.tryLogin("seikai", "B002417", first) else {
                Issue.record("the new first password must be taken at once")
                return
            }
        }
    }

    @Test("Guesses at one's own password in a borrowed session wait longer and longer")
    func guesses() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            var rules: [String] = []
            for _ in 0..<7 {
                do {
                    try await guarded.auth.resetFactors.own(session, password: "wrong", now: guarded.now)
                } catch let error as InvalidInput {
                    rules += error.errors.map(\.rule)
                }
            }
            #expect(rules == ["mismatch", "mismatch", "mismatch", "mismatch", "mismatch", "wait", "wait"])
        }
    }
}
