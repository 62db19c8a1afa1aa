import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Strangers who guess")
struct StrangersTests {
    @Test(
        "Strangers wait for the wrong passwords of their own network, a /24 or a /48, and for no others'",
        arguments: [
            ("192.0.2.7", "192.0.2.200", true), ("192.0.2.7", "192.0.3.7", false),
            ("192.0.2.7", "::ffff:192.0.2.8", true), ("2001:db8:1:2::1", "2001:DB8:1:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:2:2::1", false), ("192.0.2.7", "2001:db8:1:2::1", false),
            ("unix", "unix", true), ("192.0.2.7", "unix", false),
        ])
    func networks(guesser: String, owner: String, waits: Bool) async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            for _ in 0..<5 {
                #expect(try await house.tryLogin("seikai", "B002417", "wrong", from: guesser) == .refused)
            }
            let outcome = try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", from: owner)
            #expect((outcome == .wait(.seconds(1))) == waits)
        }
    }

    @Test(
        "An owner's new browser gets in beside a guesser, who goes on waiting; lifting the waits lifts those of all networks",
        arguments: DatabaseKind.available)
    func beside(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            let guessers = ["198.51.100.1", "2001:db8::1"]
            func guess() async throws -> [LogIn.Outcome] {
                var outcomes: [LogIn.Outcome] = []
                for guesser in guessers {
                    outcomes.append(try await house.tryLogin("seikai", "B002417", "wrong", from: guesser))
                }
                return outcomes
            }
            for _ in 0..<5 { #expect(try await guess() == [.refused, .refused]) }
            let new = try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", from: "192.0.2.1")
            guard case .progress(.signedIn) = new else {
                Issue.record("a guesser elsewhere kept the owner's new browser out")
                return
            }
            #expect(try await guess() == [.wait(.seconds(1)), .wait(.seconds(1))])
            try await CareForAccounts(database: database, notices: .none).unlock(
                house.scope(AuthHouse.administrator, .administrator), AuthHouse.employee, at: house.clock.now)
            #expect(try await guess() == [.refused, .refused])
        }
    }

    @Test(
        "A hundred wrong passwords from twenty networks stop the password for strangers of any",
        arguments: DatabaseKind.available)
    func manyNetworks(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
            for number in 0..<LoginWait.failuresToStop {
                let source = "10.0.\(number % 20).1"
                #expect(try await house.tryLogin("seikai", "B002417", "wrong", from: source) == .refused)
            }
            #expect(
                try await house.tryLogin("seikai", "B002417", "kaki-densha-2617", from: "10.1.0.1") == .refused)
        }
    }
}
