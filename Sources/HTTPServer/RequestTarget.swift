/// The address part of the request line, taken apart.
struct RequestTarget {
    /// Everything before the question mark, as it was sent.
    let path: String
    /// The path's segments, percent-decoded; `/` has none, `/a/` has `a` and an empty one.
    let segments: [String]
    /// The query's pairs, decoded, in order.
    let query: [(name: String, value: String)]

    /// Takes a target apart; only a path with an optional query is a target here, in printable ASCII.
    init(_ target: String) throws(HTTPRefusal) {
        let bytes = target.utf8
        guard bytes.first == UInt8(ascii: "/"),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw .malformedRequest }
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = String(target[..<end])
        query = end == bytes.endIndex ? [] : PercentCoding.pairs(bytes[bytes.index(after: end)...])
        var segments: [String] = []
        var start = bytes.index(after: bytes.startIndex)
        while path != "/" {
            let stop = bytes[start..<end].firstIndex(of: UInt8(ascii: "/")) ?? end
            segments.append(try Self.segment(target[start..<stop]))
            if stop == end { break }
            start = bytes.index(after: stop)
        }
        self.segments = segments
    }

    private static func segment(_ coded: Substring) throws(HTTPRefusal) -> String {
        guard coded.utf8.contains(UInt8(ascii: "%")) else { return String(coded) }
        guard let bytes = PercentCoding.decodeStrictly(coded.utf8),
            let text = String(validating: bytes, as: UTF8.self),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw .malformedRequest }
        return text
    }
}
