import CCurl
import Domain

/// Asks servers that the installation's settings name: https only, no redirects, no proxy, bounded in size and time.
package struct HTTPClient: Sendable {
    /// Which addresses may be asked.
    package struct Policy: Sendable {
        let hosts: Set<String>?
        let allowsPlainLoopback: Bool
        let isPublicOnly: Bool

        /// Only these hosts, or any if nil. Plain http is allowed to this machine alone, and only if
        /// `allowsPlainLoopback` says so.
        ///
        /// - Parameter isPublicOnly: Whether hosts must have public addresses, because others than the operator say
        ///   which are asked; this machine counts as one only if `allowsPlainLoopback` says so.
        package init(hosts: Set<String>?, allowsPlainLoopback: Bool, isPublicOnly: Bool = false) {
            self.hosts = hosts.map { Set($0.map { $0.lowercased() }) }
            self.allowsPlainLoopback = allowsPlainLoopback
            self.isPublicOnly = isPublicOnly
        }

        /// Whether a request to a host may go to public addresses only.
        func asksForPublicAddress(_ host: String) -> Bool {
            isPublicOnly && !(allowsPlainLoopback && HostName.isLoopback(host))
        }

        /// Whether this address may be asked.
        package func allows(_ url: HTTPURL) -> Bool {
            guard hosts?.contains(url.host) ?? true else { return false }
            return url.isSecure || (allowsPlainLoopback && HostName.isLoopback(url.host))
        }
    }

    private let pool: TransferPool
    private let policy: Policy
    private let caFile: String?
    private let userAgent: String

    /// A client.
    /// - Parameters:
    ///   - caFile: A PEM file of certificates to trust instead of the system's; nil for the system's.
    ///   - userAgent: How we introduce ourselves; ASCII.
    package init(pool: TransferPool, policy: Policy, caFile: String? = nil, userAgent: String = "Anpi") {
        self.pool = pool
        self.policy = policy
        self.caFile = caFile
        self.userAgent = userAgent
    }

    /// Sends one request once. A POST is never sent a second time, not even when a reused connection breaks.
    package func send(_ request: HTTPRequest) async -> HTTPOutcome {
        guard policy.allows(request.url) else {
            return .notSent(FailureReason(.localTrouble, detail: "host-not-allowed"))
        }
        let report = await pool.run(transfer(request))
        if report.status > 0 {
            return .replied(
                HTTPReply(status: report.status, headers: report.headers, body: report.body, end: report.end))
        }
        let hasLeft = report.requestBytes > 0 || report.bytesSent > 0 || report.end == .finished
        let code = report.end == .protocolTrouble ? FailureCode.providerFault : report.end.failureCode
        guard hasLeft else { return .notSent(FailureReason(code)) }
        return .noReply(FailureReason(code == .notStarted ? .noReply : code))
    }

    private func transfer(_ request: HTTPRequest) -> Transfer {
        let fields = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        let milliseconds = Int(request.timeout.inMilliseconds)
        var options: [Transfer.Option] = [
            .text(CURLOPT_URL, request.url.text),
            .text(CURLOPT_PROTOCOLS_STR, request.url.isSecure ? "https" : "http"),
            .number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            .number(CURLOPT_TIMEOUT_MS, milliseconds),
            .number(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 10_000)),
            .text(CURLOPT_USERAGENT, userAgent),
            // "Expect: 100-continue" would cost a round trip or a second of waiting.
            .list(CURLOPT_HTTPHEADER, fields + ["Expect:"]),
        ]
        switch request.method {
        case .get:
            options += [.number(CURLOPT_HTTPGET, 1), .text(CURLOPT_ACCEPT_ENCODING, "gzip")]
        case .post:
            // The body comes from a callback that cannot be rewound, so curl cannot silently repeat it.
            options.append(.number(CURLOPT_POST, 1))
        }
        if let caFile { options.append(.text(CURLOPT_CAINFO, caFile)) }
        if let user = request.user {
            options += [
                .text(CURLOPT_USERNAME, user), .text(CURLOPT_PASSWORD, request.password?.exposed ?? ""),
            ]
        }
        return Transfer(
            kind: .http, options: options, upload: request.method == .post ? request.body ?? [] : nil,
            maximumReplyBytes: request.maximumReplyBytes,
            isPublicOnly: policy.asksForPublicAddress(request.url.host))
    }
}
