import Database
import Domain

/// The decisions of one transaction before they are written: which attempt gets which state, what follows, and what each
/// recipient then amounts to.
struct LedgerWork {
    /// The new values of an attempt; attempts with equal ones are written by one statement.
    private struct NewState: Hashable {
        let at: RoundStep
        let state: AttemptState
        let reason: String
        let due: Instant?
        let wentOn: Bool
    }

    /// From where to where an attempt goes in the results.
    private struct Move: Hashable {
        let old: AttemptStanding
        let new: AttemptStanding
    }

    private struct Evidence {
        let change: AttemptChange
        let kind: String
    }

    private struct NextStep {
        let person: PersonID
        let round: Int
        let next: FollowUp.Next
        let lane: Lane
    }

    /// How long a gateway may take to know of a call whose request it did not answer.
    private static let lookUpTime = Duration.seconds(10)
    /// The longest time between two hand-offs of what is in doubt again and again.
    private static let longestDoubt = Duration.seconds(3_600)
    /// Why a sequence ended that had nothing left.
    private static let sequenceOver = "sequenceOver"

    private let ledger: AttemptLedger
    private let broadcast: BroadcastID
    private let context: BroadcastContext?
    private(set) var recipients: [PersonID: RecipientRow]
    private(set) var touched: Set<PersonID> = []
    private(set) var late = 0
    private var newStates: [NewState: [PersonID]] = [:]
    private var moves: [Move: Int] = [:]
    private var evidence: [Evidence] = []
    private var nextSteps: [NextStep] = []
    /// People whose call of an earlier round ended: the round that asks anew need not wait for it any more.
    private var callEnded: [PersonID] = []
    /// People whose sequence went on beside a contact where nothing gets through: what follows need not wait.
    private var shutOut: [RoundStep: [PersonID]] = [:]
    /// People whose mail came back before anything else had arrived: what follows need not wait.
    private var cameBack: [RoundStep: [PersonID]] = [:]
    private var marks = ContactMarks()
    private var plans: [String: [Int: [PlannedAttempt]]] = [:]

    /// What else of each person whose mail came back was taken over or may have been.
    private var taken: [PersonID: [TakenOver]]

    init(
        ledger: AttemptLedger, broadcast: BroadcastID, context: BroadcastContext?,
        recipients: [PersonID: RecipientRow], taken: [PersonID: [TakenOver]]
    ) {
        self.taken = taken
        self.ledger = ledger
        self.broadcast = broadcast
        self.context = context
        self.recipients = recipients
    }

    /// Decides about one change.
    mutating func take(_ change: AttemptChange, _ row: AttemptRow) {
        // A worker without the lease may settle what is in doubt or waits to be sent again, but never touches what
        // somebody else holds.
        let isStale = change.token != nil && change.token != row.leaseToken
        if isStale && (row.state == .handingOff || row.state == .claimed) {
            if case .handOff = change.event { keepAsEvidence(change) }
            return
        }
        guard let (state, action) = try? next(row.state, change.event) else { return }
        // The contact of a message of the service is not known by its place.
        if context != nil { marks.take(change, row) } else { marks.takeService(change, row) }
        if case .bounced = change.event, state != row.state { takeBack(row) }
        switch action {
        case .keepAsEvidence: keepAsEvidence(change)
        case .callProvider: break
        case .nothing where state == row.state: break
        case .nothing: store(change, row, state, followUp: nil)
        case .goOn: store(change, row, state, followUp: follow(change, row))
        case .deferHandOff:
            let following = follow(change, row)
            noteShutOut(change, row)
            switch following.again {
            case .at(let due): store(change, row, .planned, due: due, followUp: following)
            case .gaveUp, .no: store(change, row, .expired, followUp: following)
            }
        case .handOffAgain where isGivenUp(row): store(change, row, .unknown, followUp: follow(change, row, .unknown))
        case .handOffAgain: store(change, row, .planned, due: ledger.now, followUp: nil)
        case .wait: store(change, row, state, due: deadline(state, change, row), followUp: besideDoubt(change, row))
        }
    }

    /// Whether the round's give-up time is over: what may have arrived is not sent again then, however it came so far.
    private func isGivenUp(_ row: AttemptRow) -> Bool {
        guard let round = context?.rounds[row.round] else { return false }
        return ledger.now > round.startedAt + round.settings.giveUpAfter
    }

