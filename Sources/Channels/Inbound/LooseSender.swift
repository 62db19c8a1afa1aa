/// The sender in a field `From` that does not keep to RFC 5322: `taro..y@` and `hana.@` were given out by Japanese mobile
/// carriers for years, and old programs write names in raw Shift_JIS, whose second bytes are `\`, `[` and `@`.
enum LooseSender {
    /// The address behind the last `<`, or each word with an `@` where there is none. Comments are nobody's address.
    ///
    /// No byte of a Shift_JIS letter is a bracket of the kinds that count here, nor is any of UTF-8's.
    static func addresses(in field: some Sequence<UInt8>) -> [String] {
        let bytes = Array(field)
        if let start = bytes.lastIndex(of: UInt8(ascii: "<")) {
            let inside = bytes[(start + 1)...].prefix { $0 != UInt8(ascii: ">") }
            let address = inside.filter { $0 > 0x20 }
            return address.contains(UInt8(ascii: "@")) ? [String(decoding: address, as: UTF8.self)] : []
        }
        var depth = 0
        let said = bytes.map { byte in
            if byte == UInt8(ascii: "(") { depth += 1 }
            defer { if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) } }
            return depth > 0 ? UInt8(ascii: " ") : byte
        }
        return said.split { $0 <= 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
            .filter { $0.dropFirst().dropLast().contains(UInt8(ascii: "@")) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// An address without the quotation marks that its part before the `@` needs in mails only: `"taro..y"@` is `taro..y@`.
    static func bare(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@") else { return address }
        let local = address[..<at]
        guard local.count > 2, local.hasPrefix("\""), local.hasSuffix("\""), !local.contains("\\") else {
            return address
        }
        return String(local.dropFirst().dropLast() + address[at...])
    }
}
