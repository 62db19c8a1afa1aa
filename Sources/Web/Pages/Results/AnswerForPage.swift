import Domain

/// A question that is answered for somebody: with choices, or in words.
struct ProxyQuestion: Hashable, Sendable {
    /// The field's name.
    let name: String
    /// The question.
    let words: LocalizedText
    /// What can be chosen; empty where the answer is typed.
    let choices: [Choice]
    /// What was typed.
    var value = ""
}

/// `/b/{b}/p/{p}/answer`: an administrator records what they know about a person.
struct AnswerForPage: Page {
    /// The broadcast's number.
    let broadcast: String
    /// The person's number.
    let person: String
    /// The broadcast's subject.
    let subject: String
    /// Whether it is a drill.
    let drill: Bool
    /// The person's name.
    let name: String
    /// The questions, the status first.
    let questions: [ProxyQuestion]
    var errors: [FieldError] = []

    var typedPlace: Address? { "/b/\(broadcast)/p/\(person)/answer" }
    var tab: Tab? { .administration }
    var isDrill: Bool { drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.AnswerFor.title(name)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.AnswerFor
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let fields = questions.map { field($0, form) }.joined(by: .empty)
        let timeline: Address = "/b/\(broadcast)/p/\(person)"
        return """
            \(backLink(timeline, reader(Words.back(name))))\
            \(heading(reader(Words.heading(name)), HTML(escaping: reader(Words.lead))))\
            <p class="meta">\(subject)</p>
            \(frame.form(
                timeline.appending("answer"), class: "sheet",
                "\(fields)\(buttons(button(reader(Catalogue.EveryPage.register)), quietLink(reader(Catalogue.EveryPage.back), timeline)))"
            ))
            """
    }

    private func field(_ question: ProxyQuestion, _ form: Form) -> HTML {
        guard question.choices.isEmpty else {
            let ticks = question.choices.map { choice in
                tick(.radio, name: question.name, value: choice.value, checked: choice.isChosen, "\(choice.words)")
            }
            return form.group(question.words, name: question.name, ticks.joined(by: .empty))
        }
        return form.area(
            Field(name: question.name, label: question.words), question.value, rows: 3, maxLength: 200)
    }
}
