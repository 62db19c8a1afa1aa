package import Database

/// How a text that somebody asks for may lie in a column.
package struct TextMatch: Hashable, Sendable {
    /// Where.
    package enum Place: Hashable, Sendable {
        /// The whole column.
        case whole
        /// At its beginning.
        case beginning
        /// At its end.
        case end
        /// Anywhere.
        case anywhere
        /// The column has something in it, whatever.
        case present
    }

    /// Where the text lies.
    package let place: Place
    /// The text, which is taken literally.
    package let text: String

    /// A text at a place.
    package init(_ place: Place, _ text: String = "") {
        self.place = place
        self.text = text
    }

    /// The condition on a column, in any case of letters. Never `NULL`, so that it can be turned round.
    package func folded(of column: SQL) -> SQL {
        condition(column, "LOWER(\(column))") { "LOWER(\($0))" }
    }

    /// The condition on a column, letter by letter. Never `NULL`, so that it can be turned round.
    package func exact(of column: SQL) -> SQL {
        condition(column, column) { "\($0)" }
    }

    private func condition(_ column: SQL, _ compared: SQL, _ value: (String) -> SQL) -> SQL {
        let escaped = LikePattern.escaped(text)
        return switch place {
        case .present: "(\(column) IS NOT NULL AND \(column) <> '')"
        case .whole: "(\(column) IS NOT NULL AND \(compared) = \(value(text)))"
        case .beginning: "(\(column) IS NOT NULL AND \(compared) LIKE \(value(escaped + "%")) ESCAPE '\\')"
        case .end: "(\(column) IS NOT NULL AND \(compared) LIKE \(value("%" + escaped)) ESCAPE '\\')"
        case .anywhere:
            "(\(column) IS NOT NULL AND \(compared) LIKE \(value("%" + escaped + "%")) ESCAPE '\\')"
        }
    }
}
