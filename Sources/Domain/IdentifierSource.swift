import Synchronization

/// Makes new identifiers: milliseconds since 2024 in the upper bits, 20 bits below that start at random and count up.
///
/// Two processes that write the same database could only collide in the same millisecond and the same 20 bits; the
/// primary key then refuses the second row.
package final class IdentifierSource: Sendable {
    /// 2024-01-01T00:00:00Z, the zero of the identifiers' time.
    fileprivate static let epoch: Int64 = 1_704_067_200_000
    fileprivate static let sequenceBits: Int64 = 20

    private let last = Atomic<Int64>(0)
    private let randomness: Randomness

    /// A source that draws its low bits from `randomness`.
    package init(randomness: Randomness) {
        self.randomness = randomness
    }

    /// A new identifier, greater than each one this source made before.
    package func next<Kind>(_ kind: Identifier<Kind>.Type = Identifier<Kind>.self, now: Instant) -> Identifier<Kind> {
        let time = max(1, now.milliseconds - Self.epoch) << Self.sequenceBits
        let fresh = time | Int64(randomness.number() >> (64 - UInt64(Self.sequenceBits)))
        var previous = last.load(ordering: .relaxed)
        while true {
            let candidate = max(fresh, previous + 1)
            let (exchanged, original) = last.compareExchange(
                expected: previous, desired: candidate, ordering: .relaxed)
            if exchanged { return Identifier(rawValue: candidate) }
            previous = original
        }
    }
}

extension Identifier {
    /// The least identifier that can be made at an instant: what is less was made before, so a key finds what is younger.
    package static func first(at instant: Instant) -> Identifier {
        Identifier(rawValue: max(1, instant.milliseconds - IdentifierSource.epoch) << IdentifierSource.sequenceBits)
    }
}
