import Database
import Domain

/// The journal of one broadcast's answers: rows are added and never changed. Of very many by the same side the first and the
/// latest are kept, so that nobody with a link can make it grow without end.
struct AnswerJournal {
    /// The most answers that are kept of a person, and as many that others gave for the person.
    static let longestHistory = 50

    let tenant: TenantID
    let broadcast: BroadcastID
    let person: PersonID
    let now: Instant
    var forms = AnswerFormCache()

    /// Records an answer, makes it count, and stops what has not left the house, all in the open transaction.
    ///
    /// - Throws: `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    func record(
        _ answer: Answer, via path: AnswerPath, by author: String, learned: HowLearned? = nil,
        _ transaction: Transaction
    ) throws -> AnswerReceipt {
        guard var recipient = try RecipientRow.lock([person], of: broadcast, in: tenant, transaction)[person],
            let frame = try frame(transaction), frame.window.takesAnswers(at: now)
        else { throw AnswerRefused() }
        let checked = try answer.checked(frame.form)
        let isLate = frame.window.isOver(at: now)
        let entries = recipient.answeredAt == nil ? [] : try entries(transaction)
        let counted = entries.counted
        // Details come on top of what the same side said: nobody's word becomes somebody else's.
        let alike = entries.filter { ($0.path == .proxy) == (path == .proxy) }
        let merged = checked.over(alike.last?.answer)
        // Details alone don't say how somebody is.
        if merged.status == nil && !frame.form.choices.isEmpty { throw Answer.withoutStatus }
        if let last = alike.last, last.answer == merged, last.learned == learned {
            return AnswerReceipt(
                answer: counted?.answer ?? merged, at: last.at, isLate: last.isLate, isRepeated: true, stopped: 0)
        }
        let number = (entries.last?.number ?? 0) + 1
        try insert(merged, number: number, path, author, learned, isLate, transaction)
        var kept = entries.count + 1
        if alike.count >= Self.longestHistory {
            try remove(alike[1], transaction)
            kept -= 1
        }
        // What the person said counts, and nobody else's word replaces it.
        let isCounted = path != .proxy || counted == nil || counted?.path == .proxy
        let stops = frame.stopsAfterAnswer && recipient.openAttempts > 0
        let stopped = stops ? try stopAttempts(transaction) : 0
        // Whoever is on the telephone may press a key still, whatever others know.
        if stops && path != .voice && path != .proxy { try endCalls(transaction) }
        recipient.openAttempts -= stopped
        if frame.stopsAfterAnswer && recipient.endReason == nil {
            recipient.endReason = StopReason.answered.rawValue
        }
        if isCounted {
            try store(recipient, answers: kept, counting: merged, number, isLate, transaction)
        } else {
            try store(recipient, answers: kept, transaction)
        }
        return AnswerReceipt(
            answer: isCounted ? merged : counted?.answer ?? merged, at: now, isLate: isLate, isRepeated: false,
            stopped: stopped)
    }

    private struct Frame {
        let window: AnswerWindow
        let form: AnswerForm
        let stopsAfterAnswer: Bool
    }

    private func frame(_ transaction: Transaction) throws -> Frame? {
        try transaction.first(
            """
            SELECT b.status, b.closes_at, b.ended_at, b.answer_form, r.stops_after_answer
            FROM broadcast b
            JOIN broadcast_round r ON r.tenant_id = b.tenant_id AND r.broadcast_id = b.id AND r.round = b.rounds
            WHERE b.tenant_id = \(tenant) AND b.id = \(broadcast)
            """
        ) { row in
            Frame(
                window: try AnswerWindow(row: &row),
                form: forms.form(stored: try row.next()), stopsAfterAnswer: try row.next())
        }
    }

    private func insert(
        _ answer: Answer, number: Int, _ path: AnswerPath, _ author: String, _ learned: HowLearned?,
        _ isLate: Bool,
        _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO answer
                (tenant_id, broadcast_id, person_id, seq, at, status, attendance, comment, replies, via, answered_by,
                 learned, is_late)
            VALUES (\(tenant), \(broadcast), \(person), \(number), \(now), \(answer.status), \(answer.attendance),
                    \(answer.comment ?? ""), \(answer.storedReplies), \(path), \(author), \(learned),
                    \(isLate))
            """)
    }

    /// Cancels what is planned or merely claimed. A call that is ringing goes on, and nothing follows it.
    private func stopAttempts(_ transaction: Transaction) throws -> Int {
        return try transaction.execute(
            """
            UPDATE attempt
            SET state = 'cancelled', reason = \(StopReason.answered.rawValue), lease_token = NULL, changed_at = \(now)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
              AND state IN ('planned', 'claimed')
              AND round NOT IN (SELECT r.round FROM broadcast_round r WHERE r.tenant_id = \(tenant)
                                  AND r.broadcast_id = \(broadcast) AND r.kind = 'correction')
            """)
    }

    /// Lets the engine end a call that rings now: a word is due at once.
    private func endCalls(_ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE attempt SET due_at = \(now)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
              AND state = 'ringing' AND due_at > \(now)
              AND round NOT IN (SELECT r.round FROM broadcast_round r WHERE r.tenant_id = \(tenant)
                                  AND r.broadcast_id = \(broadcast) AND r.kind = 'correction')
            """)
    }

    private func store(_ recipient: RecipientRow, answers: Int, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE recipient
            SET answers = \(answers), open_attempts = \(recipient.openAttempts), end_reason = \(recipient.endReason)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
            """)
    }

    private func store(
        _ recipient: RecipientRow, answers: Int, counting answer: Answer, _ number: Int, _ isLate: Bool,
        _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE recipient
            SET answers = \(answers), open_attempts = \(recipient.openAttempts), end_reason = \(recipient.endReason),
                answered_at = \(now), answer_status = \(answer.status), attendance = \(answer.attendance),
                counted_answer = \(number), is_late = \(isLate), level = \(RecipientLevel.answered)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
            """)
    }

    private func remove(_ entry: AnswerEntry, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            DELETE FROM answer
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
              AND seq = \(entry.number)
            """)
    }

    /// The answers of the person so far, oldest first.
    func entries(_ transaction: Transaction) throws -> [AnswerEntry] {
        try transaction.all(
            AnswerEntry.self,
            """
            SELECT seq, at, status, attendance, comment, replies, via, answered_by, learned, is_late FROM answer
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY seq
            """)
    }
}
