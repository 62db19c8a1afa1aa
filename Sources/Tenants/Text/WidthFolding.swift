/// Brings Japanese and Latin text that was typed in another width into the form that is stored and compared.
///
/// Only what the input method changes is folded. Names are not normalised as Unicode would: that replaces the
/// compatibility ideographs some people are registered with (神 U+FA19).
package enum WidthFolding {
    /// U+FF61 to U+FF9F, in order.
    private static let fullWidthKana = Array(
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
            .unicodeScalars)

    /// Full-width letters, digits and signs as ASCII, the many hyphens as `-`, the wide space as a space.
    package static func halfWidth(_ text: String) -> String {
        if isASCII(text) { return text }
        return map(text) { scalar in
            switch scalar.value {
            case 0xff01...0xff5e: Unicode.Scalar(scalar.value - 0xfee0) ?? scalar
            case 0x3000: " "
            case 0x2010...0x2015, 0x2212: "-"
            default: scalar
            }
        }
    }

    /// Half-width katakana (半角カナ) as full-width, with its sound marks joined to the letter before.
    package static func fullWidthKatakana(_ text: String) -> String {
        if isASCII(text) { return text }
        return joiningSoundMarks(
            map(text) { scalar in
                switch scalar.value {
                case 0xff61...0xff9d: fullWidthKana[Int(scalar.value) - 0xff61]
                case 0xff9e: "\u{3099}"
                case 0xff9f: "\u{309a}"
                default: scalar
                }
            })
    }

    /// Hiragana and half-width katakana as full-width katakana; spaces as the wide space.
    package static func katakana(_ text: String) -> String {
        map(fullWidthKatakana(text)) { scalar in
            switch scalar.value {
            case 0x3041...0x3096, 0x309d, 0x309e: Unicode.Scalar(scalar.value + 0x60) ?? scalar
            case 0x20: "\u{3000}"
            case 0x2d, 0x2010...0x2015, 0x2212, 0xff0d: "ー"
            default: scalar
            }
        }
    }

    /// Whether half-width katakana stands in the text.
    package static func hasHalfWidthKatakana(_ text: String) -> Bool {
        !isASCII(text) && text.unicodeScalars.contains { (0xff61...0xff9f).contains($0.value) }
    }

    /// Without spaces of any width at both ends.
    package static func trimmed(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return text }
        if !first.properties.isWhitespace && !last.properties.isWhitespace { return text }
        var scalars = text.unicodeScalars[...]
        while let end = scalars.last, end.properties.isWhitespace { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars.drop { $0.properties.isWhitespace }))
    }

    /// Whether every byte is ASCII.
    static func isASCII(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 } }
    }

    private static func map(_ text: String, _ change: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(change(scalar)) }
        return String(result)
    }

    /// `カ` + U+3099 as `ガ`: also what some systems store in files.
    private static func joiningSoundMarks(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == "\u{3099}" || $0 == "\u{309a}" }) else { return text }
        var result: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            guard let before = result.last, let joined = join(before, scalar) else {
                switch scalar {
                case "\u{3099}": result.append("゛")
                case "\u{309a}": result.append("゜")
                default: result.append(scalar)
                }
                continue
            }
            result[result.count - 1] = joined
        }
        return String(String.UnicodeScalarView(result))
    }

    private static func join(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        let isHiragana = (0x3041...0x3096).contains(letter.value)
        let katakana = isHiragana ? letter.value + 0x60 : letter.value
        let joined: UInt32? =
            switch (mark, katakana) {
            case ("\u{3099}", 0x30a6): 0x30f4
            case ("\u{3099}", 0x30ef): isHiragana ? nil : 0x30f7
            case ("\u{3099}", 0x30f2): isHiragana ? nil : 0x30fa
            // カ to ヂ: every second one; ッ shifts ツ to ト by one.
            case ("\u{3099}", 0x30ab...0x30c1) where katakana % 2 == 1: katakana + 1
            case ("\u{3099}", 0x30c4), ("\u{3099}", 0x30c6), ("\u{3099}", 0x30c8): katakana + 1
            case ("\u{3099}", 0x30cf...0x30db) where katakana % 3 == 0x30cf % 3: katakana + 1
            case ("\u{309a}", 0x30cf...0x30db) where katakana % 3 == 0x30cf % 3: katakana + 2
            default: nil
            }
        return joined.flatMap { Unicode.Scalar(isHiragana ? $0 - 0x60 : $0) }
    }
}
