import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

/// A way past the second step of a login.
enum FactorWay: String, CaseIterable, Sendable {
    case app, mail, phone, passkey, backup
    /// The code that an administrator made.
    case bypass

    /// What its wrong tries are counted as.
    var lock: LockKind { self == .bypass ? .backup : LockKind(rawValue: rawValue) ?? .all }
    /// The factor that it shows; nil for what is typed in a factor's place.
    var kind: FactorKind? { FactorKind(rawValue: rawValue) }
}

/// What may come where a factor is asked for, beside the right thing at the right place.
enum FactorInput: CaseIterable, Sendable {
    /// Right, as a Japanese keyboard types it.
    case fullWidth
    /// Right, pasted with spaces around and within.
    case spaced
    /// Shaped like a right one.
    case guess
    /// Right, with a pending login that nobody began.
    case invented
    /// Right, with the pending login's token said to be another organization's.
    case otherOrganization
    /// Right, when the pending login's time is over.
    case late
    /// The form that has just let somebody in, sent once more.
    case replayed
    /// What has let somebody in, at their next login.
    case again
    /// Right for another login of the same person.
    case otherLogin
    /// Right for one person, at the login of another one.
    case otherPerson

    /// What is answered, and what the chain says of it; nil where it is no bad input.
    func answer(_ way: FactorWay) -> (said: FactorDesk.Said, audited: String?)? {
        switch self {
        case .fullWidth, .spaced: way == .passkey ? nil : (.letIn, nil)
        case .invented, .otherOrganization, .late, .replayed: (.over, nil)
        case .guess, .otherPerson: (.wrong(left: 4), way.lock.rawValue)
        // What is right for a while, not for one login, can be used at any.
        case .otherLogin: [.app, .backup, .bypass].contains(way) ? nil : (.wrong(left: 4), way.lock.rawValue)
        case .again:
            switch way {
            case .app: (.used, "app.used")
            case .backup, .bypass: (.used, "backup.used")
            case .mail, .phone, .passkey: (.wrong(left: 4), way.lock.rawValue)
            }
        }
    }
}

/// Two people of `GuardedHouse` who have every factor.
struct FactorDesk: Sendable {
    /// What came of it, as it is told.
    enum Said: Hashable, Sendable {
        case letIn, wrong(left: Int), used, over
        case other(String)
    }

    /// What somebody sends.
    enum Sent: Sendable {
        case typed(String)
        case answer(PasskeyAssertion)
    }

    private final class Outbox: Sendable {
        let code = Mutex<String?>(nil)
    }

    private static let (person, administrator) = (GuardedHouse.person, GuardedHouse.administrator)
    private static let tenant = GuardedHouse.tenant

    let guarded: GuardedHouse
    let auth: AuthServices
    private let outbox: Outbox

    static func open(_ database: Database) async throws -> FactorDesk {
        let guarded = try await GuardedHouse.open(database)
        let outbox = Outbox()
        var parts = guarded.house.parts
        parts.delivery = CodeDelivery(
            ways: [.mail, .sms, .call], target: { _ in "k@example.jp" },
            queue: { message, _, _, _ in
                outbox.code.withLock { $0 = message.code.exposed }
                return 1
            }, state: { _, _, _ in nil }, wake: {})
        let desk = FactorDesk(guarded: guarded, auth: AuthServices(parts), outbox: outbox)
        try await desk.setEverything(sealer: parts.sealer)
        return desk
    }

    private func setEverything(sealer: SecretSealer) async throws {
        let keys = try [PasskeyFixtures.create, PasskeyFixtures.createEd].map { made in
            let data = try #require(AttestationObject.authenticatorData(made.attestation))
            return try #require(PasskeyKey(authenticatorData: data, site: "localhost"))
        }
        // Another app than the person's.
        let use = SecretSealer.use("app", FactorSubject(tenant: Self.tenant, person: Self.administrator, binding: []))
        let secret = sealer.seal(Array("abcdefghijabcdefghij".utf8), for: use, randomness: .system)
        try await guarded.house.database.write(.tenant(Self.tenant)) { transaction in
            for (person, key) in zip([Self.person, Self.administrator], keys) {
                for (kind, target) in [(FactorKind.mail, "k@example.jp"), (.phone, "+819011112234")] {
                    try transaction.execute(
                        """
                        INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                        VALUES (\(Self.tenant), \(person), \(kind), \(target), 0)
                        """)
                }
                try transaction.execute(
                    """
                    INSERT INTO passkey
                        (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                    VALUES (\(Self.tenant), \(person), 1, \(key.credentialID), \(key.publicKey),
                            \(Int64(key.algorithm)), 0, 'iPhone', 0)
                    """)
            }
            try transaction.execute(
                """
                UPDATE app_factor SET secret = \(secret)
                WHERE tenant_id = \(Self.tenant) AND person_id = \(Self.administrator)
                """)
        }
    }

