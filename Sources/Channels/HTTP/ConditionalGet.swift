package import Domain

/// What a server said about the version of a page, to be told next time so that it needn't send the same again.
package struct PageVersion: Sendable, Hashable {
    /// The `ETag` field.
    package let entityTag: String?
    /// The `Last-Modified` field.
    package let lastModified: String?

    /// A version from stored fields; both nil if nothing is known yet.
    package init(entityTag: String? = nil, lastModified: String? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }

    /// What is not known yet.
    package static let unknown = PageVersion()
}

/// What reading a page again brought.
package enum PageFetch: Sendable {
    /// The same version as last time.
    case unchanged
    /// The page as it is now.
    case fresh(body: [UInt8], PageVersion)
    /// The server answered with something else; wait as long as it says.
    case refused(status: Int, retryAfter: Duration?)
    /// No whole reply came, or it was larger than allowed.
    case failed(FailureReason)
}

extension HTTPClient {
    /// Reads a page if it has changed since `version`; at most `maximumBytes` after unpacking.
    package func fetch(
        _ url: HTTPURL, unless version: PageVersion, maximumBytes: Int, timeout: Duration, now: Instant
    ) async -> PageFetch {
        let headers = [
            version.entityTag.flatMap { HTTPField("If-None-Match", $0) },
            version.lastModified.flatMap { HTTPField("If-Modified-Since", $0) },
        ].compactMap(\.self)
        let outcome = await send(.get(url, headers: headers, maximumReplyBytes: maximumBytes, timeout: timeout))
        switch outcome {
        case .notSent(let reason), .noReply(let reason): return .failed(reason)
        case .replied(let reply) where reply.status == 304: return .unchanged
        case .replied(let reply) where reply.status == 200:
            guard reply.isWhole else { return .failed(FailureReason(reply.end.failureCode, status: 200)) }
            return .fresh(
                body: reply.body,
                PageVersion(entityTag: reply.header("ETag"), lastModified: reply.header("Last-Modified")))
        case .replied(let reply):
            return .refused(status: reply.status, retryAfter: reply.retryAfter(now: now))
        }
    }
}
