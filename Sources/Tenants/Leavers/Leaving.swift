package import Domain

/// What follows from somebody's leaving, and from their coming back.
package enum Leaving {
    private static let day = Duration.seconds(86_400)

    /// The details with the days that follow from the employment: whoever leaves without a day leaves today, and gets the day
    /// of removal that the organization decided; whoever comes back has neither.
    ///
    /// - Parameter old: What is stored; nil for somebody new.
    package static func settled(
        _ details: PersonDetails, over old: PersonDetails?, _ settings: TenantSettings, now: Instant
    ) -> PersonDetails {
        var details = details
        guard details.employment == .left else {
            details.removeAt = nil
            if old?.employment == .left, details.leftAt == old?.leftAt { details.leftAt = nil }
            return details
        }
        let days = DayFormat(timeZone: settings.timeZone)
        let today = days.startOfDay(now)
        let leftAt = details.leftAt ?? today
        details.leftAt = leftAt
        let isLeaving = old?.employment != .left
        // Never at once: a day of long ago in a file must not remove anybody before it was seen.
        if isLeaving, let removeAt = details.removeAt, removeAt <= today { details.removeAt = nil }
        if isLeaving, details.removeAt == nil, settings.leaverDays > 0 {
            details.removeAt = days.startOfDay(max(leftAt, today) + day * settings.leaverDays)
        }
        return details
    }

    /// Whether somebody whose last day this is has left: when it is over.
    package static func isOver(lastDay: Instant, now: Instant, timeZone: String) -> Bool {
        let days = DayFormat(timeZone: timeZone)
        return days.startOfDay(now) > days.startOfDay(lastDay)
    }
}
