/// At most so many in a time; as many may go at once after a quiet time.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    /// How many, 1 to a million.
    package let count: Int
    /// In which time, up to a day.
    package let period: Duration

    /// At most `count` in `period`, or nil outside of the ranges.
    package init?(count: Int, in period: Duration) {
        guard (1...1_000_000).contains(count), period > .zero, period <= .seconds(86_400) else { return nil }
        self.count = count
        self.period = period
    }

    /// `20/10m`: at most twenty in ten minutes. Nil for another text.
    package init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let count = Int(halves[0]), let period = Duration.read(String(halves[1])) else {
            return nil
        }
        self.init(count: count, in: period)
    }

    /// The text from which it can be made again.
    package var description: String { "\(count)/\(period.text)" }
}

extension Duration {
    /// `30s`, `10m`, `24h`, `2d`, `500ms`, or `0`. Nil for another text.
    package static func read(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isNumber }
        guard let number = Int64(digits), (0...1_000_000_000).contains(number) else { return nil }
        switch text.dropFirst(digits.count) {
        case "" where number == 0: return .zero
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3_600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    /// Whole milliseconds in the largest unit that holds them.
    fileprivate var text: String {
        let milliseconds = inMilliseconds
        for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] as [(String, Int64)]
        where milliseconds % length == 0 {
            return "\(milliseconds / length)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
