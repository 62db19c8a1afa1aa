package import Domain
import Tenants

/// A message that somebody wrote in both languages: Japanese, a line that divides, English. Each person gets the part in
/// their own language; the words themselves go out as they stand.
package enum OwnLanguage {
    /// The line between the two parts.
    package static let divider = "―― English ――"
    /// What divides the subject of such a message.
    package static let subjectDivider = " / "

    /// The part of a text for a reader; the whole of a text that is not in two languages.
    package static func part(of text: String, for language: Language) -> String {
        own(text)[language]
    }

    /// What readers of each language get of a text.
    static func own(_ text: String) -> LocalizedText {
        parts(of: text) ?? LocalizedText(ja: text, en: text)
    }

    /// Both parts of a text that is in two languages; nil for any other one.
    static func parts(of text: String) -> LocalizedText? {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        guard let line = lines.firstIndex(where: { WidthFolding.trimmed(String($0)) == divider }) else { return nil }
        let (japanese, english) = (joined(lines[..<line]), joined(lines[(line + 1)...]))
        // With one part alone everybody gets everything.
        if japanese.isEmpty || english.isEmpty { return nil }
        return LocalizedText(ja: japanese, en: english)
    }

    private static func joined(_ lines: ArraySlice<Substring>) -> String {
        let first = lines.drop { $0.allSatisfy(\.isWhitespace) }
        let last = first.reversed().drop { $0.allSatisfy(\.isWhitespace) }.reversed()
        return last.joined(separator: "\n")
    }
}

extension OwnLanguage {
    /// Subject and text as a reader of this language gets them.
    static func words(_ subject: String, _ body: String, for language: Language) -> (subject: String, body: String) {
        guard let parts = parts(of: body) else { return (subject, body) }
        let subjects = subject.split(separator: subjectDivider, omittingEmptySubsequences: false)
        let own = subjects.count == 2 ? String(subjects[language == .japanese ? 0 : 1]) : subject
        return (own, parts[language])
    }

    /// What a message is called to readers of each language.
    static func subject(_ subject: String, of body: String) -> LocalizedText {
        LocalizedText(
            ja: words(subject, body, for: .japanese).subject, en: words(subject, body, for: .english).subject)
    }

    /// One text in both languages, of which everybody gets their own part.
    static func both(_ text: LocalizedText) -> String {
        [text[.japanese], divider, text[.english]].joined(separator: "\n")
    }

    /// The subject of such a text.
    static func bothSubjects(_ subject: LocalizedText) -> String {
        subject[.japanese] + subjectDivider + subject[.english]
    }
}
