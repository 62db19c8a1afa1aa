/// One sentence in both languages. There is no way to make one with a language missing.
package struct LocalizedText: Hashable, Sendable {
    private let japanese: String
    private let english: String

    /// The same sentence in Japanese and in English.
    package init(ja japanese: String, en english: String) {
        self.japanese = japanese
        self.english = english
    }

    /// The sentence in one language.
    package subscript(language: Language) -> String {
        switch language {
        case .japanese: japanese
        case .english: english
        }
    }
}
