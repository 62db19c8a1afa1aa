import Domain
package import Tenants

/// What a broadcast asks. It is kept with the broadcast as it was when it was sent, so that later changes of the
/// organization's choices never change the meaning of an answer.
package struct AnswerForm: Hashable, Sendable {
    /// A free question of an announcement.
    package struct Question: Hashable, Sendable {
        /// Names the question in answers: 1 to 16 letters, digits and hyphens.
        package let code: String
        /// The question as the administrator wrote it; never translated.
        package let text: String
        /// What can be chosen; empty for free text.
        package let choices: [String]

        /// A question.
        package init(code: String, text: String, choices: [String] = []) {
            self.code = code
            self.text = text
            self.choices = choices
        }
    }

    /// Statuses from best to worst; empty for an announcement.
    package let choices: [AnswerChoice]
    /// Whether 出社可否 is asked.
    package let asksAttendance: Bool
    /// Whether a comment can be added.
    package let allowsComment: Bool
    /// Free questions.
    package let questions: [Question]

    /// A form.
    package init(
        choices: [AnswerChoice] = [], asksAttendance: Bool = false, allowsComment: Bool = true,
        questions: [Question] = []
    ) {
        self.choices = choices
        self.asksAttendance = asksAttendance
        self.allowsComment = allowsComment
        self.questions = questions
    }

    /// What a safety check asks until the organization changes it.
    package static let safetyCheck = AnswerForm(choices: AnswerChoice.standard, asksAttendance: true)

    /// The form as it was stored, or nil if the text is none.
    package init?(stored text: String) {
        var choices: [AnswerChoice] = []
        var questions: [Question] = []
        var flags: Set<Substring> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: "\t", omittingEmptySubsequences: false)
            switch (words[0], words.count) {
            case ("choice", 6):
                guard let severity = AnswerChoice.Severity(rawValue: String(words[5])) else { return nil }
                choices.append(
                    AnswerChoice(
                        code: String(words[1]), ja: String(words[2]), en: String(words[3]), easy: String(words[4]),
                        severity: severity))
            case ("question", 3...):
                questions.append(
                    Question(
                        code: String(words[1]), text: String(words[2]), choices: words.dropFirst(3).map(String.init)))
            case ("asks", 2): flags.insert(words[1])
            default: return nil
            }
        }
        self.init(
            choices: choices, asksAttendance: flags.contains("attendance"), allowsComment: flags.contains("comment"),
            questions: questions)
    }

    /// The form as it is stored: a line for each choice and question, its words parted by tabs.
    package var stored: String {
        var lines: [[String]] = choices.map {
            ["choice", $0.code, $0.ja, $0.en, $0.easy, $0.severity.rawValue]
        }
        lines += questions.map { ["question", $0.code, $0.text] + $0.choices }
        if asksAttendance { lines.append(["asks", "attendance"]) }
        if allowsComment { lines.append(["asks", "comment"]) }
        return lines.map { $0.map(\.withoutControlCharacters).joined(separator: "\t") }.joined(separator: "\n")
    }
}

extension String {
    /// The text with a space for each tab, line end and other control character.
    fileprivate var withoutControlCharacters: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
    }
}
