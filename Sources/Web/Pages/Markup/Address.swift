import HTTPServer

/// A place within this site: a path, with a query if need be.
///
/// Literals are taken as they are; what is interpolated is percent-encoded, so an identifier or a search word can
/// neither end its path segment nor name another host or scheme.
struct Address: Hashable, Sendable {
    /// The address as it stands in a link, before HTML escaping.
    let text: String

    private init(text: String) {
        self.text = text
    }

    /// A place one segment below; only for addresses without a query.
    func appending(_ segment: String) -> Address {
        var text = text + "/"
        text.appendPercentEncoded(segment)
        return Address(text: text)
    }

    /// The place with this path.
    init(segments: [String]) {
        self = segments.dropFirst().reduce("/\(segments.first ?? "")") { $0.appending($1) }
    }

    /// The same place with one more query item.
    func adding(_ name: String, _ value: String) -> Address {
        var text = text
        text += text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        text.appendPercentEncoded(name)
        text += "="
        text.appendPercentEncoded(value)
        return Address(text: text)
    }
}

extension Address: ExpressibleByStringInterpolation {
    init(stringLiteral literal: StaticString) {
        text = literal.description
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    /// Collects the pieces of one literal.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        /// One path segment or one query value.
        mutating func appendInterpolation(_ segment: String) {
            text.appendPercentEncoded(segment)
        }

        /// One number.
        mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }
    }
}

extension String {
    /// Appends everything but RFC 3986's unreserved characters as percent codes.
    fileprivate mutating func appendPercentEncoded(_ words: String) {
        append(PercentCoding.encode(words))
    }
}
