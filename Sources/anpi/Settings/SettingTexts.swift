import Domain

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
