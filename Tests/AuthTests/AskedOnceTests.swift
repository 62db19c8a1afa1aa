import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A form that comes again takes nobody's password")
struct AskedOnceTests {
    private static let own = "kaki-densha-2617"

    @Test(
        "Whoever has chosen an own password since the form was shown keeps it, on paper and by mail",
        arguments: DatabaseKind.available)
    func again(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let asked = house.clock.now
            house.clock.advance(by: .seconds(60))
            _ = try await house.settle(AuthHouse.employee, "B002417", password: Self.own)
            house.clock.advance(by: .seconds(60))
            let scope = house.scope(AuthHouse.administrator, .administrator)
            let sheet = IssueFirstPassword(database: database)
            let mail = MailFirstPasswords(database: database, queue: { _, _, _, _ in true }, notices: .none, wake: {})
            let people = [AuthHouse.administrator, AuthHouse.employee]
            await #expect(throws: MadeMeanwhile.self) {
                try await sheet(scope, people: people, asked: asked, now: house.clock.now, randomness: .system)
            }
            await #expect(throws: MadeMeanwhile.self) {
                try await mail(scope, .people(people), asked: asked, now: house.clock.now, randomness: .system)
            }
            guard case .progress(.signedIn) = try await house.tryLogin("seikai", "B002417", Self.own) else {
                Issue.record("the own password is gone")
                return
            }
            // A form that was shown since does what it says.
            #expect(
                try await mail(
                    scope, .people(people), asked: house.clock.now, now: house.clock.now, randomness: .system
                ).mailed == 2)
        }
    }
}
