package import Domain

/// Whether a try may go on.
package enum LockAnswer: Sendable, Hashable {
    /// It may; so many more may be wrong before the lock.
    case open(left: Int)
    /// It may not before this time.
    case locked(until: Instant)
    /// It may not until the factor is reset: a hundred were wrong in a row.
    case stopped

    /// Whether nothing is looked at.
    var isShut: Bool { if case .open = self { false } else { true } }
}

/// The rule of wrong codes: values in, values out.
package struct FactorLock: Sendable, Hashable {
    /// Tries since the lock last ended; of all kinds together, those of the last half an hour.
    package var failures: Int
    /// Tries since the last right one.
    package var failedInARow: Int
    /// Until when nothing is looked at; in the past if nothing holds.
    package var lockedUntil: Instant
    /// When the first of `failures` was.
    package var windowStart: Instant
    /// When each of `failures` was, for all kinds together; the newest last.
    package var times: [Instant]

    /// How long a lock holds, and how long the failures of all kinds together are remembered.
    package static let duration = Duration.seconds(1_800)
    /// Wrong codes of one kind that lock it.
    package static let limit = 5
    /// Wrong codes of all kinds together within `duration` that lock everything.
    package static let overallLimit = 15
    /// After so many in a row a factor is off until it is reset (NIST SP 800-63B §5.2.2).
    package static let failuresToStop = 100

    /// Stored counts.
    package init(
        failures: Int = 0, failedInARow: Int = 0, lockedUntil: Instant = Instant(milliseconds: 0),
        windowStart: Instant = Instant(milliseconds: 0), times: [Instant] = []
    ) {
        self.failures = failures
        self.failedInARow = failedInARow
        self.lockedUntil = lockedUntil
        self.windowStart = windowStart
        self.times = times
    }

    /// What is answered to a try, before anything is counted.
    package func answer(_ kind: LockKind, now: Instant) -> LockAnswer {
        if kind != .all, failedInARow >= Self.failuresToStop { return .stopped }
        // A lock that ends later than one that begins now is of a clock that has been set back.
        if now < lockedUntil, lockedUntil - now <= Self.duration + Self.slack { return .locked(until: lockedUntil) }
        return .open(left: Self.limit(kind) - 1 - current(kind, now: now))
    }

    /// The same beside the failures of all kinds together: whichever is used up first locks, and is told. A stop is said
    /// before a lock, because waiting does not help against it.
    package func answer(_ kind: LockKind, beside all: FactorLock, now: Instant) -> LockAnswer {
        switch (answer(kind, now: now), all.answer(.all, now: now)) {
        case (.stopped, _): .stopped
        case (.locked(let own), .locked(let overall)): .locked(until: max(own, overall))
        case (.locked(let until), _), (_, .locked(let until)): .locked(until: until)
        case (.open(let own), .open(let overall)): .open(left: min(own, overall))
        case (let own, .stopped): own
        }
    }

    /// The counts with one try more, as if it were wrong: a right one clears them.
    package func counting(_ kind: LockKind, now: Instant) -> FactorLock {
        var next = self
        let before = current(kind, now: now)
        if before == 0 { next.windowStart = now }
        next.failures = before + 1
        if kind == .all {
            next.times = recent(now) + [now]
            next.windowStart = next.times[0]
        }
        next.failedInARow = min(failedInARow + 1, 1_000_000)
        if next.failures >= Self.limit(kind) {
            next.lockedUntil = now + Self.duration
            next.failures = 0
            next.times = []
        }
        return next
    }

    /// The counts without a try that was counted at some time and turned out to be none.
    ///
    /// - Parameter tookLast: Whether it took the last place there was; what that locked opens again.
    package func uncounting(_ kind: LockKind, countedAt time: Instant, tookLast: Bool) -> FactorLock {
        var next = self
        next.failedInARow = max(failedInARow - 1, 0)
        if tookLast, lockedUntil == time + Self.duration {
            next.lockedUntil = Instant(milliseconds: 0)
            // The others that led to it, unless they were forgotten or taken back meanwhile.
            next.failures = min(Self.limit(kind) - 1, next.failedInARow)
            if kind == .all { next.times = Array(repeating: time, count: next.failures) }
        } else if kind != .all {
            next.failures = max(failures - 1, 0)
        } else if let index = times.lastIndex(of: time) {
            next.times.remove(at: index)
            next.failures = next.times.count
        }
        next.windowStart = next.times.first ?? windowStart
        return next
    }

    /// The same rule for something that counts by itself, such as a voice password.
    package func answerAlone(now: Instant) -> LockAnswer { answer(.one, now: now) }

    /// The counts of such a thing with one try more.
    package func countingAlone(now: Instant) -> FactorLock { counting(.one, now: now) }

    /// Failures that still count: each of all kinds together is forgotten after half an hour, those of one kind after a
    /// lock or a right code.
    private func current(_ kind: LockKind, now: Instant) -> Int { kind == .all ? recent(now).count : failures }

    /// The failures of the last half an hour.
    private func recent(_ now: Instant) -> [Instant] {
        // Counts from before each failure had a time of its own.
        let times = times.isEmpty ? Array(repeating: windowStart, count: failures) : times
        return times.suffix(Self.overallLimit).filter { now - $0 < Self.duration && $0 - now <= Self.slack }
    }

    /// By how much the clocks of several machines may differ.
    private static let slack = Duration.seconds(60)

    private static func limit(_ kind: LockKind) -> Int { kind == .all ? overallLimit : limit }
}

extension LockKind {
    /// Any kind but all together: the rule is the same for each.
    fileprivate static let one = LockKind.phone
}
