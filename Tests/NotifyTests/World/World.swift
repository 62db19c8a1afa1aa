import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

/// An installation in a test: a database with organizations and people, a clock that the test moves, an engine, and a fake
/// provider for each channel that the test scripts.
final class World: Sendable {
    let database: Database
    let clock = TestClock()
    let provider = FakeProvider()
    let identifiers: IdentifierSource
    let randomness: Randomness
    let settings = Mutex(DispatchSettings())
    /// What the log said that somebody should look at.
    let alarms = Mutex<[String]>([])
    let regions: RegionTable
    let answers: RecordAnswer
    let tokens = AnswerTokens(keys: [[UInt8](repeating: 7, count: 32)])
    private let nextNumber = Mutex(Int64(1))

    init(_ database: Database, seed: UInt64 = 1) throws {
        self.database = database
        randomness = .seeded(seed)
        identifiers = IdentifierSource(randomness: .seeded(seed + 1))
        regions = try RegionTable.embedded()
        answers = RecordAnswer(database: database, clock: clock.wallClock)
    }

    var now: Instant { clock.now }

    var outside: DispatchEngine.Capabilities {
        let log = Log { [self] level, event, _ in
            if level == .error { alarms.withLock { $0.append(event) } }
        }
        return DispatchEngine.Capabilities(
            database: database, clock: clock.wallClock, randomness: randomness, identifiers: identifiers, log: log,
            composer: MessageComposer(linkBase: "https://anpi.example.jp/r/", regions: regions), tokens: tokens,
            seal: seal)
    }

