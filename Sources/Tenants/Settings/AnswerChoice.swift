package import Domain

/// One status that people can answer with, such as 無事.
package struct AnswerChoice: Hashable, Sendable, Codable {
    /// How much help the answer asks for; decides colour and order of the results.
    package enum Severity: String, Sendable, CaseIterable, Codable, Comparable {
        /// Nobody needs to act.
        case good
        /// Somebody should look.
        case attention
        /// Somebody must help.
        case urgent

        /// Better ones come first.
        package static func < (left: Severity, right: Severity) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    /// Stays the same when the labels change, so that old answers keep their meaning: 1 to 16 lower-case letters,
    /// digits and hyphens.
    package let code: String
    /// Label in Japanese.
    package let ja: String
    /// Label in English.
    package let en: String
    /// Label in plain Japanese (やさしい日本語).
    package let easy: String
    /// How much help it asks for.
    package let severity: Severity

    /// A status. Lists of them are checked by `checked(_:)`.
    package init(code: String, ja: String, en: String, easy: String, severity: Severity) {
        self.code = code
        self.ja = ja
        self.en = en
        self.easy = easy
        self.severity = severity
    }

    /// The label in one language.
    package subscript(language: Language) -> String {
        switch language {
        case .japanese: ja
        case .english: en
        }
    }

    /// What an organization has until it changes them.
    package static let standard = [
        AnswerChoice(code: "safe", ja: "無事", en: "Safe", easy: "だいじょうぶです", severity: .good),
        AnswerChoice(
            code: "minor", ja: "軽いけが", en: "Slightly hurt", easy: "すこし けがを しました", severity: .attention),
        AnswerChoice(
            code: "serious", ja: "重いけが・助けが必要", en: "Badly hurt or need help", easy: "おおきい けがです・たすけてください",
            severity: .urgent),
    ]

    /// A list of 2 to 5 statuses from best to worst: as many as a telephone caller can keep in mind, the first good.
    ///
    /// - Throws: `InvalidInput` of the field `answerChoices`.
    package static func checked(_ choices: [AnswerChoice]) throws(InvalidInput) -> [AnswerChoice] {
        let field = InputField("answerChoices", ja: "回答の選択肢", en: "Answer choices")
        guard (2...5).contains(choices.count) else {
            throw field.refusal("count", ja: "は2〜5個にしてください。", en: "Give 2 to 5 choices in %.")
        }
        guard Set(choices.map(\.code)).count == choices.count else {
            throw field.refusal("duplicate", ja: "の記号が重なっています。別の記号にしてください。", en: "Each code in % must be different.")
        }
        let severities = choices.map(\.severity)
        guard severities.first == .good, severities == severities.sorted() else {
            throw field.refusal(
                "order", ja: "は良い状態から悪い状態の順に並べ、最初を「無事」にあたるものにしてください。",
                en: "Order % from best to worst; the first must mean that the person is safe.")
        }
        var check = InputCheck()
        var result: [AnswerChoice] = []
        let rule = TextRule(maximum: 20)
        for choice in choices {
            let code = check.take { () throws(InvalidInput) in
                try IdentifierText(field: field, length: 1...16, signs: "-", isUpperCase: false).check(choice.code)
            }
            let ja = check.take { () throws(InvalidInput) in try rule.check(choice.ja, field) }
            let en = check.take { () throws(InvalidInput) in try TextRule(maximum: 40).check(choice.en, field) }
            let easy = check.take { () throws(InvalidInput) in try TextRule(maximum: 40).check(choice.easy, field) }
            if let code, let ja, let en, let easy {
                result.append(AnswerChoice(code: code, ja: ja, en: en, easy: easy, severity: choice.severity))
            }
        }
        try check.finish()
        return result
    }
}
