import Database
package import Domain
import Tenants

/// Takes up what waits or was interrupted: bulletins about which not everybody has decided, and incidents whose hold
/// time is over. Called at start and once a second; doing it twice does nothing twice.
package struct ResumeTriggers: Sendable {
    private let decide: DecideBulletin
    private let log: Log

    /// Takes up what `decide` left.
    package init(decide: DecideBulletin, log: Log) {
        self.decide = decide
        self.log = log
    }

    /// Lets organizations decide that could not before. Returns how many still cannot.
    ///
    /// - Parameter settling: Bulletins that came a shorter time ago are left to whoever is deciding about them now; zero
    ///   at start.
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func undecided(now: Instant, settling: Duration = .zero) async throws -> Int {
        var failures = 0
        for (id, tenant) in try await BulletinsAcrossTenants(database: decide.database).undecided() {
            guard let (sighting, receivedAt) = try await sighting(id, tenant, now: now) else { continue }
            if now - receivedAt < settling { continue }
            do {
                if let tenant {
                    try await decide(sighting, only: tenant, now: now)
                } else {
                    failures += try await decide(sighting, now: now)
                }
            } catch {
                failures += 1
                log.error("bulletin.undecided", ("bulletin", "\(id)"), ("reason", error.logged))
            }
        }
        return failures
    }

    /// Asks the people of incidents whose hold time is over. Returns how many incidents could not go out.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func releaseHeld(now: Instant) async throws -> Int {
        var failures = 0
        for (tenant, event) in try await BulletinsAcrossTenants(database: decide.database).heldUntil(now) {
            do {
                try await release(event, tenant, now)
            } catch {
                failures += 1
                log.error("trigger.stillHeld", ("tenant", "\(tenant)"), ("event", "\(event)"), ("reason", error.logged))
            }
        }
        return failures
    }

    private func release(_ event: EventID, _ tenant: TenantID, _ now: Instant) async throws {
        let known = try await decide.reader.picture(of: event, for: tenant, in: decide.database).state()
        let (organization, failpoints) = (decide.organization, decide.failpoints)
        try await decide.database.write(.tenant(tenant), urgent: true) { transaction in
            let store = IncidentStore(tenant: tenant, transaction: transaction)
            guard let rule = try TriggerRuleRow.load(tenant, locking: true, transaction) else { return }
            var incident = try store.load(event)
            guard incident.broadcast == nil, let heldUntil = incident.heldUntil, heldUntil <= now else { return }
            let end: DecisionKind? =
                !rule.rule.isActive ? .switchedOff : now - heldUntil > DecideBulletin.longestDelay ? .missed : nil
            if let end {
                incident.asked = [:]
                try store.dropHeld(event, end)
            }
            let step = IncidentStep(
                actions: organization.actions, rule: rule, regions: organization.regions, store: store,
                tenant: tenant, now: now)
            if try step.sendIfDue(known, &incident) == nil { incident.heldUntil = nil }
            try store.save(incident, of: event, now: now)
            try AuditChain.append(
                AuditEvent("trigger.released", subject: "event:\(event)", reason: end?.rawValue ?? ""),
                tenant: tenant, actor: .system, requestID: "hold:\(event)", at: now, in: transaction)
            failpoints.reach(.releaseUncommitted)
        }
        failpoints.reach(.releaseCommitted)
        organization.actions.wake()
    }

    /// The bulletin as it was recorded; nil if this version cannot read it any more.
    private func sighting(
        _ id: BulletinID, _ tenant: TenantID?, now: Instant
    ) async throws -> (BulletinSighting, receivedAt: Instant)? {
        let document: (key: String, xml: [UInt8], receivedAt: Instant)?
        if let tenant {
            document = try await decide.database.read(.tenant(tenant)) { transaction in
                try transaction.first(
                    """
                    SELECT key, xml, received_at FROM tenant_bulletin
                    WHERE tenant_id = \(tenant) AND id = \(id) AND xml IS NOT NULL
                    """
                ) { (key: try $0.next(), xml: try $0.next(), receivedAt: try $0.next()) }
            }
        } else {
            document = try await BulletinsAcrossTenants(database: decide.database).document(id)
        }
        guard let document, case .bulletin(let bulletin) = await decide.reader.read(document.xml).0 else { return nil }
        let isLate = now - document.receivedAt > DecideBulletin.longestDelay
        let sighting = BulletinSighting(
            id: id, key: document.key, bulletin: bulletin, seenAt: isLate ? now : document.receivedAt)
        return (sighting, document.receivedAt)
    }
}
