import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Passkeys")
struct PasskeyTests {
    private static let tenant = AuthHouse.tenant
    private static let subject = FactorSubject(tenant: tenant, person: AuthHouse.employee, binding: [1, 2, 3])
    private static let site = "localhost"

    private static func key(_ made: PasskeyFixtures.Made) -> PasskeyKey? {
        guard ClientData(made.clientData, .create, origin: "http://localhost") != nil,
            let data = AttestationObject.authenticatorData(made.attestation)
        else { return nil }
        return PasskeyKey(authenticatorData: data, site: site)
    }

    @Test("Keys of both curves and of RSA are read, and bound to this site, this origin and a checked person")
    func registration() throws {
        let key = try #require(Self.key(PasskeyFixtures.create))
        #expect(key.credentialID == Array("es-credential-id".utf8) && key.algorithm == -7 && key.counter == 0)
        #expect(Self.key(PasskeyFixtures.createEd)?.algorithm == -8)
        #expect(Self.key(PasskeyFixtures.createRS)?.algorithm == -257)
        let refused = [
            PasskeyFixtures.createElsewhere, PasskeyFixtures.createFramed, PasskeyFixtures.createWrongKind,
            PasskeyFixtures.createWrongSite, PasskeyFixtures.createUnverified, PasskeyFixtures.createCut,
            PasskeyFixtures.createNoKey,
        ]
        for made in refused { #expect(Self.key(made) == nil) }
    }

    @Test("No cut or changed attestation is taken for another key, and none does harm")
    func hostile() {
        let good = PasskeyFixtures.create.attestation
        for length in 0..<good.count {
            #expect(AttestationObject.authenticatorData(Array(good.prefix(length))) == nil)
        }
        for place in good.indices {
            var changed = good
            changed[place] ^= 0xff
            if let data = AttestationObject.authenticatorData(changed) {
                _ = PasskeyKey(authenticatorData: data, site: Self.site)
            }
        }
        #expect(AttestationObject.authenticatorData([UInt8](repeating: 0x9f, count: 20_000)) == nil)
    }

    /// Stores a passkey and a challenge for the fixtures.
    private static func prepare(_ made: PasskeyFixtures.Made, _ house: AuthHouse) async throws {
        let key = try #require(Self.key(made))
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO passkey
                    (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                VALUES (\(tenant), \(subject.person), 1, \(key.credentialID), \(key.publicKey),
                        \(Int64(key.algorithm)), 0, 'iPhone', 0)
                """)
        }
    }

    private static func challenge(_ house: AuthHouse) async throws {
        let now = house.clock.now
        try await house.database.write(.tenant(tenant)) { transaction in
            _ = try PasskeyChallenge.make(
                .show, subject, now: now, randomness: Randomness { [UInt8](repeating: 0x22, count: $0) },
                in: transaction)
        }
    }

    private static func check(
        _ answer: PasskeyAssertion, _ house: AuthHouse, binding: [UInt8] = subject.binding
    ) async throws -> FactorVerdict {
        let now = house.clock.now
        let asked = FactorSubject(tenant: tenant, person: subject.person, binding: binding)
        let factor = PasskeyFactor(house.parts)
        return try await house.database.write(.tenant(tenant)) {
            try factor.check(.assertion(answer), asked, now: now, in: $0)
        }
    }

    @Test(
        "A right answer counts once, its counter must grow, and each challenge is answered once",
        arguments: DatabaseKind.available)
    func assertion(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await Self.prepare(PasskeyFixtures.create, house)
            try await Self.challenge(house)
            #expect(try await Self.check(PasskeyFixtures.get5, house) == .right)
            #expect(try await Self.check(PasskeyFixtures.get6, house) == .wrong(nil), "the challenge is used up")
            for answer in [PasskeyFixtures.get5, PasskeyFixtures.get4] {
                try await Self.challenge(house)
                #expect(try await Self.check(answer, house) == .wrong(nil), "the counter did not grow")
            }
            let refused = [
                PasskeyFixtures.getUnverified, PasskeyFixtures.getWrongSite, PasskeyFixtures.getElsewhere,
                PasskeyFixtures.getSpoilt, PasskeyFixtures.getStranger, PasskeyFixtures.getUnknown,
            ]
            for answer in refused {
                try await Self.challenge(house)
                #expect(try await Self.check(answer, house) == .wrong(nil))
            }
            try await Self.challenge(house)
            #expect(try await Self.check(PasskeyFixtures.get6, house, binding: [9]) == .wrong(nil), "another login's")
            house.clock.advance(by: .seconds(300))
            #expect(try await Self.check(PasskeyFixtures.get6, house) == .expired, "too late")
            try await Self.challenge(house)
            #expect(try await Self.check(PasskeyFixtures.get6, house) == .right)
        }
    }

    @Test("An RSA passkey's answer is right once, and a changed one never", arguments: DatabaseKind.available)
    func rsa(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await Self.prepare(PasskeyFixtures.createRS, house)
            let good = PasskeyFixtures.getRS3
            for place in [0, 100, 255] {
                var signature = good.signature
                signature[place] ^= 1
                try await Self.challenge(house)
                let spoilt = PasskeyAssertion(
                    credentialID: good.credentialID, clientData: good.clientData,
                    authenticatorData: good.authenticatorData, signature: signature)
                #expect(try await Self.check(spoilt, house) == .wrong(nil))
            }
            try await Self.challenge(house)
            #expect(try await Self.check(good, house) == .right)
        }
    }

    @Test("A passkey that never counts works again and again", arguments: DatabaseKind.available)
    func withoutCounter(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await Self.prepare(PasskeyFixtures.createEd, house)
            for _ in 0..<2 {
                try await Self.challenge(house)
                #expect(try await Self.check(PasskeyFixtures.getEd0, house) == .right)
            }
        }
    }

    @Test("Of sixteen with the same answer one is right", arguments: DatabaseKind.available)
    func sixteen(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            try await Self.prepare(PasskeyFixtures.create, house)
            try await Self.challenge(house)
            let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await Self.check(PasskeyFixtures.get5, house) == .right }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(right == 1)
        }
    }

    /// A challenge that the fixture's browser answered, and its answer.
    private static func register(_ place: CodePlace, _ house: AuthHouse) async throws -> Passkeys.Outcome {
        let made = PasskeyFixtures.create
        return try await house.auth.passkeys.register(
            place, clientData: made.clientData, attestation: made.attestation, name: "iPhone", requestID: "test",
            now: house.clock.now, randomness: .system)
    }

    private static func ask(_ place: CodePlace, _ house: AuthHouse) async throws {
        _ = try await house.auth.passkeys.options(
            place, .set, now: house.clock.now, randomness: Randomness { [UInt8](repeating: 0x11, count: $0) })
    }

    @Test("Of sixteen registrations at one set-up one goes on with the login", arguments: DatabaseKind.available)
    func setUpRace(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let factors = try await FactorHouse.open(database)
            let house = factors.house
            let place = CodePlace.login(try await factors.pendingEnrolment())
            try await Self.ask(place, house)
            let set = try await winners { _ in
                do {
                    if case .progress(.signedIn) = try await Self.register(place, house) { return true }
                    return false
                } catch is LoginOver {
                    return false
                }
            }
            #expect(set == 1)
            #expect(try await house.audited("factor.set") == ["passkey"])
        }
    }

    @Test("Its owner is told when one is set in a session, and when it is removed", arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let session = try await guarded.session()
            try await Self.ask(.session(session), guarded.house)
            #expect(try await Self.register(.session(session), guarded.house) == .set)
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorSet(.passkey))])
            let passkey = try #require(try await guarded.auth.passkeys.list(session).first)
            try await guarded.auth.passkeys.remove(passkey.id, session, now: guarded.now)
            #expect(guarded.mails.take() == [Mail(GuardedHouse.person, .factorRemoved(.passkey))])
            #expect(try await guarded.house.audited("factor.set") == ["passkey"])
            #expect(try await guarded.house.audited("factor.removed") == ["passkey"])
        }
    }

    @Test(
        "The site is the host of our own address",
        arguments: [
            ("https://anpi.example.jp", "anpi.example.jp"), ("http://localhost:8080", "localhost"),
            ("http://localhost", "localhost"),
        ])
    func site(origin: String, expected: String) {
        #expect(PasskeyFactor.site(origin) == expected)
    }
}
