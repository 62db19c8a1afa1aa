import Database
import Domain
import Profiles
import Tenants

/// Decides about one bulletin for one organization, and does what was decided, in one transaction.
struct DecideForOrganization: Sendable {
    /// What came of it.
    enum Result: Sendable {
        /// Decided now.
        case decided
        /// Decided before, or nothing to decide: the organization has no rule.
        case known
        /// More is known about the event than the given state says; load it again.
        case stale
    }

    let actions: IncidentActions
    let regions: RegionTable
    let oldest: Duration?

    /// - Parameters:
    ///   - before: all that is known about the event, without this bulletin.
    ///   - keys: the keys of the bulletins that `before` was made of, and this one's.
    /// - Throws: `DatabaseError`, or what an action throws; nothing was done then.
    func callAsFunction(
        _ sighting: BulletinSighting, _ before: EventState, keys: Set<String>, _ tenant: TenantID, now: Instant,
        _ transaction: Transaction
    ) throws -> Result {
        let store = IncidentStore(tenant: tenant, transaction: transaction)
        // The rule's row keeps two bulletins from being decided at once.
        guard let rule = try TriggerRuleRow.load(tenant, locking: true, transaction) else { return .known }
        if try store.hasDecided(sighting.decisionKey) { return .known }
        let event = before.event
        guard Set(try EventPicture.keys(of: event, for: tenant, transaction)).isSubset(of: keys) else { return .stale }

        let incident = try store.load(event)
        // What was held and not sent yet is still held, even if its time has come in this very moment.
        let isHeld = incident.broadcast == nil && !incident.asked.isEmpty
        let heldUntil = isHeld ? max(incident.heldUntil ?? now, now + .milliseconds(1)) : incident.heldUntil
        let state = IncidentState(event: before, asked: incident.asked, heldUntil: heldUntil)
        let decision = DecideTrigger(rule: rule.rule, oldest: oldest)(
            sighting.bulletin, state,
            others: try store.others(
                than: event, since: now - rule.rule.suppression, always: sighting.bulletin.events),
            seenAt: sighting.seenAt, now: now)
        let after = state.after(sighting.bulletin, decision, now: now)

        let step = IncidentStep(
            actions: actions, rule: rule, regions: regions, store: store, tenant: tenant, now: now)
        var next = IncidentStore.Incident(
            heldUntil: incident.heldUntil, broadcast: incident.broadcast, asked: after.asked)
        let outcome = try step.take(decision, about: sighting.bulletin, before, after.event, &next)
        if decision.isSomething { try store.save(next, of: event, now: now) }
        let reached = rule.rule.regions(of: after.event).count
        try store.log(
            StoredDecision(
                decision, outcome, key: sighting.decisionKey, event: event, reached: reached, heldUntil: next.heldUntil,
                at: now))
        if decision.isSomething {
            try AuditChain.append(
                AuditEvent("trigger.decided", subject: "event:\(event)", reason: outcome.kind.rawValue),
                tenant: tenant, actor: .system, requestID: "bulletin:\(sighting.id)", at: now, in: transaction)
        }
        return .decided
    }
}

extension TriggerDecision {
    /// Whether it changes anything.
    var isSomething: Bool {
        if case .nothing = self { false } else { true }
    }
}

extension StoredDecision {
    /// - Parameter heldUntil: when what was decided is sent, if nobody was asked yet.
    init(
        _ decision: TriggerDecision, _ outcome: IncidentStep.Outcome, key: String, event: EventID, reached: Int,
        heldUntil: Instant?, at now: Instant
    ) {
        self.key = key
        self.event = event
        self.reached = reached
        broadcast = outcome.broadcast
        kind = outcome.kind
        at = now
        var asks = true
        switch decision {
        case .nothing(let reason): (self.reason, regions, withdrawn, asks) = (reason, [], [], false)
        case .newIncident(let new, _), .growth(let new, _): (reason, regions, withdrawn) = (nil, new, [])
        case .correction(let lost, let new, _, _): (reason, regions, withdrawn) = (nil, new, lost)
        case .cancellation(let lost, _): (reason, regions, withdrawn, asks) = (nil, [], lost, false)
        }
        self.heldUntil = asks && broadcast == nil ? heldUntil : nil
    }
}
