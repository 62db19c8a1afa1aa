import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Strangers who guess at families")
struct FamilyStopTests {
    private static let all = LoginWait.failuresToStop

    @Test(
        "Whoever tries at a family waits for the wrong tries of their own network, and for no others'",
        arguments: [
            ("192.0.2.7", "192.0.2.200", true), ("192.0.2.7", "192.0.3.7", false), ("2001:db8::1", "192.0.2.7", false),
        ])
    func networks(guesser: String, owner: String, waits: Bool) async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            for _ in 0..<5 { #expect(try await house.tryFamily(password: "wrong", from: guesser) == .refused) }
            let outcome = try await house.tryFamily(from: owner)
            #expect((outcome == .wait(.seconds(1))) == waits)
            if !waits { _ = try outcome.grant() }
        }
    }

    @Test(
        "Whoever logs in takes back their own wrong tries, not those at another family user; the wait goes on",
        arguments: DatabaseKind.available)
    func ownTriesOnly(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            try await house.setFamilyPassword("mikan-gakkou-5178", of: AuthHouse.daughter)
            // Somebody with a code of his own guesses at his daughter's.
            for _ in 0..<4 { #expect(try await house.tryFamily(code: "MUSUME", password: "wrong") == .refused) }
            _ = try await house.tryFamily().grant()
            #expect(try await house.tryFamily(code: "MUSUME", password: "wrong") == .refused)
            #expect(try await house.tryFamily(code: "MUSUME", password: "wrong") == .wait(.seconds(1)))
            #expect(try await house.tryFamily() == .wait(.seconds(1)))
            // Her own login takes back all that was tried at her.
            house.clock.advance(by: .seconds(1))
            _ = try await house.tryFamily(code: "MUSUME", password: "mikan-gakkou-5178").grant()
            for _ in 0..<5 { #expect(try await house.tryFamily(password: "wrong") == .refused) }
            #expect(try await house.tryFamily() == .wait(.seconds(1)))
        }
    }

    @Test(
        "A hundred wrong tries stop a family whoever else logs in; browsers of its own go on, the employee is told once and lifts it",
        arguments: DatabaseKind.available)
    func stop(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            try await house.setFamilyPassword(of: AuthHouse.daughter)
            let own = try await house.tryFamily(code: "MUSUME").grant()
            // At a family user, at a code that nobody has, and at another one.
            #expect(try await house.guessFamily(60, code: "MUSUME").allSatisfy { $0 == .refused })
            house.clock.advance(by: .seconds(60))
            #expect(try await house.guessFamily(Self.all - 61, code: "HAHA").allSatisfy { $0 == .refused })
            _ = try await house.tryFamily(from: "10.9.0.1").grant()
            let scope = house.scope(AuthHouse.employee, .member)
            #expect(try await !house.auth.familyStop.isOn(scope))
            #expect(!house.mails.take().map(\.notice).contains(.familyStopped))
            #expect(try await house.guessFamily(1) == [.refused])
            #expect(house.mails.take() == [Mail(AuthHouse.employee, .familyStopped)])
            #expect(try await house.auth.familyStop.isOn(scope))
            #expect(try await house.tryFamily(from: "10.9.0.1") == .refused)
            _ = try await house.tryFamily(code: "MUSUME", device: own.deviceMark).grant()
            // That opens nothing for new browsers, and nobody is told again.
            #expect(try await house.guessFamily(2) == [.refused, .refused])
            #expect(try await house.tryFamily(code: "MUSUME", from: "10.9.1.1") == .refused)
            #expect(house.mails.take().isEmpty)
            await #expect(throws: NotAllowed(capability: .manageOwnLogin)) {
                try await house.auth.familyStop.lift(
                    house.scope(AuthHouse.employee, [.viewOwnProfile]), now: house.clock.now)
            }
            try await house.auth.familyStop.lift(scope, now: house.clock.now)
            #expect(try await !house.auth.familyStop.isOn(scope))
            _ = try await house.tryFamily(from: "10.9.0.1").grant()
        }
    }

    @Test(
        "An administrator who unlocks an employee lifts the stop and the waits of the family",
        arguments: DatabaseKind.available)
    func lifted(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            for _ in 0..<5 { _ = try await house.tryFamily(password: "wrong") }
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute("UPDATE family_failure SET failures = \(Self.all)")
            }
            #expect(try await house.tryFamily() == .wait(.seconds(1)))
            #expect(try await house.tryFamily(from: "10.9.0.1") == .refused)
            try await CareForAccounts(database: database, notices: .none).unlock(
                house.scope(AuthHouse.administrator, .administrator), AuthHouse.employee, at: house.clock.now)
            _ = try await house.tryFamily().grant()
            _ = try await house.tryFamily(from: "10.9.0.1").grant()
        }
    }

    @Test("The audit chain names the employee whose family is tried; what names no employee stands there now and then")
    func traces() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            for code in ["CHICHI", "X"] { _ = try await house.tryFamily(code: code, password: "wrong") }
            for number in 0..<12 { _ = try await house.tryFamily(id: "B99\(number)") }
            let rows = try await database.read(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.all(
                    """
                    SELECT actor, subject, reason FROM audit
                    WHERE tenant_id = \(AuthHouse.tenant) AND action = 'family.login' ORDER BY seq
                    """
                ) { row in [try row.next(String.self), try row.next(String.self), try row.next(String.self)] }
            }
            let employee = "person:\(AuthHouse.employee)"
            #expect(
                rows == [
                    ["somebody", employee, ""], ["somebody", employee, ""],
                    ["somebody", "", "unknown person, number 1 of this hour"],
                    ["somebody", "", "unknown person, number 10 of this hour"],
                ])
        }
    }
}
