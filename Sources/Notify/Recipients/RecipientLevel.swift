import Database
package import Domain

/// How far a message to one person is known to have come: the best over all paths, and never more than is known. The levels
/// of a broadcast add up to its targets at every instant.
package enum RecipientLevel: Int, Sendable, CaseIterable, Comparable, DatabaseConvertible {
    /// There is no usable path; the reason stands beside it.
    case noPath = 0
    /// On the way: a next attempt is due.
    case planned = 1
    /// Every path was tried, or the sending ended, and nothing arrived.
    case failed = 2
    /// A message may or may not have arrived.
    case unclear = 3
    /// The other side took a message; whether it was read is not known.
    case handedOn = 4
    /// The answer page was fetched; it may have been a mail scanner.
    case fetched = 5
    /// The person answered.
    case answered = 6

    /// The level's name.
    package var name: LocalizedText {
        switch self {
        case .noPath: LocalizedText(ja: "連絡手段なし", en: "Cannot be asked")
        case .planned: LocalizedText(ja: "送信待ち", en: "On the way")
        case .failed: LocalizedText(ja: "届かなかった", en: "Not reached")
        case .unclear: LocalizedText(ja: "届いたか不明", en: "Not known")
        case .handedOn: LocalizedText(ja: "相手側に渡した", en: "Handed on")
        case .fetched: LocalizedText(ja: "開いたが未回答", en: "Opened, no answer")
        case .answered: LocalizedText(ja: "回答あり", en: "Answered")
        }
    }

    /// Lower levels come first.
    package static func < (left: RecipientLevel, right: RecipientLevel) -> Bool { left.rawValue < right.rawValue }
}

/// What a recipient's level is made of.
struct RecipientProgress: Hashable, Sendable {
    var hasPath: Bool
    var openAttempts: Int
    var wasHandedOn: Bool
    var isUnclear: Bool
    var wasFetched: Bool
    var hasAnswered: Bool
    var endReason: String?

    /// The one honest level.
    var level: RecipientLevel {
        if hasAnswered { return .answered }
        if wasFetched { return .fetched }
        if wasHandedOn { return .handedOn }
        if isUnclear { return .unclear }
        if endReason == nil || openAttempts > 0 { return .planned }
        return hasPath ? .failed : .noPath
    }
}
