import Database
import Domain
import Tenants
import TestKit

@testable import Auth

/// The organization of `AuthHouse` that uses a second factor, with one person who has an app.
struct GuardedHouse: Sendable {
    static let tenant = TenantID(rawValue: 13)
    static let person = PersonID(rawValue: 25)
    static let administrator = PersonID(rawValue: 26)
    static let password = "kaki-densha-2617"
    /// How mails name both.
    static let personParty = Intervention.Party("二要素 必須", "B002417")
    static let administratorParty = Intervention.Party("管理 太郎", "B000001")
    static let appSecret = Array("12345678901234567890".utf8)

    var house: AuthHouse
    var auth: AuthServices { house.auth }
    var now: Instant { house.clock.now }
    var mails: Mails { house.mails }

    static func open(_ database: Database) async throws -> GuardedHouse {
        let guarded = GuardedHouse(house: try await AuthHouse.open(database))
        let hash = try await guarded.house.hasher.hash(PasswordText(password))
        let now = guarded.now
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                    created_at, changed_at)
                VALUES (\(tenant), \(administrator), 'B000001', '管理 太郎', 'カナ', 'administrator', 'ja', 'active', 0, 0)
                """)
            for person in [person, administrator] {
                try transaction.execute(
                    """
                    INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                    VALUES (\(tenant), \(person), 'own', \(hash), 0, \(now))
                    """)
            }
        }
        try await guarded.setApp(of: person)
        try await guarded.setApp(of: administrator)
        return guarded
    }

    func setApp(of person: PersonID) async throws {
        let use = SecretSealer.use("app", FactorSubject(tenant: Self.tenant, person: person, binding: []))
        let sealed = house.parts.sealer.seal(Self.appSecret, for: use, randomness: .system)
        try await house.database.write(.tenant(Self.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                VALUES (\(Self.tenant), \(person), \(sealed), 0, 0)
                """)
        }
    }

    /// A login after the right password and すべての機能, wherever it waits then.
    func pending(_ loginID: String = "B002417") async throws -> (grant: PendingGrant, step: LoginStep) {
        guard
            case .progress(.next(let grant, let step, _)) = try await house.tryLogin(
                "futatsume", loginID, Self.password)
        else { throw NotFound("pending login") }
        guard step == .choice else { return (grant, step) }
        guard
            case .next(let next, let then, _) = try await auth.continueLogin.choose(
                grant, .full, requestID: "test", now: now, randomness: house.randomness)
        else { throw NotFound("step") }
        return (next, then)
    }

    /// What somebody may present who never gave a password.
    static var inventedGrant: PendingGrant { PendingGrant(tenant: tenant, token: SecretToken(randomness: .system)) }

    /// A login that waits for its new backup codes to be kept.
    func atBackupCodes() async throws -> PendingGrant {
        let grant = try await pending().grant
        try await house.database.write(.tenant(Self.tenant)) { transaction in
            try transaction.execute("UPDATE pending_login SET step = \(LoginStep.backupCodes)")
        }
        return grant
    }

    /// The code that the app shows now.
    var code: FactorProof {
        get throws {
            guard let code = CodeText(typed: TOTP.code(Self.appSecret, step: TOTP.step(at: now)) ?? "") else {
                throw NotFound("code")
            }
            return .code(code)
        }
    }

    /// A session after password and app.
    func session(_ loginID: String = "B002417") async throws -> Session {
        try await session(of: grant(loginID))
    }

    func grant(_ loginID: String = "B002417") async throws -> SessionGrant {
        let pending = try await pending(loginID)
        let outcome = try await auth.factors.show(
            pending.grant, .app, code, requestID: "test", now: now, randomness: house.randomness)
        guard case .progress(.signedIn(let grant)) = outcome else { throw NotFound("session") }
        return grant
    }

    func session(of grant: SessionGrant) async throws -> Session {
        guard
            let session = try await auth.sessions.resume(
                cookie: grant.cookie.exposed, requestID: "test", now: now)
        else { throw NotFound("session") }
        return session
    }

    /// A session of the person as the password alone opens it where no second factor is used.
    func opened() async throws -> SessionGrant {
        let now = now
        return try await house.database.write(.tenant(Self.tenant)) { transaction in
            guard let admission = try Admission.find(person: Self.person, tenant: Self.tenant, transaction) else {
                throw NotFound("credential")
            }
            return try auth.continueLogin.open(
                SessionOpening(), Self.tenant, admission, requestID: "test", now: now, randomness: .system,
                in: transaction)
        }
    }

    /// Ten fresh codes of the person.
    func codes() async throws -> [String] {
        let set = try await BackupCodes(hasher: house.hasher).fresh(randomness: .system)
        let now = now
        try await house.database.write(.tenant(Self.tenant)) {
            try BackupCodes.replace(with: set, of: Self.person, tenant: Self.tenant, now: now, in: $0)
        }
        return set.codes.map(\.text.exposed)
    }

    func unused() async throws -> Int? {
        try await house.database.read(.tenant(Self.tenant)) {
            try BackupCodes.status(of: Self.person, tenant: Self.tenant, in: $0)?.unused
        }
    }

    func count(_ table: String) async throws -> Int {
        try await house.database.read(.tenant(Self.tenant)) { transaction in
            switch table {
            case "session":
                try transaction.value(Int.self, "SELECT COUNT(*) FROM session WHERE person_id = \(Self.person)") ?? 0
            case "app_factor":
                try transaction.value(
                    Int.self, "SELECT COUNT(*) FROM app_factor WHERE person_id = \(Self.person)") ?? 0
            case "factor_lock":
                try transaction.value(
                    Int.self, "SELECT COUNT(*) FROM factor_lock WHERE person_id = \(Self.person)") ?? 0
            default: throw NotFound(table)
            }
        }
    }

    func audited(_ action: String) async throws -> Int {
        try await house.audited(action).count
    }

    /// What several of them come to at once.
    func use(_ tries: [(code: String, grant: PendingGrant)]) async throws -> [FactorOutcome] {
        try await withThrowingTaskGroup(of: FactorOutcome.self) { group in
            for (code, grant) in tries { group.addTask { try await use(code, .signIn, grant) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// What would be answered to a backup code now.
    func look() async throws -> LockAnswer {
        let subject = FactorSubject(tenant: Self.tenant, person: Self.person, binding: [])
        let now = now
        return try await house.database.read(.tenant(Self.tenant)) {
            try FactorLocks.look(.backup, subject, now: now, in: $0)
        }
    }

    func use(
        _ code: String, _ use: UseBackupCode.Use, _ grant: PendingGrant
    ) async throws -> FactorOutcome {
        try await auth.useBackupCode(
            grant, typed: code, use, requestID: "test", now: now, randomness: house.randomness)
    }
}
