import Database
import Domain
import Profiles
import Tenants

/// Commits *handing off* for a claimed batch, right before the provider is called. Everything that could make a message
/// needless or wrong is checked in the same transaction: answered, closed, expired, contact removed, person gone.
struct BeginHandOff: Sendable {
    /// What was due in time may still go out this much after the give-up time: a crowd takes a while to pass.
    static let grace = Duration.seconds(900)

    let database: Database
    let identifiers: IdentifierSource
    let randomness: Randomness
    let reportTime: Duration
    let tokens: AnswerTokens
    let seal: MessageSeal
    let turnstile: Turnstile
    let failpoints: Failpoints

    /// Returns what must be handed off now; what was stopped has been settled.
    ///
    /// - Throws: `DatabaseError`; then nothing was committed and nothing may leave the house.
    func callAsFunction(_ batch: ClaimedBatch, now: Instant) async throws -> [HandOffDraft] {
        let drafts = try await database.write(.tenant(batch.tenant)) { transaction in
            let ledger = AttemptLedger(
                tenant: batch.tenant, now: now, identifiers: identifiers, reportTime: reportTime,
                chance: { randomness.fraction() })
            let (title, limit) = try house(batch.tenant, transaction)
            var drafts: [HandOffDraft] = []
            // Always in the same order, so that two batches never wait for each other in a circle.
            for (broadcast, attempts) in Dictionary(grouping: batch.attempts, by: \.broadcast).sorted(by: {
                $0.key < $1.key
            }) {
                let rows = attempts.map(\.row)
                let verdicts = hold(
                    batch.lane.isOfService
                        ? try serviceMessages(rows, broadcast, title, batch, now, transaction)
                        : try messages(rows, broadcast, title, batch, now, transaction), limit, batch, now)
                let begun = try begin(verdicts, of: broadcast, batch, now, transaction)
                drafts += begun
                try ledger.apply(
                    verdicts.compactMap { verdict in
                        guard case .failure(let refusal) = verdict.result else { return nil }
                        return AttemptChange(
                            verdict.row.person, round: verdict.row.round, step: verdict.row.step, token: batch.token,
                            refusal.event)
                    }, of: broadcast, transaction)
            }
            if drafts.isEmpty {
                try transaction.execute(
                    "DELETE FROM lease WHERE tenant_id = \(batch.tenant) AND token = \(batch.token)")
            }
            failpoints.reach(.handOffUncommitted)
            return drafts
        }
        failpoints.reach(.handOffCommitted)
        return drafts
    }

    /// The organization's title, and how much of this channel it may take up.
    private func house(_ tenant: TenantID, _ transaction: Transaction) throws -> (String, SendingLimit) {
        let found = try transaction.first(
            "SELECT system_title, mail_limit, voice_limit FROM tenant WHERE id = \(tenant)"
        ) { row in
            let title = try row.next(String.self)
            let limits: [Channel: SendingLimit] = [.mail: try row.next(), .voice: try row.next()]
            return (title, limits[turnstile.channel] ?? .standard)
        }
        return found ?? ("", .standard)
    }

    /// It does not go now, or not any more.
    private struct Refused: Error {
        let event: AttemptEvent

        init(_ reason: StopReason) { event = .stop(reason) }
        init(_ hold: Delay) { event = .hold(hold) }
    }

    private struct Verdict {
        let row: AttemptRow
        let result: Result<HandOffDraft, Refused>
    }

    /// Holds back what is over a limit or whose way is shut.
    private func hold(
        _ verdicts: [Verdict], _ limit: SendingLimit, _ batch: ClaimedBatch, _ now: Instant
    ) -> [Verdict] {
        let wanted = verdicts.indices.compactMap { index in
            (try? verdicts[index].result.get()).map { (index: index, address: $0.address) }
        }
        let isUrgent = batch.lane <= .followUp
        let holds = turnstile.ask(
            wanted.map {
                Turnstile.Request(tenant: batch.tenant, address: $0.address, isUrgent: isUrgent, limit: limit)
            },
            at: now)
        var result = verdicts
        for (wish, hold) in zip(wanted, holds) {
            guard let hold else { continue }
            result[wish.index] = Verdict(row: verdicts[wish.index].row, result: .failure(Refused(hold)))
        }
        return result
    }

