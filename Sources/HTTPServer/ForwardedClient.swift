import Glibc

/// Who the proxy in front says the client is.
struct ForwardedClient: Equatable {
    /// The numeric address, nil if the proxy named none.
    let address: String?
    /// Whether the client spoke to the proxy over TLS.
    let isSecure: Bool

    /// Reads `X-Forwarded-For` and `X-Forwarded-Proto`. The last value counts: the proxy adds it, whatever stands
    /// before it came from outside.
    init(_ headers: HTTPHeaders) {
        let last = Self.lastValue(headers, "X-Forwarded-For")
        address = last.flatMap { Self.isAddress($0) ? $0 : nil }
        isSecure = Self.lastValue(headers, "X-Forwarded-Proto")?.lowercased() == "https"
    }

    private static func lastValue(_ headers: HTTPHeaders, _ name: String) -> String? {
        headers.all(name).last?.utf8.split(separator: UInt8(ascii: ",")).last.map { value in
            String(decoding: value.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }, as: UTF8.self)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        // C reads as far as the first NUL.
        guard !text.utf8.contains(0) else { return false }
        var space = in6_addr()
        return inet_pton(AF_INET, text, &space) == 1 || inet_pton(AF_INET6, text, &space) == 1
    }
}
