package import Database
package import Domain
import Tenants

/// The rows of broadcasts and rounds, as the use cases of this folder change them.
struct BroadcastStore {
    let tenant: TenantID
    let now: Instant

    /// What a use case must know before it changes a broadcast.
    struct State {
        let status: BroadcastStatus
        let rounds: Int
        let startsAt: Instant?
        let closesAt: Instant?
        /// Whether something is missing before it can be sent.
        let isUnfinished: Bool
    }

    /// Reads and locks a broadcast.
    ///
    /// - Throws: `NotFound`, `DatabaseError`.
    func lock(_ id: BroadcastID, _ transaction: Transaction) throws -> State {
        let state = try transaction.first(
            """
            SELECT status, rounds, starts_at, closes_at, \(ReadBroadcasts.isUnfinished) FROM broadcast
            WHERE tenant_id = \(tenant) AND id = \(id)\(dialect: .forUpdate)
            """
        ) { row in
            State(
                status: try row.next(), rounds: try row.next(), startsAt: try row.next(), closesAt: try row.next(),
                isUnfinished: try row.next())
        }
        guard let state else { throw NotFound("broadcast") }
        return state
    }

    func insertDraft(_ draft: BroadcastDraft, id: BroadcastID, by actor: Actor, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO broadcast
                (tenant_id, id, incident_id, kind, is_drill, is_urgent, status, subject, body, answer_form, created_by,
                 created_at, changed_at, starts_at, closes_at, ended_at, rounds, has_work, sweep_cursor, answer_period)
            VALUES (\(tenant), \(id), \(draft.incident), \(draft.kind), \(draft.isDrill), \(draft.isUrgent), 'draft',
                    \(draft.subject), \(draft.body), \(draft.form.stored), \(actor.auditName), \(now), \(now), NULL,
                    NULL, NULL, 0, 0, NULL, \(draft.answerPeriod))
            """)
        try TargetStore.save(draft.targets, of: id, round: 1, in: tenant, transaction)
    }

    func updateDraft(_ draft: BroadcastDraft, id: BroadcastID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE broadcast
            SET incident_id = \(draft.incident), kind = \(draft.kind), is_drill = \(draft.isDrill),
                is_urgent = \(draft.isUrgent), subject = \(draft.subject), body = \(draft.body),
                answer_form = \(draft.form.stored), answer_period = \(draft.answerPeriod), changed_at = \(now),
                unfinished = NULL
            WHERE tenant_id = \(tenant) AND id = \(id) AND status = 'draft'
            """)
        try TargetStore.save(draft.targets, of: id, round: 1, in: tenant, transaction)
    }

    /// The body is empty and nobody is asked: it cannot be sent by mistake.
    func insertUnfinished(
        _ draft: UnfinishedBroadcast, id: BroadcastID, by actor: Actor, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO broadcast
                (tenant_id, id, incident_id, kind, is_drill, is_urgent, status, subject, body, answer_form, created_by,
                 created_at, changed_at, starts_at, closes_at, ended_at, rounds, has_work, sweep_cursor, answer_period,
                 unfinished)
            VALUES (\(tenant), \(id), NULL, \(draft.kind), \(draft.isDrill), \(false), 'draft', \(draft.subject), '',
                    \(AnswerForm().stored), \(actor.auditName), \(now), \(now), NULL, NULL, NULL, 0, 0, NULL, 0,
                    \(draft.form))
            """)
    }

    func updateUnfinished(_ draft: UnfinishedBroadcast, id: BroadcastID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE broadcast
            SET kind = \(draft.kind), is_drill = \(draft.isDrill), subject = \(draft.subject),
                unfinished = \(draft.form), changed_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND status = 'draft'
            """)
    }

    /// Begins a round: it is expanded and sent from `startedAt` on.
    func insertRound(
        _ round: Int, _ kind: RoundKind, of id: BroadcastID, startedAt: Instant, _ settings: DispatchSettings,
        subject: String? = nil, body: String? = nil, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO broadcast_round
                (tenant_id, broadcast_id, round, kind, subject, body, started_at, cursor, uses_mail, uses_voice,
                 mail_retries, mail_interval, voice_retries, voice_interval, slot_interval, give_up_after,
                 stops_after_answer)
            VALUES (\(tenant), \(id), \(round), \(kind), \(subject), \(body), \(startedAt), 0, \(settings.usesMail),
                    \(settings.usesVoice), \(settings.mail.count), \(settings.mail.interval), \(settings.voice.count),
                    \(settings.voice.interval), \(settings.slotInterval), \(settings.giveUpAfter),
                    \(settings.stopsAfterAnswer))
            """)
        try transaction.execute(
            """
            UPDATE broadcast SET rounds = \(round), has_work = 1, changed_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }

    /// Sends: the first round begins at `startsAt`; until then it can be called off.
    func start(
        _ id: BroadcastID, at startsAt: Instant, _ settings: DispatchSettings, _ transaction: Transaction
    ) throws {
        try insertRound(1, .first, of: id, startedAt: startsAt, settings, transaction)
        try transaction.execute(
            """
            UPDATE broadcast SET status = 'waiting', starts_at = \(startsAt), closes_at = \(startsAt) + answer_period
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }
}

/// What was asked cannot be done with a broadcast in its present state.
package struct BroadcastIs: Error, Hashable, Sendable {
    /// The state that it is in.
    package let status: BroadcastStatus

    /// Refused because of this state.
    package init(_ status: BroadcastStatus) {
        self.status = status
    }
}

/// Where an organization's settings of dispatch come from; the wiring fills it from the organization's settings and contract.
package struct DispatchPolicy: Sendable {
    /// The present settings of one organization, read in the open transaction.
    package let settings: @Sendable (TenantID, Transaction) throws -> DispatchSettings

    /// A policy from a function.
    package init(settings: @escaping @Sendable (TenantID, Transaction) throws -> DispatchSettings) {
        self.settings = settings
    }
}
