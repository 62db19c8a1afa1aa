import Database
import Domain
import Profiles

/// What one organization has done about earthquakes, in the database.
struct IncidentStore {
    /// The row of one earthquake.
    struct Incident: Sendable {
        var heldUntil: Instant?
        var broadcast: BroadcastID?
        var asked: [JMARegionCode: IncidentState.Asked]
    }

    let tenant: TenantID
    let transaction: Transaction

    /// The organization's part of an event; empty if it did nothing about it.
    func load(_ event: EventID) throws -> Incident {
        let row = try transaction.first(
            """
            SELECT held_until, broadcast_id FROM trigger_incident WHERE tenant_id = \(tenant) AND event = \(event)
            """
        ) { (heldUntil: try $0.next(Instant?.self), broadcast: try $0.next(BroadcastID?.self)) }
        guard let row else { return Incident(heldUntil: nil, broadcast: nil, asked: [:]) }
        let asked = try asked("event = \(event)").values.first ?? [:]
        return Incident(heldUntil: row.heldUntil, broadcast: row.broadcast, asked: asked)
    }

    /// What was asked about other earthquakes since an instant, and about some of them at any time.
    func others(than event: EventID, since start: Instant, always: [EventID]) throws -> [IncidentState] {
        try asked("(at > \(start) OR event IN \(list: always)) AND event <> \(event)").map { event, asked in
            IncidentState(event: EventState(event: event), asked: asked)
        }
    }

    /// Stores the organization's part of an event.
    func save(_ incident: Incident, of event: EventID, now: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO trigger_incident (tenant_id, event, held_until, broadcast_id, changed_at)
            VALUES (\(tenant), \(event), \(incident.heldUntil), \(incident.broadcast), \(now))
            ON CONFLICT (tenant_id, event) DO UPDATE SET held_until = excluded.held_until,
                broadcast_id = excluded.broadcast_id, changed_at = excluded.changed_at
            """)
        try transaction.execute("DELETE FROM trigger_asked WHERE tenant_id = \(tenant) AND event = \(event)")
        guard !incident.asked.isEmpty else { return }
        let rows = incident.asked.sorted { $0.key < $1.key }.map { region, asked -> [DatabaseValue] in
            [
                tenant.databaseValue, event.databaseValue, .text(region.description), asked.intensity.databaseValue,
                asked.at.databaseValue,
            ]
        }
        try transaction.execute(
            "INSERT INTO trigger_asked (tenant_id, event, region, intensity, at) VALUES \(rows: rows)")
    }

    /// Whether a decision about a bulletin is stored.
    func hasDecided(_ key: String) throws -> Bool {
        try transaction.value(
            Int.self, "SELECT 1 FROM bulletin_decision WHERE tenant_id = \(tenant) AND bulletin_key = \(key)") != nil
    }

    /// Stores a decision; it is never made again.
    func log(_ decision: StoredDecision) throws {
        try transaction.execute(
            """
            INSERT INTO bulletin_decision
                (tenant_id, bulletin_key, event, kind, reason, regions, withdrawn, reached, held_until, broadcast_id, at)
            VALUES (\(tenant), \(decision.key), \(decision.event), \(decision.kind), \(decision.reason?.rawValue ?? ""),
                    \(ShakingText.text(decision.regions)), \(ShakingText.text(decision.withdrawn)), \(decision.reached),
                    \(decision.heldUntil), \(decision.broadcast), \(decision.at))
            """)
    }

    /// What was held became a safety check: the decisions that led to it say so.
    func settleHeld(_ event: EventID, as broadcast: BroadcastID) throws {
        try transaction.execute(
            """
            UPDATE bulletin_decision SET broadcast_id = \(broadcast)
            WHERE tenant_id = \(tenant) AND event = \(event) AND broadcast_id IS NULL AND held_until IS NOT NULL
            """)
    }

    /// What was held will never be asked: the decisions that wanted it say why.
    func dropHeld(_ event: EventID, _ kind: DecisionKind) throws {
        try transaction.execute(
            """
            UPDATE bulletin_decision SET kind = \(kind), held_until = NULL
            WHERE tenant_id = \(tenant) AND event = \(event) AND broadcast_id IS NULL AND held_until IS NOT NULL
            """)
    }

    private func asked(_ condition: SQL) throws -> [EventID: [JMARegionCode: IncidentState.Asked]] {
        var result: [EventID: [JMARegionCode: IncidentState.Asked]] = [:]
        try transaction.forEach(
            "SELECT event, region, intensity, at FROM trigger_asked WHERE tenant_id = \(tenant) AND \(condition)"
        ) { row in
            let event = try row.next(EventID.self)
            guard let region = JMARegionCode(try row.next(String.self)) else {
                throw DatabaseError(.decoding, "a region's code cannot be read")
            }
            let intensity = try row.next(Intensity.self)
            result[event, default: [:]][region] = IncidentState.Asked(at: try row.next(), intensity: intensity)
        }
        return result
    }
}

/// A decision as it is stored.
struct StoredDecision: Sendable {
    let key: String
    let event: EventID
    let kind: DecisionKind
    let reason: TriggerDecision.Reason?
    let regions: Set<JMARegionCode>
    let withdrawn: Set<JMARegionCode>
    /// How many regions of the rule the event reached then.
    let reached: Int
    let heldUntil: Instant?
    let broadcast: BroadcastID?
    let at: Instant
}

/// The kinds of decisions, as they are stored.
enum DecisionKind: String, DatabaseConvertible, Sendable {
    case nothing, newIncident, growth, correction, cancellation
    /// It was taken back before anybody had heard of it.
    case takenBack
    /// It was corrected or taken back, but somebody had ended the safety check, so nobody was told.
    case endedBefore
    /// What was held was dropped, because the rule was switched off meanwhile.
    case switchedOff
    /// What was held came too late, because the program did not run.
    case missed
}
