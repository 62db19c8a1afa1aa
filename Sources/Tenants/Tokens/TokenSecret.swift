import CSodium
package import Domain

/// The text of an API token: `anpi_` and 256 random bits. It is shown once; only its hash is stored.
package struct TokenSecret: Sendable, Hashable {
    /// Lets scanners for leaked secrets recognise a token.
    private static let prefix = "anpi_"

    /// What the holder keeps.
    package let secret: Secret

    /// A new token.
    init(randomness: Randomness) {
        secret = Secret(Self.prefix + Self.base64(randomness.bytes(32)))
    }

    /// A token that somebody presents; nil if it cannot be one.
    package init?(presented text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 43 else { return nil }
        secret = Secret(text)
    }

    /// What is stored: BLAKE2b-256. A fast hash is right for 256 random bits.
    var hash: [UInt8] { Digest.blake2b(Array(secret.exposed.utf8)) }

    private static func base64(_ bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&output, output.count, bytes, bytes.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
