/// The number of a prefecture (都道府県) in JIS X 0401: 01 (北海道) to 47 (沖縄県).
package struct PrefectureCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 47.
    package let number: Int

    /// The prefecture with this number, or nil outside 1 to 47.
    package init?(number: Int) {
        guard (1...47).contains(number) else { return nil }
        self.number = number
    }

    /// The prefecture whose code was written in two digits, or nil if it was not.
    package init?(_ text: some StringProtocol) {
        guard let digits = DigitCode.read(text, digits: 2) else { return nil }
        self.init(number: digits)
    }

    /// Two digits, the form that is stored.
    package var description: String { DigitCode.write(number, digits: 2) }

    /// From north to south.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Codes of a fixed number of ASCII digits; leading zeros belong to them.
enum DigitCode {
    static func read(_ text: some StringProtocol, digits: Int) -> Int? {
        guard text.utf8.count == digits else { return nil }
        var number = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    static func write(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
