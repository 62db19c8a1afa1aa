import Domain
import Notify

/// How the texts of variables are read.
enum SettingTexts {
    /// `30s`, `10m`, `24h`, `500ms`, or `0`.
    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isNumber }
        guard let number = Int64(digits), number >= 0 else { return nil }
        switch text.dropFirst(digits.count) {
        case "": return number == 0 ? .zero : nil
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3_600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    /// `20/10m`: at most twenty in ten minutes; or `none`.
    static func rate(_ text: String) -> RateLimit?? {
        if text == "none" { return .some(nil) }
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let count = Int(halves[0]), let period = duration(String(halves[1])),
            let limit = RateLimit(count: count, in: period)
        else { return nil }
        return .some(limit)
    }

    /// A whole number in a range.
    static func number(in range: ClosedRange<Int>) -> @Sendable (String) -> Int? {
        { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// `yes` or `no`.
    static func flag(_ text: String) -> Bool? {
        switch text {
        case "yes": true
        case "no": false
        default: nil
        }
    }

    /// Any text; empty means "none".
    static func optional(_ text: String) -> String?? {
        .some(text.isEmpty ? nil : text)
    }
}
