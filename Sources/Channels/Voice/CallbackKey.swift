import CSodium
package import Domain

/// The secret that we share with the voice gateway; it signs what the gateway reports.
package struct CallbackKey: Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// A key, or nil if it is shorter than 32 bytes.
    package init?(_ secret: Secret) {
        let bytes = Array(secret.exposed.utf8)
        guard bytes.count >= 32 else { return nil }
        self.bytes = bytes
    }

    /// Never the key.
    package var description: String { "•••" }

    /// HMAC-SHA256 over the timestamp, a full stop and the body.
    package func signature(timestamp: String, body: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, bytes, bytes.count)
        let head = Array("\(timestamp).".utf8)
        crypto_auth_hmacsha256_update(&state, head, UInt64(head.count))
        crypto_auth_hmacsha256_update(&state, body, UInt64(body.count))
        var result = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_final(&state, &result)
        return result
    }

    /// Whether a signature is the right one, in the same time for every wrong one.
    func matches(_ signature: [UInt8], timestamp: String, body: [UInt8]) -> Bool {
        let expected = self.signature(timestamp: timestamp, body: body)
        return signature.count == expected.count && sodium_memcmp(signature, expected, expected.count) == 0
    }
}
