import CZxcvbn

/// How hard a password is to guess: the gauge 弱/中/強 of both the page and the API.
package struct PasswordStrength: Sendable, Hashable {
    /// The three levels of the gauge.
    package enum Level: Int, Sendable, CaseIterable, Comparable {
        /// 弱; may be registered unless the organization forbids it.
        case weak = 1
        /// 中.
        case medium = 2
        /// 強.
        case strong = 3

        /// Weaker levels come first.
        package static func < (left: Level, right: Level) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The level that the gauge shows.
    package let level: Level
    /// Whether it is one of the passwords that are tried first; such a one is always refused.
    package let isCommon: Bool

    private static let commonBits = 13.0
    private static let mediumBits = 36.0
    private static let strongBits = 46.0
    /// zxcvbn's time grows with the square of the length; beyond this many bytes a password only gets stronger.
    private static let measuredBytes = 64
    /// A kana or kanji is guessed as a word is, not as one of thousands of signs, so it counts little.
    private static let bitsOfOtherSign = 3.0
    private static let yearDigits = 4

    /// Judges a password.
    ///
    /// zxcvbn reads bytes and knows no Japanese: it would call 安否確認 strong. So full-width letters are read as the
    /// letters they stand for, other signs count as little as a letter of a word, romaji words are added to its
    /// dictionary, and no password with such signs is called strong.
    ///
    /// - Parameter context: Words that everybody can guess of this person: code, ID, names.
    package static func judge(_ password: PasswordText, context: [String]) -> PasswordStrength {
        let (letters, otherSigns) = split(password.exposed)
        let folded = letters.lowercased()
        let words = context.map { $0.lowercased() }.filter { !$0.isEmpty }
        let bits = measure(letters, words: words + JapaneseWords.romaji) + Double(otherSigns) * bitsOfOtherSign
        let whole = password.exposed.lowercased()
        let isCommon =
            bits < commonBits || words.contains(folded) || words.contains(whole)
            || JapaneseWords.common.contains(whole) || JapaneseWords.common.contains(folded)
            || isMade(folded, of: words)
        if isCommon || bits < mediumBits { return PasswordStrength(level: .weak, isCommon: isCommon) }
        if bits < strongBits || otherSigns > 0 { return PasswordStrength(level: .medium, isCommon: false) }
        return PasswordStrength(level: .strong, isCommon: false)
    }

    /// Whether nothing but these words, our name, signs and a year's digits are in it, such as organization code and own ID
    /// with a hyphen between.
    private static func isMade(_ text: String, of words: [String]) -> Bool {
        var rest = text
        for word in words.sorted(by: { $0.count > $1.count }) where word.count >= 3 {
            rest = rest.replacing(word, with: " ")
        }
        guard rest != text else { return false }
        rest = rest.replacing("anpi", with: " ")
        return !rest.contains(where: \.isLetter) && rest.count(where: \.isNumber) <= yearDigits
    }

    /// The ASCII letters of a text, with full-width forms read as what they stand for, and the number of other signs.
    private static func split(_ text: String) -> (letters: String, otherSigns: Int) {
        var letters = String.UnicodeScalarView()
        var others = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20...0x7e: letters.append(scalar)
            case 0xff01...0xff5e: letters.append(Unicode.Scalar(UInt8(scalar.value - 0xfee0)))
            default: others += 1
            }
        }
        return (String(letters), others)
    }

    /// zxcvbn's bits for the first bytes of a text.
    private static func measure(_ text: String, words: [String]) -> Double {
        let measured = String(text.prefix(measuredBytes))
        guard !measured.isEmpty else { return 0 }
        let copies = words.map { word in word.utf8CString }
        return withPointers(to: copies) { pointers in
            var list = pointers + [nil]
            return ZxcvbnMatch(measured, &list, nil)
        }
    }

    /// Holds all C strings while `body` runs.
    private static func withPointers<Value>(
        to strings: [ContiguousArray<CChar>], _ body: ([UnsafePointer<CChar>?]) -> Value
    ) -> Value {
        var joined: [CChar] = []
        var starts: [Int] = []
        for string in strings {
            starts.append(joined.count)
            joined.append(contentsOf: string)
        }
        return joined.withUnsafeBufferPointer { buffer in
            body(starts.map { start in buffer.baseAddress.map { $0 + start } })
        }
    }
}
