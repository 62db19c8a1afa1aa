import Database
import Domain
import Foundation
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("What a login leaves behind")
struct LogInWorkTests {
    @Test("Every failure costs the same number and kind of durable writes")
    func sameDurableWork() async throws {
        try await withTemporaryFolder { folder in
            let database = try Database.sqlite(path: "\(folder)/anpi.db")
            try await Migrator(AuthHouse.migrations).migrate(database, now: Instant(milliseconds: 0))
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let expired = try await house.issue(AuthHouse.administrator)
            house.clock.advance(by: TenantSettings().temporaryPasswordLife)
            // The first failure of each chain makes the chain itself, and the first of an hour is a row of it.
            _ = try await house.tryLogin("nowhere", "B000001", "x")
            let failures = [
                ("no organization", "nowhere", "B002417", "x"), ("no such person", "seikai", "B999999", "x"),
                ("wrong password", "seikai", "B002417", "x"), ("left", "seikai", "B000009", "x"),
                ("first password ran out", "seikai", "B000031", expired), ("nothing typed", "", "", ""),
            ]
            var works: [String: Work] = [:]
            for (name, code, id, password) in failures {
                let before = try await Work(folder, database)
                #expect(try await house.tryLogin(code, id, password) == .refused, "\(name)")
                works[name] = try await Work(folder, database) - before
            }
            // What names no organization is counted in a row of its own instead of one of the chain each time.
            let unknown = ["no organization", "nothing typed"]
            for (name, work) in works {
                let expected =
                    unknown.contains(name)
                    ? Work(commits: 2, audits: 0, waits: 2) : Work(commits: 2, audits: 1, waits: 1)
                #expect(work == expected, "\(name)")
            }
            await database.close()
        }
    }

