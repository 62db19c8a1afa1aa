import Database
import Domain
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Notify

/// An installation whose triggers act into a list, or into the real engine.
struct TriggerHouse: Sendable {
    let world: World
    let actions = RecordedActions()
    let reader = BulletinReader()
    let log = RecordedLog()
    /// The age from which bulletins send nothing; the usual one unless a test says otherwise.
    var oldest: Duration? = DecideTrigger.oldestThatSends
    /// Whether the real engine acts instead of the list.
    var isReal = false

    var database: Database { world.database }
    var now: Instant { world.now }

    var decide: DecideBulletin {
        let real = DispatchIncident(
            identifiers: world.identifiers, policy: world.policy, regions: world.regions
        ) {}
        return DecideBulletin(
            database: database, reader: reader, actions: isReal ? real.actions : actions.recording,
            regions: world.regions, oldest: oldest, log: log.log)
    }
    var ingest: IngestBulletin {
        IngestBulletin(decide: decide, identifiers: world.identifiers, log: log.log)
    }
    var resume: ResumeTriggers { ResumeTriggers(decide: decide, log: log.log) }
    var list: ListBulletins { ListBulletins(database: database) }

    /// An organization with a rule.
    func tenant(_ rule: TriggerRule?) async throws -> TenantID {
        let tenant = try await world.tenant()
        if let rule { try await change(rule, of: tenant) }
        return tenant
    }

    func change(_ rule: TriggerRule, of tenant: TenantID, template: TemplateID? = nil) async throws {
        try await ChangeTriggerRule(database: database, regions: world.regions)(
            world.scope(tenant), rule, template: template, at: now)
    }

    /// Sets the clock to some seconds after the sample was issued, and takes it.
    @discardableResult
    func take(
        _ file: String, from source: BulletinSource = .feed, after delay: Duration = .seconds(30)
    ) async throws -> IngestedBulletin {
        let sample = try #require(Sample.all.first { $0.file == file })
        if case .bulletin(let bulletin) = BulletinParser().parse(try sample.bytes) {
            world.clock.advance(by: bulletin.reportedAt + delay - now)
        }
        return try await ingest(try sample.bytes, from: source, name: file, now: now)
    }

    /// Takes a bulletin that was made up, half a minute after it was issued.
    @discardableResult
    func take(_ draft: Draft, from source: BulletinSource = .feed) async throws -> IngestedBulletin {
        world.clock.advance(by: try draft.bulletin.reportedAt + .seconds(30) - now)
        return try await ingest(Array(draft.xml.utf8), from: source, now: now)
    }

    /// What the list of an organization says, newest first.
    func effects(_ tenant: TenantID, everything: Bool = false) async throws -> [ReceivedBulletin.Effect] {
        try await list(world.scope(tenant), includingOthers: everything, limit: 100).bulletins.map(\.effect)
    }

    /// A template for safety checks.
    func addTemplate(_ number: Int64, to tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO template (tenant_id, id, name, kind, subject, body, changed_at)
                VALUES (\(tenant), \(number), 'Quake', 'safetyCheck', '当社の件名', '当社の本文', 0)
                """)
        }
    }

    /// What was done for an organization and is committed; the list of actions holds too what was rolled back with a failing
    /// neighbour and then done again.
    func done(_ tenant: TenantID) async throws -> [String] {
        try await database.read(.tenant(tenant)) {
            try $0.values(String.self, "SELECT word FROM noted WHERE tenant_id = \(tenant)")
        }
    }

    func count(_ statement: SQL) async throws -> Int {
        try await database.read(.installation) { try $0.value(Int.self, statement) ?? 0 }
    }
}

/// Gives `body` a house on one engine.
func withHouse(
    _ kind: DatabaseKind, isReal: Bool = false, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (TriggerHouse) async throws -> Void
) async throws {
    let migrations =
        TenantsSchema.migrations + ProfilesSchema.migrations + NotifySchema.migrations + TriggersSchema.migrations
        + [noted]
    try await withDatabase(kind, migrations) { database in
        var house = TriggerHouse(world: try World(database))
        house.isReal = isReal
        try await body(house)
    }
}

private let noted = Migration(
    9_000, "what triggers did", tenantTables: ["noted"],
    ["CREATE TABLE noted (tenant_id BIGINT NOT NULL, word TEXT NOT NULL)"])

/// Writes down what triggers would do.
final class RecordedActions: Sendable {
    struct Refused: Error {}

    private struct State {
        var lines: [String] = []
        var reports: [IncidentReport] = []
        var broken: Set<TenantID> = []
        var hasBegun = true
        var isEnded = false
        var next = Int64(1)
    }

    private let state = Mutex(State())
    private let news = AsyncStream.makeStream(of: Void.self)

    /// Waits until something is written down that was not waited for yet.
    func nextLine() async {
        for await _ in news.stream { break }
    }

    /// Lines such as `start 11: 390=7 391=5+`, in their order; of one organization if it is named.
    func lines(_ tenant: TenantID? = nil) -> [String] {
        state.withLock { $0.lines }.filter { line in
            tenant.map { line.contains(" \($0):") } ?? true
        }
    }

    var reports: [IncidentReport] { state.withLock { $0.reports } }

    /// Everything these organizations would do fails.
    func fail(for tenants: TenantID...) {
        state.withLock { $0.broken = Set(tenants) }
    }

    /// Whether anything of a broadcast has left the house.
    func say(hasBegun: Bool) {
        state.withLock { $0.hasBegun = hasBegun }
    }

    /// As if an administrator had closed every broadcast.
    func endAll() {
        state.withLock { $0.isEnded = true }
    }

    var recording: IncidentActions {
        IncidentActions(
            start: { report, transaction in try self.note("start", report, transaction) },
            grow: { broadcast, report, transaction in
                _ = try self.note("grow", report, transaction)
                return broadcast
            },
            correct: { _, report, transaction in
                if self.state.withLock({ $0.isEnded }) { return false }
                _ = try self.note("correct", report, transaction)
                return true
            },
            cancel: { _, report, transaction in
                if self.state.withLock({ $0.isEnded }) { return false }
                _ = try self.note("cancel", report, transaction)
                return true
            },
            callOff: { _, tenant, _, _ in self.state.withLock { $0.lines.append("callOff \(tenant):") } },
            hasBegun: { _, _, _ in self.state.withLock { $0.hasBegun } },
            wake: {})
    }

    private func note(_ word: String, _ report: IncidentReport, _ transaction: Transaction) throws -> BroadcastID {
        try transaction.execute("INSERT INTO noted (tenant_id, word) VALUES (\(report.tenant), \(word))")
        return try state.withLock { state in
            if state.broken.contains(report.tenant) { throw Refused() }
            let regions = report.regions.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.rawValue)" }
            state.lines.append("\(word) \(report.tenant):" + regions.joined())
            state.reports.append(report)
            news.continuation.yield()
            state.next += 1
            return BroadcastID(rawValue: state.next)
        }
    }
}

/// Keeps what was logged.
final class RecordedLog: Sendable {
    private let entries = Mutex<[String]>([])

    var lines: [String] { entries.withLock { $0 } }

    var log: Log {
        Log { level, event, fields in
            let text = ([level.rawValue, event] + fields.map { "\($0)=\($1)" }).joined(separator: " ")
            self.entries.withLock { $0.append(text) }
        }
    }
}

/// The line that `RecordedActions` writes for these regions.
func actionLine(_ word: String, _ tenant: TenantID, _ regions: [JMARegionCode: Intensity] = [:]) -> String {
    "\(word) \(tenant):" + regions.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.rawValue)" }.joined()
}
