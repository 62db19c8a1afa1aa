/// A 事業所コード without its leading zeros: spreadsheets take them away, and people leave them out.
enum ShortenedCode {
    /// The length of a code that is all digits.
    private static let digits = 6

    /// The code with its zeros; nil if nothing is missing.
    static func whole(_ code: String) -> String? {
        guard !code.isEmpty, code.count < digits, code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return String(repeating: "0", count: digits - code.count) + code
    }
}
