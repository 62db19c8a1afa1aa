import Auth
import Database
import Domain
import Foundation
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

/// Two organizations with people, the whole site, and an engine whose providers take everything.
struct BroadcastHouse: Sendable {
    static let migrations =
        TenantsSchema.migrations + AuthSchema.migrations + ProfilesSchema.migrations + NotifySchema.migrations
        + TriggersSchema.migrations + WebSchema.migrations

    static let own = TenantID(rawValue: 11)
    static let other = TenantID(rawValue: 12)
    static let department = DepartmentID(rawValue: 71)

    /// Administrator, two with a mail, one with a telephone only, one with nothing; ids 21 to 25, in the other
    /// organization 31 to 35.
    static func person(_ number: Int64, of tenant: TenantID = own) -> PersonID {
        PersonID(rawValue: (tenant == own ? 20 : 30) + number)
    }

    private static let table = Result { try RegionTable.embedded() }

    let database: Database
    let clock = TestClock()
    let site: Site
    let outside: DispatchEngine.Capabilities
    let sessions: Sessions
    let tokens = AnswerTokens(keys: [[UInt8](repeating: 7, count: 32)])

    /// Opens the house and gives it to `body`.
    static func with(
        _ kind: DatabaseKind, channels: Set<Channel> = Set(Channel.ofBroadcasts),
        _ body: (BroadcastHouse) async throws -> Void
    ) async throws {
        try await withDatabase(kind, migrations) { database in
            try await settle(database)
            try await body(try BroadcastHouse(database, channels))
        }
    }

