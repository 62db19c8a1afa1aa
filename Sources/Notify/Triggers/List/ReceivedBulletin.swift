import Database
package import Domain
package import Profiles

/// A document that arrived, and what it caused for one organization.
package struct ReceivedBulletin: Hashable, Sendable {
    /// What it caused.
    package enum Effect: Hashable, Sendable {
        /// People of these regions were asked; the safety check.
        case asked(Set<JMARegionCode>, BroadcastID?)
        /// The event grew, and the people of these regions were asked too.
        case grew(Set<JMARegionCode>, BroadcastID?)
        /// People will be asked at this instant, unless it is taken back before.
        case held(Set<JMARegionCode>, until: Instant)
        /// It was taken back before anybody had heard of it.
        case takenBackInTime
        /// It was corrected or taken back, but an administrator had ended the safety check, so nobody was told.
        case endedBefore(BroadcastID?)
        /// What was held was never sent: the rule was switched off meanwhile.
        case switchedOffInTime
        /// What was held was never sent: the program did not run when it was due.
        case missed
        /// Those who were asked were told that JMA changed its report; these regions dropped out, those came in.
        case corrected(withdrawn: Set<JMARegionCode>, added: Set<JMARegionCode>, BroadcastID?)
        /// Those who were asked were told that it was taken back.
        case cancelled(BroadcastID?)
        /// Nothing was sent, for this reason.
        case nothing(TriggerDecision.Reason)
        /// Organizations are still deciding.
        case undecided
        /// It is of a kind that triggers nothing.
        case otherKind
        /// It could not be read; why.
        case refused(LocalizedText)

        /// The safety check that it concerned, if there is one and the reader may know of it.
        package var broadcast: BroadcastID? {
            switch self {
            case .asked(_, let id), .grew(_, let id), .corrected(_, _, let id), .cancelled(let id),
                .endedBefore(let id):
                id
            case .held, .takenBackInTime, .switchedOffInTime, .missed, .nothing, .undecided, .otherKind, .refused: nil
            }
        }
    }

    /// The number of its record.
    package let id: BulletinID
    /// When it came.
    package let receivedAt: Instant
    /// Whether the organization itself handed it in, so that no other one knows of it.
    package let isOwn: Bool
    /// JMA's title; what was refused has the name of its file, or none.
    package let title: String
    /// Its kind; nil unless it is about an earthquake. So are all that follow.
    package let type: BulletinType?
    /// The earthquake.
    package let event: EventID?
    /// 通常, 訓練, 試験.
    package let status: BulletinStatus?
    /// 発表, 訂正, 取消.
    package let action: BulletinAction?
    /// When JMA issued it.
    package let reportedAt: Instant?
    /// JMA's sentence at its head, in Japanese; may be empty.
    package let headline: String
    /// The epicentre's area, in Japanese.
    package let hypocentre: String?
    /// The magnitude in JMA's words.
    package let magnitude: String?
    /// The strongest intensity it tells.
    package let maximum: Intensity?
    /// How many of its regions are strong enough for the organization's present rule.
    package let regions: Int
    /// Which they are, the strongest shaken first.
    package let regionCodes: [JMARegionCode]
    /// What it caused for the organization.
    package let effect: Effect
}

extension ReceivedBulletin {
    /// The columns of `ListBulletins`, in order.
    init(row: inout Row, rule: TriggerRule?, showsBroadcasts: Bool) throws {
        id = try row.next()
        receivedAt = try row.next()
        isOwn = try row.next()
        let fate = try row.next(BulletinFate.self)
        let reason = LocalizedText(ja: try row.next(), en: try row.next())
        title = try row.next()
        event = try row.next()
        type = try row.next()
        status = try row.next()
        action = try row.next()
        reportedAt = try row.next()
        headline = try row.next()
        hypocentre = try row.next()
        magnitude = try row.next()
        let shaking = ShakingText.shaking(try row.next())
        let strongest = shaking.values.map(\.counted).max()
        maximum = try row.next(Intensity?.self) ?? strongest
        regionCodes = rule.map { $0.regions(in: shaking) } ?? []
        regions = regionCodes.count
        let isDecided = try row.next(Instant?.self) != nil
        let decision = try Decision(row: &row)
        switch fate {
        case .notATrigger: effect = .otherKind
        case .refused: effect = .refused(reason)
        case .bulletin:
            effect =
                decision?.effect(showsBroadcasts: showsBroadcasts)
                ?? Self.effect(withoutDecision: isDecided, status, type, action, strongest)
        }
    }

    /// Why an organization has not decided about a bulletin: there was nothing to decide, or its rule was off.
    private static func effect(
        withoutDecision isOver: Bool, _ status: BulletinStatus?, _ type: BulletinType?, _ action: BulletinAction?,
        _ strongest: Intensity?
    ) -> Effect {
        if !isOver { return .undecided }
        if status != .normal { return .nothing(.notMeant) }
        if type?.carriesIntensity != true { return .nothing(.noIntensities) }
        if action != .issued { return .nothing(.nobodyWasAsked) }
        return .nothing(strongest.map { $0 >= .three } ?? false ? .ruleIsOff : .tooWeak)
    }

    /// The columns of a decision, nil together.
    private struct Decision {
        let kind: DecisionKind
        let reason: TriggerDecision.Reason?
        let regions: Set<JMARegionCode>
        let withdrawn: Set<JMARegionCode>
        let heldUntil: Instant?
        let broadcast: BroadcastID?

        init?(row: inout Row) throws {
            let kind = try row.next(DecisionKind?.self)
            reason = try row.next(String?.self).flatMap { TriggerDecision.Reason(rawValue: $0) }
            regions = ShakingText.regions(try row.next(String?.self) ?? "")
            withdrawn = ShakingText.regions(try row.next(String?.self) ?? "")
            heldUntil = try row.next()
            broadcast = try row.next()
            guard let kind else { return nil }
            self.kind = kind
        }

        func effect(showsBroadcasts: Bool) -> Effect {
            let shown = showsBroadcasts ? broadcast : nil
            if broadcast == nil, let heldUntil { return .held(regions, until: heldUntil) }
            return switch kind {
            case .nothing: .nothing(reason ?? .tooWeak)
            case .newIncident: .asked(regions, shown)
            case .growth: .grew(regions, shown)
            case .correction: .corrected(withdrawn: withdrawn, added: regions, shown)
            case .cancellation: .cancelled(shown)
            case .takenBack: .takenBackInTime
            case .endedBefore: .endedBefore(shown)
            case .switchedOff: .switchedOffInTime
            case .missed: .missed
            }
        }
    }
}

extension TriggerRule {
    /// Those of these regions that are strong enough, the strongest first.
    fileprivate func regions(in shaking: [JMARegionCode: Shaking]) -> [JMARegionCode] {
        shaking.filter { area.contains($0.key) && $0.value.reaches(minimum, promotingSilence: promotesSilence) }
            .sorted { ($1.value.counted, $0.key) < ($0.value.counted, $1.key) }.map(\.key)
    }
}
