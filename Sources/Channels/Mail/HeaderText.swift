/// One line of text that may stand in a header: a subject, a display name. It holds no control character, so it can
/// never start a second header.
package struct HeaderText: Hashable, Sendable {
    /// The line.
    package let text: String

    /// The line, or nil if it holds a control character (line breaks among them) or is longer than 1,000 characters.
    package init?(_ text: String) {
        guard text.count <= 1_000, !text.unicodeScalars.contains(where: Self.isControl) else { return nil }
        self.text = text
    }

    /// The line with each run of control characters turned into one space, cut to 1,000 characters: for text that was
    /// put together here and must go out now.
    package init(cleaning text: String) {
        // Nearly every line is clean and short already.
        if text.utf8.count <= 1_000 && !text.unicodeScalars.contains(where: Self.isControl) {
            self.text = text
            return
        }
        var scalars = String.UnicodeScalarView()
        var isInRun = false
        for scalar in text.unicodeScalars {
            let isControl = Self.isControl(scalar)
            if !isControl { scalars.append(scalar) } else if !isInRun { scalars.append(" ") }
            isInRun = isControl
        }
        self.text = String(String(scalars).prefix(1_000))
    }

    /// Unicode's control characters, and its two separators of lines.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029: true
        default: false
        }
    }
}
