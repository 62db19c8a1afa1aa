import Domain

/// How a code that people type is written: which characters, how many, and what is folded before.
struct IdentifierText {
    let field: InputField
    let length: ClosedRange<Int>
    /// ASCII signs that may stand beside letters and digits.
    let signs: String
    let isUpperCase: Bool

    /// The code in the width and case in which it is stored.
    func check(_ raw: String) throws(InvalidInput) -> String {
        let folded = WidthFolding.trimmed(WidthFolding.halfWidth(raw))
        let text = isUpperCase ? folded.uppercased() : folded.lowercased()
        if text.isEmpty { throw field.missing }
        guard length.contains(text.unicodeScalars.count) else {
            throw field.refusal(
                text.unicodeScalars.count < length.lowerBound ? "tooShort" : "tooLong",
                ja: "は\(length.lowerBound)〜\(length.upperBound)文字で入力してください。",
                en: "Enter \(length.lowerBound) to \(length.upperBound) characters in %.")
        }
        var checked = text
        let isPlain = checked.withUTF8 { bytes in
            bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: signs.utf8.contains(byte)
                }
            }
        }
        guard isPlain else {
            let list = signs.isEmpty ? "" : signs.map(String.init).joined(separator: " ")
            throw field.refusal(
                "characters",
                ja: "に使えるのは半角の英字と数字\(list.isEmpty ? "" : "と \(list) ")です。",
                en: "Use only letters, digits\(list.isEmpty ? "" : " and \(list)") in %.")
        }
        return text
    }
}
