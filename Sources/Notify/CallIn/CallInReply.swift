package import Domain

/// What is said to somebody who calls in, and what is waited for then.
package struct CallInReply: Hashable, Sendable, Codable {
    /// Something said in one language.
    package struct Line: Hashable, Sendable, Codable {
        /// The voice's language.
        package let language: Language
        /// The words.
        package let text: String
    }

    /// What the caller may do when all is said.
    package enum Wait: String, Hashable, Sendable, Codable {
        /// Nothing: the call ends.
        case nothing
        /// Type the eight digits of an ID.
        case id
        /// Type digits and `#`.
        case password
        /// Press one key.
        case key
    }

    /// What is said, in order.
    package internal(set) var lines: [Line] = []
    /// What is waited for.
    package internal(set) var wait = Wait.nothing
    /// What is said when nothing came, before the call ends.
    package internal(set) var farewell: [Line] = []

    /// Says something in one language.
    mutating func say(_ words: LocalizedText, in language: Language) {
        lines.append(Line(language: language, text: words[language]))
    }

    /// Says something to somebody whose language is not known, or must not show.
    mutating func sayInBoth(_ words: LocalizedText) {
        lines += Self.both(words)
    }

    /// The same words in both languages.
    static func both(_ words: LocalizedText) -> [Line] {
        [Language.japanese, .english].map { Line(language: $0, text: words[$0]) }
    }
}

/// What the gateway says about a call that comes in.
package struct CallInReport: Hashable, Sendable {
    /// The report's own name, the same when it is repeated.
    package let event: String
    /// The gateway's name for the call.
    package let call: String
    /// The number that calls; nil if it is hidden.
    package let telephone: String?
    /// What was typed, without the closing `#`; nil if nothing was.
    package let digits: Secret?
    /// Whether the call has ended.
    package let isOver: Bool

    /// A report whose signature was checked.
    package init(event: String, call: String, telephone: String?, digits: Secret?, isOver: Bool) {
        self.event = event
        self.call = call
        self.telephone = telephone
        self.digits = digits
        self.isOver = isOver
    }
}
