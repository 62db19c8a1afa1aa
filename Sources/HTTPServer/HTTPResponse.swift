/// One response as a value.
package struct HTTPResponse: Sendable {
    /// What is sent after the headers.
    package enum Body: Sendable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// A file, sent without being read into memory.
        case file(ResponseFile)
    }

    /// The outcome.
    package var status: HTTPStatus
    /// The header fields; the server adds length, date and connection itself.
    package var headers: HTTPHeaders
    /// The body; not sent with 204, 304 and to HEAD.
    package var body: Body

    /// A response made of its parts.
    package init(status: HTTPStatus, headers: HTTPHeaders = HTTPHeaders(), body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The name of the first header that must not be sent, or nil if all can.
    ///
    /// Values are printable ASCII: a control character would let a value become a header, and other bytes mean
    /// something else to each reader. Length, coding and connection belong to the server.
    var unusableHeader: String? {
        for field in headers {
            if !HTTPToken.isToken(field.name) || field.isReserved
                || !field.value.allBytes({ (0x20...0x7E).contains($0) })
            {
                return field.name
            }
        }
        return nil
    }
}

extension HTTPResponse {
    /// A response of bytes of one kind.
    package static func bytes(_ bytes: [UInt8], contentType: String, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status: status, headers: HTTPHeaders([("Content-Type", contentType)]), body: .bytes(bytes))
    }

    /// A page.
    package static func html(_ page: String, status: HTTPStatus = .ok) -> HTTPResponse {
        bytes(Array(page.utf8), contentType: "text/html; charset=utf-8", status: status)
    }

    /// Plain text.
    package static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
        bytes(Array(text.utf8), contentType: "text/plain; charset=utf-8", status: status)
    }

    /// JSON that is already encoded.
    package static func json(_ json: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
        bytes(json, contentType: "application/json", status: status)
    }

    /// Problem details (RFC 9457) that are already encoded.
    package static func problem(_ json: [UInt8], status: HTTPStatus) -> HTTPResponse {
        bytes(json, contentType: "application/problem+json", status: status)
    }

    /// Sends the reader to another page with GET (303), as after each form.
    ///
    /// `location` is printable ASCII; use ``PercentCoding/encode(_:)`` for what people typed.
    package static func redirect(to location: String) -> HTTPResponse {
        HTTPResponse(status: .seeOther, headers: HTTPHeaders([("Location", location)]))
    }

    /// A response without a body.
    package static func empty(_ status: HTTPStatus = .noContent) -> HTTPResponse {
        HTTPResponse(status: status)
    }

    /// A file to be saved under this name; Japanese names arrive right in every browser (RFC 6266).
    ///
    /// - Parameter plainName: The name for programs that know only ASCII; without it, made from the other.
    package static func download(
        _ file: ResponseFile, contentType: String, fileName: String, plainName: String? = nil
    ) -> HTTPResponse {
        let plain = (plainName ?? fileName).unicodeScalars.map { scalar in
            scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F && !"\"\\%/".unicodeScalars.contains(scalar)
                ? Character(scalar) : "_"
        }
        let disposition =
            "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(PercentCoding.encode(fileName))"
        return HTTPResponse(
            status: .ok,
            headers: HTTPHeaders([("Content-Type", contentType), ("Content-Disposition", disposition)]),
            body: .file(file))
    }

    /// This response with an `ETag`, or 304 if the client already has what the tag names.
    ///
    /// `version` is printable ASCII without quotation marks and changes whenever the body does.
    package func tagged(_ version: String, for request: HTTPRequest) -> HTTPResponse {
        var tagged = self
        let tag = "\"\(version)\""
        tagged.headers["ETag"] = tag
        guard request.method == .get || request.method == .head, Self.known(to: request, tag) else { return tagged }
        tagged.status = .notModified
        tagged.headers["Content-Type"] = nil
        tagged.body = .bytes([])
        return tagged
    }

    /// Whether `If-None-Match` names the tag; a proxy that compressed the body marks the tag as weak (`W/`).
    private static func known(to request: HTTPRequest, _ tag: String) -> Bool {
        request.headers.all("If-None-Match").contains { header in
            header.split(separator: ",").contains { candidate in
                let candidate = candidate.drop { $0 == " " }.prefix { $0 != " " }
                return candidate == "*" || (candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate) == tag
            }
        }
    }
}
