/// Reads filters and paths, character by character. What is too long or too deep is refused, not followed.
struct SCIMReader {
    private static let longest = 4_000
    private static let deepest = 12
    private static let mostParts = 50

    private let characters: [Character]
    private var position = 0

    init(_ text: String) {
        characters = Array(text)
    }

    /// A filter that is the whole text.
    mutating func wholeFilter() throws(SCIMFilter.Flaw) -> SCIMFilter {
        try requireLength()
        let filter = try anyOf(0)
        skipSpace()
        guard position == characters.count else { throw flaw }
        return filter
    }

    /// A path that is the whole text.
    mutating func wholePath() throws(SCIMFilter.Flaw) -> SCIMPath {
        try requireLength()
        var name = try name()
        var filter: SCIMFilter?
        if next == "[" {
            position += 1
            filter = try anyOf(1)
            skipSpace()
            guard next == "]", name.sub == nil else { throw flaw }
            position += 1
            if next == "." {
                position += 1
                let sub = try self.name()
                guard sub.schema == nil, sub.sub == nil else { throw flaw }
                name.sub = sub.attribute
            }
        }
        guard position == characters.count else { throw flaw }
        return SCIMPath(name: name, filter: filter)
    }

    private var flaw: SCIMFilter.Flaw { SCIMFilter.Flaw(position: position) }
    private var next: Character? { position < characters.count ? characters[position] : nil }

    private func requireLength() throws(SCIMFilter.Flaw) {
        if characters.isEmpty || characters.count > Self.longest { throw flaw }
    }

    private mutating func skipSpace() {
        while next == " " { position += 1 }
    }

    private mutating func anyOf(_ depth: Int) throws(SCIMFilter.Flaw) -> SCIMFilter {
        var parts = [try allOf(depth)]
        while takeWord("or") { parts.append(try allOf(depth)) }
        if parts.count > Self.mostParts { throw flaw }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func allOf(_ depth: Int) throws(SCIMFilter.Flaw) -> SCIMFilter {
        var parts = [try one(depth)]
        while takeWord("and") { parts.append(try one(depth)) }
        if parts.count > Self.mostParts { throw flaw }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func one(_ depth: Int) throws(SCIMFilter.Flaw) -> SCIMFilter {
        guard depth < Self.deepest else { throw flaw }
        skipSpace()
        if next == "(" { return try group(depth) }
        if takeWord("not") {
            skipSpace()
            guard next == "(" else { throw flaw }
            return .not(try group(depth))
        }
        let name = try name()
        if next == "[" {
            position += 1
            let inner = try anyOf(depth + 1)
            skipSpace()
            guard next == "]" else { throw flaw }
            position += 1
            return .within(name, inner)
        }
        if takeWord("pr") { return .present(name) }
        skipSpace()
        guard let operation = SCIMFilter.Operation(rawValue: word().lowercased()), next == " " else { throw flaw }
        skipSpace()
        return .compare(name, operation, try value())
    }

    private mutating func group(_ depth: Int) throws(SCIMFilter.Flaw) -> SCIMFilter {
        position += 1
        let inner = try anyOf(depth + 1)
        skipSpace()
        guard next == ")" else { throw flaw }
        position += 1
        return inner
    }

    private mutating func name() throws(SCIMFilter.Flaw) -> SCIMName {
        let start = position
        while let character = next, !" []()\"".contains(character) { position += 1 }
        guard let name = SCIMName(String(characters[start..<position])) else {
            throw SCIMFilter.Flaw(position: start)
        }
        return name
    }

    private mutating func word() -> String {
        let start = position
        while let character = next, character.isASCII, character.isLetter { position += 1 }
        return String(characters[start..<position])
    }

    /// Takes a word that stands by itself, in any case of letters.
    private mutating func takeWord(_ wanted: String) -> Bool {
        let start = position
        skipSpace()
        let found = word().lowercased() == wanted
        if found, next.map({ " ()[]".contains($0) }) ?? true { return true }
        position = start
        return false
    }

    private mutating func value() throws(SCIMFilter.Flaw) -> SCIMValue {
        if next == "\"" { return .text(try quoted()) }
        let start = position
        while let character = next, !" ])".contains(character) { position += 1 }
        switch String(characters[start..<position]).lowercased() {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case let text:
            guard let number = Int64(text) else { throw SCIMFilter.Flaw(position: start) }
            return .number(number)
        }
    }

    /// A text in quotation marks, as JSON writes it.
    private mutating func quoted() throws(SCIMFilter.Flaw) -> String {
        position += 1
        var text = ""
        while let character = next {
            position += 1
            switch character {
            case "\"": return text
            case "\\": text.append(try escaped())
            default: text.append(character)
            }
        }
        throw flaw
    }

    private mutating func escaped() throws(SCIMFilter.Flaw) -> Character {
        guard let character = next else { throw flaw }
        position += 1
        switch character {
        case "\"", "\\", "/": return character
        case "b": return "\u{8}"
        case "f": return "\u{c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            guard let unit = unit() else { throw flaw }
            if let scalar = Unicode.Scalar(unit), unit != 0 { return Character(scalar) }
            // The second half of what lies above U+FFFF.
            guard (0xd800..<0xdc00).contains(unit), next == "\\" else { throw flaw }
            position += 1
            guard next == "u" else { throw flaw }
            position += 1
            guard let low = self.unit(), (0xdc00..<0xe000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
            else { throw flaw }
            return Character(scalar)
        default: throw flaw
        }
    }

    private mutating func unit() -> UInt32? {
        guard position + 4 <= characters.count else { return nil }
        let digits = characters[position..<position + 4]
        guard digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
        position += 4
        return UInt32(String(digits), radix: 16)
    }
}
