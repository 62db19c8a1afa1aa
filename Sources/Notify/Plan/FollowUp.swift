package import Domain

/// How one attempt came out, as far as the sequence is concerned.
package enum AttemptEnding: Hashable, Sendable {
    /// The other side has it, and the person has not answered yet.
    case handedOn
    /// A call rang without an answer, or was busy.
    case noAnswer
    /// It may have arrived; it is not sent twice.
    case unknown
    /// The contact cannot work.
    case permanentFailure
    /// The contact was removed from the profile.
    case contactRemoved
    /// The provider asked to wait; the same try goes on later. `isShut`: nothing gets through there at present.
    case deferred(retryAfter: Duration?, isShut: Bool = false)
    /// It was not handed off yet.
    case held(Delay)

    /// Whether the same try goes on later, and the sequence beside it.
    var isDeferred: Bool {
        switch self {
        case .deferred, .held: true
        default: false
        }
    }
}

/// What is known about a person's sequence when one of its attempts ends.
package struct SequenceSituation: Hashable, Sendable {
    /// Why nothing more is started, if so.
    package var stop: StopReason?
    /// The start of the round; the give-up time counts from here.
    package var startedAt: Instant
    /// Contacts that turned out not to work.
    package var deadContacts: ContactSet
    /// When something was last handed on in the same slot and round of tries, other than by this attempt.
    package var handedOnInGroup: Instant?
    /// Whether the sequence already went on beside this attempt.
    package var wentOn: Bool
    /// Hand-offs of this attempt so far, this one included.
    package var handOffs: Int
    /// Whether somebody's safety hangs on it: shorter waits after a temporary failure.
    package var isUrgent: Bool

    /// A running sequence without anything special.
    package init(
        stop: StopReason? = nil, startedAt: Instant, deadContacts: ContactSet = [], handedOnInGroup: Instant? = nil,
        wentOn: Bool = false, handOffs: Int = 1, isUrgent: Bool = true
    ) {
        self.stop = stop
        self.startedAt = startedAt
        self.deadContacts = deadContacts
        self.handedOnInGroup = handedOnInGroup
        self.wentOn = wentOn
        self.handOffs = handOffs
        self.isUrgent = isUrgent
    }
}

/// What follows an attempt that ended.
package struct FollowUp: Hashable, Sendable {
    /// A step of the plan with its due time and the rule that brought it forward or kept it in place.
    package struct Next: Hashable, Sendable {
        /// The step of the plan.
        package let attempt: PlannedAttempt
        /// When it may be started.
        package let due: Instant
        /// Why then.
        package let rule: DispatchRule
    }

    /// What the same try does, if its provider asked to wait.
    package enum Again: Hashable, Sendable {
        /// It is not handed off again.
        case no
        /// Another hand-off of the same try.
        case at(Instant)
        /// The give-up time would be over before.
        case gaveUp
    }

    /// The next step, or nil if there is none or it is planned already.
    package var next: Next?
    /// Another hand-off of the same try.
    package var again: Again

    /// A next step, another hand-off, both or neither.
    package init(next: Next?, again: Again) {
        self.next = next
        self.again = again
    }
}

/// What follows an attempt: the next step and when, or another hand-off of the same try.
///
/// - Parameters:
///   - attempt: The attempt that ended.
///   - plan: The whole sequence that it belongs to.
///   - chance: 0 to 1: spreads deferred hand-offs, so that a provider that comes back is not run over.
package func followUp(
    after attempt: PlannedAttempt, _ ending: AttemptEnding, in plan: [PlannedAttempt],
    _ situation: SequenceSituation, _ settings: DispatchSettings, now: Instant, chance: Double
) -> FollowUp {
    var result = FollowUp(next: nil, again: .no)
    guard situation.stop == nil else { return result }
    let end = situation.startedAt + settings.giveUpAfter
    let again: Instant? =
        switch ending {
        case .deferred(let retryAfter, _): now + deferral(situation, retryAfter, chance)
        case .held(let hold): hold.until
        default: nil
        }
    if let again { result.again = again > end ? .gaveUp : .at(again) }
    guard let step = successor(of: attempt, ending, in: plan, situation) else { return result }
    let (due, rule) = timing(of: step, after: attempt, ending, in: plan, situation, now)
    // The addresses of one mail group are one try: they go together even when no time is left.
    // Whoever's turn comes sooner than the next step would is not overtaken by it.
    if case .held(let hold) = ending, due > hold.until { return result }
    if due <= end || step.rule == .sameMailGroup {
        result.next = FollowUp.Next(attempt: step, due: due, rule: rule)
    }
    return result
}

/// The step that comes next. Beside a deferred contact the sequence goes on with another one, and that contact's own further
/// tries wait until it is through: trouble of one provider neither holds up the other contacts nor uses up a try.
private func successor(
    of attempt: PlannedAttempt, _ ending: AttemptEnding, in plan: [PlannedAttempt], _ situation: SequenceSituation
) -> PlannedAttempt? {
    func isSameContact(_ step: PlannedAttempt) -> Bool {
        step.channel == attempt.channel && step.position == attempt.position
    }
    var dead = situation.deadContacts
    if ending == .permanentFailure || ending == .contactRemoved { dead.insert(attempt.channel, attempt.position) }
    let rest = plan.dropFirst(attempt.step + 1)
    switch (ending.isDeferred, situation.wentOn) {
    case (true, true): return nil
    case (true, false): return rest.first { !isSameContact($0) && !dead.contains($0.channel, $0.position) }
    case (_, true):
        return rest.first.flatMap { isSameContact($0) && !dead.contains($0.channel, $0.position) ? $0 : nil }
    case (_, false): return rest.first { !dead.contains($0.channel, $0.position) }
    }
}

/// When the next step starts. Between two steps lies the longest of the intervals that the plan has between them, so
/// that skipping a dead contact neither adds nor loses a wait.
private func timing(
    of step: PlannedAttempt, after attempt: PlannedAttempt, _ ending: AttemptEnding, in plan: [PlannedAttempt],
    _ situation: SequenceSituation, _ now: Instant
) -> (Instant, DispatchRule) {
    let between = plan[(attempt.step + 1)...step.step]
    let wait = between.map(\.wait).max() ?? .zero
    let rule = between.max { $0.wait < $1.wait }?.rule ?? step.rule
    switch ending {
    case .handedOn, .noAnswer, .unknown: return (now + wait, rule)
    case .deferred(_, let isShut): return (isShut ? now : now + wait, .besideDeferredContact)
    case .held(let hold): return (hold.reason.isShut ? now : now + wait, .besideDeferredContact)
    case .permanentFailure, .contactRemoved:
        // Another address of the same group has the message: the person gets the usual time to answer it.
        if let handedOn = situation.handedOnInGroup, wait > .zero { return (max(now, handedOn + wait), rule) }
        return (now, ending == .contactRemoved ? .afterRemovedContact : .afterPermanentFailure)
    }
}

/// The wait before the same try is handed off again: doubling, at most a minute where a person's safety hangs on it and
/// an hour elsewhere, with a fifth of spread; never earlier than the provider asked for.
private func deferral(_ situation: SequenceSituation, _ retryAfter: Duration?, _ chance: Double) -> Duration {
    let longest = Duration.seconds(situation.isUrgent ? 60 : 3_600)
    let doubled = Duration.seconds(15) * (1 << min(max(situation.handOffs - 1, 0), 10))
    let spread = min(doubled, longest) * (0.8 + 0.4 * min(max(chance, 0), 1))
    return max(spread, retryAfter ?? .zero)
}
