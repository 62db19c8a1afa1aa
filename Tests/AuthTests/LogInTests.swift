import Auth
import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Logging in")
struct LogInTests {
    @Test(
        "A first password leads to choosing an own one, and then in (R-005, R-021, R-030)",
        arguments: DatabaseKind.available)
    func firstLogin(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let session = try await house.sessions.resume(
                cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(session?.name == "山田 花子")
            #expect(session?.scope.capabilities == .member)
            #expect(session?.lastLogin == nil)
            house.clock.advance(by: .seconds(60))
            let second = try await house.tryLogin("ＳＥＩＫＡＩ", "b002417", "kaki-densha-2617")
            guard case .progress(.signedIn(let again)) = second else {
                Issue.record("the own password must let in")
                return
            }
            let later = try await house.sessions.resume(
                cookie: again.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(later?.lastLogin == house.clock.now - .seconds(60), "R-016: the login before this one")
        }
    }

    @Test(
        "Unknown organization, unknown ID, wrong password, stopped, left, a first password that ran out and nothing typed get the same answer after one run of Argon2id, and so does a wait",
        arguments: DatabaseKind.available)
    func sameAnswerSameWork(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            _ = try await house.issue(AuthHouse.administrator)
            let expired = try await house.issue(AuthHouse.administrator)
            house.clock.advance(by: TenantSettings().temporaryPasswordLife)
            let stopped = PersonID(rawValue: 29)
            let now = house.clock.now
            let hash = try await house.hasher.hash(PasswordText("kaki-densha-2617"))
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(AuthHouse.tenant), \(stopped), 'B000077', '停止 中', 'カナ', 'member', 'ja', 'active', 0, 0)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                    VALUES (\(AuthHouse.tenant), \(stopped), 'own', \(hash), \(LoginWait.failuresToStop), \(now))
                    """)
            }
            let failures = [
                ("no organization", "nowhere", "B002417", "kaki-densha-2617"),
                ("no such person", "seikai", "B999999", "kaki-densha-2617"),
                ("wrong password", "seikai", "B002417", "wrong"),
                ("another organization's password", "tonari", "B002417", "kaki-densha-2617"),
                ("left", "seikai", "B000009", "kaki-densha-2617"),
                ("first password ran out", "seikai", "B000031", expired),
                ("a hundred failures", "seikai", "B000077", "kaki-densha-2617"),
                ("nothing typed", "", "", ""),
            ]
            for (name, code, id, password) in failures {
                let before = house.hasher.runCount
                let outcome = try await house.tryLogin(code, id, password)
                #expect(outcome == .refused, "\(name)")
                #expect(house.hasher.runCount - before == 1, "\(name)")
            }
            for (name, id) in [("locked", "B000077"), ("locked, and nobody", "B999998")] {
                for _ in 0..<5 { _ = try await house.tryLogin("seikai", id, "wrong") }
                let before = house.hasher.runCount
                guard case .wait = try await house.tryLogin("seikai", id, "kaki-densha-2617") else {
                    Issue.record("\(name) must wait")
                    return
                }
                #expect(house.hasher.runCount - before == 1, "\(name)")
            }
        }
    }

    @Test("Waits grow after five wrong passwords, for names that name nobody too", arguments: ["B002417", "B777777"])
    func growingWaits(id: String) async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            for _ in 0..<5 { #expect(try await house.tryLogin("seikai", id, "wrong") == .refused) }
            #expect(try await house.tryLogin("seikai", id, "wrong") == .wait(.seconds(1)))
            house.clock.advance(by: .seconds(1))
            #expect(try await house.tryLogin("seikai", id, "wrong") == .refused)
            #expect(try await house.tryLogin("seikai", id, "kaki-densha-2617") == .wait(.seconds(2)))
            // A browser of the account's own goes past the waits that somebody else caused.
            let own = try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", device: grant.deviceMark)
            guard case .progress(.signedIn) = own else {
                Issue.record("the owner's browser must not wait")
                return
            }
        }
    }

    @Test(
        "Waits double up to five minutes",
        arguments: zip([4, 5, 6, 7, 12, 13, 14, 99], [0, 1, 2, 4, 128, 256, 300, 300]))
    func waitTable(failures: Int, seconds: Int) {
        #expect(LoginWait.after(failures: failures) == .seconds(seconds))
    }

    @Test("Sixteen guesses at once are sixteen counted guesses", arguments: DatabaseKind.available)
    func parallelGuesses(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let outcomes = await withTaskGroup(of: LogIn.Outcome?.self) { group in
                for _ in 0..<16 {
                    group.addTask { try? await house.tryLogin("seikai", "B002417", "wrong") }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .refused }.count == LoginWait.freeFailures)
        }
    }

    @Test("A hundred wrong passwords of strangers stop the password for strangers, and its owner is told")
    func hundredFailures() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            var house = try await AuthHouse.open(database)
            let told = Mutex<[SecurityNotice]>([])
            house.notices = Notices(
                queue: { notice, _, person, _, _ in
                    #expect(person == AuthHouse.employee)
                    told.withLock { $0.append(notice) }
                }, wake: {})
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            told.withLock { $0 = [] }
            for _ in 0..<LoginWait.failuresToStop {
                #expect(try await house.tryLogin("seikai", "B002417", "wrong") == .refused)
                house.clock.advance(by: LoginWait.longest)
            }
            #expect(told.withLock(\.self) == [.passwordStopped])
            #expect(try await house.tryLogin("seikai", "B002417", "kaki-densha-2617") == .refused)
            house.clock.advance(by: LoginWait.longest)
            let own = try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", device: grant.deviceMark)
            guard case .progress(.signedIn) = own else {
                Issue.record("strangers stopped the owner's own browser")
                return
            }
        }
    }

    @Test(
        "A browser of the account's own is stopped by a hundred failures of its own, until a new password is handed out"
    )
    func hundredOwnFailures() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let mark = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617").deviceMark
            for _ in 0..<LoginWait.failuresToStop {
                #expect(try await house.tryLogin("seikai", "B002417", "wrong", device: mark) == .refused)
                house.clock.advance(by: LoginWait.longest)
            }
            #expect(try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", device: mark) == .refused)
            house.clock.advance(by: LoginWait.longest)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "ringo-densha-2618")
        }
    }

    @Test("What a busy machine does not look at is no wrong try", arguments: DatabaseKind.available)
    func busy(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            var house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            house.hasher = PasswordHasher(pepper: AuthHouse.pepper, queueLimit: 1)
            let place = try house.hasher.take()
            for _ in 0...LoginWait.freeFailures {
                await #expect(throws: PasswordHasher.Busy.self) {
                    try await house.tryLogin("seikai", "B002417", "kaki-densha-2617")
                }
            }
            withExtendedLifetime(place) {}
            let after = try await database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM login_throttle")
            }
            #expect(after == 0)
        }
    }

    @Test("A login that succeeded stands, also where a busy machine cannot renew its hash; the next one does")
    func renewal() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            var house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let new = PasswordHasher.Pepper(id: "k2", key: [UInt8](repeating: 8, count: 32))
            let hasher = PasswordHasher(pepper: new, older: [AuthHouse.pepper], queueLimit: 2)
            house.hasher = hasher
            let others = Mutex<[PasswordHasher.Place]>([])
            // Whoever comes between the check and the renewal takes every place.
            house.policy = LoginPolicyReader { tenant, device, now, transaction in
                while let place = try? hasher.take() { others.withLock { $0.append(place) } }
                return try LoginPolicyReader.decided.read(tenant, device, now, transaction)
            }
            func logIn() async throws -> String {
                let outcome = try await house.tryLogin("seikai", "B002417", "kaki-densha-2617")
                guard case .progress(.signedIn) = outcome else { throw NotFound("session") }
                let hash = try await database.read(.tenant(AuthHouse.tenant)) { transaction in
                    try transaction.value(
                        String.self,
                        "SELECT hash FROM credential WHERE tenant_id = \(AuthHouse.tenant) AND hash IS NOT NULL")
                }
                return String(try #require(hash).prefix(2))
            }
            #expect(try await logIn() == "k1")
            others.withLock { $0 = [] }
            house.policy = .decided
            #expect(try await logIn() == "k2")
        }
    }

    @Test("Where a second factor is asked for, a new password leads to the choice and not in (R-018, R-025)")
    func secondFactorRequired() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let password = try await house.issue(PersonID(rawValue: 25), tenant: TenantID(rawValue: 13))
            #expect(try await house.tryLogin("futatsume", "B002417", "wrong") == .refused)
            guard
                case .progress(.next(let grant, .password, _)) = try await house.tryLogin(
                    "futatsume", "B002417", password)
            else { throw NotFound("pending login") }
            let progress = try await house.changePassword.afterFirstPassword(
                grant, ChangePassword.Choice(password: "kaki-densha-2617", confirmation: "kaki-densha-2617"),
                requestID: "t", now: house.clock.now, randomness: .system)
            guard case .next(_, .choice, _) = progress else {
                Issue.record("a login without its second factor must not be over")
                return
            }
        }
    }

    @Test("Each try is a row of the audit chain, and no row holds a password")
    func audited() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            _ = try await house.tryLogin("seikai", "B002417", "planted-secret")
            let rows = try await database.read(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.all(
                    "SELECT action, result, subject || reason FROM audit WHERE tenant_id = \(AuthHouse.tenant) ORDER BY seq"
                ) { row in [try row.next(String.self), try row.next(String.self), try row.next(String.self)] }
            }
            #expect(
                rows.map { $0[0] + " " + $0[1] } == [
                    "password.issued done", "password.changed done", "login done", "login refused",
                ])
            #expect(!rows.joined().contains { $0.contains("kaki") || $0.contains("planted") })
        }
    }
}

@Suite("First passwords")
struct FirstPasswordTests {
    @Test("One of sixteen uses of a pending login wins", arguments: DatabaseKind.available)
    func pendingLoginIsUsedOnce(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let first = try await house.issue(AuthHouse.employee)
            guard case .progress(.next(let grant, .password, _)) = try await house.tryLogin("seikai", "B002417", first)
            else { throw NotFound("pending login") }
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let password = "kaki-densha-26\(number)"
                        return
                            (try? await house.changePassword.afterFirstPassword(
                                grant, ChangePassword.Choice(password: password, confirmation: password),
                                requestID: "t", now: house.clock.now, randomness: .system)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test("The temporary password cannot become the own one, nor the own one itself again (R-030)")
    func notTheSameAgain() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let first = try await house.issue(AuthHouse.employee)
            guard case .progress(.next(let grant, .password, _)) = try await house.tryLogin("seikai", "B002417", first)
            else { throw NotFound("pending login") }
            for typed in [first, first.lowercased(), first.replacing("-", with: "")] where typed.count > 7 {
                let same = ChangePassword.Choice(password: typed, confirmation: typed)
                do {
                    _ = try await house.changePassword.afterFirstPassword(
                        grant, same, requestID: "t", now: house.clock.now, randomness: .system)
                    Issue.record("\(typed.count) signs were taken")
                } catch let error as InvalidInput {
                    #expect(error.errors.map(\.field) == ["password"])
                }
            }
            let own = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let session = try #require(
                try await house.sessions.resume(cookie: own.cookie.exposed, requestID: "r", now: house.clock.now))
            let again = ChangePassword.Choice(password: "kaki-densha-2617", confirmation: "kaki-densha-2617")
            do {
                _ = try await house.changePassword.own(
                    session, current: "kaki-densha-2617", again, now: house.clock.now, randomness: .system)
                Issue.record("nothing was changed")
            } catch let error as InvalidInput {
                #expect(error.errors.map(\.rule) == ["unchanged"])
            }
        }
    }

    @Test("A pending login ends after ten minutes and never reads data")
    func pendingLoginEnds() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let first = try await house.issue(AuthHouse.employee)
            guard case .progress(.next(let grant, .password, _)) = try await house.tryLogin("seikai", "B002417", first)
            else { throw NotFound("pending login") }
            #expect(
                try await house.sessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now)
                    == nil)
            house.clock.advance(by: .seconds(600))
            await #expect(throws: LoginOver.self) {
                try await house.changePassword.afterFirstPassword(
                    grant, ChangePassword.Choice(password: "kaki-densha-26", confirmation: "kaki-densha-26"),
                    requestID: "t", now: house.clock.now, randomness: .system)
            }
        }
    }

    @Test("An administrator of another organization cannot hand out a password here", arguments: DatabaseKind.available)
    func foreignAdministrator(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let scope = house.scope(AuthHouse.stranger, .administrator, tenant: AuthHouse.otherTenant)
            await #expect(throws: NotFound("person")) {
                try await IssueFirstPassword(database: database)(
                    scope, people: [AuthHouse.stranger, AuthHouse.employee], now: house.clock.now,
                    randomness: .system)
            }
            let stored = try await database.read(.tenant(AuthHouse.otherTenant)) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM credential")
            }
            #expect(stored == 0, "nothing is half-done")
        }
    }

    @Test("An employee cannot hand out passwords")
    func employeeIsRefused() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            await #expect(throws: NotAllowed(capability: .managePasswords)) {
                try await IssueFirstPassword(database: database)(
                    house.scope(AuthHouse.employee, .member), people: [AuthHouse.employee], now: house.clock.now,
                    randomness: .system)
            }
        }
    }
}
