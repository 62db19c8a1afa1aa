/// What a request asks for. Unknown methods reach the handler too: it knows what a resource allows (405).
package struct HTTPMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The method as it was sent: 1 to 20 capital letters or hyphens.
    package let rawValue: String

    /// The method with this name, or nil if it is not 1 to 20 capital letters or hyphens.
    package init?(rawValue: String) {
        guard (1...20).contains(rawValue.utf8.count),
            rawValue.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "-") }
            )
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known name: StaticString) {
        rawValue = name.description
    }

    /// The name, as it was sent.
    package var description: String { rawValue }

    /// Read.
    package static let get = HTTPMethod(known: "GET")
    /// Read, without the body; the server leaves the body away by itself.
    package static let head = HTTPMethod(known: "HEAD")
    /// Do, or create.
    package static let post = HTTPMethod(known: "POST")
    /// Replace.
    package static let put = HTTPMethod(known: "PUT")
    /// Change in part.
    package static let patch = HTTPMethod(known: "PATCH")
    /// Remove.
    package static let delete = HTTPMethod(known: "DELETE")
    /// Ask what is allowed.
    package static let options = HTTPMethod(known: "OPTIONS")
}
