import Auth
import Database
import Domain
import Tenants
import TestKit

/// One organization with an administrator and an employee, and the use cases of the room over it.
struct AuthHouse: Sendable {
    static let pepper = PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 7, count: 32))
    static let migrations = TenantsSchema.migrations + AuthSchema.migrations
    static let tenant = TenantID(rawValue: 11)
    static let otherTenant = TenantID(rawValue: 12)
    static let administrator = PersonID(rawValue: 21)
    static let employee = PersonID(rawValue: 22)
    static let leaver = PersonID(rawValue: 23)
    static let stranger = PersonID(rawValue: 24)

    let database: Database
    let uses: SessionUses
    let clock = TestClock()
    let randomness = Randomness.system
    var hasher = PasswordHasher(pepper: AuthHouse.pepper)
    let device = DeviceMark(keys: [[UInt8](repeating: 9, count: 32)])
    let sourceLimit = SourceLimit()
    var settings = AuthSettingsReader { _, _ in AuthSettings() }
    var policy = LoginPolicyReader.decided
    /// What people are told, unless `notices` says otherwise.
    let mails = Mails()
    var notices: Notices?
    var makesBackupCodes = false

    var parts: AuthParts {
        var parts = AuthParts(
            database: database, hasher: hasher, settings: settings, policy: policy, device: device,
            sourceLimit: sourceLimit,
            sealer: SecretSealer(keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 11, count: 32))]),
            codeKeys: [[UInt8](repeating: 13, count: 32)], identifiers: IdentifierSource(randomness: .system),
            publicURL: "http://localhost")
        parts.notices = notices ?? mails.notices
        parts.uses = uses
        parts.makesBackupCodes = makesBackupCodes
        return parts
    }
    var auth: AuthServices { AuthServices(parts) }
    var logIn: LogIn { auth.logIn }
    var changePassword: ChangePassword { auth.changePassword }
    var sessions: Sessions { auth.sessions }

    init(database: Database) {
        self.database = database
        uses = SessionUses(database)
    }

    static func open(_ database: Database) async throws -> AuthHouse {
        try await database.write(.installation) { transaction in
            for (tenant, code) in [
                (tenant, "seikai"), (otherTenant, "tonari"), (TenantID(rawValue: 13), "futatsume"),
            ] {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), \(code), 'Seikai Seiki', '青海精機 安否確認', 'standard', 1, 0,
                            0)
                    """)
            }
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (13, 0, 1, 1, 'answer')
                """)
            let people = [
                (tenant, administrator, "B000031", "本多 誠", "administrator", "active"),
                (tenant, employee, "B002417", "山田 花子", "member", "active"),
                (tenant, leaver, "B000009", "去年 辞郎", "member", "left"),
                (otherTenant, stranger, "B002417", "別会社 太郎", "member", "active"),
                (TenantID(rawValue: 13), PersonID(rawValue: 25), "B002417", "二要素 必須", "member", "active"),
            ]
            for (tenant, person, login, name, role, employment) in people {
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(tenant), \(person), \(login), \(name), 'カナ', \(role), 'ja', \(employment), 0, 0)
                    """)
            }
        }
        return AuthHouse(database: database)
    }

    func scope(_ person: PersonID, _ capabilities: Set<Capability>, tenant: TenantID = tenant) -> TenantScope {
        TenantScope(tenant: tenant, actor: .person(person), capabilities: capabilities, requestID: "test")
    }

    func tryLogin(
        _ code: String, _ id: String, _ password: String, device: String? = nil, from source: String = "127.0.0.1"
    ) async throws -> LogIn.Outcome {
        try await logIn(
            LogIn.Attempt(
                account: AccountName(organizationCode: code, loginID: id), password: password, deviceMark: device,
                source: source, requestID: "test"),
            now: clock.now, randomness: randomness)
    }

    func issue(_ person: PersonID, tenant: TenantID = tenant) async throws -> String {
        let slips = try await IssueFirstPassword(database: database)(
            scope(Self.administrator, .administrator, tenant: tenant), people: [person], now: clock.now,
            randomness: randomness)
        return slips[0].password.text.exposed
    }

    /// Why, in each row of an organization's audit chain about this, the oldest first.
    func audited(_ action: String, tenant: TenantID = TenantID(rawValue: 13)) async throws -> [String] {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.values(
                String.self,
                "SELECT reason FROM audit WHERE tenant_id = \(tenant) AND action = \(action) ORDER BY seq")
        }
    }

    /// Takes a person from a first password to an own one.
    func settle(_ person: PersonID, _ id: String, password: String) async throws -> SessionGrant {
        let first = try await issue(person)
        guard case .progress(.next(let grant, .password, _)) = try await tryLogin("seikai", id, first) else {
            throw NotFound("pending login")
        }
        let progress = try await changePassword.afterFirstPassword(
            grant, ChangePassword.Choice(password: password, confirmation: password), requestID: "test",
            now: clock.now, randomness: randomness)
        guard case .signedIn(let session) = progress else { throw NotFound("session") }
        return session
    }
}
