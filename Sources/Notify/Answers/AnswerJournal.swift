import Database
import Domain

/// The journal of one broadcast's answers: rows are added and never changed.
struct AnswerJournal {
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
        let counted = entries.last { $0.path != .proxy } ?? entries.last
        let merged = checked.over(entries.last?.answer)
        // Details alone don't say how somebody is.
        if merged.status == nil && !frame.form.choices.isEmpty { throw Answer.withoutStatus }
        if let last = entries.last, last.answer == merged, (last.path == .proxy) == (path == .proxy),
            last.learned == learned
        {
            return AnswerReceipt(
                answer: last.answer, at: last.at, isLate: last.isLate, isRepeated: true, stopped: 0)
        }
        try insert(merged, number: entries.count + 1, path, author, learned, isLate, transaction)
        // What the person said counts, and nobody else's word replaces it.
        let isCounted = path != .proxy || counted == nil || counted?.path == .proxy
        let stopped = frame.stopsAfterAnswer ? try stopAttempts(transaction) : 0
        recipient.openAttempts -= stopped
        if frame.stopsAfterAnswer && recipient.endReason == nil {
            recipient.endReason = StopReason.answered.rawValue
        }
        try store(isCounted ? merged : nil, recipient, entries.count + 1, transaction)
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

    private func store(
        _ counted: Answer?, _ recipient: RecipientRow, _ answers: Int, _ transaction: Transaction
    ) throws {
        if let counted {
            try transaction.execute(
                """
                UPDATE recipient
                SET answered_at = \(now), answer_status = \(counted.status), attendance = \(counted.attendance),
                    answers = \(answers), level = \(RecipientLevel.answered),
                    open_attempts = \(recipient.openAttempts), end_reason = \(recipient.endReason)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                """)
        } else {
            try transaction.execute(
                """
                UPDATE recipient SET answers = \(answers)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                """)
        }
    }

    /// All answers of the person so far, oldest first.
    func entries(_ transaction: Transaction) throws -> [AnswerEntry] {
        try transaction.all(
            AnswerEntry.self,
            """
            SELECT at, status, attendance, comment, replies, via, answered_by, learned, is_late FROM answer
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY seq
            """)
    }
}
