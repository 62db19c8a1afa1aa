import Domain

/// How many hand-offs went through a gate lately: so many more may stand in line before it.
///
/// A line as long as a tenth of a second keeps a fast relay busy through every commit, and lets batches grow with the
/// speed that needs them; before a slow one there is never a crowd that a stop or a crash would find half sent.
struct Pace: Sendable, Hashable {
    /// The time that is counted.
    static let span = Duration.milliseconds(100)

    private var began = Instant(milliseconds: 0)
    private var count = 0
    private var before = 0

    /// A hand-off came back.
    mutating func note(at now: Instant) {
        turn(to: now)
        count += 1
    }

    /// How many came back in the last whole span; none after a rest or where the clock was set.
    mutating func line(at now: Instant) -> Int {
        turn(to: now)
        return max(before, count)
    }

    private mutating func turn(to now: Instant) {
        let passed = now - began
        guard passed >= Self.span || passed < .zero else { return }
        before = passed < Self.span * 2 && passed >= .zero ? count : 0
        count = 0
        began = now
    }
}