    /// What goes on beside a contact of which nobody knows whether the message arrived: the person's next one need not wait
    /// until that is known. Of a call the gateway knows within seconds, and no second telephone rings meanwhile; only where
    /// it does not help, the next contact's turn comes.
    private mutating func besideDoubt(_ change: AttemptChange, _ row: AttemptRow) -> FollowUp? {
        guard case .handOff(.unclear) = change.event, row.channel != .voice || row.doubts > 0 else { return nil }
        noteShutOut(change, row)
        return follow(change, row)
    }

    private mutating func noteShutOut(_ change: AttemptChange, _ row: AttemptRow) {
        guard row.wentOn && change.event.isShut else { return }
        shutOut[RoundStep(round: row.round, step: row.step), default: []].append(row.person)
    }

    /// A call is waited for as long as calls take. What a dead worker left is settled at once; of a call that may have been
    /// placed the gateway is asked as soon as it can know of it, of a mail nobody can be asked. What is in doubt again and again waits longer each time.
    private func deadline(_ state: AttemptState, _ change: AttemptChange, _ row: AttemptRow) -> Instant {
        if state == .ringing { return ledger.now + ledger.reportTime }
        if change.event == .leaseOver { return ledger.now }
        let wait = row.channel == .voice ? Self.lookUpTime : ledger.reportTime
        return ledger.now + min(wait * (1 << min(row.doubts, 10)), max(wait, Self.longestDoubt))
    }

    /// What came back was not handed on: the recipient stands where the other attempts have brought it.
    private mutating func takeBack(_ row: AttemptRow) {
        guard var recipient = recipients[row.person] else { return }
        var others = taken[row.person] ?? []
        others.removeAll { $0.round == row.round && $0.step == row.step }
        taken[row.person] = others
        let last = others.filter(\.isCertain).max { $0.at < $1.at }
        if recipient.handedOnGroup == row.group && last?.group != row.group {
            cameBack[RoundStep(round: row.round, step: row.step), default: []].append(row.person)
        }
        recipient.wasHandedOn = last != nil
        recipient.handedOnGroup = last?.group
        recipient.handedOnAt = last?.at
        recipient.isUnclear = others.contains { !$0.isCertain }
        recipients[row.person] = recipient
    }

    private mutating func keepAsEvidence(_ change: AttemptChange) {
        late += 1
        evidence.append(Evidence(change: change, kind: "late:" + change.event.evidence.kind))
    }

    private mutating func store(
        _ change: AttemptChange, _ row: AttemptRow, _ state: AttemptState, due: Instant? = nil, followUp: FollowUp?
    ) {
        let values = change.event.evidence
        let newState = NewState(
            at: RoundStep(round: row.round, step: row.step), state: state, reason: values.reason, due: due,
            wentOn: row.wentOn || followUp?.next != nil)
        newStates[newState, default: []].append(row.person)
        let move = Move(
            old: AttemptStanding(row.channel, row.state, reason: row.reason),
            new: AttemptStanding(row.channel, state, reason: values.reason))
        moves[move, default: 0] += 1
        if keepsEvidence(change.event) || change.event.isHold && followUp?.next != nil {
            evidence.append(Evidence(change: change, kind: values.kind))
        }
        if let next = followUp?.next, let context {
            nextSteps.append(
                NextStep(
                    person: row.person, round: row.round, next: next,
                    lane: Lane(context.class, step: next.attempt.step)))
        }
        guard var recipient = recipients[row.person] else { return }
        if state.isFinal && !row.state.isFinal {
            recipient.openAttempts -= 1
            if row.channel == .voice && context?.asksAnew(after: row.round) == true { callEnded.append(row.person) }
        }
        if state.wasHandedOn {
            recipient.wasHandedOn = true
            recipient.handedOnGroup = row.group
            recipient.handedOnAt = ledger.now
        }
        if state == .unknown || state == .inDoubt { recipient.isUnclear = true }
        if state == .failed { recipient.deadContacts.insert(row.channel, row.position) }
        recipients[row.person] = recipient
        touched.insert(row.person)
    }

    /// Stops and returned leases need no row of evidence: the attempt itself says all of it.
    private func keepsEvidence(_ event: AttemptEvent) -> Bool {
        switch event {
        case .handOff, .report, .bounced, .waitOver: true
        case .leaseOver, .claim, .startHandOff, .stop, .hold: false
        }
    }

