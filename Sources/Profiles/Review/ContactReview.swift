import Domain
import Tenants

/// When confirmed addresses are asked again in peacetime whether mail still arrives: pure rules.
///
/// A mail asks once, and once more a week later; a week after that the address counts as not confirmed any more, until
/// its owner confirms it again.
package enum ContactReview {
    /// Between asking, reminding and giving up.
    static let pause = Duration.seconds(7 * 86_400)
    /// How long the link of such a mail works: until nothing waits for it any more.
    static let linkLife = Duration.seconds(15 * 86_400)
    /// So few mails a day that small organizations notice nothing.
    static let smallestPortion = 50
    /// Nobody is asked at night.
    static let hours = 9..<17

    /// What follows for an address that was asked.
    enum Step: Hashable, Sendable {
        /// Its owner confirmed it, or it is gone: nothing waits any more.
        case end
        /// The one reminder.
        case remind
        /// It counts as not confirmed since its owner last confirmed it.
        case lapse
    }

    /// What is due for an address whose time is over.
    ///
    /// - Parameters:
    ///   - hasLeft: Whether the person is asked nothing any more.
    ///   - verifiedAt: When it was confirmed last; nil if it is gone, or no longer confirmed for another reason.
    ///   - isFailing: Whether what was sent there came back: that is shown, and asking is of no use.
    static func step(
        hasLeft: Bool = false, askedAt: Instant, wasReminded: Bool, verifiedAt: Instant?, isFailing: Bool
    ) -> Step {
        guard !hasLeft, let verifiedAt, verifiedAt <= askedAt, !isFailing else { return .end }
        return wasReminded ? .lapse : .remind
    }

    /// How many mails may go out in a day: twice what is needed to come round in time.
    static func portion(of contacts: Int, every days: Int) -> Int {
        max(smallestPortion, (2 * contacts + days - 1) / max(days, 1))
    }

    /// Whether somebody may be asked now, by the organization's clock.
    static func isDaytime(_ now: Instant, in timeZone: String) -> Bool {
        // 2024-04-01 09:05
        let hour = DayFormat(timeZone: timeZone).minute(now).split { " :".contains($0) }.dropFirst().first
        return hour.flatMap { Int($0) }.map(hours.contains) ?? false
    }
}
