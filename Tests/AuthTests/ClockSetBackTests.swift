import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A clock that ran ahead and was set back")
struct ClockSetBackTests {
    private static let start = Instant(milliseconds: 1_704_093_000_000)
    private static let jump = Duration.seconds(3 * 86_400)

    @Test("No step is used twice, none before a later one, and what was used ahead shuts nobody out")
    func steps() throws {
        let now = Self.start
        let present = TOTP.step(at: now)
        let ahead = TOTP.step(at: now + Self.jump)
        let none = UsedSteps([])
        let used = try #require(none.taking(present, now: now))
        #expect(used.taking(present, now: now) == nil)
        #expect(used.taking(present - 1, now: now) == nil, "the one before")
        #expect(used.taking(present + 1, now: now) != nil)
        let later = try #require(used.taking(ahead, now: now + Self.jump))
        #expect(later.taking(present, now: now) == nil, "used before the jump")
        let back = try #require(later.taking(present + 1, now: now))
        #expect(back.taking(present + 1, now: now) == nil)
        #expect(back.taking(ahead, now: now + Self.jump) == nil, "nor when that time really comes")
        // However many are used until then.
        var many = back
        for step in present + 2..<present + 60 {
            many = try #require(many.taking(step, now: Instant(milliseconds: step * 30_000)))
        }
        #expect(many.taking(ahead, now: now + Self.jump) == nil)
        #expect(many.steps.count <= 10)
    }

    @Test("An app's codes work again at once, and none twice", arguments: DatabaseKind.available)
    func app(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let shown = try await house.settleApp()
            house.clock.advance(by: Self.jump)
            let ahead = try house.code(shown)
            guard case .progress(.signedIn) = try await house.enter(house.pendingCode(), shown) else {
                Issue.record("ahead")
                return
            }
            house.clock.advance(by: .zero - Self.jump)
            guard case .progress(.signedIn) = try await house.enter(house.pendingCode(), shown) else {
                Issue.record("shut out")
                return
            }
            #expect(try await house.enter(house.pendingCode(), shown) == .used)
            house.clock.advance(by: Self.jump)
            #expect(
                try await house.auth.factors.show(
                    house.pendingCode(), .app, .code(ahead), requestID: "test", now: house.clock.now,
                    randomness: .system) == .used, "used up in its time")
        }
    }

    @Test("Codes can be sent, and locks end, as if nothing was of later than now")
    func limits() {
        let ahead = Self.start + Self.jump
        let sent = SendLimit(times: [ahead, ahead + .seconds(60)])
        #expect(sent.next(now: Self.start) == Self.start)
        #expect(sent.counting(now: Self.start).times == [Self.start])
        #expect(sent.next(now: ahead + .seconds(61)) == ahead + .seconds(120))
        var lock = FactorLock()
        for _ in 0..<5 { lock = lock.counting(.app, now: ahead) }
        #expect(lock.answer(.app, now: ahead) == .locked(until: ahead + FactorLock.duration))
        #expect(lock.answer(.app, now: Self.start) == .open(left: 4))
        var all = FactorLock()
        for _ in 0..<14 { all = all.counting(.all, now: ahead) }
        #expect(all.answer(.all, now: Self.start) == .open(left: 14))
    }

    @Test(
        "A session that nobody uses ends, and one that proved itself does not stay proved",
        arguments: DatabaseKind.available)
    func sessions(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            house.clock.advance(by: Self.jump)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            func session() async throws -> Session? {
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "test", now: house.clock.now, isUse: false)
            }
            house.clock.advance(by: .zero - Self.jump)
            _ = try await house.sessions.prune(now: house.clock.now)
            house.clock.advance(by: .seconds(601))
            let (open, now) = (try #require(try await session()), house.clock.now)
            #expect(throws: ProofNeeded.self) { try open.requireRecentProof(now: now) }
            house.clock.advance(by: .seconds(86_400))
            #expect(try await session() == nil)
        }
    }
}
