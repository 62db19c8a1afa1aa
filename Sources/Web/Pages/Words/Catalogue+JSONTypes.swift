import Domain

extension Catalogue {
    /// What a member of a program's JSON must be.
    enum JSONTypes {
        static let text = LocalizedText(ja: "文字列", en: "a text")
        static let texts = LocalizedText(ja: "文字列の配列", en: "a list of texts")
        static let textsByName = LocalizedText(ja: "値がすべて文字列のオブジェクト", en: "an object of texts")
        static let bool = LocalizedText(ja: "true か false", en: "true or false")
        static let identifier = LocalizedText(ja: "ID（数字だけの文字列）", en: "an identifier (a text of digits)")
        static let identifiers = LocalizedText(
            ja: "ID（数字だけの文字列）の配列", en: "a list of identifiers (texts of digits)")
        static let object = LocalizedText(ja: "オブジェクト", en: "an object")
        static let objects = LocalizedText(ja: "オブジェクトの配列", en: "a list of objects")
        static func number(_ range: ClosedRange<Int>) -> LocalizedText {
            LocalizedText(
                ja: "\(range.lowerBound)から\(range.upperBound)までの整数",
                en: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        static func one(of words: [String]) -> LocalizedText {
            LocalizedText(
                ja: "次のどれか（\(words.joined(separator: "、"))）", en: "one of: \(words.joined(separator: ", "))")
        }
        static func some(of words: [String]) -> LocalizedText {
            LocalizedText(
                ja: "次の語の配列（\(words.joined(separator: "、"))）",
                en: "a list of words out of: \(words.joined(separator: ", "))")
        }
    }
}
