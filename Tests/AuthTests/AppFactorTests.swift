import Database
import Domain
import Foundation
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Authenticator apps")
struct AppFactorTests {
    @Test(
        "Codes are those of RFC 6238, appendix B, cut to six digits (R-079)",
        arguments: zip(
            [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000],
            ["287082", "081804", "050471", "005924", "279037", "353130"]))
    func vectors(seconds: Int64, code: String) {
        let secret = Array("12345678901234567890".utf8)
        #expect(TOTP.code(secret, step: seconds / 30) == code)
    }

    @Test("oathtool, which isn't ours, shows the same codes for our keys on any device (R-079, R-085, R-088, R-090)")
    func independent() throws {
        let key = AppKey(randomness: .system)
        #expect(key.text.exposed.count == 32 && key.groups.count == 8)
        for seconds in [Int64(1_704_093_000), 1_795_000_000, 59] {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/oathtool")
            process.arguments = ["--totp", "--base32", "--now", "@\(seconds)", key.text.exposed]
            process.standardOutput = pipe
            try process.run()
            let shown = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(shown.trimmingCharacters(in: .whitespacesAndNewlines) == TOTP.code(key.bytes, step: seconds / 30))
        }
    }

    @Test(
        "Six digits are taken however they are typed, and nothing else",
        arguments: [
            ("287082", "287082"), ("287 082", "287082"), ("２８７０８２", "287082"), (" 287-082\n", "287082"),
            ("28７ 0８2", "287082"), ("28708", nil), ("2870822", nil), ("28708a", nil), ("", nil), ("٢٨٧٠٨٢", nil),
        ] as [(String, String?)])
    func typed(text: String, digits: String?) {
        #expect(CodeText(typed: text)?.digits == digits)
        #expect(CodeText(typed: text).map { "\($0)" }?.contains("287") != true, "never printed")
    }

