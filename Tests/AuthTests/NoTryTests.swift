import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("What is no try is not counted")
struct NoTryTests {
    private static let nothing = PasskeyAssertion(
        credentialID: [], clientData: [], authenticatorData: [], signature: [])

    private static func show(
        _ proof: FactorProof, _ kind: FactorKind, _ grant: PendingGrant, _ guarded: GuardedHouse
    ) async throws -> FactorOutcome {
        try await guarded.auth.factors.show(
            grant, kind, proof, requestID: "test", now: guarded.now, randomness: .system)
    }

    /// Gives the person the passkey of the fixtures.
    private static func setPasskey(_ guarded: GuardedHouse) async throws {
        let made = PasskeyFixtures.create
        let data = try #require(AttestationObject.authenticatorData(made.attestation))
        let key = try #require(PasskeyKey(authenticatorData: data, site: "localhost"))
        try await guarded.house.database.write(.tenant(GuardedHouse.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO passkey
                    (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                VALUES (\(GuardedHouse.tenant), \(GuardedHouse.person), 1, \(key.credentialID), \(key.publicKey),
                        \(Int64(key.algorithm)), 0, 'iPhone', 0)
                """)
        }
    }

    private static func ask(_ grant: PendingGrant, _ byte: UInt8, _ guarded: GuardedHouse) async throws {
        _ = try await guarded.auth.passkeys.options(
            .login(grant), .show, now: guarded.now, randomness: Randomness { [UInt8](repeating: byte, count: $0) })
    }

    @Test("A form that brings no passkey's answer locks nobody out", arguments: DatabaseKind.available)
    func empty(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            try await Self.setPasskey(guarded)
            let grant = try await guarded.pending().grant
            for _ in 0..<6 {
                #expect(try await Self.show(.assertion(Self.nothing), .passkey, grant, guarded) == .expired)
            }
            #expect(try await guarded.count("factor_lock") == 0)
            #expect(
                try await Self.show(.assertion(PasskeyFixtures.get5), .passkey, grant, guarded) == .wrong(left: 4, nil))
            #expect(try await guarded.count("factor_lock") == 2, "an answer to no question is a try")
        }
    }

    @Test("A right answer that comes after five minutes is late and not wrong", arguments: DatabaseKind.available)
    func late(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            try await Self.setPasskey(guarded)
            let grant = try await guarded.pending().grant
            try await Self.ask(grant, 0x22, guarded)
            guarded.house.clock.advance(by: .seconds(301))
            _ = try await guarded.auth.sessions.prune(now: guarded.now)
            #expect(try await Self.show(.assertion(PasskeyFixtures.get5), .passkey, grant, guarded) == .expired)
            #expect(try await guarded.count("factor_lock") == 0)
        }
    }

    @Test(
        "Another tab takes no question away; of many, the last five can be answered", arguments: DatabaseKind.available)
    func tabs(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            try await Self.setPasskey(guarded)
            let grant = try await guarded.pending().grant
            func ask(others: Int) async throws {
                guarded.house.clock.advance(by: .seconds(1))
                try await Self.ask(grant, 0x22, guarded)
                for other in 0..<others {
                    guarded.house.clock.advance(by: .seconds(1))
                    try await Self.ask(grant, UInt8(0x30 + other), guarded)
                }
            }
            try await ask(others: 5)
            #expect(
                try await Self.show(.assertion(PasskeyFixtures.get5), .passkey, grant, guarded) == .wrong(left: 4, nil))
            try await ask(others: 4)
            guard case .progress = try await Self.show(.assertion(PasskeyFixtures.get5), .passkey, grant, guarded)
            else {
                Issue.record("the first tab's answer")
                return
            }
        }
    }

    @Test("A code of a kind that is not set is refused, and locks nothing")
    func unset() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let grant = try await guarded.pending().grant
            let code = try #require(CodeText(typed: "123456"))
            for _ in 0..<6 {
                #expect(try await Self.show(.code(code), .mail, grant, guarded) == .wrong(left: 5, nil))
            }
            #expect(try await guarded.count("factor_lock") == 0)
        }
    }
}
