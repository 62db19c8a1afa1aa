/// A Swift source, taken apart into what the compiler reads and what people read. Both parts have the source's lines.
struct SourceText {
    /// The source with the insides of comments and string literals blanked out; interpolations stay.
    let code: String
    /// The source with everything but its comments blanked out.
    let comments: String

    init(_ source: String) {
        var reader = Reader(Array(source.utf8))
        reader.run()
        code = String(decoding: reader.code, as: UTF8.self)
        comments = String(decoding: reader.comments, as: UTF8.self)
    }
}

/// Walks through a source byte by byte. Regular expression literals are read as code.
private struct Reader {
    /// What surrounds the present byte.
    private enum Place {
        case code(openParentheses: Int)
        case string(hashes: Int, quotes: Int)
    }

    private let source: [UInt8]
    private var position = 0
    private var places: [Place] = [.code(openParentheses: 0)]
    var code: [UInt8]
    var comments: [UInt8]

    init(_ source: [UInt8]) {
        self.source = source
        let blank = source.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
    }

    mutating func run() {
        while position < source.count {
            switch places[places.count - 1] {
            case .code(let open): readCode(open)
            case .string(let hashes, let quotes): readString(hashes, quotes)
            }
        }
    }

    private mutating func readCode(_ open: Int) {
        switch source[position] {
        case UInt8(ascii: "/") where starts("//"):
            while position < source.count, source[position] != UInt8(ascii: "\n") { keepComment() }
        case UInt8(ascii: "/") where starts("/*"):
            readBlockComment()
        case UInt8(ascii: "\""), UInt8(ascii: "#"):
            guard let (hashes, quotes) = openingQuote() else { return keepCode(1) }
            keepCode(hashes + quotes)
            places.append(.string(hashes: hashes, quotes: quotes))
        case UInt8(ascii: "("):
            places[places.count - 1] = .code(openParentheses: open + 1)
            keepCode(1)
        case UInt8(ascii: ")") where open == 0 && places.count > 1:
            places.removeLast()
            keepCode(1)
        case UInt8(ascii: ")"):
            places[places.count - 1] = .code(openParentheses: max(open - 1, 0))
            keepCode(1)
        default:
            keepCode(1)
        }
    }

    private mutating func readString(_ hashes: Int, _ quotes: Int) {
        switch source[position] {
        case UInt8(ascii: "\\") where starts("\\" + String(repeating: "#", count: hashes)):
            let parenthesis = position + hashes + 1
            if parenthesis < source.count, source[parenthesis] == UInt8(ascii: "(") {
                keepCode(hashes + 2)
                places.append(.code(openParentheses: 0))
            } else {
                position = min(position + hashes + 2, source.count)
            }
        case UInt8(ascii: "\"")
        where starts(String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)):
            keepCode(quotes + hashes)
            places.removeLast()
        case UInt8(ascii: "\n") where quotes == 1:
            // A literal on one line ends with it, come what may: the rest of the file shall not be lost.
            places.removeLast()
            position += 1
        default:
            position += 1
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                keepComment()
            } else if starts("*/") {
                depth -= 1
                keepComment()
            }
            keepComment()
        } while depth > 0 && position < source.count
    }

    /// The number of hash signs and of quotation marks, if a string literal begins here.
    private func openingQuote() -> (hashes: Int, quotes: Int)? {
        var next = position
        while next < source.count, source[next] == UInt8(ascii: "#") { next += 1 }
        guard next < source.count, source[next] == UInt8(ascii: "\"") else { return nil }
        let triple = next + 2 < source.count && source[next + 1] == source[next] && source[next + 2] == source[next]
        return (next - position, triple ? 3 : 1)
    }

    private func starts(_ text: String) -> Bool {
        source[position...].starts(with: text.utf8)
    }

    private mutating func keepCode(_ count: Int) {
        for _ in 0..<min(count, source.count - position) {
            code[position] = source[position]
            position += 1
        }
    }

    private mutating func keepComment() {
        guard position < source.count else { return }
        comments[position] = source[position]
        position += 1
    }
}
