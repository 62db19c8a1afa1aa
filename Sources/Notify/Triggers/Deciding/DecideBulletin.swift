package import Database
package import Domain
package import Profiles
import Tenants

/// Lets every organization that a bulletin concerns decide about it, each in a transaction of its own. What was
/// interrupted is taken up again, by the next round of `resume` or by the next start of the program.
package struct DecideBulletin: Sendable {
    /// After this long nothing that was interrupted is sent any more: it may come from a backup.
    static let longestDelay = Duration.seconds(24 * 3_600)
    /// Organizations that decide at the same time; their transactions are committed together.
    private static let width = 8

    let database: Database
    let reader: BulletinReader
    let organization: DecideForOrganization
    let failpoints: Failpoints
    private let log: Log

    /// - Parameters:
    ///   - oldest: The age from which a bulletin sends nothing; nil if a demonstration replays the past.
    package init(
        database: Database, reader: BulletinReader, actions: IncidentActions, regions: RegionTable,
        oldest: Duration? = DecideTrigger.oldestThatSends, log: Log, failpoints: Failpoints = .none
    ) {
        self.database = database
        self.reader = reader
        self.log = log
        self.failpoints = failpoints
        organization = DecideForOrganization(actions: actions, regions: regions, oldest: oldest)
    }

    /// Lets everybody decide. Returns how many organizations could not, for now.
    ///
    /// - Throws: `DatabaseError` if it isn't even known who is concerned.
    func callAsFunction(_ sighting: BulletinSighting, now: Instant) async throws -> Int {
        let shared = BulletinsAcrossTenants(database: database)
        var failures = 0
        for sighting in sighting.byEvent {
            let picture = try await reader.picture(of: sighting.event, in: database)
            let couldAsk = picture.state().maximum.map { $0 >= .three } ?? false
            let concerned = try await shared.undecidedTenants(sighting, couldAsk: couldAsk)
            failures += await decide(sighting, picture, concerned, now: now)
        }
        if failures == 0 { try await shared.markDecided(sighting.id, now: now, failpoints) }
        return failures
    }

    /// Lets one organization decide about a bulletin of its own.
    ///
    /// - Throws: `DatabaseError`, or what an action throws.
    func callAsFunction(_ sighting: BulletinSighting, only tenant: TenantID, now: Instant) async throws {
        for sighting in sighting.byEvent {
            let picture = try await reader.picture(of: sighting.event, for: tenant, in: database)
            try await decide(sighting, picture, tenant, now: now)
        }
        try await database.write(.tenant(tenant)) { [failpoints] transaction in
            _ = try transaction.execute(
                "UPDATE tenant_bulletin SET decided_at = \(now) WHERE tenant_id = \(tenant) AND id = \(sighting.id)")
            failpoints.reach(.decidedUncommitted)
        }
        failpoints.reach(.decidedCommitted)
    }

    private func decide(
        _ sighting: BulletinSighting, _ picture: EventPicture, _ tenants: [TenantID], now: Instant
    ) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            var waiting = tenants.makeIterator()
            var failures = 0
            func begin() -> Bool {
                guard let tenant = waiting.next() else { return false }
                group.addTask {
                    do {
                        try await decide(sighting, picture, tenant, now: now)
                        return true
                    } catch {
                        log.error(
                            "bulletin.undecided", ("bulletin", "\(sighting.id)"), ("tenant", "\(tenant)"),
                            ("reason", error.logged))
                        return false
                    }
                }
                return true
            }
            for _ in 0..<Self.width where !begin() { break }
            while let succeeded = await group.next() {
                if !succeeded { failures += 1 }
                _ = begin()
            }
            return failures
        }
    }

    /// What an organization handed in, or what came meanwhile, is loaded when the transaction says that it is missing.
    private func decide(
        _ sighting: BulletinSighting, _ picture: EventPicture, _ tenant: TenantID, now: Instant
    ) async throws {
        var picture = picture
        for _ in 0..<5 {
            let before = picture.state(without: sighting.key)
            let keys = picture.keys.union([sighting.key])
            let result = try await database.write(.tenant(tenant), urgent: true) {
                [organization, failpoints] transaction in
                let result = try organization(sighting, before, keys: keys, tenant, now: now, transaction)
                if result == .decided { failpoints.reach(.decisionUncommitted) }
                return result
            }
            switch result {
            case .decided:
                failpoints.reach(.decisionCommitted)
                organization.actions.wake()
                return
            case .known: return
            case .stale: picture = try await reader.picture(of: sighting.event, for: tenant, in: database)
            }
        }
        throw DatabaseError(.conflict, "bulletins of one event came faster than they could be decided")
    }
}

extension Error {
    /// What may stand in a log: the words of the database, or the kind of error, never a value.
    var logged: String {
        (self as? DatabaseError).map { "\($0)" } ?? "\(type(of: self))"
    }
}
