package import Database
package import Domain

/// One row of the journal of answers.
package struct AnswerEntry: Hashable, Sendable, RowDecodable {
    /// Its number in the journal, from 1.
    package let number: Int
    /// When it was recorded.
    package let at: Instant
    /// What was said, together with what had been said before.
    package let answer: Answer
    /// The way by which it came.
    package let path: AnswerPath
    /// Who said it, in the audit chain's form.
    package let author: String
    /// How the author knew, where somebody answered for the person and said so.
    package let learned: HowLearned?
    /// Whether it came after closing.
    package let isLate: Bool

    /// The answers of a person so far, oldest first.
    static func all(
        of person: PersonID, to broadcast: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [AnswerEntry] {
        try transaction.all(
            AnswerEntry.self,
            """
            SELECT seq, at, status, attendance, comment, replies, via, answered_by, learned, is_late FROM answer
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY seq
            """)
    }

    /// Takes the columns seq, at, status, attendance, comment, replies, via, answered_by, learned, is_late.
    package init(row: inout Row) throws {
        number = try row.next()
        at = try row.next()
        let status = try row.next(String?.self)
        let attendance = try row.next(Answer.Attendance?.self)
        let comment = try row.next(String.self)
        answer = Answer(
            status: status, attendance: attendance, comment: comment.isEmpty ? nil : comment,
            replies: Answer.replies(stored: try row.next()))
        path = try row.next()
        author = try row.next()
        learned = try row.next()
        isLate = try row.next()
    }
}

extension [AnswerEntry] {
    /// The one that counts: what the person said last, or what others said as long as the person said nothing.
    package var counted: AnswerEntry? { last { $0.path != .proxy } ?? last }
}
