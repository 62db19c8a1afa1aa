package import Domain
import Profiles

/// Decides what a bulletin means for an organization: a pure function of its rule, what it has done, and the time.
package struct DecideTrigger: Sendable {
    /// A bulletin that is older than this when it is first seen is shown and never sent, unless a setting says otherwise.
    package static let oldestThatSends = Duration.seconds(30 * 60)

    private let rule: TriggerRule
    private let oldest: Duration?

    /// Decisions by this rule.
    ///
    /// - Parameter oldest: The age from which a bulletin sends nothing; nil lets a demonstration replay an earthquake
    ///   of the past.
    package init(rule: TriggerRule, oldest: Duration? = oldestThatSends) {
        self.rule = rule
        self.oldest = oldest
    }

    /// What to do about a bulletin.
    ///
    /// - Parameters:
    ///   - state: what the organization has done about the bulletin's event, without this bulletin.
    ///   - others: what it has done about other earthquakes in the time of the rule's `suppression`, and about the others of
    ///     the bulletin.
    ///   - seenAt: when the bulletin was seen first; nil if that is now.
    package func callAsFunction(
        _ bulletin: Bulletin, _ state: IncidentState, others: [IncidentState] = [], seenAt: Instant? = nil,
        now: Instant
    ) -> TriggerDecision {
        precondition(bulletin.events.contains(state.event.event), "The state is that of the bulletin's event")
        if let reason = reasonToIgnore(bulletin, state, seenAt ?? now) { return .nothing(reason) }
        let event = state.event.adding(bulletin)
        let reached = rule.regions(of: event)
        let withdrawn = withdrawn(from: state, by: event, reached)
        let unasked = rule.isActive ? reached.subtracting(state.asked.keys) : []
        let added = unasked.filter { !wasAskedElsewhere($0, bulletin, event, others, now) }
        let held = state.heldUntil.map { now < $0 } ?? false
        let sendAt = held ? state.heldUntil ?? now : now

        if state.asked.isEmpty {
            if !added.isEmpty { return .newIncident(regions: added, sendAt: now + rule.holdTime) }
            if bulletin.action != .issued { return .nothing(.nobodyWasAsked) }
            return .nothing(reasonToAskNobody(reached, unasked))
        }
        if bulletin.action == .cancelled, withdrawn.count == state.asked.count {
            return .cancellation(regions: withdrawn, nothingSentYet: held)
        }
        // Whoever was asked because of a report hears that JMA changed it, even if the reason to ask stands.
        let tells = bulletin.action != .issued && !held && isNewest(bulletin, in: event)
        if tells || !withdrawn.isEmpty {
            return .correction(withdrawn: withdrawn, added: added, sendAt: sendAt, nothingSentYet: held)
        }
        if !added.isEmpty { return .growth(newRegions: added, sendAt: sendAt) }
        if bulletin.action != .issued, !isNewest(bulletin, in: event) { return .nothing(.overtaken) }
        return .nothing(reasonToAskNobody(reached, unasked))
    }

    private func reasonToAskNobody(
        _ reached: Set<JMARegionCode>, _ unasked: Set<JMARegionCode>
    ) -> TriggerDecision.Reason {
        if !rule.isActive { return .ruleIsOff }
        if reached.isEmpty { return .tooWeak }
        return unasked.isEmpty ? .alreadyAsked : .askedLately
    }

    private func reasonToIgnore(
        _ bulletin: Bulletin, _ state: IncidentState, _ seenAt: Instant
    ) -> TriggerDecision.Reason? {
        if bulletin.status != .normal { return .notMeant }
        if state.event.knows(bulletin) { return .duplicate }
        // Those who were asked before the rule was switched off still hear corrections.
        if !rule.isActive, state.asked.isEmpty { return .ruleIsOff }
        if let oldest, seenAt - bulletin.reportedAt > oldest { return .tooOld }
        if !bulletin.type.carriesIntensity { return .noIntensities }
        return nil
    }

    /// The asked regions that the earthquake reached before this bulletin and no longer reaches with it.
    ///
    /// Regions that a changed rule no longer covers stay asked: nobody corrected anything about them.
    private func withdrawn(
        from state: IncidentState, by event: EventState, _ reached: Set<JMARegionCode>
    ) -> Set<JMARegionCode> {
        let before = rule.regions(of: state.event)
        return Set(state.asked.keys).intersection(before).subtracting(reached)
    }

    private func isNewest(_ bulletin: Bulletin, in event: EventState) -> Bool {
        !event.bulletins.contains { $0.type == bulletin.type && bulletin.order < $0.order }
    }

    /// Whether the region was asked about another earthquake as strong: a short time ago, or one of the same bulletin,
    /// whose shaking nobody can tell apart.
    private func wasAskedElsewhere(
        _ region: JMARegionCode, _ bulletin: Bulletin, _ event: EventState, _ others: [IncidentState], _ now: Instant
    ) -> Bool {
        let intensity = event.shaking[region]?.counted ?? .one
        return others.contains { other in
            guard other.event.event != event.event, let asked = other.asked[region] else { return false }
            // Two are decided side by side: the other may have been asked a moment after this one's clock was read.
            let age = max(now - asked.at, .zero)
            let counts = bulletin.events.contains(other.event.event) || age < rule.suppression
            return counts && asked.intensity >= intensity
        }
    }
}
