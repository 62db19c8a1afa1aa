import Database
import Domain
import Profiles

/// Does what was decided: starts, grows, corrects, or takes back a safety check, or waits until the hold time is over.
struct IncidentStep {
    let actions: IncidentActions
    let rule: TriggerRuleRow
    let regions: RegionTable
    let store: IncidentStore
    let tenant: TenantID
    let now: Instant

    /// What was done.
    struct Outcome {
        var kind: DecisionKind
        /// The safety check that it concerned, if people were asked.
        var broadcast: BroadcastID?
    }

    /// Acts, and moves `incident`, in which the asked regions are up to date, to its next state.
    func take(
        _ decision: TriggerDecision, about bulletin: Bulletin, _ before: EventState, _ event: EventState,
        _ incident: inout IncidentStore.Incident
    ) throws -> Outcome {
        switch decision {
        case .nothing: return Outcome(kind: .nothing)
        case .newIncident(_, let sendAt):
            incident.heldUntil = sendAt
            incident.broadcast = nil
            return Outcome(kind: .newIncident, broadcast: try sendIfDue(event, &incident))
        case .growth(let new, _):
            guard let broadcast = incident.broadcast else {
                return Outcome(kind: .growth, broadcast: try sendIfDue(event, &incident))
            }
            return Outcome(kind: .growth, broadcast: try grow(broadcast, by: new, event, &incident))
        case .correction(let withdrawn, let added, _, _):
            guard let broadcast = incident.broadcast else {
                if incident.asked.isEmpty { try drop(event.event, &incident) }
                return Outcome(kind: .correction, broadcast: try sendIfDue(event, &incident))
            }
            return try correct(broadcast, bulletin, event, withdrawn: withdrawn, added: added, &incident)
        case .cancellation:
            guard let broadcast = incident.broadcast else {
                try drop(event.event, &incident)
                return Outcome(kind: .takenBack)
            }
            incident.broadcast = nil
            incident.heldUntil = nil
            guard try actions.hasBegun(broadcast, tenant, store.transaction) else {
                try actions.callOff(broadcast, tenant, now, store.transaction)
                return Outcome(kind: .takenBack, broadcast: broadcast)
            }
            let words = IncidentWords(event: event, table: regions).cancellation(bulletin, of: before)
            let isTold = try actions.cancel(broadcast, report(event, [:], words), store.transaction)
            return Outcome(kind: isTold ? .cancellation : .endedBefore, broadcast: broadcast)
        }
    }

    /// Asks whoever was held, if the hold time is over.
    func sendIfDue(_ event: EventState, _ incident: inout IncidentStore.Incident) throws -> BroadcastID? {
        guard incident.broadcast == nil, !incident.asked.isEmpty, (incident.heldUntil ?? now) <= now else { return nil }
        let words = IncidentWords(event: event, table: regions).question
        let broadcast = try actions.start(report(event, intensities(incident.asked), words), store.transaction)
        incident.broadcast = broadcast
        try store.settleHeld(event.event, as: broadcast)
        return broadcast
    }

    private func grow(
        _ broadcast: BroadcastID, by new: Set<JMARegionCode>, _ event: EventState,
        _ incident: inout IncidentStore.Incident
    ) throws -> BroadcastID {
        let words = IncidentWords(event: event, table: regions).question
        let asked = incident.asked.filter { new.contains($0.key) }
        let grown = try actions.grow(broadcast, report(event, intensities(asked), words), store.transaction)
        incident.broadcast = grown
        return grown
    }

    private func correct(
        _ broadcast: BroadcastID, _ bulletin: Bulletin, _ event: EventState, withdrawn: Set<JMARegionCode>,
        added: Set<JMARegionCode>, _ incident: inout IncidentStore.Incident
    ) throws -> Outcome {
        guard try actions.hasBegun(broadcast, tenant, store.transaction) else {
            return try replace(broadcast, event, withdrawn: withdrawn, added: added, &incident)
        }
        let words = IncidentWords(event: event, table: regions).correction(bulletin, withdrawn: withdrawn)
        let news = report(event, [:], words, withdrawn: targets(withdrawn, standing: Set(incident.asked.keys)))
        if incident.asked.isEmpty {
            incident.broadcast = nil
            let isTold = try actions.cancel(broadcast, news, store.transaction)
            return Outcome(kind: isTold ? .correction : .endedBefore, broadcast: broadcast)
        }
        let isTold = try actions.correct(broadcast, news, store.transaction)
        let grown = added.isEmpty ? broadcast : try grow(broadcast, by: added, event, &incident)
        return Outcome(kind: isTold ? .correction : added.isEmpty ? .endedBefore : .growth, broadcast: grown)
    }

    /// Nobody has heard of the safety check yet: what it asks is put right, and nobody needs a correction.
    private func replace(
        _ broadcast: BroadcastID, _ event: EventState, withdrawn: Set<JMARegionCode>, added: Set<JMARegionCode>,
        _ incident: inout IncidentStore.Incident
    ) throws -> Outcome {
        if withdrawn.isEmpty {
            let grown = added.isEmpty ? broadcast : try grow(broadcast, by: added, event, &incident)
            return Outcome(kind: .correction, broadcast: grown)
        }
        try actions.callOff(broadcast, tenant, now, store.transaction)
        incident.broadcast = nil
        return Outcome(kind: .correction, broadcast: try sendIfDue(event, &incident) ?? broadcast)
    }

    private func drop(_ event: EventID, _ incident: inout IncidentStore.Incident) throws {
        incident.heldUntil = nil
        try store.dropHeld(event, .takenBack)
    }

    private func intensities(_ asked: [JMARegionCode: IncidentState.Asked]) -> [JMARegionCode: Intensity] {
        asked.mapValues(\.intensity)
    }

    /// The people of regions that were taken back, and of prefectures in which no region is left.
    private func targets(_ withdrawn: Set<JMARegionCode>, standing: Set<JMARegionCode>) -> [Target] {
        let kept = Set(standing.compactMap { regions[$0]?.prefecture })
        let emptied = Set(withdrawn.compactMap { regions[$0]?.prefecture }).subtracting(kept)
        return withdrawn.sorted().map { .region($0, rule.rule.addresses, intensity: "") }
            + emptied.sorted().map { .prefectureWithoutRegion($0, rule.rule.addresses, intensity: "") }
    }

    private func report(
        _ event: EventState, _ asked: [JMARegionCode: Intensity],
        _ words: (subject: LocalizedText, body: LocalizedText), withdrawn: [Target] = []
    ) -> IncidentReport {
        IncidentReport(
            tenant: tenant, event: event.event, title: event.title(in: regions),
            occurredAt: event.occurredAt ?? event.bulletins.first?.reportedAt ?? now,
            place: event.place(in: regions) ?? LocalizedText(ja: "", en: ""), regions: asked, withdrawn: withdrawn,
            addresses: rule.rule.addresses, template: rule.template, subject: words.subject, body: words.body, now: now)
    }
}
