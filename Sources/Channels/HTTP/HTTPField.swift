/// One header field of an HTTP message.
package struct HTTPField: Hashable, Sendable {
    /// The name as it was written; compare it without regard to case.
    package let name: String
    /// The value, without spaces around it and without control characters.
    package let value: String

    /// A field to send, or nil if the name is not a token or the value holds a control character or anything beyond
    /// ASCII.
    package init?(_ name: String, _ value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte),
            value.utf8.allSatisfy({ (0x20..<0x7f).contains($0) })
        else { return nil }
        self.name = name
        self.value = value
    }

    /// The field in a line that was received, or nil if it isn't one.
    init?(line: some Collection<UInt8>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let value = line[line.index(after: colon)...].filter { $0 >= 0x20 && $0 != 0x7f }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else { return nil }
        self.name = name
        let text = String(decoding: value, as: UTF8.self).drop { $0 == " " }
        self.value = String(text.reversed().drop { $0 == " " }.reversed())
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
