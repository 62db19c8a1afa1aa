/// One request: everything that was sent, checked and decoded, and never changed.
///
/// A class: it goes through many hands, and a dozen strings would be copied each time.
package final class HTTPRequest: Sendable {
    /// Names the exchange in the logs.
    package let id: RequestID
    /// What is asked for.
    package let method: HTTPMethod
    /// The path as it was sent, without the query.
    package let path: String
    /// The path's segments, percent-decoded; `/` has none, `/a/` has `a` and an empty one.
    package let segments: [String]
    /// The query's pairs, decoded, in the order they were sent.
    package let queryItems: [(name: String, value: String)]
    /// The header fields.
    package let headers: HTTPHeaders
    /// The kind of the body in small letters, without parameters: `text/csv`.
    package let contentType: String?
    /// The host the client asked for, with the port if there was one.
    package let host: String
    /// The body; empty for `multipart/form-data`, whose parts are in ``formData()``.
    package let body: [UInt8]
    /// The client's numeric address, or `unix` for a local socket; what the proxy says where one is trusted.
    package let clientAddress: String
    /// Whether the client's side was encrypted; only a trusted proxy can say so.
    package let isSecure: Bool

    /// The parts of a `multipart/form-data` body.
    private let parts: FormData?

    /// A request made by hand, for calling a handler without a socket.
    ///
    /// `parts` stands for a `multipart/form-data` body. `target` is a path with an optional query; throws ``HTTPRefusal/malformedRequest`` if it is not.
    package init(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
        parts: FormData? = nil, host: String = "localhost", clientAddress: String = "127.0.0.1", isSecure: Bool = false,
        id: UInt64 = 0
    ) throws(HTTPRefusal) {
        let target = try RequestTarget(target)
        self.id = RequestID(number: id)
        self.method = method
        path = target.path
        segments = target.segments
        queryItems = target.query
        self.headers = headers
        contentType = headers["Content-Type"].map { value in
            let kind = value.utf8.prefix { $0 != UInt8(ascii: ";") }
            return String(Substring(kind)).trimmingBlanks.lowercased()
        }
        self.host = host
        self.body = body
        self.parts = parts
        self.clientAddress = clientAddress
        self.isSecure = isSecure
    }

    /// The same request with its body, which came after the head.
    init(_ head: HTTPRequest, body: [UInt8], parts: FormData? = nil) {
        id = head.id
        method = head.method
        path = head.path
        segments = head.segments
        queryItems = head.queryItems
        headers = head.headers
        contentType = head.contentType
        host = head.host
        self.body = body
        clientAddress = head.clientAddress
        isSecure = head.isSecure
        self.parts = parts
    }

    /// The first value of this name in the query.
    package func query(_ name: String) -> String? {
        queryItems.first { $0.name == name }?.value
    }

    /// The form in the body, urlencoded or multipart; without fields if the body is neither.
    package func formData() -> FormData {
        if let parts { return parts }
        return contentType == "application/x-www-form-urlencoded" ? FormData(urlencoded: body) : FormData(fields: [])
    }

    /// The value of the first cookie of this name.
    package func cookie(_ name: String) -> String? {
        for header in headers.all("Cookie") {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2, String(parts[0]).trimmingBlanks == name { return String(parts[1]).trimmingBlanks }
            }
        }
        return nil
    }
}

extension String {
    /// The text without the blanks and tabs at both ends.
    fileprivate var trimmingBlanks: String {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard utf8.first.map(isBlank) == true || utf8.last.map(isBlank) == true else { return self }
        guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