    /// Seals the texts of the service's messages that wait.
    var seal: MessageSeal {
        MessageSeal(
            keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 17, count: 32))], randomness: randomness)
    }

    var policy: DispatchPolicy {
        DispatchPolicy { _, _ in self.settings.withLock { $0 } }
    }

    /// A new engine, as after a start of the program.
    func engine(
        capacity: Int = 64, quantum: Int = 32, leaseTime: Duration = .seconds(60), limits: GateLimits = GateLimits(),
        gates: [ChannelGate]? = nil
    ) -> DispatchEngine {
        var settings = EngineSettings()
        settings.gatherTime = .zero
        // The clock of a world stands still while it works: everything would be one crowd of one moment.
        settings.longestLine = 0
        settings.quantum = quantum
        settings.chunk = 20
        settings.leaseTime = leaseTime
        return DispatchEngine(
            outside,
            gates: gates ?? Channel.all.map { provider.gate($0, capacity: capacity, limits: limits) },
            settings: settings)
    }

    /// Starts an engine whose hand-offs never come back, and returns when so many of them are under way. Afterwards only the
    /// database knows of it.
    func startAndKill(after count: Int) async -> (calls: Hold, engine: Task<Void, Never>) {
        let hold = Hold()
        provider.before { _ in await hold.wait() }
        // From four, one of sixteen is kept for codes.
        let engine = engine(capacity: count < 4 ? count : count + 1, quantum: count)
        let abandoned = Task { await engine.drain() }
        await hold.arrivals(count)
        provider.before(nil)
        return (hold, abandoned)
    }

    /// Changes rows of an organization behind the program's back.
    func meddle(_ tenant: TenantID, _ statement: SQL) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            _ = try transaction.execute(statement)
        }
    }

    /// Makes recipients and first attempts without sending anything: an engine without a channel.
    func expandOnly() async {
        await DispatchEngine(outside, gates: []).drain()
    }

    /// Lets time pass and everything that falls due happen, in steps, up to `duration` from now.
    func pass(_ duration: Duration, step: Duration = .seconds(30)) async {
        let end = now + duration
        while now < end {
            clock.advance(by: min(step, end - now))
            await engine().drain()
        }
    }

    func scope(_ tenant: TenantID, _ capabilities: Set<Capability> = .administrator) -> TenantScope {
        TenantScope(tenant: tenant, actor: .installationOperator, capabilities: capabilities, requestID: "test")
    }

    func number() -> Int64 {
        nextNumber.withLock { number in
            number += 1
            return number
        }
    }

    /// An organization.
    func tenant(_ title: String = "青海精機 安否確認") async throws -> TenantID {
        let id = TenantID(rawValue: number())
        let now = now
        try await database.write(.installation) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant
                    (id, office_id, code, name, system_title, plan, voice_option, family_option, created_at)
                VALUES (\(id), NULL, \("code\(id)"), \("団体\(id)"), \(title), 'standard', 1, 0, \(now))
                """)
        }
        return id
    }

    func department(_ tenant: TenantID, _ name: String) async throws -> DepartmentID {
        let id = DepartmentID(rawValue: number())
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "INSERT INTO department (tenant_id, id, code, name) VALUES (\(tenant), \(id), \("d\(id)"), \(name))")
        }
        return id
    }

    /// A person with these contacts and addresses.
    func person(
        _ tenant: TenantID, _ contacts: SendingContacts = NotifyTests.contacts(mails: ["someone@example.jp"]),
        language: Language = .japanese, department: DepartmentID? = nil,
        addresses: [(AddressKind, PrefectureCode, JMARegionCode?)] = [], employment: String = "active"
    ) async throws -> PersonID {
        try await people(
            tenant, 1, language: language, department: department, addresses: addresses, employment: employment
        ) { _ in contacts }[0]
    }

    /// Many people at once.
    func people(
        _ tenant: TenantID, _ count: Int, language: Language = .japanese, department: DepartmentID? = nil,
        addresses: [(AddressKind, PrefectureCode, JMARegionCode?)] = [], employment: String = "active",
        contacts: @escaping @Sendable (Int) -> SendingContacts
    ) async throws -> [PersonID] {
        let ids = (0..<count).map { _ in PersonID(rawValue: number()) }
        let now = now
        try await database.write(.tenant(tenant)) { transaction in
            for (index, id) in ids.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO person
                        (tenant_id, id, login_id, name, name_kana, role, language, employment, department_id, created_at,
                         changed_at)
                    VALUES (\(tenant), \(id), \("user\(id)"), \("人\(id)"), \("ヒト"), 'member', \(language), \(employment),
                            \(department), \(now), \(now))
                    """)
                try Self.insert(contacts(index), of: id, tenant, now, transaction)
                for (kind, prefecture, region) in addresses {
                    try transaction.execute(
                        """
                        INSERT INTO address
                            (tenant_id, person_id, kind, prefecture, region, municipality, city, street, changed_at)
                        VALUES (\(tenant), \(id), \(kind.rawValue), \(prefecture.description),
                                \(region?.description), NULL, '', '', \(now))
                        """)
                }
            }
        }
        return ids
    }

    /// Replaces all sending contacts of a person.
    func change(_ person: PersonID, of tenant: TenantID, to contacts: SendingContacts) async throws {
        let now = now
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute("DELETE FROM contact WHERE tenant_id = \(tenant) AND person_id = \(person)")
            try Self.insert(contacts, of: person, tenant, now, transaction)
        }
    }

    private static func insert(
        _ contacts: SendingContacts, of person: PersonID, _ tenant: TenantID, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        for (kind, list) in [(ContactKind.mail, contacts.mails), (.phone, contacts.phones)] {
            for contact in list {
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                    VALUES (\(tenant), \(person), \(kind), \(contact.position), \(contact.value), \(contact.order),
                            \(now))
                    """)
            }
        }
    }

    /// A broadcast that was sent, begun now, and not yet expanded.
    func broadcast(
        _ tenant: TenantID, isDrill: Bool = false, kind: BroadcastKind = .safetyCheck,
        targets: [Target] = [.everyone]
    ) async throws -> BroadcastID {
        let draft = try BroadcastDraft(
            kind: kind, isDrill: isDrill, subject: "16:10 石川県能登地方の地震", body: "安否をお知らせください。", targets: targets)
        let raise = RaiseBroadcast(clock: clock.wallClock, identifiers: identifiers, policy: policy)
        let scope = scope(tenant)
        return try await database.write(scope) { try raise(draft, scope, in: $0) }
    }

    var change: ChangeBroadcast {
        ChangeBroadcast(database: database, clock: clock.wallClock, policy: policy) {}
    }

    func token(_ tenant: TenantID, _ broadcast: BroadcastID, _ person: PersonID) -> AnswerToken {
        tokens.token(tenant: tenant, broadcast: broadcast, person: person)
    }

    /// The rows of one person's attempts, such as `1/0 mail accepted`.
    func attempts(_ broadcast: BroadcastID, _ person: PersonID, of tenant: TenantID) async throws -> [String] {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.all(
                """
                SELECT round, step, channel, state, reason FROM attempt
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                ORDER BY round, step
                """
            ) { row in
                let place = "\(try row.next(Int.self))/\(try row.next(Int.self))"
                let words = [place, try row.next(String.self), try row.next(String.self), try row.next(String.self)]
                return words.filter { !$0.isEmpty }.joined(separator: " ")
            }
        }
    }

    /// People by level; the sum is always the number of targets.
    func levels(_ broadcast: BroadcastID, of tenant: TenantID) async throws -> [RecipientLevel: Int] {
        try await database.read(.tenant(tenant)) { transaction in
            var result: [RecipientLevel: Int] = [:]
            try transaction.forEach(
                """
                SELECT level, COUNT(*) FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) GROUP BY level
                """
            ) { row in result[try row.next()] = try row.next() }
            return result
        }
    }
}

/// Gives `body` a world on one engine.
func withWorld(
    _ kind: DatabaseKind, seed: UInt64 = 1, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (World) async throws -> Void
) async throws {
    try await withDatabase(
        kind, TenantsSchema.migrations + ProfilesSchema.migrations + NotifySchema.migrations + TriggersSchema.migrations
    ) { database in
        try await body(try World(database, seed: seed))
    }
}
