import Database
import Domain
import Profiles

/// Asks known recipients once more: those who have not answered, along their contacts of today, or those who were asked, with
/// a correction; or those again whose region was taken back and then reached after all.
struct RecipientRevival: Sendable {
    let tenant: TenantID
    let context: BroadcastContext
    let round: BroadcastContext.Round
    let now: Instant
    /// How long a call may take to be reported.
    let reportTime: Duration

    /// Begins the round for those of these people who are to be asked, and returns whom it found to ask.
    @discardableResult
    func revive(_ people: [PersonID], _ transaction: Transaction) throws -> [PersonID] {
        guard !people.isEmpty else { return [] }
        var recipients = try RecipientRow.lock(people, of: context.id, in: tenant, transaction)
        var contacts: [PersonID: SendingContacts] = [:]
        for piece in people.paddedPieces {
            contacts.merge(try SendingContacts.load(of: piece, in: tenant, transaction)) { first, _ in first }
        }
        if round.kind == .resend { recipients = recipients.filter { !context.hasTakenBack($1) } }
        switch round.kind {
        case .resend: try stopEarlierRounds(of: &recipients, .askedAnew, transaction)
        case .retraction: try stopEarlierRounds(of: &recipients, .takenBack, transaction)
        case .first, .growth, .correction: break
        }
        let calls = try callsUnderWay(to: recipients.keys.sorted(), transaction)
        var firstAttempts: [[DatabaseValue]] = []
        var paths: [String: [PersonID]] = [:]
        var unasked: [RecipientRow] = []
        for (person, recipient) in recipients {
            if round.kind == .resend && recipient.answeredAt != nil { continue }
            if round.kind == .growth && !context.hasTakenBack(recipient) { continue }
            let path = path(of: contacts[person] ?? SendingContacts())
            guard let attempt = plan(along: path, settings: round.settings).first else {
                unasked.append(ended(recipient, contacts[person] ?? SendingContacts()))
                continue
            }
            var own = RecipientPaths(text: recipient.paths)
            own[round.number] = path
            paths[own.text, default: []].append(person)
            firstAttempts.append(
                AttemptInsert.values(
                    tenant: tenant, broadcast: context.id, person: person, round: round.number,
                    lane: round.kind.isCorrection ? Lane(context.class, step: 1) : Lane(context.class, step: 0),
                    attempt, rule: attempt.rule,
                    due: attempt.channel == .voice ? calls[person] ?? round.startedAt : round.startedAt, now: now))
        }
        try RecipientWriter(tenant: tenant, broadcast: context.id).write(unasked, transaction)
        for (text, people) in paths { try store(text, for: people, transaction) }
        var inserted: [PersonID] = []
        for piece in firstAttempts.inFewShapes { inserted += try AttemptInsert.run(piece, transaction) }
        try begin(inserted, transaction)
        return inserted
    }

    /// Somebody without a contact today: what was under way has been cancelled, and the reason stands in its place.
    private func ended(_ recipient: RecipientRow, _ contacts: SendingContacts) -> RecipientRow {
        var ended = recipient
        switch round.kind {
        case .resend: ended.endReason = CannotBeAsked(contacts, round.settings)?.rawValue ?? "sequenceOver"
        case .retraction: ended.endReason = recipient.endReason ?? StopReason.takenBack.rawValue
        case .first, .growth, .correction: break
        }
        return ended
    }

    /// A correction goes by mail where there is one, otherwise once to the first number; nobody is called four times for it.
    private func path(of contacts: SendingContacts) -> ContactPath {
        let path = ContactPath(of: contacts, round.settings)
        guard round.kind.isCorrection else { return path }
        let mails = path.stops.filter { $0.channel == .mail }
        return ContactPath(stops: mails.isEmpty ? Array(path.stops.prefix(1)) : mails)
    }

    /// Until when a call of an earlier round may last. Nobody is called while the telephone is in their hand; the ledger
    /// brings the new call forward when the old one ends.
    private func callsUnderWay(to people: [PersonID], _ transaction: Transaction) throws -> [PersonID: Instant] {
        guard round.kind == .resend else { return [:] }
        return try CallsUnderWay(tenant: tenant, broadcast: context.id, reportTime: reportTime)
            .ends(of: people, before: round.number, now: now, transaction)
    }

    private func stopEarlierRounds(
        of recipients: inout [PersonID: RecipientRow], _ reason: StopReason, _ transaction: Transaction
    ) throws {
        // A correction that waits for its turn goes out; only what takes everything back ends it.
        let kept = reason == .askedAnew ? RoundKind.allCases.filter(\.isCorrection) : []
        let rounds = context.rounds.values.filter { $0.number < round.number && !kept.contains($0.kind) }
            .map(\.number).sorted().padded
        guard !rounds.isEmpty else { return }
        for piece in recipients.keys.sorted().paddedPieces {
            let stopped = try transaction.values(
                PersonID.self,
                """
                UPDATE attempt
                SET state = 'cancelled', reason = \(reason.rawValue), lease_token = NULL, changed_at = \(now)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(context.id) AND person_id IN \(list: piece)
                  AND round IN \(list: rounds) AND state IN ('planned', 'claimed')
                RETURNING person_id
                """)
            for person in stopped { recipients[person]?.openAttempts -= 1 }
        }
        for person in recipients.keys { recipients[person]?.endedRounds = round.number - 1 }
        try RecipientWriter(tenant: tenant, broadcast: context.id).write(Array(recipients.values), transaction)
    }

    private func store(_ paths: String, for people: [PersonID], _ transaction: Transaction) throws {
        for piece in people.sorted().paddedPieces {
            try transaction.execute(
                """
                UPDATE recipient SET paths = \(paths)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(context.id) AND person_id IN \(list: piece)
                """)
        }
    }

    /// Opens the sequence again. A contact that failed before gets another chance: it may have been corrected.
    private func begin(_ people: [PersonID], _ transaction: Transaction) throws {
        var recipients = try RecipientRow.lock(people, of: context.id, in: tenant, transaction)
        for person in people {
            recipients[person]?.openAttempts += 1
            recipients[person]?.endReason = nil
            if round.kind == .resend { recipients[person]?.deadContacts = [] }
        }
        try RecipientWriter(tenant: tenant, broadcast: context.id).write(Array(recipients.values), transaction)
    }
}
