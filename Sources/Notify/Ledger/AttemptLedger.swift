import Database
import Domain

/// Writes what happened to attempts, and what follows from it, inside one transaction: new states, evidence, next steps and
/// the level of each recipient. Everything that ends an attempt goes through here.
struct AttemptLedger {
    let tenant: TenantID
    let now: Instant
    let identifiers: IdentifierSource
    /// How long a call may take to be reported, and certainty may take to come.
    let reportTime: Duration
    /// 0 to 1; spreads deferred hand-offs.
    let chance: () -> Double

    /// How many next steps were planned, and how many changes came too late to matter.
    struct Tally: Sendable, Hashable {
        var nextSteps = 0
        var late = 0
    }

    /// Applies changes to attempts of one broadcast, at most some hundred, in their order.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    func apply(
        _ changes: [AttemptChange], of broadcast: BroadcastID, _ transaction: Transaction
    ) throws -> Tally {
        guard !changes.isEmpty else { return Tally() }
        // Recipients are locked before attempts, here and wherever an answer arrives: nobody waits in a circle.
        var recipients = try RecipientRow.lock(changes.map(\.person), of: broadcast, in: tenant, transaction)
        let rows = try attempts(changes, of: broadcast, transaction)
        let context = try BroadcastContext.load(broadcast, of: tenant, transaction)
        let taken = try TakenOver.load(of: changes, to: broadcast, in: tenant, transaction)
        var work = LedgerWork(
            ledger: self, broadcast: broadcast, context: context, recipients: recipients, taken: taken)
        for change in changes {
            guard let row = rows[AttemptPlace(change)] else { continue }
            work.take(change, row)
        }
        // Of two changes of one attempt, the triggers know which came first. Messages of the service are not counted.
        let isCounted = context != nil && rows.count == changes.count
        let inserted = try TallyFold.count(
            isCounted ? changes.count : 0, of: broadcast, in: tenant, at: now, transaction
        ) { fold in
            let inserted = try work.writeNextSteps(&fold, transaction)
            work.count(inserted)
            // Which contact an attempt had is told by when both were changed: before the attempt is.
            try work.writeMarks(transaction)
            try work.writeAttempts(&fold, transaction)
            recipients = work.recipients
            try RecipientWriter(tenant: tenant, broadcast: broadcast).write(
                work.touched.compactMap { recipients[$0] }, &fold, transaction)
            return inserted
        }
        try work.writeDueCalls(transaction)
        try work.writeDueNow(transaction)
        try work.writeEvidence(transaction)
        if context == nil { try work.wipeServiceMessages(transaction) }
        return Tally(nextSteps: inserted.count, late: work.late)
    }

    private func attempts(
        _ changes: [AttemptChange], of broadcast: BroadcastID, _ transaction: Transaction
    ) throws -> [AttemptPlace: AttemptRow] {
        var result: [AttemptPlace: AttemptRow] = [:]
        result.reserveCapacity(changes.count)
        for (place, group) in Dictionary(grouping: changes, by: { RoundStep(round: $0.round, step: $0.step) }) {
            for piece in Array(Set(group.map(\.person))).sorted().paddedPieces {
                try transaction.forEach(
                    """
                    SELECT \(AttemptRow.columns) FROM attempt
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                      AND round = \(place.round) AND step = \(place.step)
                    ORDER BY person_id\(dialect: .forUpdate)
                    """
                ) { row in
                    let attempt = try AttemptRow(row: &row)
                    result[AttemptPlace(person: attempt.person, round: attempt.round, step: attempt.step)] = attempt
                }
            }
        }
        return result
    }
}

/// One step of one round.
struct RoundStep: Hashable {
    let round: Int
    let step: Int
}

/// One step of one round of one person.
struct AttemptPlace: Hashable {
    let person: PersonID
    let round: Int
    let step: Int

    init(person: PersonID, round: Int, step: Int) {
        self.person = person
        self.round = round
        self.step = step
    }

    init(_ change: AttemptChange) {
        self.init(person: change.person, round: change.round, step: change.step)
    }
}
