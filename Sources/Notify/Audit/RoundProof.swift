import Domain

/// Says of each step of one person's round where it is: made, still to come, needless for a reason that the ledger names, or
/// lost. Nothing counts as over merely because it is not there.
struct RoundProof {
    /// What was found.
    struct Finding: Hashable {
        /// Steps that ended, or will not be made for a reason.
        var final = 0
        /// Steps that are under way or still to come.
        var open = 0
        /// Steps that ought to be in the ledger and are not.
        var lost: [Int] = []
    }

    let round: BroadcastContext.Round
    let plan: [PlannedAttempt]
    /// By step; those that are not in the plan are left out.
    let made: [Int: AuditedAttempt]
    /// Contacts that turned out not to work, in any round.
    let dead: ContactSet
    /// Whether nothing more of the round is started, for a reason that stands in the broadcast or with the recipient.
    let isStopped: Bool

    var finding: Finding {
        var finding = Finding()
        guard let head = made.keys.max() else {
            // The first step is written together with the person: a round without any was lost as a whole.
            finding.lost = plan.map(\.step)
            return finding
        }
        for step in plan {
            if let attempt = made[step.step] {
                if attempt.row.state.isFinal { finding.final += 1 } else { finding.open += 1 }
            } else if step.step < head {
                switch place(step) {
                case .final: finding.final += 1
                case .open: finding.open += 1
                case .lost: finding.lost.append(step.step)
                }
            }
        }
        count(after: head, &finding)
        return finding
    }

    /// The steps behind the last one that was made: they come with its end, or the ledger says why they don't.
    private func count(after head: Int, _ finding: inout Finding) {
        guard let last = made[head] else { return }
        let rest = plan.dropFirst(head + 1)
        // Whatever went on wrote its successor in the same transaction.
        if last.row.wentOn {
            finding.lost += rest.map(\.step)
            return
        }
        let next = rest.first { !isDead($0) && !hasLeftProfile($0, last) }
        guard let next else {
            finding.final += rest.count
            return
        }
        if !last.row.state.isFinal && !isStopped {
            finding.open += rest.count
        } else if !last.row.state.isFinal || endsSequence(last, before: next) {
            finding.final += rest.count
        } else {
            finding.lost += rest.map(\.step)
        }
    }

    private func isDead(_ step: PlannedAttempt) -> Bool { dead.contains(step.channel, step.position) }

    /// Whether the contact of a step had left the profile when the last attempt was to be made.
    private func hasLeftProfile(_ step: PlannedAttempt, _ last: AuditedAttempt) -> Bool {
        last.wasPassedOver && last.isAtContact(of: step)
    }

    /// What of a step that was not made although the sequence went on behind it: its contact does not work or is gone, or the
    /// provider asked to wait, and the contact's further tries come after the one that waits.
    private func place(_ step: PlannedAttempt) -> Place {
        if isDead(step) { return .final }
        if made.values.contains(where: { $0.row.step < step.step && $0.isAtContact(of: step) && $0.wasPassedOver }) {
            return .final
        }
        var tries: [AuditedAttempt] = []
        for earlier in plan[..<step.step].reversed() {
            let isSame = earlier.channel == step.channel && earlier.position == step.position
            guard isSame || isDead(earlier) else { break }
            if isSame, let attempt = made[earlier.step] { tries.append(attempt) }
        }
        guard let last = tries.first, tries.contains(where: \.wasDeferred), last.wasDeferred || !last.row.wentOn else {
            return .lost
        }
        if !last.row.state.isFinal { return isStopped ? .final : .open }
        let following = plan[last.row.step + 1]
        return !last.isAtContact(of: following) || endsSequence(last, before: following) ? .final : .lost
    }

    private enum Place {
        case final
        case open
        case lost
    }

    /// Whether an attempt that ended was rightly the last: it was stopped, everything was, or no time was left.
    private func endsSequence(_ attempt: AuditedAttempt, before next: PlannedAttempt) -> Bool {
        switch attempt.row.state {
        case .expired: return true
        case .cancelled where !attempt.wasPassedOver: return true
        default: break
        }
        if isStopped { return true }
        let wait = plan[(attempt.row.step + 1)...next.step].map(\.wait).max() ?? .zero
        return next.rule != .sameMailGroup && attempt.changedAt + wait > round.startedAt + round.settings.giveUpAfter
    }
}
