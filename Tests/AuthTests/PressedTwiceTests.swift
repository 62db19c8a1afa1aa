import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A set-up whose button is pressed twice")
struct PressedTwiceTests {
    private static let tenant = GuardedHouse.tenant

    @Test(
        "The code that has set an address is answered as done when it comes again, and is no try (R-098, R-107)",
        arguments: DatabaseKind.available, [FactorKind.mail, .phone])
    func sentCode(kind: DatabaseKind, factor: FactorKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            let code = try #require(CodeText(typed: "417203"))
            func send(_ code: CodeText, to target: String) async throws {
                let subject = FactorSubject(tenant: Self.tenant, person: session.person, binding: session.binding)
                let mark = SentCode.mark(code.digits, factor, subject, key: guarded.house.parts.codeKeys[0])
                try await database.write(.tenant(Self.tenant)) { transaction in
                    try SentCode(
                        purpose: .set, binding: subject.binding, mark: mark, target: target, way: .mail, delivery: 1,
                        sentAt: guarded.now, expiresAt: guarded.now + .seconds(600)
                    ).store(factor, subject, in: transaction)
                }
            }
            func set(_ code: CodeText) async throws -> SetCodeFactor.Outcome {
                try await guarded.auth.setCodeFactor(
                    .session(session), factor, code, requestID: "test", now: guarded.now, randomness: .system)
            }
            try await send(code, to: "k@example.jp")
            let outcomes = try await withThrowingTaskGroup(of: SetCodeFactor.Outcome.self) { group in
                for _ in 0..<8 { group.addTask { try await set(code) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes == Array(repeating: .set, count: 8))
            #expect(try await guarded.audited("factor.set") == 1)
            #expect(try await guarded.count("factor_lock") == 0)
            // Any other one is a try.
            #expect(try await set(try #require(CodeText(typed: "417204"))) == .wrong(left: 4))
            // While another address waits for its code, the one before it sets nothing and is said to.
            try await send(try #require(CodeText(typed: "600613")), to: "other@example.jp")
            #expect(try await set(code) == .wrong(left: 3))
            let target = try await database.read(.tenant(Self.tenant)) { transaction in
                try transaction.value(
                    String.self, "SELECT target FROM code_factor WHERE tenant_id = \(Self.tenant) AND kind = \(factor)")
            }
            #expect(target == "k@example.jp")
        }
    }

    @Test("An app's code that comes again leads where it led, and is no try (R-096)", arguments: DatabaseKind.available)
    func app(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            var inner = try await FactorHouse.open(database).house
            inner.makesBackupCodes = true
            let house = FactorHouse(house: inner)
            let grant = try await house.pendingEnrolment()
            let key = try #require(try await house.show(grant))
            let first = try await house.register(grant, key)
            guard case .progress(.next(_, .backupCodes, _)) = first else {
                Issue.record("\(first)")
                return
            }
            #expect(try await house.register(grant, key) == first)
            let other = try await house.auth.setUpApp.register(
                grant, house.code(key, offset: 3), requestID: "test", now: house.clock.now, randomness: .system)
            #expect(other == .loginOver)
        }
    }

    @Test("So it is for whoever is signed in, and of another code only that the key is gone (R-096)")
    func signedIn() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            try await database.write(.tenant(Self.tenant)) { transaction in
                _ = try transaction.execute("DELETE FROM app_factor WHERE tenant_id = \(Self.tenant)")
            }
            let setUp = guarded.auth.setUpApp
            guard case .shown(let key) = try await setUp.show(session, now: guarded.now, randomness: .system) else {
                throw NotFound("key")
            }
            func register(offset: Int64 = 0) async throws -> SetUpOutcome {
                let digits = TOTP.code(key.key.bytes, step: TOTP.step(at: guarded.now) + offset) ?? ""
                return try await setUp.register(
                    session, try #require(CodeText(typed: digits)), now: guarded.now, randomness: .system)
            }
            #expect(try await [register(), register()] == [.set, .set])
            #expect(try await register(offset: 5) == .expired)
            #expect(try await guarded.audited("factor.set") == 1)
            #expect(try await guarded.count("factor_lock") == 0)
        }
    }
}
