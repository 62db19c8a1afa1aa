import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Backup codes at a login")
struct UseBackupCodeTests {
    @Test("A code signs in once, and the factors stay (R-125)", arguments: DatabaseKind.available)
    func signIn(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let code = try await guarded.codes()[3]
            let pending = try await guarded.pending()
            #expect(pending.step == .factor)
            guard
                case .progress(.signedIn(let grant)) = try await guarded.use(code.lowercased(), .signIn, pending.grant)
            else {
                Issue.record("not signed in")
                return
            }
            let session = try await guarded.session(of: grant)
            #expect(!session.isLimited && session.opening.factor == "backup")
            #expect(try await guarded.unused() == 9)
            #expect(try await guarded.count("app_factor") == 1)
            let again = try await guarded.pending()
            // Whoever shows it again is told so, and does not guess.
            for _ in 0..<6 { #expect(try await guarded.use(code, .signIn, again.grant) == .used) }
            #expect(try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, again.grant) == .wrong(left: 4, nil))
            #expect(try await guarded.house.audited("backupCode.used") == ["signIn"])
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .backupCodeUsed)])
        }
    }

    @Test(
        "A code clears all factors and the rest of its set, and leads to a new set-up (R-119, R-120)",
        arguments: DatabaseKind.available)
    func clear(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            _ = try await guarded.session()
            let (tenant, person) = (GuardedHouse.tenant, GuardedHouse.person)
            // An account that a thief may have linked goes with the rest.
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO open_id_link (tenant_id, person_id, issuer, subject, linked_at)
                    VALUES (\(tenant), \(person), 'https://id.example/', 'u-1', 0)
                    """)
            }
            let pending = try await guarded.pending()
            guard
                case .progress(.next(let grant, .enrolment, _)) = try await guarded.use(codes[0], .clear, pending.grant)
            else {
                Issue.record("no set-up")
                return
            }
            #expect(try await guarded.unused() == nil)
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 0)
            #expect(try await guarded.auth.continueLogin.pending(grant, now: guarded.now)?.step == .enrolment)
            #expect(try await guarded.pending().step == .enrolment)
            #expect(
                guarded.mails.take() == [
                    Mail(person, .backupCodeUsed),
                    Mail(
                        person,
                        .factorsReset(
                            Intervention(
                                by: .oneself, to: GuardedHouse.personParty, kinds: [.app], cutsLink: true))),
                ])
            #expect(try await guarded.house.audited("backupCode.used") == ["clear"])
            #expect(try await guarded.house.audited("factors.reset") == ["own kinds=app"])
            #expect(try await guarded.audited("openID.unlinked") == 1)
            let scope = guarded.house.scope(person, .member, tenant: tenant)
            #expect(try await guarded.auth.resetFactors.last(of: person, in: scope)?.actor == "person:\(person)")
        }
    }

    @Test("Sixteen takers of one code: exactly one wins (R-125)", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let code = try await guarded.codes()[0]
            var grants: [PendingGrant] = []
            for _ in 0..<16 { grants.append(try await guarded.pending().grant) }
            let outcomes = try await guarded.use(grants.map { (code, $0) })
            #expect(outcomes.count { if case .progress(.signedIn) = $0 { true } else { false } } == 1)
            #expect(try await guarded.unused() == 9)
            // Nobody guessed: what the others took up is free again, and nobody was told of a lock.
            #expect(!outcomes.contains { if case .wrong = $0 { true } else { false } })
            #expect(try await guarded.look() == .open(left: 4))
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .backupCodeUsed)])
            #expect(try await guarded.audited("factor.locked") == 0)
        }
    }

    @Test(
        "Sixteen wrong guesses at once share five places, then backup codes are locked for thirty minutes (R-107, R-125)",
        arguments: DatabaseKind.available)
    func lock(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            var grants: [PendingGrant] = []
            for _ in 0..<17 { grants.append(try await guarded.pending().grant) }
            let last = grants.removeLast()
            let before = guarded.house.hasher.runCount
            let looked = try await withThrowingTaskGroup(of: Bool.self) { group in
                for grant in grants {
                    group.addTask {
                        if case .wrong = try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, grant) {
                            true
                        } else {
                            false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(looked == 5)
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorLocked(.backup))])
            #expect(guarded.house.hasher.runCount - before == 5)
            guard case .locked(let until) = try await guarded.use(codes[0], .signIn, last) else {
                Issue.record("not locked")
                return
            }
            #expect(until == guarded.now + .seconds(1_800))
            // The app's own count is untouched.
            _ = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(1_800))
            let pending = try await guarded.pending()
            guard case .progress(.signedIn) = try await guarded.use(codes[0], .signIn, pending.grant) else {
                Issue.record("still locked")
                return
            }
        }
    }

    @Test("Whatever was typed, one Argon2id run looks at it")
    func sameWork() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            for typed in ["", "1", "ABCD-EFGH-JKLM-NPQR", codes[0].prefix(4) + "ABCDABCDABCD"] {
                let grant = try await guarded.pending().grant
                let before = guarded.house.hasher.runCount
                _ = try await guarded.use(String(typed), .signIn, grant)
                #expect(guarded.house.hasher.runCount - before == 1, "\(typed)")
            }
        }
    }

    @Test("A code is no use at another step, for another person or after the login is over")
    func foreign() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            let other = try await guarded.pending("B000001")
            #expect(try await guarded.use(codes[0], .signIn, other.grant) == .wrong(left: 4, nil))
            let pending = try await guarded.pending()
            guarded.house.clock.advance(by: .seconds(601))
            #expect(try await guarded.use(codes[0], .signIn, pending.grant) == .loginOver)
            #expect(try await guarded.unused() == 10)
        }
    }

    @Test("A busy machine counts no wrong code")
    func busy() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            var guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            let pending = try await guarded.pending()
            guarded.house.hasher = PasswordHasher(pepper: AuthHouse.pepper, queueLimit: 1)
            let place = try guarded.house.hasher.take()
            for _ in 0..<5 {
                await #expect(throws: PasswordHasher.Busy.self) {
                    try await guarded.use(codes[0], .signIn, pending.grant)
                }
            }
            withExtendedLifetime(place) {}
            #expect(try await guarded.count("factor_lock") == 0)
        }
    }

    @Test("Codes are hashed for a login that stands there, and not for ever (R-095)")
    func displays() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            func show(_ grant: PendingGrant) async throws {
                _ = try await guarded.auth.makeBackupCodes.show(
                    grant, requestID: "test", now: guarded.now, randomness: .system)
            }
            let atTheFactor = try await guarded.pending().grant
            let before = guarded.house.hasher.runCount
            for grant in [atTheFactor, GuardedHouse.inventedGrant] {
                await #expect(throws: LoginOver.self) { try await show(grant) }
            }
            #expect(guarded.house.hasher.runCount == before)
            let subject = "backup codes of \(GuardedHouse.tenant) \(GuardedHouse.person)"
            while guarded.house.sourceLimit.take(from: subject, now: guarded.now) {}
            let grant = try await guarded.atBackupCodes()
            await #expect(throws: PasswordHasher.Busy.self) { try await show(grant) }
            guarded.house.clock.advance(by: .seconds(2))
            try await show(grant)
            #expect(try await guarded.house.audited("backupCodes.made") == ["setUp"])
        }
    }

    @Test(
        "A set-up ends with codes that were shown, and of sixteen who kept them one is in (R-095)",
        arguments: DatabaseKind.available)
    func kept(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let grant = try await guarded.atBackupCodes()
            @Sendable func keep() async throws -> Bool {
                do {
                    let progress = try await guarded.auth.makeBackupCodes.kept(
                        grant, requestID: "test", now: guarded.now, randomness: .system)
                    if case .signedIn = progress { return true }
                    return false
                } catch is LoginOver {
                    return false
                }
            }
            await #expect(throws: NotFound("backupCodes")) { try await keep() }
            _ = try await guarded.auth.makeBackupCodes.show(
                grant, requestID: "test", now: guarded.now, randomness: .system)
            #expect(try await winners { _ in try await keep() } == 1)
            #expect(try await guarded.count("session") == 1)
        }
    }
}
