import Channels
package import Domain

/// Why an attempt came out as it did, as it is stored beside it: what a provider said, such as `busy` or
/// `mailboxUnknown 550 5.1.1`, or the name of a `StopReason` or `DelayReason`.
package struct AttemptReason: Hashable, Sendable {
    /// The stored words.
    package let stored: String

    /// A reason as it is stored, or nil if there is none.
    package init?(_ stored: String) {
        guard !stored.isEmpty else { return nil }
        self.stored = stored
    }

    /// The reason in words; nil for a word that no version of the channels knows.
    package var words: LocalizedText? {
        let word = String(stored.prefix { $0 != " " })
        return FailureCode(rawValue: word)?.text ?? StopReason(rawValue: word)?.words
            ?? DelayReason(rawValue: word)?.words
    }
}
