import Domain

/// How far the clock of a person's device is off.
package struct ClockSkew: Sendable, Hashable {
    /// By how much it is ahead; negative if it is slow.
    package let ahead: Duration

    /// A skew of this many steps of thirty seconds.
    package init(steps: Int) {
        ahead = .seconds(30 * steps)
    }

    /// Whole minutes, at least one.
    package var minutes: Int {
        max(1, Int((abs(Double(ahead.inMilliseconds)) / 60_000).rounded()))
    }

    /// Whether the device's clock is ahead of ours.
    package var isFast: Bool { ahead > .zero }
}
