import CSodium
package import Domain

/// Seals secrets that must be read again, such as the keys of authenticator apps: XChaCha20-Poly1305, with the
/// master key's name in front and what the secret is for bound to it.
package struct SecretSealer: Sendable {
    /// A key with its name in sealed secrets.
    package struct Key: Sendable {
        let id: String
        let bytes: [UInt8]

        /// A key of 32 bytes.
        package init(id: String, bytes: [UInt8]) {
            precondition(bytes.count == Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES), "A key has 32 bytes")
            self.id = id
            self.bytes = bytes
        }
    }

    private let keys: [Key]
    private static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)

    /// Seals with the first of these keys and opens with any.
    package init(keys: [Key]) {
        precondition(!keys.isEmpty, "There is a key")
        self.keys = keys
    }

    /// The sealed secret. The same secret, opened for another tenant, person or use, is none.
    package func seal(_ secret: [UInt8], for use: String, randomness: Randomness) -> [UInt8] {
        let key = keys[0]
        let nonce = randomness.bytes(Self.nonceLength)
        let bound = Array(use.utf8)
        var sealed = [UInt8](repeating: 0, count: secret.count + Self.tagLength)
        var count: UInt64 = 0
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, &count, secret, UInt64(secret.count), bound, UInt64(bound.count), nil, nonce, key.bytes)
        return Array(key.id.utf8) + [0] + nonce + sealed
    }

    /// The secret; nil if it was sealed with a key that is gone, for something else, or was changed.
    package func open(_ sealed: [UInt8], for use: String) -> [UInt8]? {
        guard let end = sealed.firstIndex(of: 0) else { return nil }
        let id = String(decoding: sealed[..<end], as: UTF8.self)
        let rest = Array(sealed[(end + 1)...])
        guard let key = keys.first(where: { $0.id == id }), rest.count >= Self.nonceLength + Self.tagLength else {
            return nil
        }
        let nonce = Array(rest[..<Self.nonceLength])
        let box = Array(rest[Self.nonceLength...])
        let bound = Array(use.utf8)
        var secret = [UInt8](repeating: 0, count: box.count - Self.tagLength)
        var count: UInt64 = 0
        let code = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &secret, &count, nil, box, UInt64(box.count), bound, UInt64(bound.count), nonce, key.bytes)
        return code == 0 ? secret : nil
    }
}
