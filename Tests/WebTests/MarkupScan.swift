/// Reads the markup our pages send, more strictly than any browser: what it doesn't know is a fault.
struct MarkupScan {
    struct Tag: Equatable {
        let name: String
        var attributes: [(name: String, value: String?)]
        let isEnd: Bool
        let isSelfClosing: Bool

        subscript(name: String) -> String? {
            attributes.first { $0.name == name }.map { $0.value ?? "" }
        }

        static func == (left: Tag, right: Tag) -> Bool {
            left.name == right.name && left.isEnd == right.isEnd
                && left.attributes.map(\.name) == right.attributes.map(\.name)
        }
    }

    private(set) var tags: [Tag] = []
    /// Every text between tags, in order.
    private(set) var texts: [String] = []
    private(set) var faults: [String] = []

    private static let void: Set<String> = ["meta", "link", "input", "br", "hr"]

    init(_ html: String) {
        var rest = Substring(html)
        if rest.hasPrefix("<!doctype html>") {
            rest = rest.dropFirst("<!doctype html>".count)
        } else {
            faults.append("no doctype")
        }
        var open: [String] = []
        while let less = rest.firstIndex(of: "<") {
            addText(rest[..<less])
            rest = rest[less...].dropFirst()
            guard let tag = readTag(&rest) else {
                faults.append("not a tag: <\(rest.prefix(40))")
                return
            }
            tags.append(tag)
            if tag.name == "style", !tag.isEnd, let end = rest.firstRange(of: "</style>") {
                rest = rest[end.lowerBound...]
            }
            if tag.isEnd {
                if open.popLast() != tag.name { faults.append("</\(tag.name)> closes something else") }
            } else if !tag.isSelfClosing, !Self.void.contains(tag.name) {
                open.append(tag.name)
            }
        }
        addText(rest)
        if !open.isEmpty { faults.append("never closed: \(open)") }
    }

    /// What a person reads.
    var visible: String { texts.joined(separator: "\n") }

    func all(_ names: String...) -> [Tag] {
        tags.filter { !$0.isEnd && names.contains($0.name) }
    }

    private mutating func addText(_ text: Substring) {
        if text.contains(">") { faults.append("a bare > in text: \(text.suffix(30))") }
        for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: { piece.hasPrefix($0) }) {
            faults.append("a bare & in text: \(piece.prefix(20))")
        }
        let words = text.trimmed
        if !words.isEmpty { texts.append(words) }
    }

    private mutating func readTag(_ rest: inout Substring) -> Tag? {
        let isEnd = rest.first == "/"
        if isEnd { rest = rest.dropFirst() }
        let name = rest.prefix { $0.isLetter || $0.isNumber }
        guard !name.isEmpty else { return nil }
        rest = rest.dropFirst(name.count)
        var attributes: [(name: String, value: String?)] = []
        while true {
            let spaces = rest.prefix { $0.isWhitespace }
            rest = rest.dropFirst(spaces.count)
            if rest.hasPrefix("/>") {
                rest = rest.dropFirst(2)
                return Tag(name: String(name), attributes: attributes, isEnd: isEnd, isSelfClosing: true)
            }
            if rest.first == ">" {
                rest = rest.dropFirst()
                return Tag(name: String(name), attributes: attributes, isEnd: isEnd, isSelfClosing: false)
            }
            if spaces.isEmpty { return nil }
            let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            guard !key.isEmpty else { return nil }
            rest = rest.dropFirst(key.count)
            if attributes.contains(where: { $0.name == String(key) }) { faults.append("\(key) twice in <\(name)>") }
            guard rest.first == "=" else {
                attributes.append((String(key), nil))
                continue
            }
            rest = rest.dropFirst()
            guard rest.first == "\"", let quote = rest.dropFirst().firstIndex(of: "\"") else { return nil }
            let value = rest[..<quote].dropFirst()
            if value.contains("<") { faults.append("a bare < in \(key)") }
            attributes.append((String(key), String(value)))
            rest = rest[quote...].dropFirst()
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var part = self
        while part.first?.isWhitespace == true { part = part.dropFirst() }
        while part.last?.isWhitespace == true { part = part.dropLast() }
        return String(part)
    }
}
