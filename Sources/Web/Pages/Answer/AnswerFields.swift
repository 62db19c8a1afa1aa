import Domain
import HTTPServer
import Notify

/// What the forms of the answer pages send.
enum AnswerFields {
    /// What the names of free questions begin with.
    static let reply = "reply."
    /// The most fields of one form; more than any form of ours has.
    private static let most = 60

    /// The answer in a form; fields that are missing leave the earlier answer as it is.
    static func answer(in form: FormData) -> Answer {
        var answer = Answer(
            status: form["s"], attendance: form["attendance"].flatMap(Answer.Attendance.init(rawValue:)),
            comment: form["comment"])
        for field in form.fields.prefix(most) where field.name.hasPrefix(reply) {
            answer.replies[String(field.name.dropFirst(reply.count))] = field.text
        }
        return answer
    }

    /// The same form once more, as hidden fields.
    static func again(_ form: FormData) -> [HiddenField] {
        form.fields.prefix(most).filter { $0.name != FormName.csrf }.map { HiddenField(name: $0.name, value: $0.text) }
    }
}
