package import Domain

/// One request to a server that the installation's settings name.
package struct HTTPRequest: Sendable {
    /// What is asked for.
    package enum Method: String, Sendable {
        /// Reads.
        case get = "GET"
        /// Does something; never repeated by itself.
        case post = "POST"
    }

    let method: Method
    let url: HTTPURL
    let headers: [HTTPField]
    let body: [UInt8]?
    let user: String?
    let password: Secret?
    let maximumReplyBytes: Int
    let timeout: Duration

    /// Reads a page, of at most `maximumReplyBytes`, within `timeout`.
    package static func get(
        _ url: HTTPURL, headers: [HTTPField] = [], user: String? = nil, password: Secret? = nil,
        maximumReplyBytes: Int, timeout: Duration
    ) -> HTTPRequest {
        HTTPRequest(
            method: .get, url: url, headers: headers, body: nil, user: user, password: password,
            maximumReplyBytes: maximumReplyBytes, timeout: timeout)
    }

    /// Sends a body; the kind of the body stands in `headers`.
    package static func post(
        _ url: HTTPURL, headers: [HTTPField], body: [UInt8], user: String? = nil, password: Secret? = nil,
        maximumReplyBytes: Int, timeout: Duration
    ) -> HTTPRequest {
        HTTPRequest(
            method: .post, url: url, headers: headers, body: body, user: user, password: password,
            maximumReplyBytes: maximumReplyBytes, timeout: timeout)
    }
}

/// A server's reply.
package struct HTTPReply: Sendable {
    /// 100–999.
    package let status: Int
    /// The header fields in the order they came.
    package let headers: [HTTPField]
    /// The body, as far as it came.
    package let body: [UInt8]
    let end: TransferEnd

    /// Whether the body came to its end.
    package var isWhole: Bool { end == .finished }

    /// The value of the first field with this name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// What `Retry-After` asks for: at least zero, at most a day; nil if there is none that can be read.
    package func retryAfter(now: Instant) -> Duration? {
        header("Retry-After").flatMap { RetryAfter.duration($0, now: now) }
    }
}

/// What became of a request.
package enum HTTPOutcome: Sendable {
    /// A status came back, whatever it says.
    case replied(HTTPReply)
    /// No status came, and the server cannot have seen the request.
    case notSent(FailureReason)
    /// No status came, but the request or a part of it had left: the server may have acted on it.
    case noReply(FailureReason)
}
