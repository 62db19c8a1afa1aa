import Auth
import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit

@testable import Web

/// Two organizations with people who are logged in, and the API over the real use cases.
struct APIHouse: Sendable {
    static let migrations =
        TenantsSchema.migrations + AuthSchema.migrations + ProfilesSchema.migrations + WebSchema.migrations
    static let password = "shiroi neko ga 3biki"

    /// One organization of the house.
    struct Organization: Sendable {
        let tenant: TenantID
        let code: String
        let administrator: PersonID
        let member: PersonID
    }

    static let own = Organization(
        tenant: TenantID(rawValue: 11), code: "seikai", administrator: PersonID(rawValue: 21),
        member: PersonID(rawValue: 22))
    static let other = Organization(
        tenant: TenantID(rawValue: 12), code: "tonari", administrator: PersonID(rawValue: 31),
        member: PersonID(rawValue: 32))

    /// Read once: all tests share it.
    private static let places = Result {
        let table = try RegionTable.embedded()
        return (table, RegionSearch(table: table))
    }

    let database: Database
    let clock: TestClock
    let services: APIServices
    let site: Site
    let issue: IssueFirstPassword

    /// Opens the house and gives it to `body`.
    static func with(
        _ kind: DatabaseKind, _ body: (APIHouse) async throws -> Void
    ) async throws {
        try await withDatabase(kind, migrations) { database in
            try await settle(database)
            try await body(try APIHouse(database))
        }
    }

    private init(_ database: Database) throws {
        let clock = TestClock()
        let settings = AuthSettingsReader { _, _ in AuthSettings() }
        let hasher = PasswordHasher(
            pepper: PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 7, count: 32)))
        let device = DeviceMark(key: [UInt8](repeating: 9, count: 32))
        let sessions = Sessions(database: database, settings: settings)
        let (regions, regionSearch) = try Self.places.get()
        let mail = MailAddressCheck { text in
            text.contains("@")
                ? .address(text) : .flaw(rule: "mail", message: LocalizedText(ja: "メール", en: "mail"))
        }
        services = APIServices(
            randomness: .system,
            idempotency: Idempotency(
                database: database, secret: [UInt8](repeating: 5, count: 32), randomness: .system),
            sessions: sessions,
            logIn: LogIn(database: database, hasher: hasher, sourceLimit: SourceLimit(), device: device),
            changePassword: ChangePassword(
                database: database, hasher: hasher, settings: settings, device: device),
            ownProfile: OwnProfile(database: database, table: regions, mail: mail),
            profileRules: { _ in ProfileRules(hasVoice: true, precision: .prefecture) }, regions: regions,
            regionSearch: regionSearch)
        self.database = database
        self.clock = clock
        issue = IssueFirstPassword(database: database)
        site = Site(
            routes: services.routes,
            gate: Gate(sessions: sessions, origin: "http://localhost", programs: { _, _, _ in nil }),
            clock: clock.wallClock, log: .none
        ) { problem, _ in .text(problem.code, status: problem.status) }
    }

    private static func settle(_ database: Database) async throws {
        try await database.write(.installation) { transaction in
            for organization in [own, other] {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        second_factor_required, created_at)
                    VALUES (\(organization.tenant), \(nil as Int64?), \(organization.code), 'Seikai', '青海精機',
                            'standard', 1, 0, 0, 0)
                    """)
                for (person, login, role) in [
                    (organization.administrator, "B000031", "administrator"),
                    (organization.member, "B002417", "member"),
                ] {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(organization.tenant), \(person), \(login), '山田 花子', 'ヤマダ', \(role), 'ja',
                                'active', 0, 0)
                        """)
                }
            }
        }
    }

    /// A scope for preparing things without the API.
    func scope(_ organization: Organization, _ person: PersonID? = nil) -> TenantScope {
        TenantScope(
            tenant: organization.tenant, actor: .person(person ?? organization.administrator),
            capabilities: .administrator, requestID: "test")
    }

    /// A first password for somebody.
    func firstPassword(_ person: PersonID, of organization: Organization = own) async throws -> String {
        let slips = try await issue(
            scope(organization), people: [person], now: clock.now, randomness: .system)
        return slips[0].password.text.exposed
    }

    /// The bearer token of a session of this person, opened in the database: hashing a password takes time.
    func bearer(_ person: PersonID, of organization: Organization = own) async throws -> String {
        let token = SecretToken(randomness: .system)
        let now = clock.now
        try await database.write(.tenant(organization.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at)
                VALUES (\(organization.tenant), \(token.hash), \(person), \(now), \(now))
                """)
        }
        return "\(organization.tenant)~\(token.secret.exposed)"
    }

    /// Calls the API.
    func call(
        _ method: HTTPMethod, _ path: String, as bearer: String? = nil, _ body: String? = nil,
        kind: String = "application/json", headers: [(String, String)] = []
    ) async throws -> APIAnswer {
        var fields = headers
        if let bearer { fields.append(("Authorization", "Bearer \(bearer)")) }
        if body != nil { fields.append(("Content-Type", kind)) }
        let request = try HTTPRequest(
            method, "/api/v1" + path, headers: HTTPHeaders(fields), body: Array((body ?? "").utf8))
        return try APIAnswer(await site.respond(to: request))
    }
}
