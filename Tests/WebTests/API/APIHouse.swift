import Auth
import Database
import Domain
import Foundation
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

/// Two organizations with people who are logged in, and the API over the real use cases.
struct APIHouse: Sendable {
    static let migrations =
        TenantsSchema.migrations + AuthSchema.migrations + ProfilesSchema.migrations + NotifySchema.migrations
        + TriggersSchema.migrations + WebSchema.migrations
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

    /// The house of the office that `own` is a client of.
    static let office = Organization(
        tenant: TenantID(rawValue: 13), code: "a0001", administrator: PersonID(rawValue: 41),
        member: PersonID(rawValue: 42))

    /// Seals the texts of messages that wait.
    static let seal = MessageSeal(
        keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 17, count: 32))], randomness: .system)

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
    /// Codes by mail and phone that would have gone out.
    let sentCodes = SentCodes()
    /// The links of test mails.
    let sentChecks = SentChecks()
    /// What people would have been told by mail.
    let told = ToldNotices()
    let tokens = AnswerTokens(keys: [[UInt8](repeating: 3, count: 32)])

    /// Opens the house and gives it to `body`.
    static func with(
        _ kind: DatabaseKind, _ body: (APIHouse) async throws -> Void
    ) async throws {
        try await withDatabase(kind, migrations) { database in
            try await settle(database)
            try await body(try APIHouse(database))
        }
    }

    init(_ database: Database, makesBackupCodes: Bool = false) throws {
        let clock = TestClock()
        let settings = AuthSettingsReader { tenant, transaction in
            AuthSettings(
                helpDesk: try ReadSettings.load(tenant, in: transaction).helpDesk,
                vendorHelpDesk: "運営窓口 03-9999-0000",
                hasManual: try !ReadSettings.load(tenant, in: transaction).manualURL.isEmpty,
                timeZone: try ReadSettings.load(tenant, in: transaction).timeZone)
        }
        let hasher = PasswordHasher(
            pepper: PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 7, count: 32)))
        let device = DeviceMark(keys: [[UInt8](repeating: 9, count: 32)])
        var parts = AuthParts(
            database: database, hasher: hasher, settings: settings, policy: .decided, device: device,
            sourceLimit: SourceLimit(),
            sealer: SecretSealer(keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 11, count: 32))]),
            codeKeys: [[UInt8](repeating: 13, count: 32)], identifiers: IdentifierSource(randomness: .system),
            publicURL: "http://localhost")
        parts.delivery = sentCodes.delivery
        parts.notices = told.notices
        parts.makesBackupCodes = makesBackupCodes
        let auth = AuthServices(parts)
        let (regions, regionSearch) = try Self.places.get()
        let mail = MailAddressCheck { text in
            text.contains("@")
                ? .address(text) : .flaw(rule: "mail", message: LocalizedText(ja: "メール", en: "mail"))
        }
        let identifiers = IdentifierSource(randomness: .system)
        services = APIServices(
            database: database, identifiers: identifiers, randomness: .system,
            idempotency: Idempotency(
                database: database, secrets: [[UInt8](repeating: 5, count: 32)], randomness: .system),
            auth: auth,
            ownProfile: OwnProfile(
                database: database, table: regions, mail: mail, notice: told.contactNotice,
                contactMail: sentChecks.mail(identifiers)),
            regions: regions,
            regionSearch: regionSearch,
            importPeople: ImportPeople(
                database: database, identifiers: identifiers, extras: .profiles(table: regions, mail: mail),
                notice: parts.notices.ofAppointments, hold: DepartmentTargets.hold,
                markKey: [UInt8](repeating: 7, count: 32)),
            exportPeople: ExportPeople(
                database: database, extras: .people(table: regions, auth.voiceIDs, callsIn: true, .system)),
            directoryUsers: DirectoryUsers(
                database: database, identifiers: identifiers, table: regions, mail: mail,
                appointments: parts.notices.ofAppointments, hold: DepartmentTargets.hold,
                endLogins: { [parts] in try BeginLoginAnew(parts)($0, by: $1, at: $2, in: $3) }),
            spoolFolder: FileManager.default.temporaryDirectory.path,
            sending: Self.sending(database, clock, identifiers, regions, parts.notices),
            callInNumber: "050-5555-0123", mailRegistrations: PageHouse.registrations(database))
        self.database = database
        self.clock = clock
        issue = IssueFirstPassword(database: database)
        site = Site(
            routes: services.routes,
            gate: Gate(
                sessions: auth.sessions, families: auth.familySessions, origin: "http://localhost"
            ) { token, requestID, now in
                try await AuthenticateToken(database: database)(
                    InstallationScope(purpose: "token"), presented: token, requestID: requestID, at: now)
            },
            clock: clock.wallClock, log: .none, limits: TokenLimits(directory: RateLimit(count: 300, in: .seconds(60))),
            edge: EdgePages(
                problem: { problem, _, _ in .text(problem.code, status: problem.status) },
                askLogin: { _, _, _ in throw NotSignedIn() }, askAgain: { _, _, _ in .empty(.forbidden) },
                askProof: { _, _, _ in .empty(.forbidden) }))
    }

    private static func sending(
        _ database: Database, _ clock: TestClock, _ identifiers: IdentifierSource, _ regions: RegionTable,
        _ notices: Notices
    ) -> SendingServices {
        let policy = DispatchPolicy(channels: Set(Channel.ofBroadcasts))
        let incidents = DispatchIncident(identifiers: identifiers, policy: policy, regions: regions) {}
        let decide = DecideBulletin(
            database: database, reader: BulletinReader(), actions: incidents.actions, regions: regions, oldest: nil,
            log: .none)
        let mail = FirstPasswordMail(
            loginAddress: "http://localhost/login", identifiers: identifiers, seal: Self.seal)
        let firstPasswordMails = MailFirstPasswords(
            database: database,
            queue: { slip, tenant, now, transaction in
                try mail.queue(
                    FirstPasswordMail.Content(
                        person: slip.person, name: slip.name, loginID: slip.loginID, password: slip.password.text,
                        validUntil: slip.expiresAt),
                    in: tenant, at: now, transaction)
            }, notices: notices, wake: {})
        return SendingServices(
            clock: clock.wallClock, policy: policy, rates: ChannelRates(perSecond: [.mail: 10]),
            results: WatchResults(database: database, clock: clock.wallClock, interval: .zero),
            recordAnswer: RecordAnswer(database: database, clock: clock.wallClock),
            bulletins: IngestBulletin(decide: decide, identifiers: identifiers, log: .none),
            firstPasswordMails: firstPasswordMails, wake: {})
    }

    /// Lets everything happen that is due: people are found and asked. Every hand-off is accepted.
    func work() async {
        let outside = DispatchEngine.Capabilities(
            database: database, clock: clock.wallClock, randomness: .system, identifiers: services.identifiers,
            log: .none, composer: MessageComposer(linkBase: "http://localhost/r/", regions: services.regions),
            tokens: tokens, seal: Self.seal)
        let gate = ChannelGate(.mail, capacity: 10) { _ in .accepted(reference: "ref", awaitsReport: false) }
        await DispatchEngine(outside, gates: [gate]).drain()
    }

    /// A token of the installation's operator.
    func operatorToken() async throws -> String {
        try await OperatorTokens(database: database, identifiers: services.identifiers).create(
            InstallationScope(purpose: "test"), name: "operator", expiresAt: nil, by: .installationOperator,
            requestID: "test", at: clock.now, randomness: .system
        ).secret.exposed
    }

    static func settle(_ database: Database) async throws {
        try await database.write(.installation) { transaction in
            try transaction.execute(
                "INSERT INTO office (id, code, name, created_at) VALUES (\(office.tenant), 'A0001', '事務所', 0)")
            // The office uses second factors, so that its client may.
            try transaction.execute(
                """
                INSERT INTO office_policy (office_id, effective_at, uses_second_factor)
                VALUES (\(office.tenant), 0, 1)
                """)
            for organization in [office, own, other] {
                let client = organization.tenant == own.tenant ? office.tenant : nil
                let first = organization.tenant == office.tenant ? "A" : "B"
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(organization.tenant), \(client as TenantID?), \(organization.code), 'Seikai', '青海精機',
                            'standard', 1, 1, 0)
                    """)
                for (person, login, role) in [
                    (organization.administrator, "\(first)000031", "administrator"),
                    (organization.member, "\(first)002417", "member"),
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
    func bearer(
        _ person: PersonID, of organization: Organization = own, mode: SessionMode = .full, device: DeviceKind = .pc,
        factor: String? = nil, isProved: Bool = true
    ) async throws -> String {
        let token = SecretToken(randomness: .system)
        let now = clock.now
        // The office uses second factors.
        let factor = factor ?? (organization.tenant == Self.office.tenant ? "app" : "")
        try await database.write(.tenant(organization.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO session
                    (tenant_id, token_hash, person_id, created_at, seen_at, mode, device, factor, proved_at)
                VALUES (\(organization.tenant), \(token.hash), \(person), \(now), \(now), \(mode), \(device),
                        \(factor), \(isProved ? now : Instant(milliseconds: 0)))
                """)
        }
        return "\(organization.tenant)~\(token.secret.exposed)"
    }

    /// The token of a session of this family user, who came in with a password.
    func familyBearer(_ member: String, of organization: Organization = own) async throws -> String {
        let token = SecretToken(randomness: .system)
        let (tenant, now) = (organization.tenant, clock.now)
        let member = try #require(FamilyMemberID(member))
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO family_credential (tenant_id, member_id, hash, changed_at)
                VALUES (\(tenant), \(member), 'none', \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO family_session (tenant_id, token_hash, member_id, epoch, created_at, seen_at)
                SELECT tenant_id, \(token.hash), id, login_epoch, \(now), \(now) FROM family_member
                WHERE tenant_id = \(tenant) AND id = \(member)
                """)
        }
        return "\(tenant)~\(token.secret.exposed)"
    }

    /// A token for a program that may do these things.
    func program(_ capabilities: Set<Capability>, of organization: Organization = own) async throws -> String {
        try await ManageTokens(database: database, identifiers: services.identifiers).create(
            scope(organization), name: "program", capabilities: capabilities, expiresAt: nil, at: clock.now,
            randomness: .system
        ).secret.exposed
    }

    /// Something of each kind that this organization has, by the name that paths give it.
    func belongings(of organization: Organization) async throws -> [String: String] {
        let scope = scope(organization)
        let (now, identifiers) = (clock.now, services.identifiers)
        let department = try await EditCodeList(.departments, database: database, identifiers: identifiers)
            .add(scope, code: "S01", name: "name", at: now)
        let location = try await EditCodeList(.locations, database: database, identifiers: identifiers)
            .add(scope, code: "S01", name: "name", at: now)
        let userCode = try await EditCodeList(.userCodes, database: database, identifiers: identifiers)
            .add(scope, code: "S01", name: "name", at: now)
        let token = try await ManageTokens(database: database, identifiers: identifiers).create(
            scope, name: "program", capabilities: [.viewPeople], expiresAt: nil, at: now, randomness: .system)
        let news = try await WriteNews(database: database, identifiers: identifiers).post(
            NewsDraft(titleJa: "件名", bodyJa: "本文", from: now, until: now + .seconds(60)),
            to: .tenant(organization.tenant), InstallationScope(purpose: "test"), by: .installationOperator,
            requestID: "test", at: now)
        let services = services.sending
        let draft = try BroadcastDraft(
            kind: .safetyCheck, subject: "件名", body: "本文", targets: [.person(organization.member)])
        let broadcast = try await SaveDraft(database: database, clock: services.clock, identifiers: identifiers)(
            draft, scope)
        let template = try await EditTemplates(database: database, clock: services.clock, identifiers: identifiers)
            .save(name: "name", kind: .safetyCheck, subject: "件名", body: "本文", scope)
        let bearer = try await bearer(organization.administrator, of: organization)
        let session = SecretToken(presented: String(bearer.split(separator: "~")[1]))?.hash.prefix(8) ?? []
        let passkey = identifiers.next(PasskeyID.self, now: now)
        try await database.write(scope) { transaction in
            try transaction.execute(
                """
                INSERT INTO passkey
                    (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                VALUES (\(organization.tenant), \(organization.member), \(passkey), \([1, 2] as [UInt8]),
                        \([3] as [UInt8]), -7, 0, 'iPhone', \(now))
                """)
        }
        var relative = FamilyDraft()
        relative.code = "CHICHI"
        relative.name = "山田 一郎"
        let rules = FamilyRules(isOffered: true, limit: 6, profile: ProfileRules(hasVoice: true, precision: .region))
        let family = try await self.services.ownProfile.family(identifiers, self.services.randomness).add(
            self.scope(organization, organization.member), relative, rules: rules, now: now)
        let board = FamilyBoard(database: database, clock: services.clock, identifiers: identifiers)
        let message = try await board.post(
            self.scope(organization, organization.member), FamilyMessageDraft(text: "伝言"))
        let link = try await FamilyLinks(database: database, clock: services.clock, identifiers: identifiers).ask(
            self.scope(organization, organization.member), organizationCode: organization.code, loginID: "NOBODY")
        return [
            "family": "\(family)", "message": "\(message)", "link": "\(link)", "passkey": "\(passkey)",
            "session": session.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            "broadcast": "\(broadcast)", "template": "\(template)", "person": "\(organization.member)",
            "department": "\(department)", "location": "\(location)",
            "userCode": "\(userCode)", "apiToken": "\(token.id)", "organization": "\(organization.tenant)",
            "news": "\(news)",
            // No organization has links: an address is registered by whoever holds one, and nobody holds this one.
            "registrationToken": String(repeating: "a", count: 26),
        ]
    }

    /// Checks that nobody changed what `belongings` made.
    func expectUntouched(_ belongings: [String: String], of organization: Organization) async throws {
        let bearer = try await bearer(organization.administrator, of: organization)
        #expect(try await call(.get, "/people/\(organization.member)", as: bearer)["employment"].string == "active")
        for list in ["departments", "locations", "user-codes"] {
            #expect(try await call(.get, "/\(list)", as: bearer)["items"][0]["name"].string == "name")
        }
        #expect(try await call(.get, "/tokens", as: bearer)["items"][0]["revokedAt"].isNull)
        #expect(try await call(.get, "/templates", as: bearer)["items"][0]["subject"].string == "件名")
        let broadcast = try await call(.get, "/broadcasts/\(belongings["broadcast"] ?? "")", as: bearer)
        #expect(broadcast["status"].string == "draft")
        #expect(broadcast["subject"].string == "件名")
    }

    /// The text of a response, also of a file.
    func text(of response: HTTPResponse) throws -> String {
        switch response.body {
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .file(let file):
            let handle = FileHandle(fileDescriptor: try #require(file.take()), closeOnDealloc: true)
            try handle.seek(toOffset: 0)
            return String(decoding: try handle.read(upToCount: Int(file.length)) ?? Data(), as: UTF8.self)
        }
    }

    /// Calls the API.
    func call(
        _ method: HTTPMethod, _ path: String, as bearer: String? = nil, _ body: String? = nil,
        kind: String = "application/json", headers: [(String, String)] = []
    ) async throws -> APIAnswer {
        try APIAnswer(await response(method, path, as: bearer, body, kind: kind, headers: headers))
    }

    /// Calls the API; for what is not JSON.
    func response(
        _ method: HTTPMethod, _ path: String, as bearer: String? = nil, _ body: String? = nil,
        kind: String = "application/json", headers: [(String, String)] = []
    ) async throws -> HTTPResponse {
        var fields = headers
        if let bearer { fields.append(("Authorization", "Bearer \(bearer)")) }
        if body != nil { fields.append(("Content-Type", kind)) }
        let request = try HTTPRequest(
            method, "/api/v1" + path, headers: HTTPHeaders(fields), body: Array((body ?? "").utf8))
        return await site.respond(to: request)
    }
}

/// What people would have been told by mail.
final class ToldNotices: Sendable {
    private let all = Mutex<[(notice: SecurityNotice, person: PersonID)]>([])
    private let ofContacts = Mutex<[(sentence: LocalizedText, person: PersonID)]>([])

    /// The sentences that somebody was told about their contacts, in order.
    func contacts(of person: PersonID) -> [String] {
        ofContacts.withLock { $0.filter { $0.person == person }.map { $0.sentence[.japanese] } }
    }

    var contactNotice: ContactNotice {
        ContactNotice(
            queue: { sentence, _, person, _, _ in self.ofContacts.withLock { $0.append((sentence, person)) } },
            wake: {})
    }

    /// What somebody was told, in order.
    func of(_ person: PersonID) -> [SecurityNotice] { all.withLock { $0.filter { $0.person == person }.map(\.notice) } }

    var notices: Notices {
        Notices(
            queue: { notice, _, person, _, _ in self.all.withLock { $0.append((notice, person)) } }, wake: {})
    }
}

/// Codes by mail and phone that would have gone out.
final class SentCodes: Sendable {
    private let codes = Mutex<[CodeMessage]>([])

    var last: String? { codes.withLock { $0.last?.code.exposed } }
    /// The language that was chosen for the last one.
    var language: Language? { codes.withLock { $0.last?.language } }

    var delivery: CodeDelivery {
        CodeDelivery(
            ways: [.mail, .sms],
            target: { target in
                switch target {
                case .address(let text): text
                case .number(let text, let country): "+\(country)\(text.dropFirst())"
                }
            },
            queue: { message, _, _, _ in
                self.codes.withLock { codes in
                    codes.append(message)
                    return Int64(codes.count)
                }
            }, state: { _, _, _ in nil }, wake: {})
    }
}
