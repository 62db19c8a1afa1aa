/// Header fields in their order; names are compared without regard to case.
package struct HTTPHeaders: Sendable, Sequence {
    /// One field.
    package struct Field: Sendable, Hashable {
        /// The name as it was written.
        package let name: String
        /// The value without the blanks around it.
        package let value: String

        /// Whether the field is the server's own business.
        var isReserved: Bool {
            switch name.utf8.count {
            case 4: HTTPHeaders.same(name, "Date")
            case 10: HTTPHeaders.same(name, "Connection")
            case 14: HTTPHeaders.same(name, "Content-Length")
            case 17: HTTPHeaders.same(name, "Transfer-Encoding")
            default: false
            }
        }
    }

    private var fields: [Field] = []

    /// No fields.
    package init() {}

    /// These fields in this order; a name may stand more than once.
    package init(_ pairs: [(String, String)]) {
        fields = pairs.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of this name. Setting it replaces every field of the name; nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { Self.same($0.name, name) }?.value }
        set {
            fields.removeAll { Self.same($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Every value of this name, in order.
    package func all(_ name: String) -> [String] {
        fields.lazy.filter { Self.same($0.name, name) }.map { $0.value }
    }

    /// Adds a field and keeps the others of its name (`Set-Cookie` stands once per cookie).
    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The fields in their order.
    package func makeIterator() -> IndexingIterator<[Field]> {
        fields.makeIterator()
    }

    fileprivate static func same(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let (left, right) = (left.utf8, right.utf8)
        return left.count == right.count && zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
