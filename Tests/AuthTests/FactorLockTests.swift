import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Locks of second factors")
struct FactorLockTests {
    private static let start = Instant(milliseconds: 1_704_093_000_000)

    @Test("Five wrong codes lock for thirty minutes, and then entry works again (R-107, R-108)")
    func fiveWrong() {
        var lock = FactorLock()
        for left in [4, 3, 2, 1, 0] {
            #expect(lock.answer(.app, now: Self.start) == .open(left: left))
            lock = lock.counting(.app, now: Self.start)
        }
        let end = Self.start + .seconds(1_800)
        #expect(lock.answer(.app, now: Self.start) == .locked(until: end))
        #expect(lock.answer(.app, now: end - .milliseconds(1)) == .locked(until: end))
        #expect(lock.answer(.app, now: end) == .open(left: 4))
    }

    @Test("Fifteen wrong ones of all kinds within half an hour lock everything; later ones begin anew (R-125)")
    func overall() {
        var lock = FactorLock()
        for _ in 0..<14 { lock = lock.counting(.all, now: Self.start) }
        #expect(lock.answer(.all, now: Self.start) == .open(left: 0))
        #expect(lock.answer(.all, now: Self.start + .seconds(1_800)) == .open(left: 14))
        let locked = lock.counting(.all, now: Self.start + .seconds(60))
        #expect(locked.answer(.all, now: Self.start + .seconds(60)) == .locked(until: Self.start + .seconds(1_860)))
    }

    @Test("Never more than fifteen within any half an hour: the window slides (R-125)")
    func sliding() {
        var lock = FactorLock().counting(.all, now: Self.start)
        let burst = Self.start + .seconds(1_740)
        for _ in 0..<13 { lock = lock.counting(.all, now: burst) }
        let later = Self.start + .seconds(1_801)
        #expect(lock.answer(.all, now: later) == .open(left: 1), "the first is forgotten, the thirteen are not")
        for _ in 0..<2 { lock = lock.counting(.all, now: later) }
        #expect(lock.answer(.all, now: later) == .locked(until: later + FactorLock.duration))
        // Counts of before each failure had its time.
        let old = FactorLock(failures: 14, windowStart: Self.start)
        #expect(old.answer(.all, now: Self.start + .seconds(60)) == .open(left: 0))
        #expect(old.answer(.all, now: later) == .open(left: 14))
    }

    @Test("A hundred in a row switch a factor off, whatever time goes by")
    func hundred() {
        var lock = FactorLock()
        var now = Self.start
        for _ in 0..<20 {
            for _ in 0..<5 { lock = lock.counting(.backup, now: now) }
            now = now + .seconds(1_800)
        }
        #expect(lock.answer(.backup, now: now + .seconds(86_400 * 365)) == .stopped)
    }

