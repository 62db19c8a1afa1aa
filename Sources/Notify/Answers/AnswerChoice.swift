package import Domain

/// One status that people can answer with, such as 無事.
package struct AnswerChoice: Hashable, Sendable, Codable {
    /// How much help the answer asks for; decides colour and order of the results.
    package enum Severity: String, Sendable, CaseIterable, Codable {
        /// Nobody needs to act.
        case good
        /// Somebody should look.
        case attention
        /// Somebody must help.
        case urgent
    }

    /// Stays the same when the labels change, so that old answers keep their meaning.
    package let code: String
    /// Label in Japanese.
    package let ja: String
    /// Label in English.
    package let en: String
    /// Label in plain Japanese (やさしい日本語).
    package let easy: String
    /// How much help it asks for.
    package let severity: Severity

    /// A status.
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
        AnswerChoice(code: "minor", ja: "軽いけが", en: "Slightly hurt", easy: "すこし けがを しました", severity: .attention),
        AnswerChoice(
            code: "serious", ja: "重いけが・助けが必要", en: "Badly hurt or need help", easy: "おおきい けがです・たすけてください",
            severity: .urgent),
    ]
}
