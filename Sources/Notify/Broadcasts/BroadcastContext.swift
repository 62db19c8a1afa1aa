import Database
import Domain
import Tenants

/// What the ledger must know of a broadcast to judge its attempts: status, class, and the settings of each round.
struct BroadcastContext: Sendable {
    /// One round with the settings that it was sent with.
    struct Round: Sendable {
        let number: Int
        let kind: RoundKind
        let startedAt: Instant
        let settings: DispatchSettings
        let subject: String?
        let body: String?
    }

    let id: BroadcastID
    let kind: BroadcastKind
    let `class`: DispatchClass
    let status: BroadcastStatus
    let closesAt: Instant?
    let subject: String
    let body: String
    let answerForm: String
    let rounds: [Int: Round]

    /// Why nothing of this broadcast is started at this instant, or nil.
    func stopReason(at now: Instant) -> StopReason? {
        if let reason = status.stopReason { return reason }
        if let closesAt, closesAt <= now { return .closed }
        return nil
    }

    /// Why nothing of one round is started at this instant, or nil: a later round may have taken it back.
    func stopReason(at now: Instant, round number: Int) -> StopReason? {
        if let reason = stopReason(at: now) { return reason }
        let isTakenBack = rounds.values.contains { $0.kind == .retraction && $0.number > number }
        return isTakenBack && rounds[number]?.kind != .retraction ? .takenBack : nil
    }

    /// Why nothing of one round is started for one recipient at this instant, or nil: a later round may have taken it back
    /// or asks anew, whatever this one still had to do.
    func stopReason(at now: Instant, round: Round, for recipient: RecipientRow) -> StopReason? {
        if let reason = stopReason(at: now, round: round.number) { return reason }
        // Whoever is asked anew still hears what was corrected before.
        if round.number <= recipient.endedRounds && !round.kind.isCorrection {
            return asksAnew(after: round.number) ? .askedAnew : .takenBack
        }
        let isAnswered = recipient.answeredAt != nil && round.settings.stopsAfterAnswer && round.kind.endsWithAnswer
        return isAnswered ? .answered : nil
    }

    /// What was corrected last, for the messages of rounds that ask: whoever was not reached before gets it with them, and
    /// nobody the first words alone. Nil if nothing was, and for the correction itself.
    func correction(for round: Round) -> String? {
        guard !round.kind.isCorrection else { return nil }
        return rounds.values.filter { $0.kind == .correction }.max { $0.number < $1.number }?.body
    }

    /// Whether nothing is asked of a recipient any more because the region, or everything, was taken back since.
    func hasTakenBack(_ recipient: RecipientRow) -> Bool {
        guard recipient.answeredAt == nil else { return false }
        let asking = RecipientPaths(text: recipient.paths).byRound.keys.filter {
            rounds[$0]?.kind.isCorrection == false
        }
        let last = asking.max() ?? 0
        if rounds.values.contains(where: { $0.kind == .retraction && $0.number > last }) { return true }
        return last <= recipient.endedRounds && rounds[recipient.endedRounds + 1]?.kind.isCorrection == true
    }

    /// Whether a later round asks people anew.
    func asksAnew(after number: Int) -> Bool { rounds.values.contains { $0.kind == .resend && $0.number > number } }

    /// Keeps a broadcast as it is until the transaction ends: whoever stops it or takes it back at this moment waits, and
    /// whoever did so before is seen by what is read next.
    static func hold(_ id: BroadcastID, of tenant: TenantID, _ transaction: Transaction) throws {
        _ = try transaction.value(
            BroadcastID.self,
            "SELECT id FROM broadcast WHERE tenant_id = \(tenant) AND id = \(id)\(dialect: .forShare)")
    }

    /// Reads a broadcast and its rounds, or nil if there is none.
    static func load(_ id: BroadcastID, of tenant: TenantID, _ transaction: Transaction) throws -> BroadcastContext? {
        let rounds = try transaction.all(
            """
            SELECT round, kind, started_at, subject, body, uses_mail, uses_voice, mail_retries, mail_interval,
                   voice_retries, voice_interval, slot_interval, give_up_after, stops_after_answer, channels
            FROM broadcast_round WHERE tenant_id = \(tenant) AND broadcast_id = \(id)
            """
        ) { row in try Round(row: &row) }
        return try transaction.first(
            """
            SELECT kind, is_drill, is_urgent, status, closes_at, subject, body, answer_form FROM broadcast
            WHERE tenant_id = \(tenant) AND id = \(id)
            """
        ) { row in
            BroadcastContext(
                id: id, kind: try row.next(),
                class: DispatchClass(isDrill: try row.next(), isUrgent: try row.next()), status: try row.next(),
                closesAt: try row.next(), subject: try row.next(), body: try row.next(), answerForm: try row.next(),
                rounds: Dictionary(rounds.map { ($0.number, $0) }) { first, _ in first })
        }
    }
}

extension BroadcastContext.Round {
    init(row: inout Row) throws {
        number = try row.next()
        kind = try row.next()
        startedAt = try row.next()
        subject = try row.next()
        body = try row.next()
        settings = try DispatchSettings(row: &row)
    }
}

extension DispatchSettings {
    /// The columns `uses_mail` to `channels` of a round, in their order.
    init(row: inout Row) throws {
        let usesMail = try row.next(Bool.self)
        let usesVoice = try row.next(Bool.self)
        let mail = Retry(count: try row.next(), interval: try row.next())
        let voice = Retry(count: try row.next(), interval: try row.next())
        guard let mail, let voice else { throw DatabaseError(.decoding, "a round holds retries out of range") }
        self.init(
            usesMail: usesMail, usesVoice: usesVoice, mail: mail, voice: voice, slotInterval: try row.next(),
            giveUpAfter: try row.next(), stopsAfterAnswer: try row.next(),
            channels: Set(stored: try row.next()))
    }
}
