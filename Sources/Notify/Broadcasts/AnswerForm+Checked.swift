package import Domain
import Tenants

extension AnswerForm {
    /// The form with its choices and questions as they may be asked: no choices or 2 to 5 from good to bad, up to 10
    /// questions with codes of their own.
    ///
    /// - Throws: `InvalidInput`.
    package func checked() throws(InvalidInput) -> AnswerForm {
        var check = InputCheck()
        let sent = choices
        var choices: [AnswerChoice] = []
        if !sent.isEmpty {
            choices = check.take { () throws(InvalidInput) in try AnswerChoice.checked(sent) } ?? []
        }
        if questions.count > 10 || Set(questions.map(\.code)).count < questions.count {
            check.add(
                Self.field.error(
                    "count", ja: "は10個まで、記号はそれぞれ別にしてください。", en: "Give at most 10 of % with different codes."))
        }
        let questions = questions.compactMap { question in Self.checked(question, &check) }
        try check.finish()
        return AnswerForm(
            choices: choices, asksAttendance: asksAttendance, allowsComment: allowsComment, questions: questions)
    }

    private static let field = InputField("form.questions", ja: "質問", en: "questions")

    private static func checked(_ question: Question, _ check: inout InputCheck) -> Question? {
        let isCode = (1...16).contains(question.code.utf8.count) && question.code.utf8.allSatisfy(isCodeByte)
        if !isCode {
            check.add(
                field.error(
                    "code", ja: "の記号は半角の英字・数字・ハイフンで1〜16文字にしてください。",
                    en: "Give each of % a code of 1 to 16 letters, digits and hyphens."))
        }
        let text = check.take { () throws(InvalidInput) in try TextRule(maximum: 200).check(question.text, field) }
        if question.choices.count > 10 {
            check.add(field.error("choices", ja: "の選択肢は10個までにしてください。", en: "Give at most 10 choices for each of %."))
        }
        let choices = question.choices.compactMap { choice in
            check.take { () throws(InvalidInput) in try TextRule(maximum: 50).check(choice, field) }
        }
        guard isCode, let text else { return nil }
        return Question(code: question.code, text: text, choices: choices)
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