    @Test("The link names the site and whose entry it is (R-084, R-086, R-089)")
    func link() {
        let key = AppKey(bytes: Array("12345678901234567890".utf8))
        #expect(
            key.link(site: "www.mc-anpi.com", account: "B002417@seikai").exposed
                == "otpauth://totp/www.mc-anpi.com:B002417%40seikai?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=www.mc-anpi.com&algorithm=SHA1&digits=6&period=30")
    }

    @Test("A shown key never comes again (R-087)")
    func neverRepeats() {
        #expect(Set((0..<10_000).map { _ in AppKey(randomness: .system) }).count == 10_000)
    }

    @Test(
        "A key that was shown is registered by its code, opens everything, and is then asked for (R-082, R-083, R-096)",
        arguments: DatabaseKind.available)
    func enrolment(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingEnrolment()
            let first = try #require(try await house.show(grant))
            let second = try #require(try await house.show(grant))
            #expect(first.key != second.key, "R-087")
            guard case .wrong(left: 4, nil) = try await house.register(grant, "000000", unless: [first, second]) else {
                Issue.record("a code of no key must be refused")
                return
            }
            // The page was loaded anew after the app had read the first key.
            guard case .progress(.signedIn(let session)) = try await house.register(grant, first) else {
                Issue.record("a key of the same page must enrol")
                return
            }
            let opened = try await house.auth.sessions.resume(
                cookie: session.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(opened?.scope.capabilities == .member && opened?.opening.factor == "app")
            #expect(
                house.house.mails.take() == [
                    Mail(FactorHouse.person, .passwordChanged), Mail(FactorHouse.person, .factorSet(.app)),
                ])
            #expect(try await house.house.audited("factor.set") == ["app"])
            #expect(try await house.house.audited("factor.refused") == ["app.setUp"])
            house.clock.advance(by: .seconds(30))
            let again = try await house.pendingCode()
            #expect(try await house.show(again) == nil, "R-083")
            guard case .progress(.signedIn) = try await house.enter(again, first) else {
                Issue.record("the code of the registered key must let in")
                return
            }
        }
    }

    @Test("Keys of another browser, or shown ten minutes ago, or before the last five, enrol nothing (R-087)")
    func lostKeys() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let other = try #require(try await house.show(try await house.pendingEnrolment()))
            let grant = try await house.pendingEnrolment()
            let old = try #require(try await house.show(grant))
            guard case .wrong(left: 4, _) = try await house.register(grant, other) else {
                Issue.record("the key of another browser must not enrol")
                return
            }
            for _ in 0..<5 {
                house.clock.advance(by: .seconds(1))
                _ = try await house.show(grant)
            }
            guard case .wrong(left: 3, _) = try await house.register(grant, old) else {
                Issue.record("a key before the last five must not enrol")
                return
            }
            let late = try await house.pendingEnrolment()
            let shown = try #require(try await house.show(late))
            house.clock.advance(by: .seconds(599))
            let fresh = try #require(try await house.show(late))
            house.clock.advance(by: .seconds(1))
            #expect(try await house.register(late, shown) == .expired, "not wrong, but too late")
            guard case .progress = try await house.register(late, fresh) else {
                Issue.record("the key that was shown since must enrol")
                return
            }
        }
    }

    @Test("A key says until when it is good; a code of a later time costs no try, and the login lives on (R-087)")
    func late() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingEnrolment()
            let shown = try #require(try await house.show(grant))
            #expect(shown.goodUntil == house.clock.now + .seconds(600))
            house.clock.advance(by: .seconds(600))
            for _ in 0..<6 { #expect(try await house.register(grant, shown) == .expired) }
            house.clock.advance(by: .seconds(900))
            let last = try #require(try await house.show(grant))
            #expect(last.goodUntil == house.clock.now + .seconds(300), "no longer than the login itself")
            guard case .progress = try await house.register(grant, last) else {
                Issue.record("a login at its set-up lasts half an hour")
                return
            }
        }
    }

    @Test("While wrong codes lock the set-up, no key is drawn (R-087, R-107)")
    func noKeyWhileLocked() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingEnrolment()
            let shown = try #require(try await house.show(grant))
            for _ in 0..<5 { _ = try await house.register(grant, "000000", unless: [shown]) }
            let until = house.clock.now + FactorLock.duration
            #expect(house.house.mails.take().last == Mail(FactorHouse.person, .factorLocked(.app)))
            #expect(try await house.show(grant) == nil, "the last try ends the login")
            guard
                case .locked(until) = try await house.auth.setUpApp.show(
                    try await house.pendingEnrolment(), now: house.clock.now, randomness: .system)
            else {
                Issue.record("a locked set-up must show no key")
                return
            }
            let drawn = try await database.read(.tenant(FactorHouse.tenant)) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM app_candidate")
            }
            #expect(drawn == 1)
        }
    }

    @Test("A code is taken one step early or late, and each step once", arguments: DatabaseKind.available)
    func window(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            for (offset, isTaken) in [
                (-2, false), (2, false), (-1, false), (0, true), (0, false), (-1, false), (1, true),
            ] {
                let grant = try await house.pendingCode()
                let outcome = try await house.enter(grant, key, offset: offset)
                if case .progress = outcome { #expect(isTaken, "\(offset)") } else { #expect(!isTaken, "\(offset)") }
                if !isTaken { try await house.lift() }
            }
        }
    }

    @Test(
        "A code that was used, or one before it, is told to be so and costs no try, however often; while a lock stands, it is not told",
        arguments: DatabaseKind.available)
    func used(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            _ = try await house.enter(try await house.pendingCode(), key)
            let grant = try await house.pendingCode()
            for offset in [0, -1, 0, -1, 0, 0] {
                #expect(try await house.enter(grant, key, offset: offset) == .used, "\(offset)")
            }
            #expect(try await house.house.audited("factor.refused").allSatisfy { $0 == "app.used" })
            #expect(try await house.house.audited("factor.refused").count == 6)
            // A guess still has all its tries, and a used code between two gives none back.
            #expect(try await house.enter(grant, key, offset: 500) == .wrong(left: 4, nil))
            #expect(try await house.enter(grant, key) == .used)
            for left in [3, 2, 1] { #expect(try await house.enter(grant, key, offset: 500) == .wrong(left: left, nil)) }
            #expect(try await house.enter(grant, key) == .used)
            #expect(try await house.enter(grant, key, offset: 500) == .wrong(left: 0, nil))
            guard case .locked = try await house.enter(try await house.pendingCode(), key) else {
                Issue.record("a lock must look at no code")
                return
            }
        }
    }

    @Test("Whose clock is wrong is told by how much, and is refused and counted all the same (R-093)")
    func skew() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            house.clock.advance(by: .seconds(3_600))
            let grant = try await house.pendingCode()
            let slow = try await house.enter(grant, key, offset: -10)
            #expect(slow == .wrong(left: 4, ClockSkew(steps: -10)))
            #expect(ClockSkew(steps: -10).minutes == 5 && !ClockSkew(steps: -10).isFast)
            // A code of later would be a right one then: who only guesses is not told of it.
            #expect(try await house.enter(grant, key, offset: 100) == .wrong(left: 3, nil))
            #expect(try await house.enter(grant, key, offset: 500) == .wrong(left: 2, nil))
        }
    }

    @Test(
        "Of a device whose later code was taken, an earlier one is an old code and not a slow clock's (R-093)",
        arguments: DatabaseKind.available)
    func oldCode(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            house.clock.advance(by: .seconds(3_600))
            guard case .progress = try await house.enter(try await house.pendingCode(), key) else {
                throw NotFound("in")
            }
            house.clock.advance(by: .seconds(300))
            let grant = try await house.pendingCode()
            // The code that was taken is no try, however old it is.
            for _ in 0..<6 { #expect(try await house.enter(grant, key, offset: -10) == .used) }
            let old = ClockSkew(steps: -11, isOfOldCode: true)
            #expect(try await house.enter(grant, key, offset: -11) == .wrong(left: 4, old))
            // Of a later one nothing is known that speaks for the clock.
            #expect(try await house.enter(grant, key, offset: -9) == .wrong(left: 3, ClockSkew(steps: -9)))
        }
    }

    @Test("At the set-up a clock is told, fast or slow, of whichever of the shown keys the code is (R-093)")
    func skewAtSetUp() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingEnrolment()
            let shown = try #require(try await house.show(grant))
            // The page was loaded once more, and the app keeps the key it has.
            _ = try await house.show(grant)
            for (offset, left) in [(100, 4), (-100, 3)] {
                let outcome = try await house.auth.setUpApp.register(
                    grant, house.code(shown, offset: offset), requestID: "test", now: house.clock.now,
                    randomness: .system)
                #expect(outcome == .wrong(left: left, ClockSkew(steps: offset)))
            }
        }
    }

    @Test(
        "A login that waits at the set-up enrols nothing once its person has a factor, and ends with it (R-083)",
        arguments: DatabaseKind.available)
    func oneEnrolment(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let stranger = try await house.pendingEnrolment()
            let strangers = try #require(try await house.show(stranger))
            let owner = try await house.pendingEnrolment()
            let owners = try #require(try await house.show(owner))
            guard case .progress(.signedIn(let session)) = try await house.register(owner, owners) else {
                throw NotFound("session")
            }
            let place = CodePlace.login(stranger)
            #expect(try await house.register(stranger, strangers) == .loginOver)
            #expect(try await house.show(stranger) == nil)
            await #expect(throws: LoginOver.self) {
                try await house.auth.passkeys.options(place, .set, now: house.clock.now, randomness: .system)
            }
            await #expect(throws: LoginOver.self) {
                try await house.auth.sendCode(
                    place, .mail, .mail, .set, target: .address("a@example.jp"), requestID: "t", now: house.clock.now,
                    randomness: .system)
            }
            #expect(try await house.auth.continueLogin.pending(stranger, now: house.clock.now) == nil)
            // Nor would one that is still there: the rule looks at what is set, not only at who was faster.
            try await database.write(.tenant(FactorHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO pending_login (tenant_id, token_hash, person_id, step, expires_at, started_at)
                    VALUES (\(FactorHouse.tenant), \(stranger.token.hash), \(FactorHouse.person), 'enrolment',
                            \(house.clock.now + .seconds(600)), \(house.clock.now))
                    """)
            }
            #expect(try await house.register(stranger, strangers) == .loginOver)
            await #expect(throws: LoginOver.self) {
                try await house.auth.passkeys.options(place, .set, now: house.clock.now, randomness: .system)
            }
            let resumed = try await house.auth.sessions.resume(
                cookie: session.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(resumed != nil)
        }
    }

    @Test("Of sixteen logins that set up an app at once, one does (R-083)", arguments: DatabaseKind.available)
    func enrolmentRace(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            var logins: [(PendingGrant, ShownAppKey)] = []
            for _ in 0..<16 {
                let grant = try await house.pendingEnrolment()
                logins.append((grant, try #require(try await house.show(grant))))
            }
            let outcomes: [SetUpOutcome] = await withTaskGroup(of: SetUpOutcome?.self) { group in
                for (grant, shown) in logins { group.addTask { try? await house.register(grant, shown) } }
                return await group.reduce(into: []) { list, one in if let one { list.append(one) } }
            }
            let isIn = outcomes.filter { if case .progress = $0 { true } else { false } }
            #expect(isIn.count == 1 && outcomes.filter { $0 == .loginOver }.count == 15)
        }
    }

    @Test(
        "Of sixteen uses of one code one wins, and of sixteen guesses five are looked at (R-107)",
        arguments: DatabaseKind.available)
    func races(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            house.clock.advance(by: .seconds(60))
            let grant = try await house.pendingCode()
            let uses = await Self.sixteen { try await house.enter(grant, key) }
            #expect(uses.filter { if case .progress = $0 { true } else { false } }.count == 1)
            // Who lost that race was right too, and has lost no place.
            #expect(uses.filter { $0 == .loginOver }.count == 15)
            let next = try await house.pendingCode()
            let guesses = await Self.sixteen { try await house.enter(next, key, offset: 900) }
            let looked = guesses.filter { if case .wrong = $0 { true } else { false } }
            #expect(looked.count == FactorLock.limit)
            #expect(house.house.mails.take().last == Mail(FactorHouse.person, .factorLocked(.app)))
        }
    }

    @Test(
        "Of sixteen logins with one and the same code of the app one gets in: a step of time is good once",
        arguments: DatabaseKind.available)
    func oneStep(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            house.clock.advance(by: .seconds(60))
            var grants: [PendingGrant] = []
            for _ in 0..<16 { grants.append(try await house.pendingCode()) }
            let waiting = grants
            let late = Mutex(0)
            let wins = try await winners { taker in
                let outcome = try await house.enter(waiting[taker], key)
                if outcome == .used { late.withLock { $0 += 1 } }
                return if case .progress = outcome { true } else { false }
            }
            #expect(wins == 1)
            #expect(late.withLock { $0 } == 15, "who comes late was right too, and has lost no place")
        }
    }

    private static func sixteen(
        _ body: @escaping @Sendable () async throws -> FactorOutcome
    ) async -> [FactorOutcome] {
        await withTaskGroup(of: FactorOutcome?.self) { group in
            for _ in 0..<16 { group.addTask { try? await body() } }
            return await group.reduce(into: []) { list, one in if let one { list.append(one) } }
        }
    }
}
