package import Domain

/// What a line of text that people type may contain.
package struct TextRule: Sendable {
    /// The greatest number of characters.
    package let maximum: Int
    /// Whether the line must be filled in.
    package let isRequired: Bool
    /// Whether half-width katakana is refused (半角カナ不可).
    package let refusesHalfWidthKatakana: Bool

    /// A rule for one line.
    package init(maximum: Int, isRequired: Bool = true, refusesHalfWidthKatakana: Bool = true) {
        self.maximum = maximum
        self.isRequired = isRequired
        self.refusesHalfWidthKatakana = refusesHalfWidthKatakana
    }

    /// The line without spaces at its ends.
    ///
    /// - Throws: `InvalidInput` with the rule `required`, `tooLong`, `controlCharacter` or `halfWidthKatakana`.
    package func check(_ raw: String, _ field: InputField) throws(InvalidInput) -> String {
        if let forbidden = Self.firstForbidden(in: raw) {
            throw field.refusal(
                "controlCharacter",
                ja: "に使えない文字（U+\(forbidden)）が入っています。消してください。",
                en: "% contains a character that cannot be used (U+\(forbidden)). Please remove it.")
        }
        let text = WidthFolding.trimmed(raw)
        if text.isEmpty {
            if isRequired { throw field.missing }
            return text
        }
        if text.utf8.count > maximum && text.count > maximum {
            throw field.refusal(
                "tooLong", ja: "は\(maximum)文字以内で入力してください。", en: "Enter at most \(maximum) characters in %.")
        }
        if text.utf8.count > maximum * Self.bytesOfACharacter {
            throw field.refusal(Self.tooManyParts.rule, ja: Self.tooManyParts.ja, en: Self.tooManyParts.en)
        }
        if refusesHalfWidthKatakana && WidthFolding.hasHalfWidthKatakana(text) {
            let offer = WidthFolding.fullWidthKatakana(text)
            throw field.refusal(
                "halfWidthKatakana", ja: "に半角カナは使えません。全角で「\(offer)」と入力してください。",
                en: "Half-width katakana cannot be used in %. Please enter \(offer).")
        }
        return text
    }

    /// So many bytes stand in for each character of a text: one that people see may carry any number of marks and signs.
    package static let bytesOfACharacter = 8

    /// What is said of a text that is short enough and has too many parts; `%` stands for the field.
    package static let tooManyParts = (
        rule: "tooManyParts", ja: "には、家族の絵文字のように、いくつもの部品でできた文字が多すぎます。減らすか、ふつうの文字に直してください。",
        en: "Too many characters in % are made of several parts, as emoji of families are. Use fewer, or plain ones."
    )

    /// Whether nothing in the text breaks a line, controls a terminal or turns the direction of reading.
    package static func isPlain(_ text: String) -> Bool {
        firstForbidden(in: text) == nil
    }

    /// The code of the first control character or mark that turns the reading direction, in hexadecimal digits.
    private static func firstForbidden(in text: String) -> String? {
        var text = text
        let isPlain = text.withUTF8 { bytes in bytes.allSatisfy { (0x20..<0x7f).contains($0) } }
        if isPlain { return nil }
        let found = text.unicodeScalars.first { scalar in
            switch scalar.value {
            case 0...0x1f, 0x7f...0x9f, 0x2028, 0x2029, 0x202a...0x202e, 0x2066...0x2069, 0x200e, 0x200f, 0xfeff,
                0xfff9...0xfffd:
                true
            default: false
            }
        }
        guard let found else { return nil }
        let digits = String(found.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
