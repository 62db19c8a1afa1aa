import Database
import Domain

extension AnswerJournal {
    /// The new values of a recipient; recipients with equal ones are written by one statement.
    private struct NewState: Hashable {
        struct Counted: Hashable {
            let status: String?
            let attendance: Answer.Attendance?
            let number: Int
            let isLate: Bool
        }

        let answers: Int
        let openAttempts: Int
        let endReason: String?
        /// What counts now; nil if that stays.
        let counted: Counted?
    }

    /// Writes what was decided. Returns how many attempts were stopped, by person.
    func write(
        _ additions: [AnswerDecision.Addition], stopsAfterAnswer: Bool, _ transaction: Transaction
    ) throws -> [PersonID: Int] {
        try insert(additions, transaction)
        for addition in additions {
            if let number = addition.surplus { try remove(number, of: addition.press.person, transaction) }
        }
        let stopped = try stopAttempts(of: additions.filter(\.stops).map(\.press.person), transaction)
        // Whoever is on the telephone may press a key still, whatever others know.
        try endCalls(
            of: additions.filter { $0.stops && $0.press.path != .voice && $0.press.path != .proxy }.map(\.press.person),
            transaction)
        var states: [NewState: [PersonID]] = [:]
        for addition in additions {
            let (person, before) = (addition.press.person, addition.addressee)
            let counted = NewState.Counted(
                status: addition.answer.status, attendance: addition.answer.attendance, number: addition.number,
                isLate: addition.isLate)
            let state = NewState(
                answers: addition.kept, openAttempts: before.openAttempts - (stopped[person] ?? 0),
                endReason: before.endReason ?? (stopsAfterAnswer ? StopReason.answered.rawValue : nil),
                counted: addition.isCounted ? counted : nil)
            states[state, default: []].append(person)
        }
        for (state, people) in states {
            for piece in people.sorted().paddedPieces { try store(state, of: piece, transaction) }
        }
        return stopped
    }

    private func insert(_ additions: [AnswerDecision.Addition], _ transaction: Transaction) throws {
        for piece in additions.inFewShapes {
            let rows = piece.map { addition -> [DatabaseValue] in
                let (press, answer) = (addition.press, addition.answer)
                return [
                    tenant.databaseValue, broadcast.databaseValue, press.person.databaseValue,
                    addition.number.databaseValue, now.databaseValue, answer.status.databaseValue,
                    answer.attendance.databaseValue, .text(answer.comment ?? ""), .text(answer.storedReplies),
                    press.path.databaseValue, .text(press.author), press.learned.databaseValue,
                    addition.isLate.databaseValue,
                ]
            }
            try transaction.execute(
                """
                INSERT INTO answer
                    (tenant_id, broadcast_id, person_id, seq, at, status, attendance, comment, replies, via, answered_by,
                     learned, is_late)
                VALUES \(rows: rows)
                """)
        }
    }

    private func remove(_ number: Int, of person: PersonID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            DELETE FROM answer
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) AND seq = \(number)
            """)
    }

    /// Cancels what is planned or merely claimed. A call that is ringing goes on, and nothing follows it.
    private func stopAttempts(of people: [PersonID], _ transaction: Transaction) throws -> [PersonID: Int] {
        var stopped: [PersonID: Int] = [:]
        for piece in people.sorted().paddedPieces {
            let cancelled = try transaction.values(
                PersonID.self,
                """
                UPDATE attempt
                SET state = 'cancelled', reason = \(StopReason.answered.rawValue), lease_token = NULL, changed_at = \(now)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND state IN ('planned', 'claimed')
                  AND round NOT IN (SELECT r.round FROM broadcast_round r WHERE r.tenant_id = \(tenant)
                                      AND r.broadcast_id = \(broadcast) AND r.kind = 'correction')
                RETURNING person_id
                """)
            for person in cancelled { stopped[person, default: 0] += 1 }
        }
        return stopped
    }

    /// Lets the engine end calls that ring now: a word is due at once.
    private func endCalls(of people: [PersonID], _ transaction: Transaction) throws {
        for piece in people.sorted().paddedPieces {
            try transaction.execute(
                """
                UPDATE attempt SET due_at = \(now)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND state = 'ringing' AND due_at > \(now)
                  AND round NOT IN (SELECT r.round FROM broadcast_round r WHERE r.tenant_id = \(tenant)
                                      AND r.broadcast_id = \(broadcast) AND r.kind = 'correction')
                """)
        }
    }

    private func store(_ state: NewState, of people: [PersonID], _ transaction: Transaction) throws {
        let counting: SQL? = state.counted.map {
            """
            , answered_at = \(now), answer_status = \($0.status), attendance = \($0.attendance),
                counted_answer = \($0.number), is_late = \($0.isLate), level = \(RecipientLevel.answered)
            """
        }
        try transaction.execute(
            """
            UPDATE recipient
            SET answers = \(state.answers), open_attempts = \(state.openAttempts),
                end_reason = \(state.endReason)\(counting ?? "")
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: people)
            """)
    }
}
