package import Domain
import Synchronization

extension Randomness {
    /// Randomness that repeats itself for the same seed, so that a failing test can be run again.
    package static func seeded(_ seed: UInt64) -> Randomness {
        let state = SplitMix(seed: seed)
        return Randomness { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: state.next() >> 32) } }
    }
}

/// The SplitMix64 generator (Steele, Lea, Flood 2014): enough for tests, never for secrets.
private final class SplitMix: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        let value = state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            return state
        }
        let first = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        let second = (first ^ (first >> 27)) &* 0x94d0_49bb_1331_11eb
        return second ^ (second >> 31)
    }
}
