import Domain

/// How far the clock of a person's device is off.
package struct ClockSkew: Sendable, Hashable {
    /// By how much it is ahead; negative if it is slow.
    package let ahead: Duration
    /// Whether a code of later was taken before, so that the clock is right and the code an old one.
    package let isOfOldCode: Bool

    /// A skew of this many steps of thirty seconds.
    package init(steps: Int, isOfOldCode: Bool = false) {
        ahead = .seconds(30 * steps)
        self.isOfOldCode = isOfOldCode
    }

    /// The steps of thirty seconds.
    var steps: Int { Int(ahead.inMilliseconds / 30_000) }

    /// The same of an old code.
    var ofOldCode: ClockSkew { ClockSkew(steps: steps, isOfOldCode: true) }

    /// Whole minutes, at least one.
    package var minutes: Int {
        max(1, Int((abs(Double(ahead.inMilliseconds)) / 60_000).rounded()))
    }

    /// Whether the device's clock is ahead of ours.
    package var isFast: Bool { ahead > .zero }
}
