package import Domain

/// The steps of time whose codes were used: none is taken twice, and none that is older than one that was. A clock that ran
/// ahead and was set back does not shut anybody out until the time comes that it showed: what was used then stays used, and
/// is no measure for what is now. Values in, values out.
package struct UsedSteps: Sendable, Hashable {
    /// So many are known, the latest in time.
    private static let most = 10

    /// The last ones that were used, the earliest in time first.
    package let steps: [Int64]

    /// Known ones.
    package init(_ steps: [Int64]) {
        self.steps = Array(Set(steps)).sorted()
    }

    /// As they are stored: the last one that was used, and those that are known beside it.
    init(last: Int64, _ text: String) {
        self.init(text.split(separator: " ").compactMap { Int64($0) } + [last])
    }

    /// To be stored.
    var text: String { steps.map { "\($0)" }.joined(separator: " ") }

    /// Whether a later step was used that is not ahead of the clock: whoever shows a code of this one shows an old code.
    package func isBefore(_ step: Int64, now: Instant) -> Bool {
        let present = TOTP.step(at: now) + Int64(TOTP.window)
        return steps.contains { $0 <= present && $0 > step }
    }

    /// With one step more; nil if it may not be used, because it, or a later one that was not ahead of the clock, was.
    package func taking(_ step: Int64, now: Instant) -> UsedSteps? {
        let present = TOTP.step(at: now) + Int64(TOTP.window)
        let isOld = steps.contains { $0 <= present && $0 >= step }
        guard !isOld, !steps.contains(step) else { return nil }
        // Those ahead are the ones that can still come: they are forgotten last.
        return UsedSteps(Array(steps.suffix(Self.most - 1)) + [step])
    }
}
