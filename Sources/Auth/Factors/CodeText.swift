/// Six digits that somebody typed: full-width ones are taken, spaces and hyphens dropped. Never printed.
package struct CodeText: Sendable, Hashable, CustomStringConvertible {
    /// How many digits a code has.
    package static let length = 6

    /// The digits, in ASCII. Exposed where a code is compared or handed on.
    package let digits: String

    /// Nil unless exactly six digits were typed.
    package init?(typed: String) {
        var digits = ""
        for scalar in typed.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39: digits.unicodeScalars.append(scalar)
            case 0xff10...0xff19: digits.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xff10 + 0x30)))
            default:
                guard Self.separates(scalar) else { return nil }
                continue
            }
            guard digits.utf8.count <= Self.length else { return nil }
        }
        guard digits.utf8.count == Self.length else { return nil }
        self.digits = digits
    }

    /// Whether people and keyboards put this between the characters of any code, meaning nothing by it: spaces, line ends,
    /// hyphens, and the long vowel marks that a Japanese keyboard gives for one.
    static func separates(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0x09...0x0d, 0xa0, 0x3000, 0x2d, 0x2010...0x2015, 0x2212, 0xff0d, 0x30fc, 0xff70, 0x200b: true
        default: false
        }
    }

    /// Dots.
    package var description: String { "••••••" }
}
