/// Fields of an HTML form on the wire (`application/x-www-form-urlencoded`).
package struct FormFields: Sendable, Hashable {
    /// Names and values, in order.
    package private(set) var fields: [(name: String, value: String)] = []

    /// No fields.
    package init() {}

    /// The fields of a body, or nil if it isn't UTF-8 or holds a broken escape.
    package init?(_ body: [UInt8]) {
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves[0]), let value = Self.decoded(halves.dropFirst().first ?? []) else {
                return nil
            }
            fields.append((name, value))
        }
    }

    /// The value of the field, or nil if it is missing or there twice.
    package subscript(name: String) -> String? {
        let found = fields.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    /// Adds a field.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The fields as bytes.
    package var encoded: [UInt8] {
        Array(fields.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&").utf8)
    }

    /// Equal if the fields are, in order.
    package static func == (left: FormFields, right: FormFields) -> Bool {
        left.encoded == right.encoded
    }

    /// Hashes the fields in order.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }

    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                rest = rest.dropFirst(2)
                result.append(value)
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }
}
