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
        guard target.hasPrefix("/"), target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw .malformedRequest }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? PercentCoding.pairs(parts[1].utf8) : []
        var segments: [String] = []
        if path != "/" {
            for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
                guard let bytes = PercentCoding.decodeStrictly(segment.utf8),
                    let text = String(validating: bytes, as: UTF8.self),
                    text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
                else { throw .malformedRequest }
                segments.append(text)
            }
        }
        self.segments = segments
    }
}
