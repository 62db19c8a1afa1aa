/// Half-width katakana (半角カタカナ), which names and addresses refuse while offering the full-width form.
package enum HalfWidthKatakana {
    /// Whether the text contains any, counting half-width punctuation, long vowel and voicing marks.
    package static func occurs(in text: some StringProtocol) -> Bool {
        text.unicodeScalars.contains { range.contains($0.value) }
    }

    /// The same text with full-width katakana, voicing marks joined to their letter: ﾔﾏﾀﾞ becomes ヤマダ.
    package static func widened(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let wide = wide(scalar)
            if let last = result.last, wide != scalar, let joined = KanaVoicing.join(last, wide) {
                result.removeLast()
                result.append(joined)
            } else {
                result.append(wide)
            }
        }
        return String(result)
    }

    /// The full-width form of one half-width katakana or mark; every other scalar stays.
    static func wide(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        range.contains(scalar.value) ? letters[Int(scalar.value - range.lowerBound)] : scalar
    }

    private static let range: ClosedRange<UInt32> = 0xFF61...0xFF9F
    private static let letters = Array(
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
            .unicodeScalars)
}

/// Joins a kana with the voicing mark (濁点, 半濁点) that follows it as a scalar of its own.
enum KanaVoicing {
    static func join(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        switch mark {
        case "゛", "\u{3099}": voiced(letter)
        case "゜", "\u{309A}": halfVoiced(letter)
        default: nil
        }
    }

    private static func voiced(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
        switch letter.value {
        case 0x3046: "ゔ"
        case 0x30A6: "ヴ"
        // か…ち and カ…チ alternate plain and voiced; つ…と do so one place later, because of small っ.
        case 0x304B...0x3061, 0x30AB...0x30C1: letter.value % 2 == 1 ? Unicode.Scalar(letter.value + 1) : nil
        case 0x3064...0x3068, 0x30C4...0x30C8: letter.value % 2 == 0 ? Unicode.Scalar(letter.value + 1) : nil
        case 0x306F...0x307B, 0x30CF...0x30DB: isPlainH(letter) ? Unicode.Scalar(letter.value + 1) : nil
        default: nil
        }
    }

    private static func halfVoiced(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
        isPlainH(letter) ? Unicode.Scalar(letter.value + 2) : nil
    }

    private static func isPlainH(_ letter: Unicode.Scalar) -> Bool {
        switch letter.value {
        case 0x306F...0x307B: (letter.value - 0x306F) % 3 == 0
        case 0x30CF...0x30DB: (letter.value - 0x30CF) % 3 == 0
        default: false
        }
    }
}
