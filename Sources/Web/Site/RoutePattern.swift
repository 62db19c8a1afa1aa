/// The path of a route, such as `/b/{broadcast}/p/{person}`: words that must match, and names that take a segment.
struct RoutePattern: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    enum Part: Hashable, Sendable {
        case word(String)
        case name(String)

        var isName: Bool { if case .name = self { true } else { false } }
    }

    let parts: [Part]
    let description: String

    init(stringLiteral value: StaticString) {
        description = value.description
        parts = value.description.split(separator: "/").map { part in
            part.hasPrefix("{") ? .name(String(part.dropFirst().dropLast())) : .word(String(part))
        }
    }

    /// The first parts, if they are all words.
    func words(ofFirst count: Int) -> [String]? {
        let head = parts.prefix(count)
        let words = head.compactMap { part in if case .word(let word) = part { word } else { nil } }
        return words.count == head.count ? words : nil
    }

    /// Whether a path that begins with these words can match.
    func canBegin(with words: [String]) -> Bool {
        zip(parts, words).allSatisfy { part, word in part.isName || part == .word(word) }
    }

    /// The values of the names if the segments match, else nil. A name never takes an empty segment.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .word(let word): if word != segment { return nil }
            case .name(let name):
                if segment.isEmpty { return nil }
                values[name] = segment
            }
        }
        return values
    }
}