    /// Two hours later: codes may be sent and apps show others, nothing is locked, and every key and code is fresh.
    func anew() async throws {
        guarded.house.clock.advance(by: .seconds(7_200))
        try await guarded.house.database.write(.tenant(Self.tenant)) { transaction in
            for person in [Self.person, Self.administrator] {
                try FactorLocks.lift(person, tenant: Self.tenant, in: transaction)
            }
            try transaction.execute("UPDATE passkey SET sign_count = 0 WHERE tenant_id = \(Self.tenant)")
        }
    }

    /// What is right at this login now.
    func right(_ way: FactorWay, _ grant: PendingGrant) async throws -> Sent {
        let now = guarded.now
        switch way {
        case .app:
            return .typed(try #require(TOTP.code(GuardedHouse.appSecret, step: TOTP.step(at: now))))
        case .mail, .phone:
            let (kind, by): (FactorKind, CodeWay) = way == .mail ? (.mail, .mail) : (.phone, .sms)
            let sent = try await auth.sendCode(
                .login(grant), kind, by, .show, requestID: "test", now: now, randomness: .system)
            #expect(sent == .sent)
            return .typed(try #require(outbox.code.withLock { $0 }))
        case .passkey:
            _ = try await auth.passkeys.options(
                .login(grant), .show, now: now, randomness: Randomness { [UInt8](repeating: 0x22, count: $0) })
            return .answer(PasskeyFixtures.get5)
        case .backup: return .typed(try await guarded.codes()[0])
        case .bypass:
            let scope = guarded.house.scope(Self.administrator, .administrator, tenant: Self.tenant)
            let made = try await auth.loginBypass.make(
                for: Self.person, by: scope, home: scope, password: GuardedHouse.password, reason: "忘れた", now: now,
                randomness: .system)
            return .typed(made.code.text.exposed)
        }
    }

    /// Something of the same shape that is wrong.
    func guess(_ sent: Sent) throws -> Sent {
        switch sent {
        case .answer(let answer):
            var signature = answer.signature
            signature[signature.count - 1] ^= 1
            return .answer(
                PasskeyAssertion(
                    credentialID: answer.credentialID, clientData: answer.clientData,
                    authenticatorData: answer.authenticatorData, signature: signature))
        case .typed(let code) where code.count > CodeText.length:
            // It begins as the right one does.
            return .typed(code.prefix(4) + (code.hasSuffix("ABCD") ? "-EFGH-EFGH-EFGH" : "-ABCD-ABCD-ABCD"))
        case .typed(let code):
            let step = TOTP.step(at: guarded.now)
            let shown = (step - 500...step + 500).compactMap { TOTP.code(GuardedHouse.appSecret, step: $0) }
            let taken = Set(shown + [code])
            return .typed(try #require((100_000..<110_000).map(String.init).first { !taken.contains($0) }))
        }
    }

    func show(_ sent: Sent, _ way: FactorWay, _ grant: PendingGrant) async throws -> Said {
        let outcome: FactorOutcome
        switch sent {
        case .typed(let text):
            if let kind = way.kind {
                let code = try #require(CodeText(typed: text))
                outcome = try await auth.factors.show(
                    grant, kind, .code(code), requestID: "test", now: guarded.now, randomness: .system)
            } else {
                outcome = try await auth.useBackupCode(
                    grant, typed: text, .signIn, requestID: "test", now: guarded.now, randomness: .system)
            }
        case .answer(let answer):
            outcome = try await auth.factors.show(
                grant, .passkey, .assertion(answer), requestID: "test", now: guarded.now, randomness: .system)
        }
        return switch outcome {
        case .progress(.signedIn): .letIn
        case .wrong(let left, _): .wrong(left: left)
        case .used: .used
        case .loginOver: .over
        default: .other("\(outcome)")
        }
    }

    /// What a refusal must leave as it is: factors, codes and their marks, logins and sessions.
    func rows() async throws -> [String] {
        try await guarded.house.database.read(.tenant(Self.tenant)) { transaction in
            try transaction.values(
                String.self,
                """
                SELECT 'app ' || person_id || ' ' || last_step FROM app_factor WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT kind || ' ' || person_id || ' ' || target FROM code_factor WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT 'passkey ' || person_id || ' ' || sign_count || ' ' || COALESCE(used_at, 0)
                FROM passkey WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT 'backup ' || person_id || ' ' || selector || ' ' || COALESCE(used_at, 0)
                FROM backup_code WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT 'bypass ' || person_id || ' ' || expires_at || ' ' || COALESCE(used_at, 0)
                FROM login_bypass WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT 'sent ' || person_id || ' ' || kind || ' ' || expires_at
                FROM sent_code WHERE tenant_id = \(Self.tenant)
                UNION ALL
                SELECT 'pending ' || person_id || ' ' || step || ' ' || COUNT(*)
                FROM pending_login WHERE tenant_id = \(Self.tenant) GROUP BY person_id, step
                UNION ALL
                SELECT 'session ' || person_id || ' ' || COUNT(*)
                FROM session WHERE tenant_id = \(Self.tenant) GROUP BY person_id
                """
            ).sorted()
        }
    }

    /// How many tries each of both has left.
    func tries(_ way: FactorWay) async throws -> [LockAnswer] {
        let now = guarded.now
        return try await guarded.house.database.read(.tenant(Self.tenant)) { transaction in
            try [Self.person, Self.administrator].map { person in
                try FactorLocks.look(
                    way.lock, FactorSubject(tenant: Self.tenant, person: person, binding: []), now: now,
                    in: transaction)
            }
        }
    }
}

@Suite("What comes in place of a factor")
struct BadFactorInputTests {
    /// What is sent where, when everything that comes before it has happened.
    private static func prepare(
        _ input: FactorInput, _ way: FactorWay, _ desk: FactorDesk
    ) async throws -> (sent: FactorDesk.Sent, grant: PendingGrant) {
        let guarded = desk.guarded
        let grant = try await guarded.pending().grant
        let right = try await desk.right(way, grant)
        switch (input, right) {
        case (.fullWidth, .typed(let text)):
            let wide = text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xfee0) }
            return (.typed(String(String.UnicodeScalarView(wide))), grant)
        case (.spaced, .typed(let text)):
            return (.typed("\u{3000} \(text.prefix(3)) \(text.dropFirst(3))\u{3000}"), grant)
        case (.guess, _): return (try desk.guess(right), grant)
        case (.invented, _): return (right, GuardedHouse.inventedGrant)
        case (.otherOrganization, _):
            return (right, PendingGrant(tenant: AuthHouse.otherTenant, token: grant.token))
        case (.late, _):
            // The longest that a login waits for what was sent to it.
            guarded.house.clock.advance(by: .seconds(4_200))
            return (way == .app ? try await desk.right(.app, grant) : right, grant)
        case (.replayed, _), (.again, _):
            #expect(try await desk.show(right, way, grant) == .letIn)
            return (right, input == .replayed ? grant : try await guarded.pending().grant)
        case (.otherLogin, _): return (right, try await guarded.pending().grant)
        case (.otherPerson, _): return (right, try await guarded.pending("B000001").grant)
        case (.fullWidth, .answer), (.spaced, .answer): throw NotFound("what is typed")
        }
    }

    @Test(
        "Each kind of bad input has its answer, counts as a try only where it may be a guess, and changes nothing else (R-079, R-097, R-104, R-107, R-125)",
        arguments: DatabaseKind.available, FactorWay.allCases)
    func login(kind: DatabaseKind, way: FactorWay) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let desk = try await FactorDesk.open(database)
            for input in FactorInput.allCases {
                guard let expected = input.answer(way) else { continue }
                try await desk.anew()
                let (sent, grant) = try await Self.prepare(input, way, desk)
                let (rows, tries) = (try await desk.rows(), try await desk.tries(way))
                let audited = try await desk.guarded.house.audited("factor.refused")
                #expect(try await desk.show(sent, way, grant) == expected.said, "\(input)")
                let after = try await desk.guarded.house.audited("factor.refused")
                #expect(Array(after.dropFirst(audited.count)) == (expected.audited.map { [$0] } ?? []), "\(input)")
                if expected.said == .letIn { continue }
                #expect(try await desk.rows() == rows, "\(input)")
                let isCounted = expected.said == .wrong(left: 4)
                let left = isCounted ? LockAnswer.open(left: 3) : .open(left: 4)
                #expect(tries == [.open(left: 4), .open(left: 4)], "\(input)")
                #expect(
                    try await desk.tries(way)
                        == (input == .otherPerson ? [.open(left: 4), left] : [left, .open(left: 4)]), "\(input)")
            }
        }
    }
}
