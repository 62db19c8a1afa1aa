import Domain

/// One answer as the organization words it.
struct AnswerChoiceValue: Hashable, Sendable {
    /// What the answer is known by while its words change; empty for a new one.
    var code = ""
    /// In Japanese, up to 20 characters.
    var japanese = ""
    /// In English, up to 40 characters.
    var english = ""
    /// In やさしい日本語; readings in brackets, 助(たす)けて ください.
    var easy = ""
    /// How grave it is.
    var severity = Severity.safe
}

/// `/settings/answers`: the answers a safety check offers, best first, up to five.
///
/// Fields: `japanese1`, `english1`, `easy1`, `severity1` … `severity5`; an empty row is left out.
struct AnswerChoicesPage: Page {
    /// The answers, best first.
    let values: [AnswerChoiceValue]
    var errors: [FieldError] = []

    var typedPlace: Address? { "/settings/answers" }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Menu.answerChoices) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Settings
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let rows: [HTML] = (1...5).map { number in
            let value = number <= values.count ? values[number - 1] : AnswerChoiceValue()
            let severities = Severity.allCases.map {
                Choice(value: $0.rawValue, words: reader(Words.severity($0)), isChosen: $0 == value.severity)
            }
            return """
                <fieldset class="sheet"><legend>\(reader(Words.answer(number)))</legend>\
                \(HiddenField(name: "code\(number)", value: value.code).html)<div class="cols">\
                \(form.text(
                    Field(name: "japanese\(number)", label: Words.inJapanese, required: number <= 2), value.japanese,
                    TextControl(maxLength: 20)))\
                \(form.text(
                    Field(name: "english\(number)", label: Words.inEnglish, required: number <= 2), value.english,
                    TextControl(maxLength: 40)))\
                \(form.text(
                    Field(name: "easy\(number)", label: Words.inEasyJapanese), value.easy,
                    TextControl(maxLength: 40)))\
                \(form.select(
                    Field(name: "severity\(number)", label: Words.severityLabel), severities, width: .full))\
                </div></fieldset>

                """
        }
        let content: HTML = """
            \(rows)\(buttons(
                button(reader(Catalogue.EveryPage.toConfirm)),
                quietLink(reader(Catalogue.Profile.leave), "/maintenance")))
            """
        return """
            \(backLink("/maintenance", reader(Words.back)))\
            \(heading(title(reader), HTML(escaping: reader(Words.answersLead))))\
            <p class="hint">\(reader(Words.easyHint))</p>
            \(frame.form("/settings/answers", content))
            """
    }
}