    private mutating func follow(
        _ change: AttemptChange, _ row: AttemptRow, _ known: AttemptEnding? = nil
    ) -> FollowUp {
        let ending = known ?? change.event.ending ?? (row.state == .ringing ? .unknown : nil)
        guard let ending, let recipient = recipients[row.person], let context,
            let round = context.rounds[row.round]
        else { return followUpOfServiceMessage(change, row) }
        let plan = self.plan(of: recipient, round)
        guard row.step < plan.count else { return FollowUp(next: nil, again: .no) }
        let stop = context.stopReason(at: ledger.now, round: round, for: recipient)
        let situation = SequenceSituation(
            stop: stop, startedAt: round.startedAt, deadContacts: recipient.deadContacts,
            handedOnInGroup: recipient.handedOnGroup == row.group ? recipient.handedOnAt : nil, wentOn: row.wentOn,
            handOffs: row.handOffs, isUrgent: context.class == .emergency)
        return followUp(
            after: plan[row.step], ending, in: plan, situation, round.settings, now: ledger.now,
            chance: ledger.chance())
    }

    /// A message of the service has one step; a provider that asks to wait gets it again until nobody waits for it any more.
    private func followUpOfServiceMessage(_ change: AttemptChange, _ row: AttemptRow) -> FollowUp {
        if case .held(let hold) = change.event.ending { return FollowUp(next: nil, again: .at(hold.until)) }
        guard case .deferred(let retryAfter, _) = change.event.ending, context == nil else {
            return FollowUp(next: nil, again: .no)
        }
        let wait = max(Duration.seconds(min(60, 5 * row.handOffs)), retryAfter ?? .zero)
        return FollowUp(next: nil, again: .at(ledger.now + wait))
    }

    private mutating func plan(of recipient: RecipientRow, _ round: BroadcastContext.Round) -> [PlannedAttempt] {
        if let known = plans[recipient.paths]?[round.number] { return known }
        let path = RecipientPaths(text: recipient.paths)[round.number]
        let made = path.map { Notify.plan(along: $0, settings: round.settings) } ?? []
        plans[recipient.paths, default: [:]][round.number] = made
        return made
    }

    /// Writes the next steps; a step that exists already is left alone, so planning twice changes nothing.
    func writeNextSteps(_ fold: inout TallyFold, _ transaction: Transaction) throws -> [PersonID] {
        var inserted: [PersonID] = []
        let callsEnd = try callsUnderWay(transaction)
        for (channel, steps) in Dictionary(grouping: nextSteps, by: \.next.attempt.channel) {
            let before = inserted.count
            for rows in steps.inFewShapes {
                let values = rows.map { step in
                    AttemptInsert.values(
                        tenant: ledger.tenant, broadcast: broadcast, person: step.person, round: step.round,
                        lane: step.lane, step.next.attempt, rule: step.next.rule,
                        due: max(step.next.due, callsEnd[step.person] ?? step.next.due), now: ledger.now)
                }
                inserted += try AttemptInsert.run(values, transaction)
            }
            fold.attempts(inserted.count - before, to: AttemptStanding(channel, .planned, reason: ""))
        }
        return inserted
    }

    /// Until when those who are to be called next may still be in a call of an earlier round.
    private func callsUnderWay(_ transaction: Transaction) throws -> [PersonID: Instant] {
        guard let context, context.asksAnew(after: 0) else { return [:] }
        let calls = CallsUnderWay(tenant: ledger.tenant, broadcast: broadcast, reportTime: ledger.reportTime)
        let steps = nextSteps.filter { $0.next.attempt.channel == .voice }
        return try Dictionary(grouping: steps, by: \.round).reduce(into: [:]) { ends, group in
            let own = try calls.ends(
                of: group.value.map(\.person).sorted(), before: group.key, now: ledger.now, transaction)
            ends.merge(own) { max($0, $1) }
        }
    }

    /// Counts the next steps, and ends the sequences that have nothing left.
    mutating func count(_ inserted: [PersonID]) {
        for person in inserted {
            recipients[person]?.openAttempts += 1
            // Nothing was left to do until a mail came back.
            if recipients[person]?.endReason == Self.sequenceOver { recipients[person]?.endReason = nil }
        }
        for person in touched {
            guard let recipient = recipients[person], recipient.openAttempts <= 0, recipient.endReason == nil else {
                continue
            }
            recipients[person]?.endReason = context?.stopReason(at: ledger.now)?.rawValue ?? Self.sequenceOver
        }
    }

    /// Writes what was learned about contacts.
    func writeMarks(_ transaction: Transaction) throws {
        try marks.write(of: broadcast, ledger.tenant, at: ledger.now, transaction)
    }

