import CCurl

/// The address of a page or an API: http or https, a host, and nothing that could carry a password.
///
/// curl's own parser reads it, so what is checked here and what is connected to can never differ.
package struct HTTPURL: Hashable, Sendable {
    /// The whole address as curl writes it.
    package let text: String
    /// Whether the connection is protected.
    package let isSecure: Bool
    /// The host, lower case; an IPv6 address in brackets.
    package let host: String
    /// The port, also if it is the scheme's own.
    package let port: Int

    /// The address in a text, or nil if it isn't http or https, names a user or password, or holds a control character
    /// or anything beyond ASCII.
    package init?(_ text: String) {
        guard text.utf8.count <= 4_096, text.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }),
            let parts = curl_url()
        else { return nil }
        defer { curl_url_cleanup(parts) }
        func part(_ name: CURLUPart, _ flags: Int32 = 0) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard curl_url_get(parts, name, &value, UInt32(flags)) == CURLUE_OK, let value else { return nil }
            defer { curl_free(value) }
            return String(cString: value)
        }
        guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil, part(CURLUPART_FRAGMENT) == nil,
            let scheme = part(CURLUPART_SCHEME), scheme == "https" || scheme == "http",
            let host = part(CURLUPART_HOST), let whole = part(CURLUPART_URL),
            let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap(Int.init)
        else { return nil }
        self.text = whole
        isSecure = scheme == "https"
        self.host = host.lowercased()
        self.port = port
    }

    /// This address with a path added behind its own, which is taken as it is and must be safe.
    func appending(path: String) -> HTTPURL? {
        guard !text.contains("?") else { return nil }
        return HTTPURL((text.hasSuffix("/") ? String(text.dropLast()) : text) + path)
    }
}