    @Test(
        "Failures at made-up organizations are audited by their number in the hour: 1, 10, 100, and from 1 in the next",
        arguments: DatabaseKind.available)
    func madeUpOrganizations(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            // 120 in the hour, from two networks in turn, which have sixty tries each.
            for number in 0..<120 {
                _ = try await house.tryLogin("nowhere\(number)", "B000001", "x", from: "192.0.2.\(number % 2)")
            }
            house.clock.advance(by: .seconds(3_600))
            for number in 0..<9 { _ = try await house.tryLogin("nowhere\(number)", "B000001", "x") }
            let rows = try await database.read(.installation) { transaction in
                try transaction.values(String.self, "SELECT reason FROM audit WHERE tenant_id = 0 ORDER BY seq")
            }
            #expect(
                rows == [1, 10, 100, 1].map { "unknown organization, number \($0) of this hour" })
            house.clock.advance(by: LoginWait.memory + .seconds(1))
            #expect(try await house.sessions.prune(now: house.clock.now) == 129 + 2)
        }
    }

    @Test("A mark of an own browser ends with the password that it was given for", arguments: DatabaseKind.available)
    func markEnds(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let old = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            house.clock.advance(by: .seconds(1))
            let new = try await house.settle(AuthHouse.employee, "B002417", password: "ringo-densha-2618")
            for _ in 0..<5 { #expect(try await house.tryLogin("seikai", "B002417", "wrong") == .refused) }
            func tryWith(_ mark: String) async throws -> LogIn.Outcome {
                try await house.tryLogin("seikai", "B002417", "ringo-densha-2618", device: mark)
            }
            #expect(try await tryWith(old.deviceMark) == .wait(.seconds(1)))
            guard case .progress(.signedIn(let again)) = try await tryWith(new.deviceMark) else {
                Issue.record("the browser's own mark must go past the wait")
                return
            }
            #expect(again.deviceMark == new.deviceMark)
        }
    }

    @Test(
        "No session is opened with a password that is being replaced at that moment",
        arguments: DatabaseKind.available)
    func resetWhileLoggingIn(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let (replaced, hasReplaced) = AsyncStream.makeStream(of: Void.self)
            let mayCommit = DispatchSemaphore(value: 0)
            // What handing out a first password does, stopped before its commit.
            async let reset: Void = database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE credential SET state = 'temporary', hash = \(nil as String?), temporary_hash = \([1, 2] as [UInt8])
                    WHERE tenant_id = \(AuthHouse.tenant) AND person_id = \(AuthHouse.employee)
                    """)
                try transaction.execute(
                    "DELETE FROM session WHERE tenant_id = \(AuthHouse.tenant) AND person_id = \(AuthHouse.employee)")
                hasReplaced.finish()
                mayCommit.wait()
            }
            for await _ in replaced {}
            async let login = house.tryLogin("seikai", "B002417", "kaki-densha-2617")
            // On SQLite the login's first write waits for the other transaction; on PostgreSQL a row lock.
            while kind == .postgres, try await Self.waitingForLocks(database) == 0 { await Task.yield() }
            while kind == .sqlite, database.waiting == 0 { await Task.yield() }
            mayCommit.signal()
            _ = try await reset
            let outcome = try await login
            #expect(outcome == .refused)
            #expect(try await Self.sessions(database) == 0)
        }
    }

    @Test("A choice that meets a reset waits for it, and opens nothing (R-109)", arguments: DatabaseKind.available)
    func resetWhileChoosing(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let (tenant, person) = (GuardedHouse.tenant, GuardedHouse.person)
            guard
                case .progress(.next(let grant, .choice, _)) = try await guarded.house.tryLogin(
                    "futatsume", "B002417", GuardedHouse.password)
            else {
                Issue.record("no choice")
                return
            }
            let (locked, hasLocked) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            // What a reset does, stopped when the sessions are gone and the logins are not yet.
            async let reset: Void = database.write(.tenant(tenant)) { transaction in
                try Credential.lock(person: person, tenant: tenant, transaction)
                try transaction.execute("DELETE FROM session WHERE tenant_id = \(tenant) AND person_id = \(person)")
                hasLocked.finish()
                mayEnd.wait()
                try transaction.execute(
                    "DELETE FROM pending_login WHERE tenant_id = \(tenant) AND person_id = \(person)")
            }
            for await _ in locked {}
            let isDone = Mutex(false)
            async let isIn: Bool = {
                defer { isDone.withLock { $0 = true } }
                do {
                    _ = try await guarded.auth.continueLogin.choose(
                        grant, .limited, requestID: "test", now: guarded.now, randomness: .system)
                    return true
                } catch is LoginOver {
                    return false
                }
            }()
            while kind == .postgres, !isDone.withLock({ $0 }), try await Self.waitingForLocks(database) == 0 {
                await Task.yield()
            }
            while kind == .sqlite, database.waiting == 0 { await Task.yield() }
            mayEnd.signal()
            _ = try await reset
            #expect(try await !isIn)
            #expect(try await guarded.count("session") == 0)
        }
    }

    @Test(
        "A right guess is refused if the hundredth wrong one was counted while it was checked",
        arguments: DatabaseKind.available)
    func stoppedWhileLoggingIn(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let (counted, hasCounted) = AsyncStream.makeStream(of: Void.self)
            let mayCommit = DispatchSemaphore(value: 0)
            async let guesses: Void = database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE credential SET consecutive_failures = \(LoginWait.failuresToStop)
                    WHERE tenant_id = \(AuthHouse.tenant) AND person_id = \(AuthHouse.employee)
                    """)
                hasCounted.finish()
                mayCommit.wait()
            }
            for await _ in counted {}
            async let login = house.tryLogin("seikai", "B002417", "kaki-densha-2617")
            while kind == .postgres, try await Self.waitingForLocks(database) == 0 { await Task.yield() }
            while kind == .sqlite, database.waiting == 0 { await Task.yield() }
            mayCommit.signal()
            _ = try await guesses
            #expect(try await login == .refused)
            #expect(try await Self.sessions(database) == 1, "only that of its setting up")
        }
    }

    @Test("A change of one's password does not undo an administrator's reset", arguments: DatabaseKind.available)
    func resetWhileChanging(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let opened = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let session = try #require(
                try await house.sessions.resume(cookie: opened.cookie.exposed, requestID: "r", now: house.clock.now))
            let (verified, isVerified) = AsyncStream.makeStream(of: Void.self)
            let mayGoOn = DispatchSemaphore(value: 0)
            // The settings are read after the current password was verified and before the new one is stored.
            let slow = AuthSettingsReader { _, _ in
                isVerified.finish()
                mayGoOn.wait()
                return AuthSettings()
            }
            var slowHouse = house
            slowHouse.settings = slow
            let change = slowHouse.changePassword
            let choice = ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618")
            let changing = Task {
                try await change.own(
                    session, current: "kaki-densha-2617", choice, now: house.clock.now, randomness: .system)
            }
            for await _ in verified {}
            let first = try await house.issue(AuthHouse.employee)
            mayGoOn.signal()
            await #expect(throws: NotSignedIn()) { _ = try await changing.value }
            #expect(try await Self.sessions(database) == 0)
            #expect(try await house.tryLogin("seikai", "B002417", "ringo-densha-2618") == .refused)
            guard case .progress(.next(_, .password, _)) = try await house.tryLogin("seikai", "B002417", first) else {
                Issue.record("the administrator's first password must stand")
                return
            }
        }
    }

    private static func waitingForLocks(_ database: Database) async throws -> Int {
        try await database.read(.installation) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """) ?? 0
        }
    }

    private static func sessions(_ database: Database) async throws -> Int {
        try await database.read(.tenant(AuthHouse.tenant)) { transaction in
            try transaction.value(
                Int.self, "SELECT COUNT(*) FROM session WHERE tenant_id = \(AuthHouse.tenant)") ?? -1
        }
    }
}

/// What was written durably.
private struct Work: Equatable {
    var commits: Int
    var audits: Int
    var waits: Int

    init(commits: Int, audits: Int, waits: Int) {
        (self.commits, self.audits, self.waits) = (commits, audits, waits)
    }

    init(_ folder: String, _ database: Database) async throws {
        let tables = try await database.read(.installation) { transaction in
            (
                try transaction.value(Int.self, "SELECT COUNT(*) FROM audit") ?? 0,
                try transaction.value(Int.self, "SELECT COALESCE(SUM(failures), 0) FROM login_throttle") ?? 0
            )
        }
        (commits, audits, waits) = (try Self.commits(in: folder + "/anpi.db-wal"), tables.0, tables.1)
    }

    /// The frames of SQLite's write-ahead log that end a transaction: those that give the size of the database.
    private static func commits(in path: String) throws -> Int {
        let log = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        func number(at place: Int) -> Int { log[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        let frame = 24 + number(at: 8)
        return stride(from: 32, through: log.count - frame, by: frame).count { start in
            log[start + 8..<start + 16] == log[16..<24] && number(at: start + 4) > 0
        }
    }

    static func - (after: Work, before: Work) -> Work {
        Work(
            commits: after.commits - before.commits, audits: after.audits - before.audits,
            waits: after.waits - before.waits)
    }
}
