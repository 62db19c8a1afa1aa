import Channels
import Domain
import Notify

/// How the texts of variables are read.
enum SettingTexts {
    /// `30s`, `10m`, `24h`, in a range.
    static func duration(in range: ClosedRange<Duration>) -> @Sendable (String) -> Duration? {
        { text in Duration.read(text).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// A time in a range, or `0` for never, which is nil.
    static func durationOrNever(in range: ClosedRange<Duration>) -> @Sendable (String) -> Duration?? {
        let read = duration(in: range)
        return { text in text == "0" ? .some(nil) : read(text).map { .some($0) } }
    }

    /// `20/10m`: at most twenty in ten minutes; or `none`.
    static func rate(_ text: String) -> RateLimit?? {
        if text == "none" { return .some(nil) }
        return RateLimit(text).map { .some($0) }
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

    /// A telephone number as it is shown, `050-1234-5678`; empty means "none".
    static func shownNumber(_ text: String) -> String?? {
        if text.isEmpty { return .some(nil) }
        return (try? PhoneNumber(text.filter { $0 != "-" && $0 != " " })).map { _ in .some(text) }
    }

    /// Any text; empty means "none".
    static func optional(_ text: String) -> String?? {
        .some(text.isEmpty ? nil : text)
    }
}
