/// The request line and the header fields as they arrived, before anybody believes them.
///
/// libmicrohttpd 0.9.75 accepts heads that two programs read in two ways (request smuggling). nginx stands in front
/// of it and this check stands behind it.
struct RequestHead {
    /// How the body is delimited.
    enum Framing: Equatable {
        /// This many bytes; 0 is no body.
        case length(Int)
        /// Chunks, of which nobody knows the total.
        case chunked
    }

    let method: String
    let version: String
    let headers: HTTPHeaders

    /// The method, the host and the framing if the head can be read in one way only.
    func checked() throws(HTTPRefusal) -> (method: HTTPMethod, host: String, framing: Framing) {
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unknownVersion }
        guard let method = HTTPMethod(rawValue: method), headers.allSatisfy(Self.isPlain) else {
            throw .malformedRequest
        }
        let hosts = headers.all("Host")
        guard hosts.count == 1, Self.isHost(hosts[0]) else { throw .malformedRequest }
        return (method, hosts[0], try framing())
    }

    private func framing() throws(HTTPRefusal) -> Framing {
        let lengths = headers.all("Content-Length")
        let encodings = headers.all("Transfer-Encoding")
        if encodings.isEmpty {
            guard let length = lengths.first else { return .length(0) }
            guard lengths.count == 1, (1...18).contains(length.utf8.count), length.utf8.allSatisfy(Self.isDigit),
                let count = Int(length)
            else { throw .malformedRequest }
            return .length(count)
        }
        guard lengths.isEmpty, encodings.count == 1, version == "HTTP/1.1" else { throw .malformedRequest }
        guard encodings[0].lowercased() == "chunked" else { throw .unknownTransferEncoding }
        return .chunked
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isPlain(_ field: HTTPHeaders.Field) -> Bool {
        HTTPToken.isToken(field.name) && field.value.allBytes { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    /// A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port.
    private static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }
}
