import Domain

extension RateLimit {
    /// The time that one takes up, in microseconds.
    var step: Int64 { period.inMicroseconds / Int64(count) }

    /// How much may be taken up in advance, in microseconds. What can wait leaves half of it to what cannot, so that an
    /// emergency never stands behind a crowd of announcements.
    func advance(isUrgent: Bool) -> Int64 { max(0, period.inMicroseconds / (isUrgent ? 1 : 2) - step) }
}

/// How much of a limit is taken up: one number (the generic cell rate algorithm), and one for each line of those who wait.
struct RateMeter: Sendable {
    private var takenUpTo: Int64 = 0
    private var lastOfLine: (urgent: Int64, other: Int64) = (0, 0)

    /// When one may go, in microseconds; not later than `now` if it may go now.
    func opensAt(_ limit: RateLimit, isUrgent: Bool, now: Int64) -> Int64 {
        // More than the whole limit is never taken up in advance: the clock was set back.
        takenUpTo > now + limit.period.inMicroseconds ? now : takenUpTo - limit.advance(isUrgent: isUrgent)
    }

    /// One goes now.
    mutating func take(_ limit: RateLimit, now: Int64) {
        let isAhead = takenUpTo > now && takenUpTo <= now + limit.period.inMicroseconds
        takenUpTo = (isAhead ? takenUpTo : now) + limit.step
    }

    /// A place in the line: everybody who waits is told another time, so that nobody comes back in vain.
    mutating func line(_ limit: RateLimit, isUrgent: Bool, now: Int64) -> Int64 {
        let opens = opensAt(limit, isUrgent: isUrgent, now: now)
        if isUrgent {
            lastOfLine.urgent = max(lastOfLine.urgent + limit.step, opens)
            return lastOfLine.urgent
        }
        lastOfLine.other = max(lastOfLine.other + limit.step, opens)
        return lastOfLine.other
    }

    /// Whether it says no more than a new one would.
    func isIdle(now: Int64) -> Bool { takenUpTo <= now && max(lastOfLine.urgent, lastOfLine.other) <= now }
}

extension Duration {
    /// Whole microseconds, fractions cut off.
    var inMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
