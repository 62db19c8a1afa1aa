import Database
import Domain
import Tenants

/// The journal of one broadcast's answers: rows are added and never changed. Of very many by the same side the first and the
/// latest are kept, so that nobody with a link can make it grow without end.
struct AnswerJournal {
    /// The most answers that are kept of a person, and as many that others gave for the person.
    static let longestHistory = 50

    /// An answer that somebody gives.
    struct Press: Sendable {
        let person: PersonID
        let answer: Answer
        let path: AnswerPath
        let author: String
        var learned: HowLearned?
    }

    /// What an answer needs to know of the broadcast.
    struct Frame {
        let window: AnswerWindow
        let form: AnswerForm
        let stopsAfterAnswer: Bool
    }

    /// What an answer needs to know of its person.
    struct Addressee: Sendable {
        let openAttempts: Int
        /// How many answers are kept.
        let answers: Int
        /// How the person is counted in the results.
        let standing: RecipientStanding
        /// Whether the person has left.
        let hasLeft: Bool
    }

    let tenant: TenantID
    let broadcast: BroadcastID
    let now: Instant
    var forms = AnswerFormCache()

    /// Records one answer.
    ///
    /// - Throws: `AnswerRefused`, `InvalidInput`, `DatabaseError`.
    func record(_ press: Press, _ transaction: Transaction) throws -> AnswerReceipt {
        try record([press], transaction)[0].get()
    }

    /// Records answers of as many people, makes them count, and stops what has not left the house, all in the open transaction.
    ///
    /// - Returns: For each what became of it, or `AnswerRefused` or `InvalidInput`; one that is refused changes nothing.
    /// - Throws: `DatabaseError`.
    func record(_ presses: [Press], _ transaction: Transaction) throws -> [Result<AnswerReceipt, any Error>] {
        let addressees = try lock(presses.map(\.person), transaction)
        guard let frame = try frame(transaction), frame.window.takesAnswers(at: now) else {
            return presses.map { _ in .failure(AnswerRefused()) }
        }
        let histories = try histories(of: presses, addressees, transaction)
        let decisions = presses.map { press in
            Result {
                guard let addressee = addressees[press.person] else { throw AnswerRefused() }
                // Who answers for somebody knows more than the list of people does.
                guard !addressee.hasLeft || press.path == .proxy else { throw AnswerRefused(hasLeft: true) }
                let history = histories[press.person] ?? AnswerDecision.History()
                return try AnswerDecision(press, of: addressee, after: history, frame, now: now)
            }
        }
        let additions = decisions.compactMap { decision in
            if case .success(.added(let addition)) = decision { addition } else { nil }
        }
        let stopped = try write(additions, stopsAfterAnswer: frame.stopsAfterAnswer, transaction)
        return decisions.map { decision in
            decision.map { decision in
                switch decision {
                case .repeated(let receipt): receipt
                case .added(let addition):
                    AnswerReceipt(
                        answer: addition.counted, at: now, isLate: addition.isLate, isRepeated: false,
                        stopped: stopped[addition.press.person] ?? 0)
                }
            }
        }
    }

    /// Locks the recipients, in the order in which everybody locks them.
    private func lock(_ people: [PersonID], _ transaction: Transaction) throws -> [PersonID: Addressee] {
        var result: [PersonID: Addressee] = [:]
        result.reserveCapacity(people.count)
        for piece in people.sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT person_id, open_attempts, answers, \(RecipientStanding.columns),
                       (SELECT CASE WHEN p.employment = \(Employment.left) THEN 1 ELSE 0 END FROM person p
                        WHERE p.tenant_id = recipient.tenant_id AND p.id = recipient.person_id)
                FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                ORDER BY person_id\(dialect: .forUpdate)
                """
            ) { row in
                result[try row.next()] = Addressee(
                    openAttempts: try row.next(), answers: try row.next(), standing: try RecipientStanding(row: &row),
                    hasLeft: try row.next(Bool?.self) ?? false)
            }
        }
        return result
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

    /// What was said before. The person's own word needs only the answer that counts: it is the person's latest, if there is
    /// one. Only a long history has anything to give up, and as long as nothing was, the numbers have no gaps.
    private func histories(
        of presses: [Press], _ addressees: [PersonID: Addressee], _ transaction: Transaction
    ) throws -> [PersonID: AnswerDecision.History] {
        var result: [PersonID: AnswerDecision.History] = [:]
        var short: [PersonID] = []
        for press in presses {
            guard let answers = addressees[press.person]?.answers, answers > 0 else { continue }
            if press.path != .proxy && answers < Self.longestHistory {
                short.append(press.person)
            } else {
                let entries = try AnswerEntry.all(of: press.person, to: broadcast, in: tenant, transaction)
                result[press.person] = AnswerDecision.History(
                    entries: entries, lastNumber: entries.last?.number ?? 0)
            }
        }
        for piece in short.sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT r.person_id, r.answers,
                       a.seq, a.at, a.status, a.attendance, a.comment, a.replies, a.via, a.answered_by, a.learned, a.is_late
                FROM recipient r
                JOIN answer a ON a.tenant_id = r.tenant_id AND a.broadcast_id = r.broadcast_id
                    AND a.person_id = r.person_id AND a.seq = r.counted_answer
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id IN \(list: piece)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                let lastNumber = try row.next(Int.self)
                result[person] = AnswerDecision.History(entries: [try AnswerEntry(row: &row)], lastNumber: lastNumber)
            }
        }
        return result
    }
}
