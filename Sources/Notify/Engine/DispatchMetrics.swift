/// What an engine did since its start, and what it is doing now.
package struct DispatchMetrics: Sendable, Hashable {
    /// What providers said, in one word.
    package enum Outcome: String, Sendable, CaseIterable {
        /// Taken.
        case accepted
        /// Not now.
        case temporary
        /// Never.
        case permanent
        /// Nobody knows.
        case unclear
    }

    /// Attempts claimed.
    package var claimed = 0
    /// Hand-offs by channel and outcome.
    package var handOffs: [Channel: [Outcome: Int]] = [:]
    /// Results that came too late to change anything.
    package var late = 0
    /// Hand-offs running now.
    package var inFlight: [Channel: Int] = [:]
    /// Gateways and mail domains that are left alone because nothing gets through.
    package var shutWays: [Channel: Int] = [:]
    /// Pieces of work that failed by themselves and are left alone for a while.
    package var setAside = 0
    /// Results that wait to be written.
    package var unrecorded = 0
    /// False while results cannot be written; then nothing new is handed off.
    package var canRecord = true
    /// Whether something is due, and all of it waits because results of its organizations cannot be written.
    package var isHeldUp = false

    mutating func count(_ channel: Channel, _ outcome: HandOffOutcome) {
        let word: Outcome =
            switch outcome {
            case .accepted: .accepted
            case .temporary: .temporary
            case .permanent: .permanent
            case .unclear: .unclear
            }
        handOffs[channel, default: [:]][word, default: 0] += 1
    }
}
