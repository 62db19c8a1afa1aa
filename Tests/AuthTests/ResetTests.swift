import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Resets of second factors")
struct ResetTests {
    @Test(
        "One's own password clears one's own factors, ends all sessions, and the next login sets up anew (R-110, R-112)",
        arguments: DatabaseKind.available)
    func own(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            _ = try await guarded.codes()
            let session = try await guarded.session()
            await #expect(throws: InvalidInput.self) {
                try await guarded.auth.resetFactors.own(session.scope, password: "wrong", now: guarded.now)
            }
            #expect(try await guarded.count("app_factor") == 1)
            try await guarded.auth.resetFactors.own(
                session.scope, password: GuardedHouse.password, now: guarded.now)
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 0)
            #expect(try await guarded.unused() == nil)
            #expect(try await guarded.pending().step == .enrolment)
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
            #expect(try await guarded.pending().step == .enrolment)
            #expect(
                try await guarded.auth.resetFactors.last(of: GuardedHouse.person, in: scope)?.actor == "operator")
        }
    }

    @Test("One factor is removed by itself, after password and code a short while ago (R-102, R-118)")
    func removeOne() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let other = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(60))
            let session = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(600))
            await #expect(throws: ProofNeeded.self) {
                try await guarded.auth.removeFactor(session, .app, now: guarded.now)
            }
            let typed = TOTP.code(GuardedHouse.appSecret, step: TOTP.step(at: guarded.now)) ?? ""
            #expect(
                try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, code: "000000", now: guarded.now) != .right)
            #expect(
                try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, code: typed, now: guarded.now) == .right)
            let open = try await guarded.auth.ownSessions.list(session, now: guarded.now)
            #expect(open.count == 2 && open.count { $0.isCurrent } == 1)
            let proved = try await database.read(session.scope) { transaction in
                try transaction.value(
                    Instant.self,
                    "SELECT proved_at FROM session WHERE tenant_id = \(GuardedHouse.tenant) AND token_hash = \(session.binding)"
                )
            }
            #expect(proved == guarded.now)
            _ = other
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
                    try await guarded.auth.resetFactors.own(session.scope, password: "wrong", now: guarded.now)
                } catch let error as InvalidInput {
                    rules += error.errors.map(\.rule)
                }
            }
            #expect(rules == ["mismatch", "mismatch", "mismatch", "mismatch", "mismatch", "wait", "wait"])
        }
    }
}
