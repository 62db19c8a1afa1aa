/// Percent-coding of RFC 3986 and of forms: bytes as `%` and two hexadecimal digits.
package enum PercentCoding {
    /// The text as one component of a path or a query: everything but letters, digits and `-._~` is coded.
    package static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes that were meant, or nil where a `%` is not followed by two hexadecimal digits.
    static func decodeStrictly(_ coded: Substring.UTF8View) -> [UInt8]? {
        decode(coded, plusIsBlank: false, lenient: false)
    }

    /// A name or value of a form or query: `+` is a blank, a stray `%` stays, broken UTF-8 becomes U+FFFD.
    static func decodeFormText(_ coded: some Collection<UInt8>) -> String {
        // Most of what is sent stands for itself.
        if coded.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) {
            return String(decoding: coded, as: UTF8.self)
        }
        return String(decoding: decode(coded, plusIsBlank: true, lenient: true) ?? [], as: UTF8.self)
    }

    /// The name–value pairs of a query or of an `application/x-www-form-urlencoded` body, in order.
    static func pairs(_ coded: some Collection<UInt8>) -> [(name: String, value: String)] {
        coded.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (decodeFormText(parts[0]), parts.count > 1 ? decodeFormText(parts[1]) : "")
        }
    }

    private static func decode(_ coded: some Collection<UInt8>, plusIsBlank: Bool, lenient: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(coded.count)
        var rest = coded[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                if digits.count == 2, let high = digits.first.flatMap(hexValue),
                    let low = digits.dropFirst().first.flatMap(hexValue)
                {
                    result.append(high << 4 | low)
                    rest = rest.dropFirst(2)
                } else if lenient {
                    result.append(byte)
                } else {
                    return nil
                }
            } else if plusIsBlank && byte == UInt8(ascii: "+") {
                result.append(UInt8(ascii: " "))
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
