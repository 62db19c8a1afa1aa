import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("A code that lets somebody in once")
struct LoginBypassTests {
    private func make(
        _ guarded: GuardedHouse, for person: PersonID = GuardedHouse.person, password: String = GuardedHouse.password,
        reason: String = "スマートフォンを忘れた"
    ) async throws -> String {
        let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
        return try await guarded.auth.loginBypass.make(
            for: person, by: scope, home: scope, password: password, reason: reason, now: guarded.now,
            randomness: .system
        ).code.text.exposed
    }

    @Test("It stands in for the factor of one login, and every factor stays", arguments: DatabaseKind.available)
    func once(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            _ = try await guarded.codes()
            let code = try await make(guarded)
            let what = Intervention(
                by: .administrator, actors: [GuardedHouse.administratorParty], to: GuardedHouse.personParty,
                kinds: [.app], reason: "スマートフォンを忘れた")
            #expect(
                guarded.mails.take() == [
                    Mail(GuardedHouse.person, .bypassMade(what)),
                    Mail(GuardedHouse.administrator, .bypassMadeByYou(what)),
                ])
            // Whatever it is used for: it clears nothing.
            let pending = try await guarded.pending()
            guard case .progress(.signedIn(let grant)) = try await guarded.use(code, .clear, pending.grant) else {
                Issue.record("not in")
                return
            }
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .bypassUsed)])
            #expect(try await !guarded.session(of: grant).isLimited)
            #expect(try await guarded.count("app_factor") == 1)
            #expect(try await guarded.unused() == 10)
            let again = try await guarded.pending()
            #expect(try await guarded.use(code, .signIn, again.grant) == .used)
            #expect(try await guarded.look() == .open(left: 4))
            #expect(try await guarded.audited("bypass.made") == 1)
            #expect(try await guarded.audited("bypass.used") == 1)
            #expect(try await guarded.audited("backupCode.used") == 0)
        }
    }

    @Test(
        "It is good for fifteen minutes, a new one or a reset ends it, and whoever types it then is told that",
        arguments: DatabaseKind.available)
    func over(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let late = try await make(guarded)
            guarded.house.clock.advance(by: .seconds(900))
            #expect(try await guarded.use(late, .signIn, guarded.pending().grant) == .expired)
            let first = try await make(guarded)
            guarded.house.clock.advance(by: .seconds(1))
            let second = try await make(guarded)
            #expect(try await guarded.use(first, .signIn, guarded.pending().grant) == .expired)
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            try await guarded.auth.resetFactors.other(
                GuardedHouse.person, by: scope, home: scope, password: GuardedHouse.password, reason: "紛失",
                now: guarded.now)
            try await guarded.setApp(of: GuardedHouse.person)
            // It counts as any other: the fifth locks.
            for _ in 0..<4 { #expect(try await guarded.use(second, .signIn, guarded.pending().grant) == .expired) }
            #expect(try await guarded.use(second, .signIn, guarded.pending().grant) == .wrong(left: 0, nil))
            guard case .locked = try await guarded.use(second, .signIn, guarded.pending().grant) else {
                Issue.record("not locked")
                return
            }
            #expect(try await guarded.audited("bypass.used") == 0)
        }
    }

    @Test("It lifts the locks: whoever needs it has tried in vain", arguments: DatabaseKind.available)
    func locks(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            for _ in 0..<5 {
                _ = try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, try await guarded.pending().grant)
            }
            let code = try await make(guarded)
            let pending = try await guarded.pending()
            guard case .progress(.signedIn) = try await guarded.use(code, .signIn, pending.grant) else {
                Issue.record("still locked")
                return
            }
        }
    }

    @Test("Sixteen takers of one code: exactly one wins", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let code = try await make(guarded)
            var grants: [PendingGrant] = []
            for _ in 0..<16 { grants.append(try await guarded.pending().grant) }
            let outcomes = try await guarded.use(grants.map { (code, $0) })
            #expect(outcomes.count { if case .progress(.signedIn) = $0 { true } else { false } } == 1)
            #expect(!outcomes.contains { if case .wrong = $0 { true } else { false } })
            #expect(try await guarded.look() == .open(left: 4))
            #expect(try await guarded.audited("factor.locked") == 0)
        }
    }

    @Test("Only with the own password, a reason, the capability, and for somebody who has a factor")
    func refused() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            await #expect(throws: InvalidInput.self) { try await make(guarded, password: "wrong") }
            await #expect(throws: InvalidInput.self) { try await make(guarded, reason: " ") }
            await #expect(throws: NotFound("person")) { try await make(guarded, for: AuthHouse.employee) }
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    DELETE FROM app_factor
                    WHERE tenant_id = \(GuardedHouse.tenant) AND person_id = \(GuardedHouse.person)
                    """)
            }
            await #expect(throws: ResetRefusal.hasNoFactor) { try await make(guarded) }
            let member = guarded.house.scope(GuardedHouse.person, .member, tenant: GuardedHouse.tenant)
            await #expect(throws: NotAllowed.self) {
                try await guarded.auth.loginBypass.make(
                    for: GuardedHouse.administrator, by: member, home: member, password: GuardedHouse.password,
                    reason: "x", now: guarded.now, randomness: .system)
            }
        }
    }
}
