import Database
package import Domain

/// How somebody who answers for a person knows how the person is.
package enum HowLearned: String, Sendable, CaseIterable, DatabaseConvertible {
    /// The person said so.
    case told
    /// Somebody of the family said so.
    case family
    /// A colleague or somebody else said so.
    case others
    /// The person was seen.
    case seen
    /// In another way, which the comment may tell.
    case other

    /// The way in words.
    package var words: LocalizedText {
        switch self {
        case .told: LocalizedText(ja: "本人から直接聞いた", en: "The person said so")
        case .family: LocalizedText(ja: "ご家族から聞いた", en: "The family said so")
        case .others: LocalizedText(ja: "同僚など、ほかの方から聞いた", en: "A colleague or somebody else said so")
        case .seen: LocalizedText(ja: "姿を確認した", en: "The person was seen")
        case .other: LocalizedText(ja: "そのほか", en: "In another way")
        }
    }
}
