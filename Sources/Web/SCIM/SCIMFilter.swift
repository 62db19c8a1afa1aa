/// The name of an attribute in a filter or a path: `urn:…:User:name.familyName`.
struct SCIMName: Hashable, Sendable {
    /// The schema; nil for that of the resource.
    var schema: String?
    /// The attribute, as it was written.
    let attribute: String
    /// What lies in it; nil for the whole.
    var sub: String?

    /// The name that was written, or nil if it is none.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        if rest.lowercased().hasPrefix("urn:") {
            guard let colon = rest.lastIndex(of: ":") else { return nil }
            // The version in the schema's name (`2.0`) has a dot before its last colon.
            schema = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ Self.isName($0) }) else { return nil }
        attribute = String(parts[0])
        sub = parts.count == 2 ? String(parts[1]) : nil
    }

    private static func isName(_ part: Substring) -> Bool {
        guard let first = part.utf8.first else { return false }
        let isStart = isLetter(first) || first == UInt8(ascii: "$")
        return isStart && part.utf8.dropFirst().allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2d || $0 == 0x5f }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Attribute and what lies in it, in small letters.
    var key: String { [attribute, sub].compactMap(\.self).joined(separator: ".").lowercased() }
}

/// A filter (RFC 7644, section 3.4.2.2).
indirect enum SCIMFilter: Hashable, Sendable {
    /// How a value is compared.
    enum Operation: String, Hashable, Sendable {
        case eq, ne, co, sw, ew, gt, ge, lt, le
    }

    case all([SCIMFilter])
    case any([SCIMFilter])
    case not(SCIMFilter)
    case present(SCIMName)
    case compare(SCIMName, Operation, SCIMValue)
    /// Some value of a multi-valued attribute for which the filter holds.
    case within(SCIMName, SCIMFilter)

    /// Why a filter cannot be read.
    struct Flaw: Error, Hashable {
        /// Where, in characters from the beginning.
        let position: Int
    }

    /// The filter that was written.
    ///
    /// - Throws: `Flaw`.
    init(_ text: String) throws(Flaw) {
        var reader = SCIMReader(text)
        self = try reader.wholeFilter()
    }
}

extension SCIMFilter {
    /// How many conditions stand in it: each is looked for among everybody.
    var conditions: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(0) { $0 + $1.conditions }
        case .not(let part), .within(_, let part): part.conditions
        case .present, .compare: 1
        }
    }
}

/// Whether a filter holds for one complex value, as in `emails[type eq "work"]`.
extension SCIMFilter {
    func holds(for value: SCIMValue) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(for: value) }
        case .any(let parts): parts.contains { $0.holds(for: value) }
        case .not(let part): !part.holds(for: value)
        case .present(let name): Self.member(name, of: value).map { !$0.isUnassigned } ?? false
        case .compare(let name, let operation, let wanted):
            Self.compare(Self.member(name, of: value) ?? .null, operation, wanted)
        case .within: false
        }
    }

    /// A value without attributes of its own is its own `value`.
    private static func member(_ name: SCIMName, of value: SCIMValue) -> SCIMValue? {
        if let object = value.object { return name.sub == nil ? object[name.attribute] : nil }
        return name.key == "value" ? value : nil
    }

    private static func compare(_ value: SCIMValue, _ operation: Operation, _ wanted: SCIMValue) -> Bool {
        switch (value, wanted, operation) {
        case (.bool(let left), .bool(let right), .eq): return left == right
        case (.bool(let left), .bool(let right), .ne): return left != right
        case (.text(let left), .text(let right), _):
            let (left, right) = (left.lowercased(), right.lowercased())
            switch operation {
            case .eq: return left == right
            case .ne: return left != right
            case .co: return left.contains(right)
            case .sw: return left.hasPrefix(right)
            case .ew: return left.hasSuffix(right)
            case .gt: return left > right
            case .ge: return left >= right
            case .lt: return left < right
            case .le: return left <= right
            }
        case (_, _, .eq): return value == wanted
        case (_, _, .ne): return value != wanted
        default: return false
        }
    }

    /// What a new value must have so that the filter holds for it: the pairs of `eq` that stand in it; nil if it is not made of
    /// them alone.
    var equalities: [(String, SCIMValue)]? {
        switch self {
        case .compare(let name, .eq, let value) where name.sub == nil && name.schema == nil: [(name.attribute, value)]
        case .all(let parts):
            parts.reduce([(String, SCIMValue)]?([])) { found, part in
                guard let found, let own = part.equalities else { return nil }
                return found + own
            }
        case .any, .not, .present, .compare, .within: nil
        }
    }
}

/// Where an operation of a PATCH works: `emails[type eq "work"].value`.
struct SCIMPath: Hashable, Sendable {
    /// The attribute.
    let name: SCIMName
    /// Which of its values; nil for all.
    let filter: SCIMFilter?

    /// The path that was written.
    ///
    /// - Throws: `SCIMFilter.Flaw`.
    init(_ text: String) throws(SCIMFilter.Flaw) {
        var reader = SCIMReader(text)
        self = try reader.wholePath()
    }

    init(name: SCIMName, filter: SCIMFilter? = nil) {
        self.name = name
        self.filter = filter
    }
}