    private init(_ database: Database, _ channels: Set<Channel>) throws {
        let settings = AuthSettingsReader { _, _ in AuthSettings() }
        let hasher = PasswordHasher(pepper: PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 7, count: 32)))
        let device = DeviceMark(keys: [[UInt8](repeating: 9, count: 32)])
        let auth = AuthServices(
            AuthParts(
                database: database, hasher: hasher, settings: settings, policy: .decided, device: device,
                sourceLimit: SourceLimit(),
                sealer: SecretSealer(keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 11, count: 32))]),
                codeKeys: [[UInt8](repeating: 13, count: 32)], identifiers: IdentifierSource(randomness: .system),
                publicURL: "http://localhost"))
        let sessions = auth.sessions
        let regions = try Self.table.get()
        let mail = MailAddressCheck { .address($0) }
        let identifiers = IdentifierSource(randomness: .system)
        let spool = FileManager.default.temporaryDirectory.path
        let outside = DispatchEngine.Capabilities(
            database: database, clock: clock.wallClock, randomness: .system, identifiers: identifiers, log: .none,
            composer: MessageComposer(linkBase: "http://localhost/r/", regions: regions), tokens: tokens,
            seal: APIHouse.seal)
        let policy = DispatchPolicy(channels: channels)
        let pages = PageServices(
            publicURL: "http://localhost", database: database, identifiers: identifiers, randomness: .system,
            clock: clock.wallClock, log: .none, formKey: [UInt8](repeating: 7, count: 32), spoolFolder: spool,
            auth: auth, profile: OwnProfile(database: database, table: regions, mail: mail),
            regions: regions, regionSearch: RegionSearch(table: regions),
            importPeople: ImportPeople(database: database, identifiers: identifiers, hold: .none),
            firstPasswordMails: nil,
            recordAnswer: RecordAnswer(database: database, clock: clock.wallClock),
            recordCallReport: RecordCallReport(outside) {}, voice: nil,
            broadcasts: BroadcastServices(
                database: database, clock: clock.wallClock, identifiers: identifiers, regions: regions,
                policy: policy, rates: ChannelRates(perSecond: [.mail: 10, .voice: 1]),
                results: WatchResults(database: database, clock: clock.wallClock, interval: .zero),
                senderAddress: "anpi@example.jp",
                spoolFolder: spool, wake: {}))
        self.database = database
        self.sessions = sessions
        self.outside = outside
        let renderer = Renderer(assets: StaticFiles.embedded().assets)
        site = Site(
            routes: PageRoutes(services: pages, renderer: renderer).routes,
            gate: Gate(sessions: sessions, families: pages.auth.familySessions, origin: "http://localhost") { _, _, _ in
                nil
            }, clock: clock.wallClock,
            log: .none, edge: SessionRoutes(services: pages, renderer: renderer).edge)
    }

    private static func settle(_ database: Database) async throws {
        for tenant in [own, other] {
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), \("code\(tenant)"), 'Seikai', '青海精機', 'standard', 0, 0, 0)
                    """)
            }
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO department (tenant_id, id, code, name)
                    VALUES (\(tenant), \(DepartmentID(rawValue: department.rawValue + tenant.rawValue - own.rawValue)),
                            'd1', '七尾工場')
                    """)
                for number in 1...5 as ClosedRange<Int64> {
                    try settle(number, tenant, transaction)
                }
            }
        }
    }

    private static func settle(_ number: Int64, _ tenant: TenantID, _ transaction: Transaction) throws {
        let id = person(number, of: tenant)
        let department = number < 3 && tenant == own ? department : nil
        try transaction.execute(
            """
            INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment, department_id,
                                created_at, changed_at)
            VALUES (\(tenant), \(id), \("B00000\(number)"), \(number == 3 ? "=cmd()" : "山田 \(number)"), 'ヤマダ',
                    \(number == 1 ? "administrator" : "member"), 'ja', 'active', \(department), 0, 0)
            """)
        let contact: (ContactKind, String)? =
            switch number {
            case 1...3: (.mail, "p\(number)@example.jp")
            case 4: (.phone, "09012345678")
            default: nil
            }
        if let (kind, value) = contact {
            try transaction.execute(
                """
                INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                VALUES (\(tenant), \(id), \(kind), 1, \(value), 1, 0)
                """)
        }
        if number < 5 {
            try transaction.execute(
                """
                INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city, street,
                                     changed_at)
                VALUES (\(tenant), \(id), 'work', '17', '390', NULL, '', '', 0)
                """)
        }
    }

    /// The cookie of a session of this person.
    func cookie(_ number: Int64 = 1, of tenant: TenantID = own) async throws -> String {
        let token = SecretToken(randomness: .system)
        let now = clock.now
        let person = Self.person(number, of: tenant)
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at, proved_at)
                VALUES (\(tenant), \(token.hash), \(person), \(now), \(now), \(now))
                """)
        }
        return "\(tenant)~\(token.secret.exposed)"
    }

    /// Asks for a page.
    func get(_ path: String, as cookie: String?, headers: [(String, String)] = []) async throws -> PageAnswer {
        var fields = headers
        if let cookie { fields.append(("Cookie", "\(Cookie.session.rawValue)=\(cookie)")) }
        return try PageAnswer(await site.respond(to: try HTTPRequest(.get, path, headers: HTTPHeaders(fields))))
    }

    /// Sends a form with the session's token.
    func post(_ path: String, as cookie: String, _ fields: [(String, String)] = []) async throws -> PageAnswer {
        let session = try await sessions.resume(cookie: cookie, requestID: "test", now: clock.now)
        let csrf = try #require(session?.csrfToken)
        let body = ([("csrf", csrf)] + fields)
            .map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
        let headers = HTTPHeaders([
            ("Cookie", "\(Cookie.session.rawValue)=\(cookie)"), ("Origin", "http://localhost"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ])
        return try PageAnswer(
            await site.respond(to: try HTTPRequest(.post, path, headers: headers, body: Array(body.utf8))))
    }

    /// The fields of a safety check to everybody.
    static func check(_ changes: [String: String] = [:]) -> [(String, String)] {
        let fields = [
            "kind": "safety", "everyone": "1", "subject": "16:10 能登の地震", "body": "安否をお知らせください。",
            "asksAttendance": "1", "asksComment": "1", "answerPeriod": "168",
        ].merging(changes) { $1 }
        return fields.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }
    }

    /// Writes a draft and returns its address, such as `/b/7`.
    func draft(_ changes: [String: String] = [:], as cookie: String) async throws -> String {
        let answer = try await post("/b/new", as: cookie, Self.check(changes))
        #expect(answer.status == .seeOther, "\(answer.text)")
        let place = try #require(answer.headers["Location"])
        #expect(place.hasSuffix("/check"))
        return String(place.dropLast("/check".count))
    }

    /// Writes and sends, lets the seconds of calling off pass, and lets the engine do what is due.
    func sent(_ changes: [String: String] = [:], confirm: String = "5", as cookie: String) async throws -> String {
        let address = try await draft(changes, as: cookie)
        let answer = try await post(address + "/send", as: cookie, [("confirm", confirm)])
        #expect(answer.status == .seeOther, "\(answer.text)")
        clock.advance(by: .seconds(11))
        await drain()
        return address
    }

    /// Lets the organization ask for the number of people from this many on.
    func require(count: Int) async throws {
        let scope = TenantScope(
            tenant: Self.own, actor: .person(Self.person(1)), capabilities: .administrator, requestID: "test")
        _ = try await ChangeSettings(database: database)(scope, ["confirmCountThreshold": String(count)], at: clock.now)
    }

    /// Everything that is due happens; providers take everything.
    func drain() async {
        await DispatchEngine(
            outside,
            gates: Channel.ofBroadcasts.map { channel in
                ChannelGate(channel, capacity: 8) { _ in
                    .accepted(reference: "ref", awaitsReport: channel == .voice)
                }
            }
        ).drain()
    }

    /// The results once they show what is expected; they may be some milliseconds old.
    func results(
        _ address: String, as cookie: String, until isExpected: (PageAnswer) -> Bool
    ) async throws -> PageAnswer {
        var page = try await get(address, as: cookie)
        for _ in 0..<1_000 where !isExpected(page) { page = try await get(address, as: cookie) }
        return page
    }

    /// Records an answer, as the link of a message does.
    func answer(_ number: Int64, _ address: String, _ answer: Answer) async throws {
        let id = try #require(BroadcastID(address.dropFirst("/b/".count)))
        let token = tokens.token(tenant: Self.own, broadcast: id, person: Self.person(number))
        _ = try await RecordAnswer(database: database, clock: clock.wallClock)(answer, token: token)
    }
}

/// A page that came back.
struct PageAnswer: Sendable {
    let status: HTTPStatus
    let headers: HTTPHeaders
    let text: String

    init(_ response: HTTPResponse) throws {
        status = response.status
        headers = response.headers
        switch response.body {
        case .bytes(let bytes): text = String(decoding: bytes, as: UTF8.self)
        case .file(let file):
            let handle = FileHandle(fileDescriptor: try #require(file.take()), closeOnDealloc: true)
            try handle.seek(toOffset: 0)
            text = String(decoding: try handle.read(upToCount: Int(file.length)) ?? Data(), as: UTF8.self)
        }
    }

    /// The numbers of the honest scale, from answered to no path.
    var scale: [Int] {
        guard let start = text.range(of: #"<ul class="scale""#),
            let end = text.range(of: "</ul>", range: start.upperBound..<text.endIndex)
        else { return [] }
        return text[start.upperBound..<end.lowerBound].split(separator: "<b>").dropFirst().compactMap {
            Int($0.prefix { $0.isNumber })
        }
    }
}
