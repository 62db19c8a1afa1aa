import Database
import Domain

/// How far ahead of a decision people are told that they will need a second factor: when it is made, a week before and a
/// day before. Whoever is told late is told once.
enum PolicyStage: String, CaseIterable, DatabaseConvertible {
    /// More than a week ahead.
    case decision
    /// In the last week.
    case week
    /// In the last day.
    case day

    /// The stage at a time.
    init(_ now: Instant, before start: Instant) {
        self =
            if now >= start - .seconds(86_400) {
                .day
            } else if now >= start - .seconds(7 * 86_400) {
                .week
            } else {
                .decision
            }
    }
}
