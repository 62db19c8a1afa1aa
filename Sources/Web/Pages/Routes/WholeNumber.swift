/// Reads the numbers that people type.
enum WholeNumber {
    /// A number of at most nine digits, full-width digits, spaces, grouping commas and 人 included; nil for anything
    /// else, such as 五.
    static func read(_ text: String) -> Int? {
        let digits = text.filter { !$0.isWhitespace && $0 != "," && $0 != "，" && $0 != "人" }
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit.unicodeScalars.count == 1, digit.unicodeScalars.first?.properties.numericType == .decimal,
                let value = digit.wholeNumberValue
            else { return nil }
            number = number * 10 + value
        }
        return number
    }
}