    /// Writes the new states, one statement for all attempts that get the same.
    func writeAttempts(_ fold: inout TallyFold, _ transaction: Transaction) throws {
        for (new, people) in newStates {
            try transaction.execute(
                """
                UPDATE attempt
                SET state = \(new.state), reason = \(new.reason), due_at = COALESCE(\(new.due), due_at),
                    went_on = \(new.wentOn), lease_token = NULL, changed_at = \(ledger.now),
                    doubts = doubts + \(new.state == .inDoubt ? 1 : 0)
                WHERE tenant_id = \(ledger.tenant) AND broadcast_id = \(broadcast)
                  AND person_id \(each: people.sorted())
                  AND round = \(new.at.round) AND step = \(new.at.step)
                """)
        }
        for (move, count) in moves { fold.attempts(count, from: move.old, to: move.new) }
    }

    /// Brings first calls forward that waited for the end of another one, unless there is still a third.
    func writeDueCalls(_ transaction: Transaction) throws {
        for piece in callEnded.sorted().paddedPieces {
            try transaction.execute(
                """
                UPDATE attempt SET due_at = \(ledger.now)
                WHERE tenant_id = \(ledger.tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND step = 0 AND state = 'planned' AND hand_offs = 0 AND due_at > \(ledger.now)
                  AND NOT EXISTS (
                      SELECT 1 FROM attempt o
                      WHERE o.tenant_id = attempt.tenant_id AND o.broadcast_id = attempt.broadcast_id
                        AND o.person_id = attempt.person_id AND o.round < attempt.round
                        AND o.channel = \(Channel.voice) AND o.state IN ('handingOff', 'inDoubt', 'ringing'))
                """)
        }
    }

    /// Brings forward what waits beside a contact where nothing gets through, or behind one whose mail came back.
    func writeDueNow(_ transaction: Transaction) throws {
        for (waits, isBeside) in [(shutOut, true), (cameBack, false)] {
            try bringForward(waits, isBeside ? "AND rule = 'besideDeferredContact'" : "", transaction)
        }
    }

    private func bringForward(
        _ waits: [RoundStep: [PersonID]], _ condition: SQL, _ transaction: Transaction
    ) throws {
        for (place, people) in waits {
            for piece in people.sorted().paddedPieces {
                try transaction.execute(
                    """
                    UPDATE attempt SET due_at = \(ledger.now)
                    WHERE tenant_id = \(ledger.tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                      AND round = \(place.round) AND step > \(place.step) \(condition)
                      AND state = 'planned' AND hand_offs = 0 AND reason = '' AND due_at > \(ledger.now)
                      AND NOT EXISTS (
                          SELECT 1 FROM attempt c
                          WHERE c.tenant_id = attempt.tenant_id AND c.broadcast_id = attempt.broadcast_id
                            AND c.person_id = attempt.person_id AND c.channel = 'voice'
                            AND c.state IN ('handingOff', 'inDoubt', 'ringing'))
                    """)
            }
        }
    }

    /// Appends what happened; nothing of it is ever changed.
    func writeEvidence(_ transaction: Transaction) throws {
        for rows in evidence.inFewShapes {
            let values = rows.map { row -> [DatabaseValue] in
                let change = row.change
                let (_, reason, reference) = change.event.evidence
                let id = ledger.identifiers.next(Identifier<EventMark>.self, now: ledger.now)
                return [
                    ledger.tenant.databaseValue, broadcast.databaseValue, change.person.databaseValue,
                    id.databaseValue, change.round.databaseValue, change.step.databaseValue, .text(row.kind),
                    .text(reason), .text(reference), change.startedAt.databaseValue, ledger.now.databaseValue,
                ]
            }
            try transaction.execute(
                """
                INSERT INTO attempt_event
                    (tenant_id, broadcast_id, person_id, id, round, step, kind, reason, reference, started_at, at)
                VALUES \(rows: values)
                """)
        }
    }

    /// The text of a message of the service, often a code, is forgotten as soon as it needs not be sent any more.
    func wipeServiceMessages(_ transaction: Transaction) throws {
        guard newStates.keys.contains(where: \.state.isFinal) else { return }
        try transaction.execute(
            """
            UPDATE service_mail SET body = '', sealed_body = NULL
            WHERE tenant_id = \(ledger.tenant) AND id = \(broadcast)
            """)
    }
}

private enum EventMark {}

extension AttemptRow {
    /// The tries that go round together: one slot, one number of the try.
    var group: Int { round * 100_000 + slot * 100 + tryNumber }
}
