import Domain

/// Holds the record of one person after the other against the plan.
struct AuditWalk {
    let context: BroadcastContext
    private var plans: [String: [Int: [PlannedAttempt]]] = [:]

    init(context: BroadcastContext) {
        self.context = context
    }

    mutating func take(_ recipient: RecipientRow, _ attempts: [AuditedAttempt], _ audit: inout DispatchAudit) {
        audit.recipients += 1
        audit.levels[recipient.level, default: 0] += 1
        if recipient.level != recipient.progress.level { audit.add(.level, recipient.person) }
        let open = attempts.filter { !$0.row.state.isFinal }
        if open.count != recipient.openAttempts {
            audit.add(.openCount, recipient.person, "\(recipient.openAttempts) counted, \(open.count) found")
        }
        if recipient.endReason == nil && open.isEmpty { audit.add(.noNextAttempt, recipient.person) }
        let plans = plans(of: recipient)
        if plans.isEmpty && recipient.endReason.flatMap(CannotBeAsked.init(rawValue:)) == nil {
            audit.add(.noNextAttempt, recipient.person, "no path and no reason")
        }
        findTwoRounds(open, recipient.person, &audit)
        let byRound = Dictionary(grouping: attempts, by: \.row.round)
        for (round, plan) in plans { count(plan, of: round, recipient, byRound, &audit) }
        for attempt in attempts where plans[attempt.row.round] == nil {
            audit.add(.notInPlan, recipient.person, "round \(attempt.row.round) step \(attempt.row.step)")
        }
    }

    private func count(
        _ plan: [PlannedAttempt], of number: Int, _ recipient: RecipientRow, _ byRound: [Int: [AuditedAttempt]],
        _ audit: inout DispatchAudit
    ) {
        guard let round = context.rounds[number] else { return }
        var made: [Int: AuditedAttempt] = [:]
        for attempt in byRound[number] ?? [] {
            if plan.indices.contains(attempt.row.step) && attempt.isSame(as: plan[attempt.row.step]) {
                made[attempt.row.step] = attempt
            } else {
                audit.add(.notInPlan, recipient.person, "round \(number) step \(attempt.row.step)")
            }
        }
        var dead = recipient.deadContacts
        // Asking anew gives every contact another chance.
        let since = byRound.keys.filter { context.rounds[$0]?.kind == .resend && $0 <= number }.max() ?? 0
        for attempt in byRound.values.joined() where attempt.row.state == .failed && attempt.row.round >= since {
            dead.insert(attempt.row.channel, attempt.row.position)
        }
        let finding = RoundProof(
            round: round, plan: plan, made: made, dead: dead, isStopped: isStopped(round, recipient)
        ).finding
        audit.planned += plan.count
        audit.final += finding.final
        audit.open += finding.open
        for step in finding.lost { audit.add(.lostStep, recipient.person, "round \(number) step \(step)") }
    }

    private func isStopped(_ round: BroadcastContext.Round, _ recipient: RecipientRow) -> Bool {
        if context.status.stopReason != nil { return true }
        if recipient.endReason.flatMap(StopReason.init(rawValue:)) != nil { return true }
        return context.stopReason(at: round.startedAt, round: round, for: recipient) != nil
    }

    /// Nobody is asked by two rounds at once. What an earlier one has handed on runs its course; nothing else of it may.
    private func findTwoRounds(_ open: [AuditedAttempt], _ person: PersonID, _ audit: inout DispatchAudit) {
        let asking = open.filter { context.rounds[$0.row.round]?.kind.isCorrection == false }
        guard let latest = asking.map(\.row.round).max() else { return }
        let earlier = asking.filter { $0.row.round < latest }
        let isStarting = earlier.contains { $0.row.state == .planned || $0.row.state == .claimed }
        let isCalling = [asking.filter { $0.row.round == latest }, earlier].allSatisfy { attempts in
            attempts.contains { $0.row.channel == .voice && [.handingOff, .ringing].contains($0.row.state) }
        }
        if isStarting || isCalling { audit.add(.twoRounds, person, "round \(latest) and earlier") }
    }

    private mutating func plans(of recipient: RecipientRow) -> [Int: [PlannedAttempt]] {
        if let known = plans[recipient.paths] { return known }
        var made: [Int: [PlannedAttempt]] = [:]
        for (number, path) in RecipientPaths(text: recipient.paths).byRound {
            guard let round = context.rounds[number] else { continue }
            made[number] = plan(along: path, settings: round.settings)
        }
        plans[recipient.paths] = made
        return made
    }
}