    private func messages(
        _ rows: [AttemptRow], _ broadcast: BroadcastID, _ title: String, _ batch: ClaimedBatch, _ now: Instant,
        _ transaction: Transaction
    ) throws -> [Verdict] {
        try BroadcastContext.hold(broadcast, of: batch.tenant, transaction)
        guard let context = try BroadcastContext.load(broadcast, of: batch.tenant, transaction) else {
            return rows.map { Verdict(row: $0, result: .failure(Refused(.calledOff))) }
        }
        let people = Array(Set(rows.map(\.person))).sorted()
        let recipients = try RecipientRow.lock(people, of: broadcast, in: batch.tenant, transaction)
        let addressees = try AddresseeRow.load(people, of: broadcast, in: batch.tenant, transaction)
        let links = try links(of: addressees, broadcast, batch.tenant, transaction)
        let contacts = try SendingContacts.load(of: people.padded, in: batch.tenant, transaction)
        let form = AnswerForm(stored: context.answerForm) ?? AnswerForm()
        var contents: [Int: MessageContent] = [:]
        for round in context.rounds.values {
            contents[round.number] = MessageContent(
                systemTitle: title, kind: context.kind, isDrill: context.class == .drill,
                isCorrection: round.kind.isCorrection, subject: round.subject ?? context.subject,
                body: round.body ?? context.body, correction: context.correction(for: round), form: form)
        }
        return rows.map { row in
            Verdict(
                row: row,
                result: Result { () throws(Refused) in
                    guard let round = context.rounds[row.round], let content = contents[row.round],
                        let recipient = recipients[row.person], let addressee = addressees[row.person],
                        let token = links[row.person]
                    else { throw Refused(.personLeft) }
                    let stop = stopReason(row, recipient, addressee, context, round, now)
                    if let stop { throw Refused(stop) }
                    guard let contact = contacts[row.person]?.contact(row.channel, row.position) else {
                        throw Refused(.contactRemoved)
                    }
                    return HandOffDraft(
                        key: key(row, broadcast, batch), channel: row.channel, address: contact.value,
                        isMarked: contact.isFailing, language: addressee.language, systemTitle: title,
                        handOff: row.handOffs + 1,
                        content: .broadcast(
                            content,
                            to: Addressee(
                                name: addressee.name, language: addressee.language, because: addressee.because,
                                token: token)),
                        replyTo: key(row, broadcast, batch))
                })
        }
    }

    /// The tokens that were made when these people were found. Where the key of one is gone from the key file, its links
    /// are dead and the person gets a new one: a message whose link answers nothing would be worse than two links.
    private func links(
        of people: [PersonID: AddresseeRow], _ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: AnswerToken] {
        var links: [PersonID: AnswerToken] = [:]
        for (person, row) in people {
            if let token = tokens.token(tenant: tenant, broadcast: broadcast, person: person, withHash: row.tokenHash) {
                links[person] = token
                continue
            }
            let token = tokens.token(tenant: tenant, broadcast: broadcast, person: person)
            links[person] = token
            try transaction.execute(
                """
                UPDATE recipient SET token_hash = \(token.hash)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                """)
        }
        return links
    }

    private func stopReason(
        _ row: AttemptRow, _ recipient: RecipientRow, _ addressee: AddresseeRow, _ context: BroadcastContext,
        _ round: BroadcastContext.Round, _ now: Instant
    ) -> StopReason? {
        if let reason = context.stopReason(at: now, round: round, for: recipient) { return reason }
        if addressee.hasLeft { return .personLeft }
        if now > max(round.startedAt + round.settings.giveUpAfter, row.dueAt + Self.grace) { return .expired }
        return recipient.deadContacts.contains(row.channel, row.position) ? .contactFailed : nil
    }

    private func serviceMessages(
        _ rows: [AttemptRow], _ broadcast: BroadcastID, _ title: String, _ batch: ClaimedBatch, _ now: Instant,
        _ transaction: Transaction
    ) throws -> [Verdict] {
        let message = try ServiceMessageRow.load(broadcast, of: batch.tenant, seal, transaction)
        return rows.map { row in
            guard let message, message.expiresAt > now else {
                return Verdict(row: row, result: .failure(Refused(.expired)))
            }
            return Verdict(
                row: row,
                result: .success(
                    HandOffDraft(
                        key: key(row, broadcast, batch), channel: row.channel, address: message.address,
                        isMarked: false,
                        language: message.language, systemTitle: title, handOff: row.handOffs + 1,
                        content: .service(subject: message.subject, body: message.body), replyTo: message.replyTo)))
        }
    }

    private func key(_ row: AttemptRow, _ broadcast: BroadcastID, _ batch: ClaimedBatch) -> AttemptKey {
        AttemptKey(
            tenant: batch.tenant, broadcast: broadcast, person: row.person, round: row.round, step: row.step)
    }

    /// Marks what goes out. A row that lost its lease in the meantime is not in the result and does not go out.
    private func begin(
        _ verdicts: [Verdict], of broadcast: BroadcastID, _ batch: ClaimedBatch, _ now: Instant,
        _ transaction: Transaction
    ) throws -> [HandOffDraft] {
        let drafts = verdicts.compactMap { try? $0.result.get() }
        var begun: [HandOffDraft] = []
        for (place, group) in Dictionary(
            grouping: drafts, by: { RoundStep(round: $0.key.round, step: $0.key.step) })
        {
            // The plus keeps SQLite from looking for the row by its lease, in an index where several can be found.
            var held: Set<PersonID> = []
            held.formUnion(
                try transaction.changed(
                    """
                    UPDATE attempt SET state = 'handingOff', hand_offs = hand_offs + 1, changed_at = \(now)
                    WHERE tenant_id = \(batch.tenant) AND broadcast_id = \(broadcast)
                      AND person_id \(each: group.map(\.key.person).sorted())
                      AND round = \(place.round) AND step = \(place.step) AND state = 'claimed'
                      AND +lease_token = \(batch.token)
                    """, returning: "person_id"))
            begun += group.filter { held.contains($0.key.person) }
        }
        return begun
    }
}

extension SendingContacts {
    /// What stands at one place of the profile, or nil if it is gone.
    fileprivate func contact(_ channel: Channel, _ position: Int) -> Contact? {
        switch channel {
        case .mail: mails.first { $0.position == position }
        case .voice, .sms: phones.first { $0.position == position }
        }
    }
}
