import Domain
import Notify
import Tenants

extension JSON {
    /// What a broadcast asks.
    init(_ form: AnswerForm) {
        self = [
            "choices": .array(form.choices.map(\.json)), "asksAttendance": JSON(form.asksAttendance),
            "allowsComment": JSON(form.allowsComment),
            "questions": .array(
                form.questions.map { question in
                    [
                        "code": .text(question.code), "text": .text(question.text),
                        "choices": .array(question.choices.map(JSON.text)),
                    ]
                }),
        ]
    }

    /// What a person said, with the way it came.
    init(_ entry: AnswerEntry) {
        self = .object(
            entry.answer.members + [
                ("at", JSON(entry.at)), ("via", .text(entry.path.rawValue)), ("by", .text(entry.author)),
                ("learned", JSON(entry.learned?.rawValue)), ("isLate", JSON(entry.isLate)),
            ])
    }

    /// What became of an answer.
    init(_ receipt: AnswerReceipt) {
        self = [
            "answer": .object(receipt.answer.members), "at": JSON(receipt.at), "isLate": JSON(receipt.isLate),
            "isRepeated": JSON(receipt.isRepeated),
        ]
    }

    /// What the answer page shows: nothing private beyond one's own status.
    init(_ page: Notify.AnswerPage, because: LocalizedText) {
        self = [
            "systemTitle": .text(page.systemTitle), "name": .text(page.name),
            "language": .text(page.language.rawValue), "kind": .text(page.kind.rawValue),
            "isDrill": JSON(page.isDrill), "subject": .text(page.subject), "body": .text(page.body),
            "form": JSON(page.form), "because": JSON(because), "answer": page.answer.map { JSON($0) } ?? .null,
            "isOver": JSON(page.isOver),
        ]
    }
}

extension Answer {
    fileprivate var members: [(String, JSON)] {
        [
            ("status", JSON(status)), ("attendance", JSON(attendance?.rawValue)), ("comment", JSON(comment)),
            ("replies", .object(replies.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })),
        ]
    }

    /// The answer in a body; what is missing stays as it was.
    ///
    /// - Throws: `ProblemError`.
    init(_ body: inout JSONBody) throws {
        let status = body.text("status", required: false)
        let attendance = body.word("attendance", Attendance.self, required: false)
        let comment = body.text("comment", required: false)
        let replies = body.textsByName("replies", required: false)
        try body.finish()
        self.init(status: status, attendance: attendance, comment: comment, replies: replies ?? [:])
    }
}
