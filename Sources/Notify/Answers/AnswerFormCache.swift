import Synchronization

/// Forms that were read lately: in the first minutes of a disaster a hundred thousand answers go to the same one.
final class AnswerFormCache: Sendable {
    private static let limit = 64
    private let forms = Mutex<[String: AnswerForm]>([:])

    /// The form with this stored text; text that is none asks nothing.
    func form(stored text: String) -> AnswerForm {
        if let known = forms.withLock({ $0[text] }) { return known }
        let form = AnswerForm(stored: text) ?? AnswerForm()
        forms.withLock { forms in
            if forms.count >= Self.limit { forms.removeAll() }
            forms[text] = form
        }
        return form
    }
}
