import CSodium
import Foundation

/// What a browser says it signed for (WebAuthn `clientDataJSON`).
struct ClientData {
    /// What is done with a passkey.
    enum Ceremony: String {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    /// The challenge that it answers.
    let challenge: [UInt8]
    /// SHA-256 of the bytes; what the passkey signs.
    let hash: [UInt8]

    /// Nil unless it is of this kind and of our own pages.
    init?(_ bytes: [UInt8], _ ceremony: Ceremony, origin: String) {
        guard bytes.count <= 4_096,
            let stated = try? JSONDecoder().decode(Stated.self, from: Data(bytes)),
            stated.type == ceremony.rawValue, stated.origin == origin, stated.crossOrigin != true,
            let challenge = Base64URL.bytes(stated.challenge)
        else { return nil }
        self.challenge = challenge
        hash = SHA256.hash(bytes)
    }

    private struct Stated: Decodable {
        let type: String
        let challenge: String
        let origin: String
        let crossOrigin: Bool?
    }
}

/// SHA-256, as WebAuthn asks for it.
enum SHA256 {
    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256(&output, bytes, UInt64(bytes.count))
        return output
    }
}

/// Bytes as browsers write them: URL-safe base64 without padding.
package enum Base64URL {
    /// The text of some bytes.
    package static func text(_ bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&output, output.count, bytes, bytes.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The bytes of a text, or nil if it is none.
    package static func bytes(_ text: String) -> [UInt8]? {
        let input = Array(text.utf8)
        guard input.count <= 100_000 else { return nil }
        var output = [UInt8](repeating: 0, count: input.count)
        var length = 0
        let isFine = input.withUnsafeBytes { buffer in
            sodium_base642bin(
                &output, output.count, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, nil,
                &length, nil, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0
        }
        return isFine ? Array(output.prefix(length)) : nil
    }
}
