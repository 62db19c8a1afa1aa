import Auth
import Domain
import Tenants
import TestKit
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test(
        "A session ends after 30 minutes without operation, and after 12 hours in any case (R-042)",
        arguments: DatabaseKind.available)
    func limits(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            func isAlive() async throws -> Bool {
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now) != nil
            }
            house.clock.advance(by: .seconds(1_799))
            #expect(try await isAlive())
            for _ in 0..<23 {
                house.clock.advance(by: .seconds(1_790))
                #expect(try await isAlive())
            }
            house.clock.advance(by: .seconds(43_200 - 1_799 - 23 * 1_790))
            #expect(try await !isAlive())
        }
    }

    @Test("Half an hour of silence ends it for good")
    func idle() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let start = house.clock.now
            house.clock.advance(by: .seconds(1_800))
            #expect(
                try await house.sessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now)
                    == nil)
            #expect(try await house.sessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: start) == nil)
        }
    }

    @Test("Logging out ends the session; other cookies are nobody's", arguments: DatabaseKind.available)
    func logout(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let foreign = "\(AuthHouse.otherTenant)~\(grant.token.secret.exposed)"
            for cookie in [foreign, "", "~", "11~", "11~short", grant.token.secret.exposed] {
                #expect(try await house.sessions.resume(cookie: cookie, requestID: "r", now: house.clock.now) == nil)
            }
            try await house.sessions.end(cookie: grant.cookie.exposed)
            #expect(
                try await house.sessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now)
                    == nil)
        }
    }

    @Test(
        "Choosing a new password asks for the current one and ends all other sessions",
        arguments: DatabaseKind.available)
    func ownChange(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let old = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let session = try #require(
                try await house.sessions.resume(cookie: old.cookie.exposed, requestID: "r", now: house.clock.now))
            let choice = ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618")
            await #expect(throws: InvalidInput.self) {
                try await house.changePassword.own(
                    session, current: "wrong", choice, now: house.clock.now, randomness: .system)
            }
            let new = try await house.changePassword.own(
                session, current: "kaki-densha-2617", choice, now: house.clock.now, randomness: .system)
            let now = house.clock.now
            #expect(try await house.sessions.resume(cookie: old.cookie.exposed, requestID: "r", now: now) == nil)
            #expect(try await house.sessions.resume(cookie: new.cookie.exposed, requestID: "r", now: now) != nil)
        }
    }
}
