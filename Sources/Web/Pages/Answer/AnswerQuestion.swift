import Domain

/// A question that may be answered after the safety, or that a 一斉通報 asks.
struct AnswerQuestion: Hashable, Sendable {
    /// How it is answered.
    enum Kind: Hashable, Sendable {
        /// One of several; the value given before is chosen.
        case choice([QuestionChoice], chosen: String?)
        /// In words, up to a limit of characters.
        case text(limit: Int, value: String)
    }

    /// The field's name; `reply.` and the question's code for an administrator's own.
    let name: String
    /// The question.
    let words: AnswerText
    /// How it is answered.
    let kind: Kind

    /// 出社できますか, in the field `attendance`.
    static func attendance(chosen: String?) -> AnswerQuestion {
        AnswerQuestion(
            name: "attendance", words: AnswerWords.attendance,
            kind: .choice(
                [
                    QuestionChoice(value: "yes", words: AnswerWords.attendanceYes),
                    QuestionChoice(value: "no", words: AnswerWords.attendanceNo),
                    QuestionChoice(value: "unknown", words: AnswerWords.attendanceUnsure),
                ], chosen: chosen))
    }

    /// ひとこと, in the field `comment`; whoever needs help is asked for the place.
    static func comment(_ value: String, isGrave: Bool = false) -> AnswerQuestion {
        AnswerQuestion(
            name: "comment", words: isGrave ? AnswerWords.place : AnswerWords.comment,
            kind: .text(limit: 200, value: value))
    }

    /// The question with its controls.
    func html(_ language: AnswerLanguage) -> HTML {
        switch kind {
        case .choice(let choices, let chosen):
            let inputs: [HTML] = choices.map { choice in
                """
                <label><input type="radio" name="\(name)" value="\(choice.value)"\
                \(when: choice.value == chosen, " checked")><span>\(choice.words.html(language))</span></label>

                """
            }
            return "<fieldset><legend>\(words.html(language))</legend>\n\(inputs)</fieldset>\n"
        case .text(let limit, let value):
            return """
                <div><label class="t" for="\(name)"><span>\(words.html(language))</span></label>\
                <textarea id="\(name)" name="\(name)" maxlength="\(limit * roomForCharacter)">
                \(value)</textarea></div>

                """
        }
    }
}

/// One choice of a question.
struct QuestionChoice: Hashable, Sendable {
    /// The value that is sent.
    let value: String
    /// The words.
    let words: AnswerText
}
