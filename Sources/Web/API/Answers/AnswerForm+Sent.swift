import Domain
import Notify
import Tenants

extension AnswerForm {
    /// The form in a body; nil if there is none. It is checked by `checked()`.
    static func sent(_ body: inout JSONBody) -> AnswerForm? {
        body.object("form", required: false) { form in
            let choices = form.objects("choices", required: false) { Tenants.AnswerChoice(&$0) } ?? []
            let asksAttendance = form.bool("asksAttendance", required: false) ?? false
            let allowsComment = form.bool("allowsComment", required: false) ?? true
            let questions = form.objects("questions", required: false) { question in
                Question(
                    code: question.text("code") ?? "", text: question.text("text") ?? "",
                    choices: question.texts("choices", required: false) ?? [])
            }
            return AnswerForm(
                choices: choices, asksAttendance: asksAttendance, allowsComment: allowsComment,
                questions: questions ?? [])
        }
    }
}
