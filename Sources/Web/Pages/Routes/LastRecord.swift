import Domain
import Notify

/// The last thing that happened to a person of a broadcast.
struct LastRecord: Sendable {
    /// What it was.
    let words: LocalizedText

    /// What the record says last; nil if nothing happened, or nothing that has a word.
    init?(_ line: RecipientLine) {
        typealias Words = Catalogue.Timeline
        if let answeredAt = line.answeredAt, line.lastAt.map({ $0 <= answeredAt }) ?? true {
            words = Words.answerCame
            return
        }
        let reason = line.lastReason ?? ""
        let outcome: AttemptOutcome
        switch line.lastEvent {
        case "handOffStarted": outcome = .handingOff
        case "accepted": outcome = .accepted
        case "temporary": outcome = .temporary(code: reason)
        case "permanent", "invalidNumber", "unreachable", "bounced": outcome = .undeliverable(code: reason)
        case "unclear", "waitOver": outcome = .inDoubt
        case "completed": outcome = .talked
        case "noAnswer": outcome = .noAnswer
        case "busy": outcome = .busy
        case "stopped": outcome = .cancelled
        default: return nil
        }
        words = LocalizedText(
            ja: outcome.words(Reader(language: .japanese)), en: outcome.words(Reader(language: .english)))
    }
}
