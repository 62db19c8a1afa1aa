/// Markup that is safe by construction: it is made of literals in our source and of text that was escaped.
///
/// A literal is taken as it is, because only a programmer can write one (its type is `StaticString`). Whatever is
/// interpolated is escaped for text and for quoted attributes alike, unless it is itself `HTML`. There is no other way
/// in, so a page cannot be talked into a tag by a name, a subject or a comment.
struct HTML: Hashable, Sendable {
    /// The markup, ready to be sent as UTF-8.
    private(set) var text: String

    /// No markup at all.
    static let empty = HTML(escaping: "")

    /// Text that a person wrote, escaped.
    init(escaping text: String) {
        self.text = ""
        self.text.appendEscaped(text)
    }

    /// Puts more markup at the end.
    mutating func append(_ other: HTML) {
        text += other.text
    }

    /// Whether there is nothing to show.
    var isEmpty: Bool { text.isEmpty }

    /// One piece of markup after the other.
    static func + (left: HTML, right: HTML) -> HTML {
        var result = left
        result.append(right)
        return result
    }
}

extension HTML: ExpressibleByStringInterpolation {
    init(stringLiteral literal: StaticString) {
        text = literal.description
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    /// Collects the pieces of one literal.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        /// Text of a person or of the catalogue: escaped.
        mutating func appendInterpolation(_ words: String) {
            text.appendEscaped(words)
        }

        /// Digits.
        mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }

        /// Markup that is already safe.
        mutating func appendInterpolation(_ html: HTML) {
            text += html.text
        }

        /// Markup that may be missing.
        mutating func appendInterpolation(_ html: HTML?) {
            if let html { text += html.text }
        }

        /// Several pieces, one after the other.
        mutating func appendInterpolation(_ pieces: some Sequence<HTML>) {
            for piece in pieces { text += piece.text }
        }

        /// The same kind of piece for each item, such as a row for each person.
        mutating func appendInterpolation<Items: Sequence>(
            each items: Items, _ piece: (Items.Element) -> HTML
        ) {
            for item in items { text += piece(item).text }
        }

        /// A place within this site.
        mutating func appendInterpolation(_ address: Address) {
            text.appendEscaped(address.text)
        }

        /// Markup that stands only under a condition, such as ` checked`.
        mutating func appendInterpolation(when condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { text += html().text }
        }
    }
}

extension Sequence where Element == HTML {
    /// All pieces with this markup between them.
    func joined(by separator: HTML) -> HTML {
        var result = HTML.empty
        for (index, piece) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(piece)
        }
        return result
    }
}

extension String {
    /// Appends text so that neither an element nor a quoted attribute can be left; control characters that HTML does
    /// not know become the replacement character.
    fileprivate mutating func appendEscaped(_ words: String) {
        var clean = words.utf8.startIndex
        let bytes = words.utf8
        var position = clean
        while position < bytes.endIndex {
            let byte = bytes[position]
            let next = bytes.index(after: position)
            if let entity = entity(of: byte) {
                append(contentsOf: words[clean..<position])
                append(entity)
                clean = next
            }
            position = next
        }
        append(contentsOf: words[clean...])
    }

    private func entity(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20, 0x7F: "\u{FFFD}"
        default: nil
        }
    }
}
