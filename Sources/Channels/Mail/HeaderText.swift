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
        var scalars = String.UnicodeScalarView()
        var isInRun = false
        for scalar in text.unicodeScalars {
            let isControl = Self.isControl(scalar)
            if !isControl { scalars.append(scalar) } else if !isInRun { scalars.append(" ") }
            isInRun = isControl
        }
        self.text = String(String(scalars).prefix(1_000))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
