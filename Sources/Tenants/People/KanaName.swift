package import Database
package import Domain

/// Kana name (カナ氏名) of a person, by which lists are searched. A person may have none.
package struct KanaName: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The field as forms and files name it.
    package static let field = InputField("name_kana", ja: "カナ氏名", en: "Kana name")
    private static let rule = TextRule(maximum: 64, isRequired: false, refusesHalfWidthKatakana: false)

    /// Up to 64 characters of full-width katakana with ー, ・ and wide spaces; may be empty.
    package let description: String

    /// No kana name.
    package static let none = KanaName(stored: "")

    /// The name that somebody typed; hiragana and half-width katakana are brought to full-width katakana.
    ///
    /// - Throws: `InvalidInput` of the field `name_kana`.
    package init(_ raw: String) throws(InvalidInput) {
        let text = WidthFolding.katakana(try Self.rule.check(raw, Self.field))
        let isKatakana = text.unicodeScalars.allSatisfy { scalar in
            (0x30a1...0x30fe).contains(scalar.value) || scalar.value == 0x3000
        }
        guard isKatakana else {
            throw Self.field.refusal(
                "katakana", ja: "は全角カタカナで入力してください。例：ヤマダ　タロウ", en: "Use full-width katakana in %, for example ヤマダ　タロウ.")
        }
        description = text
    }

    private init(stored: String) {
        description = stored
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        description = text
    }
}
