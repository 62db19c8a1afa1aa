package import Domain

/// What became of a document that claimed to be a bulletin. Each case leaves a record.
package enum ParsedBulletin: Hashable, Sendable {
    /// An earthquake bulletin: triggers look at it.
    case bulletin(Bulletin)
    /// A real JMA bulletin of another kind, such as a tsunami or weather warning: recorded, and nothing is sent.
    case notATrigger(title: String)
    /// Nothing that can be understood: recorded, and nothing is sent.
    case refused(BulletinRefusal)
}

/// Why a document was refused as a bulletin.
package enum BulletinRefusal: Error, Hashable, Sendable {
    /// It is no readable XML of JMA.
    case document(XMLRefusal)
    /// A part that every bulletin has is not there; the element's path.
    case missing(String)
    /// A part that may stand once stands twice; the element's path.
    case repeated(String)
    /// A part has a value that JMA does not define; the element's path. Better nothing than a drill taken for real.
    case unreadable(String)
    /// The codes of its areas are not declared to be those of the 188 regions; what they are declared to be.
    case otherCodes(String)

    /// It is no document at all: a symbolic link, a pipe or something else that is not read.
    case notAFile

    /// What the record of the refusal says.
    package var explanation: LocalizedText {
        switch self {
        case .notAFile:
            LocalizedText(
                ja: "通常のファイルではないため、読み取りませんでした。", en: "This is not a regular file and was not read.")
        case .document(let refusal): refusal.explanation
        case .missing(let path):
            LocalizedText(ja: "電文に「\(path)」がありません。", en: "The bulletin has no “\(path)”.")
        case .repeated(let path):
            LocalizedText(ja: "電文に「\(path)」が2つ以上あります。", en: "The bulletin has more than one “\(path)”.")
        case .unreadable(let path):
            LocalizedText(
                ja: "電文の「\(path)」の値は、気象庁の仕様にないものです。",
                en: "“\(path)” of the bulletin has a value that JMA does not define.")
        case .otherCodes(let found):
            LocalizedText(
                ja: "電文の地域コードが「地震情報／細分区域」ではありません（\(found)）。",
                en: "The area codes of the bulletin are not those of JMA's 188 regions (\(found)).")
        }
    }
}