    @Test(
        "Locks are told apart by kind, outlive the program, and end with a reset (R-109, R-125)",
        arguments: DatabaseKind.available)
    func stored(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let now = house.clock.now
            let (tenant, person) = (AuthHouse.tenant, AuthHouse.employee)
            let subject = FactorSubject(tenant: tenant, person: person, binding: [1])
            let other = FactorSubject(tenant: tenant, person: AuthHouse.administrator, binding: [1])
            @Sendable func take(_ kind: LockKind, _ subject: FactorSubject) async throws -> LockAnswer {
                try await database.write(.tenant(tenant)) {
                    try FactorLocks.take(kind, subject, now: now, in: $0)
                }
            }
            for left in [4, 3, 2, 1, 0] { #expect(try await take(.app, subject) == .open(left: left)) }
            let end = now + FactorLock.duration
            #expect(try await take(.app, subject) == .locked(until: end))
            #expect(try await take(.mail, subject) == .open(left: 4), "each kind has its own")
            #expect(try await take(.app, other) == .open(left: 4), "and each person")
            for _ in 0..<4 { _ = try await take(.mail, subject) }
            for left in [4, 3, 2, 1] { #expect(try await take(.backup, subject) == .open(left: left)) }
            #expect(try await take(.backup, subject) == .open(left: 0), "the fifteenth of all")
            #expect(try await take(.phone, subject) == .locked(until: end), "fifteen lock what was never tried")
            try await database.write(.tenant(tenant)) {
                try FactorLocks.lift(person, tenant: tenant, in: $0)
            }
            #expect(try await take(.app, subject) == .open(left: 4), "R-109")
        }
    }

    @Test(
        "The fifteenth wrong code of all kinds ends the login and is told, though no kind has had five (R-125)",
        arguments: DatabaseKind.available)
    func fifteenth(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let (tenant, person) = (GuardedHouse.tenant, GuardedHouse.person)
            // Only what is set can be guessed.
            try await database.write(.tenant(tenant)) { transaction in
                for kind in [FactorKind.mail, .phone] {
                    try transaction.execute(
                        """
                        INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                        VALUES (\(tenant), \(person), \(kind), 'k@example.jp', 0)
                        """)
                }
                try transaction.execute(
                    """
                    INSERT INTO passkey
                        (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                    VALUES (\(tenant), \(person), 1, \([1] as [UInt8]), \([1] as [UInt8]), -7, 0, 'iPhone', 0)
                    """)
            }
            let grant = try await guarded.pending().grant
            func guess(_ kind: FactorKind, _ grant: PendingGrant) async throws -> FactorOutcome {
                guarded.house.clock.advance(by: .seconds(1))
                let wrong = try #require(CodeText(typed: "000000"))
                return try await guarded.auth.factors.show(
                    grant, kind, .code(wrong), requestID: "test", now: guarded.now, randomness: .system)
            }
            for (kind, lefts) in [
                (FactorKind.app, [4, 3, 2, 1]), (.mail, [4, 3, 2, 1]), (.phone, [4, 3, 2, 1]), (.passkey, [2, 1]),
            ] {
                #expect(guarded.mails.take().isEmpty)
                for left in lefts { #expect(try await guess(kind, grant) == .wrong(left: left, nil), "\(kind)") }
            }
            #expect(try await guess(.passkey, grant) == .locked(until: guarded.now + FactorLock.duration))
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorLocked(.all))])
            #expect(guarded.mails.woken > 0)
            #expect(try await guess(.app, grant) == .loginOver)
            let told = try await database.read(.tenant(GuardedHouse.tenant)) {
                try $0.values(
                    String.self,
                    "SELECT reason FROM audit WHERE tenant_id = \(GuardedHouse.tenant) AND action = 'factor.locked'")
            }
            #expect(told == ["all"])
            let end = guarded.now + FactorLock.duration - .seconds(1)
            let next = try await guarded.pending().grant
            #expect(
                try await guarded.auth.factors.locks(next, now: guarded.now)
                    == LoginLocks(backup: .locked(until: end), isEverythingLocked: true))
            #expect(try await guess(.passkey, next) == .locked(until: end))
            #expect(try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, next) == .locked(until: end))
            guarded.house.clock.advance(by: FactorLock.duration)
            _ = try await guarded.session()
        }
    }

    @Test(
        "The hundredth wrong code in a row is told as what it is: neither time nor the right code helps, an unlock or a reset does (R-109)",
        arguments: DatabaseKind.available)
    func stopped(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let codes = try await guarded.codes()
            let administrator = guarded.house.scope(
                GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            let subject = FactorSubject(tenant: GuardedHouse.tenant, person: GuardedHouse.person, binding: [])
            for (place, lift) in ["unlock", "reset"].enumerated() {
                for _ in 0..<19 {
                    let now = guarded.now
                    for left in [4, 3, 2, 1, 0] {
                        let answer = try await database.write(.tenant(GuardedHouse.tenant)) {
                            try FactorLocks.take(.app, subject, now: now, in: $0)
                        }
                        #expect(answer == .open(left: left))
                    }
                    guarded.house.clock.advance(by: FactorLock.duration)
                }
                let grant = try await guarded.pending().grant
                let wrong = FactorProof.code(try #require(CodeText(typed: "000000")))
                func show(_ grant: PendingGrant, _ proof: FactorProof) async throws -> FactorOutcome {
                    try await guarded.auth.factors.show(
                        grant, .app, proof, requestID: "test", now: guarded.now, randomness: .system)
                }
                for left in [4, 3, 2, 1] { #expect(try await show(grant, wrong) == .wrong(left: left, nil)) }
                #expect(guarded.mails.take().isEmpty)
                #expect(try await show(grant, wrong) == .stopped)
                #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorStopped(.app))])
                #expect(try await show(grant, guarded.code) == .loginOver)
                guarded.house.clock.advance(by: .seconds(86_400 * 30))
                #expect(try await show(guarded.pending().grant, guarded.code) == .stopped)
                // Others go on.
                guard case .progress = try await guarded.use(codes[place], .signIn, guarded.pending().grant) else {
                    Issue.record("a backup code is another kind")
                    return
                }
                _ = guarded.mails.take()
                if lift == "unlock" {
                    try await CareForAccounts(database: database, notices: .none).unlock(
                        administrator, GuardedHouse.person, at: guarded.now)
                } else {
                    try await guarded.auth.resetFactors.other(
                        GuardedHouse.person, by: administrator, home: administrator, password: GuardedHouse.password,
                        reason: "紛失", now: guarded.now)
                    try await guarded.setApp(of: GuardedHouse.person)
                }
                _ = try await guarded.session()
                _ = guarded.mails.take()
            }
        }
    }

    @Test("A lock that begins with a guess within a session is told at once, too", arguments: DatabaseKind.available)
    func inSession(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            let wrong = FactorProof.code(try #require(CodeText(typed: "000000")))
            let before = guarded.mails.woken
            for left in [4, 3, 2, 1, 0] {
                #expect(guarded.mails.woken == before)
                let outcome = try await guarded.auth.proveAgain(
                    session, password: GuardedHouse.password, factor: (.app, wrong), now: guarded.now)
                #expect(outcome == .wrong(left: left, nil))
            }
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorLocked(.app))])
            #expect(guarded.mails.woken > before)
        }
    }

    @Test("Sixteen tries at once are five counted ones", arguments: DatabaseKind.available)
    func races(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let now = house.clock.now
            // Counts are held together with the password: whoever shows a factor has one.
            _ = try await house.issue(AuthHouse.employee)
            let subject = FactorSubject(tenant: AuthHouse.tenant, person: AuthHouse.employee, binding: [])
            let answers = await withTaskGroup(of: LockAnswer?.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try? await database.write(.tenant(AuthHouse.tenant)) {
                            try FactorLocks.take(.backup, subject, now: now, in: $0)
                        }
                    }
                }
                return await group.reduce(into: [LockAnswer]()) { list, one in if let one { list.append(one) } }
            }
            #expect(answers.filter { if case .open = $0 { true } else { false } }.count == 5)
        }
    }

    @Test("The lock ends the login, is told only after the right password, and opens again (R-107, R-108)")
    func atLogin() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            let grant = try await house.pendingCode()
            for left in [4, 3, 2, 1, 0] {
                #expect(try await house.enter(grant, key, offset: 900) == .wrong(left: left, nil))
            }
            #expect(try await house.enter(grant, key) == .loginOver)
            #expect(try await house.house.tryLogin("futatsume", "B002417", "wrong") == .refused)
            let again = try await house.pendingCode()
            let end = house.clock.now + FactorLock.duration
            #expect(try await house.enter(again, key) == .locked(until: end), "also the right code")
            house.clock.advance(by: FactorLock.duration)
            guard case .progress(.signedIn) = try await house.enter(try await house.pendingCode(), key) else {
                Issue.record("after thirty minutes the right code lets in")
                return
            }
        }
    }
}
