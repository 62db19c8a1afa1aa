import Database
import Domain

extension AnswerJournal {
    /// The new values of a recipient, nil for what stays; recipients with equal ones are written by one statement.
    ///
    /// What stays is not written: SQLite writes the entries of an index anew, on pages of their own, as soon as a statement
    /// names one of its columns.
    private struct NewState: Hashable {
        struct Counted: Hashable {
            let status: String?
            let attendance: Answer.Attendance?
            let number: Int
            let isLate: Bool?
            let level: RecipientLevel?
        }

        let answers: Int
        let openAttempts: Int?
        let endReason: String?
        let counted: Counted?

        init(_ addition: AnswerDecision.Addition, stopped: Int, stopsAfterAnswer: Bool) {
            let before = addition.addressee.standing
            answers = addition.kept
            openAttempts = stopped > 0 ? addition.addressee.openAttempts - stopped : nil
            endReason = before.endReason == nil && stopsAfterAnswer ? StopReason.answered.rawValue : nil
            counted =
                addition.isCounted
                ? Counted(
                    status: addition.answer.status, attendance: addition.answer.attendance, number: addition.number,
                    isLate: addition.isLate == before.isLate ? nil : addition.isLate,
                    level: before.level == .answered ? nil : .answered)
                : nil
        }

        /// How the recipient is counted from now on.
        func standing(after before: RecipientStanding) -> RecipientStanding {
            var standing = before
            if let endReason { standing.endReason = endReason }
            guard let counted else { return standing }
            standing.level = .answered
            standing.answerStatus = counted.status
            if let isLate = counted.isLate { standing.isLate = isLate }
            return standing
        }
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
        let states = Dictionary(grouping: additions) { addition in
            NewState(
                addition, stopped: stopped[addition.press.person] ?? 0, stopsAfterAnswer: stopsAfterAnswer)
        }
        try TallyFold.count(additions.count, of: broadcast, in: tenant, at: now, transaction) { fold in
            for (state, additions) in states {
                try store(state, of: additions.map(\.press.person).sorted(), transaction)
                for addition in additions {
                    let before = addition.addressee.standing
                    fold.recipient(from: before, to: state.standing(after: before))
                }
            }
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
        let openAttempts: SQL? = state.openAttempts.map { ", open_attempts = \($0)" }
        let endReason: SQL? = state.endReason.map { ", end_reason = \($0)" }
        let counted: SQL? = state.counted.map {
            """
            , answered_at = \(now), answer_status = \($0.status), attendance = \($0.attendance),
                counted_answer = \($0.number)
            """
        }
        let isLate: SQL? = state.counted?.isLate.map { ", is_late = \($0)" }
        let level: SQL? = state.counted?.level.map { ", level = \($0)" }
        try transaction.execute(
            """
            UPDATE recipient
            SET answers = \(state.answers)\(openAttempts ?? "")\(endReason ?? "")\(counted ?? "")\(isLate ?? "")
                \(level ?? "")
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id \(each: people)
            """)
    }
}
