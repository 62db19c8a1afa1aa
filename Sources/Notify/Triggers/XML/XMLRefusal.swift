package import Domain

/// Why a document was refused before anybody asked what it says. Nothing of it is used.
package enum XMLRefusal: Error, Hashable, Sendable {
    /// It is larger than the limit; it was not read.
    case tooLarge(bytes: Int)
    /// It is not well-formed XML in UTF-8; for a document that was cut off, the line is its last.
    case malformed(line: Int)
    /// It declares a document type, which is where entities come from. JMA's documents have none.
    case documentType
    /// It nests or repeats more than any real document does.
    case tooComplex
    /// It is XML of another kind; the name of its root element, at most 60 letters.
    case unexpectedRoot(String)

    /// What the record of the refusal says.
    package var explanation: LocalizedText {
        switch self {
        case .tooLarge(let bytes):
            LocalizedText(
                ja: "電文が大きすぎるため（\(bytes)バイト）、読み取りませんでした。",
                en: "The document is too large (\(bytes) bytes) and was not read.")
        case .malformed(let line):
            LocalizedText(
                ja: "XMLとして読めませんでした（\(line)行目付近）。途中で切れていないか、確認してください。",
                en: "The document is not well-formed XML (near line \(line)). Check that it was not cut off.")
        case .documentType:
            LocalizedText(
                ja: "文書型宣言（DOCTYPE）のある電文は受け付けません。",
                en: "Documents with a document type declaration (DOCTYPE) are not accepted.")
        case .tooComplex:
            LocalizedText(
                ja: "要素の数や深さが上限を超えているため、読み取りませんでした。",
                en: "The document has more or deeper elements than allowed and was not read.")
        case .unexpectedRoot(let name):
            LocalizedText(
                ja: "気象庁防災情報XMLではありません（最初の要素：\(name)）。",
                en: "This is not JMA disaster information XML (root element: \(name)).")
        }
    }
}
