package import Domain
package import Profiles

/// What one organization has done about one earthquake so far.
///
/// The part of its own that an organization stores is `asked` and `heldUntil`; the event is the same for all.
package struct IncidentState: Hashable, Sendable {
    /// When and at which intensity a region was decided to be asked.
    package struct Asked: Hashable, Sendable {
        /// The instant of the decision.
        package let at: Instant
        /// What the region counted with then.
        package let intensity: Intensity

        /// A region that was decided to be asked at this instant and intensity.
        package init(at: Instant, intensity: Intensity) {
            self.at = at
            self.intensity = intensity
        }
    }

    /// What is known about the earthquake.
    package let event: EventState
    /// The regions whose people are asked, without those that were taken back.
    package let asked: [JMARegionCode: Asked]
    /// Until then nothing of this incident leaves the house; nil if no region was ever asked.
    package let heldUntil: Instant?

    /// The state of an organization that has done this about this event; by default nothing.
    package init(event: EventState, asked: [JMARegionCode: Asked] = [:], heldUntil: Instant? = nil) {
        self.event = event
        self.asked = asked
        self.heldUntil = heldUntil
    }

    /// The state after a bulletin and what was decided about it at this instant.
    package func after(_ bulletin: Bulletin, _ decision: TriggerDecision, now: Instant) -> IncidentState {
        let event = event.adding(bulletin)
        var asked = asked
        var heldUntil = heldUntil
        func ask(_ regions: Set<JMARegionCode>) {
            for region in regions {
                asked[region] = Asked(at: now, intensity: event.shaking[region]?.counted ?? .one)
            }
        }
        switch decision {
        case .nothing: break
        case .newIncident(let regions, let sendAt):
            ask(regions)
            heldUntil = sendAt
        case .growth(let regions, _): ask(regions)
        case .correction(let withdrawn, let added, _, _):
            for region in withdrawn { asked[region] = nil }
            ask(added)
        case .cancellation(let regions, _):
            for region in regions { asked[region] = nil }
        }
        return IncidentState(event: event, asked: asked, heldUntil: heldUntil)
    }
}
