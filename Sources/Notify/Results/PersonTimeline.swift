package import Database
package import Domain
package import Tenants

/// Everything that is known about one person in one broadcast, oldest first. It holds no contact: channel and position name
/// the contact, and whoever may see contacts finds it in the profile.
package struct PersonTimeline: Sendable, Hashable {
    /// One attempt with the rule that caused it and the evidence of what happened.
    package struct Attempt: Sendable, Hashable {
        /// The round of sending, from 1.
        package let round: Int
        /// The step of the plan, from 0.
        package let step: Int
        /// The slot of the 発信順.
        package let slot: Int
        /// How the contact is reached.
        package let channel: Channel
        /// The contact's place in the profile.
        package let position: Int
        /// Which try of this contact, from 1.
        package let tryNumber: Int
        /// Why it stands here.
        package let rule: DispatchRule
        /// Where it stands.
        package let state: AttemptState
        /// What a provider said, or the stored name of a `StopReason`; may be empty.
        package let reason: String
        /// When it was or will be due.
        package let dueAt: Instant
        /// When its state last changed.
        package let changedAt: Instant
        /// What happened, oldest first.
        package internal(set) var events: [Event] = []
    }

    /// Something that happened to an attempt; never changed.
    package struct Event: Sendable, Hashable {
        /// What happened, such as `accepted`, `temporary` or `late:accepted`.
        package let kind: String
        /// What a provider said; may be empty.
        package let reason: String
        /// The provider's own number for it; may be empty.
        package let reference: String
        /// When the provider was called, for hand-offs.
        package let startedAt: Instant?
        /// When it was recorded.
        package let at: Instant
    }

    /// What the person wrote in reply to a mail that could mean anything.
    package struct UnclearReply: Sendable, Hashable {
        /// When it was taken.
        package let at: Instant
        /// The person's own words.
        package let text: String
    }

    /// When the person became a target.
    package let createdAt: Instant
    /// Why.
    package let because: AskedBecause
    /// How far the message came.
    package let level: RecipientLevel
    /// When the answer page was first fetched.
    package let fetchedAt: Instant?
    /// Why the sequence ended; nil while it goes on.
    package let endReason: String?
    /// Attempts by round and step.
    package let attempts: [Attempt]
    /// Steps that will not be made, as the plan had them; empty while the sequence goes on.
    package let notMade: [PlannedAttempt]
    /// Steps that are still to come if nobody answers; empty when the sequence ended.
    package let toCome: [PlannedAttempt]
    /// Answers, oldest first.
    package let answers: [AnswerEntry]
    /// Replies that are no answer, oldest first.
    package let unclearReplies: [UnclearReply]
    /// Messages of the family's board that the person shows to the organization, oldest first.
    package let familyMessages: [FamilyMessage]

    /// The answer that counts.
    package var answer: AnswerEntry? { answers.counted }
}

/// Reads the timeline of one person.
package struct ReadTimeline: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The timeline of one person in one broadcast.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func callAsFunction(
        _ person: PersonID, in broadcast: BroadcastID, _ scope: TenantScope
    ) async throws -> PersonTimeline {
        try scope.require(.viewResults)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            guard let context = try BroadcastContext.load(broadcast, of: tenant, transaction) else {
                throw NotFound("broadcast")
            }
            let attempts = try Self.attempts(person, broadcast, tenant, transaction)
            let answers = try AnswerEntry.all(of: person, to: broadcast, in: tenant, transaction)
            let unclear = try transaction.all(
                """
                SELECT at, text FROM unclear_reply
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY seq
                """
            ) { PersonTimeline.UnclearReply(at: try $0.next(), text: try $0.next()) }
            let family = try FamilyMessage.shared(by: person, in: tenant, during: broadcast, transaction)
            let timeline = try transaction.first(
                """
                SELECT created_at, reason, reason_place, reason_note, level, fetched_at, end_reason, paths FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                """
            ) { row in
                let createdAt = try row.next(Instant.self)
                let because = try AskedBecause(row: &row)
                let level = try row.next(RecipientLevel.self)
                let fetchedAt = try row.next(Instant?.self)
                let endReason = try row.next(String?.self)
                let rest = Self.rest(RecipientPaths(text: try row.next()), attempts, context)
                return PersonTimeline(
                    createdAt: createdAt, because: because, level: level, fetchedAt: fetchedAt, endReason: endReason,
                    attempts: attempts, notMade: endReason == nil ? [] : rest,
                    toCome: endReason == nil ? rest : [], answers: answers, unclearReplies: unclear,
                    familyMessages: family)
            }
            guard let timeline else { throw NotFound("person") }
            return timeline
        }
    }

    /// The steps of the last round that have no row: they come later, or never.
    private static func rest(
        _ paths: RecipientPaths, _ attempts: [PersonTimeline.Attempt], _ context: BroadcastContext
    ) -> [PlannedAttempt] {
        guard let number = paths.byRound.keys.max(), let path = paths[number], let round = context.rounds[number]
        else { return [] }
        let made = Set(attempts.filter { $0.round == number }.map(\.step))
        return plan(along: path, settings: round.settings).filter { !made.contains($0.step) }
    }

    private static func attempts(
        _ person: PersonID, _ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonTimeline.Attempt] {
        var attempts = try transaction.all(
            """
            SELECT round, step, slot, channel, position, try_number, rule, state, reason, due_at, changed_at FROM attempt
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
            ORDER BY round, step
            """
        ) { row in
            PersonTimeline.Attempt(
                round: try row.next(), step: try row.next(), slot: try row.next(), channel: try row.next(),
                position: try row.next(), tryNumber: try row.next(), rule: try row.next(), state: try row.next(),
                reason: try row.next(), dueAt: try row.next(), changedAt: try row.next())
        }
        try transaction.forEach(
            """
            SELECT round, step, kind, reason, reference, started_at, at FROM attempt_event
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY id
            """
        ) { row in
            let (round, step) = (try row.next(Int.self), try row.next(Int.self))
            let event = PersonTimeline.Event(
                kind: try row.next(), reason: try row.next(), reference: try row.next(), startedAt: try row.next(),
                at: try row.next())
            guard let index = attempts.firstIndex(where: { $0.round == round && $0.step == step }) else { return }
            attempts[index].events.append(event)
        }
        return attempts
    }
}
