/// The words of a mail that has no plain text: tags are left out, blocks end lines.
enum HTMLText {
    private static let blocks: Set<Substring> = [
        "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "blockquote", "/blockquote", "hr", "table", "/table",
    ]
    private static let names: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "yen": "¥",
    ]

    /// The text of some HTML.
    static func plain(_ html: String) -> String {
        var result = ""
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            result += unescaped(rest[..<open])
            let tag = rest[rest.index(after: open)...]
            guard let close = tag.firstIndex(of: ">") else { return result }
            let word = tag[..<close].prefix { $0.isLetter || $0 == "/" || $0 == "!" }.lowercased()[...]
            rest = tag[tag.index(after: close)...]
            if blocks.contains(word) { result += "\n" }
            if word == "blockquote" { result += "> " }
            if word == "style" || word == "script" || word == "head" { rest = behind("</\(word)", rest) }
        }
        return result + unescaped(rest)
    }

    private static func behind(_ end: String, _ text: Substring) -> Substring {
        var rest = text
        while let open = rest.firstIndex(of: "<") {
            rest = rest[open...]
            if rest.prefix(end.count).lowercased() == end { return rest }
            rest = rest.dropFirst()
        }
        return ""
    }

    private static func unescaped(_ text: Substring) -> String {
        // Line ends of the source are spaces.
        let line = String(text.map { $0.isNewline ? " " : $0 })
        guard line.contains("&") else { return line }
        var result = ""
        var rest = line[...]
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: ";") else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            let name = rest[rest.index(after: mark)..<end]
            result += character(name) ?? "&\(name);"
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> String? {
        if let known = names[name.lowercased()] { return known }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
