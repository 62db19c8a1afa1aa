/// The word that names a header field (RFC 9110, 5.6.2).
enum HTTPToken {
    /// Whether the text can be a header name: at least one character, none that could end it.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.allBytes { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

extension String {
    /// Whether this holds for every byte; each head passes here, and in one piece bytes are looked at many times faster.
    func allBytes(_ holds: (UInt8) -> Bool) -> Bool {
        var text = self
        return text.withUTF8 { $0.allSatisfy(holds) }
    }
}
