import CSodium
import Domain

/// Seals bytes so that only the holder of the key can read them, and nobody can change them unnoticed.
struct SecretBox: Sendable {
    /// 32 bytes.
    let key: [UInt8]

    /// Nonce and box.
    func seal(_ message: [UInt8], randomness: Randomness) -> [UInt8] {
        let nonce = randomness.bytes(Int(crypto_secretbox_NONCEBYTES))
        var box = [UInt8](repeating: 0, count: message.count + Int(crypto_secretbox_MACBYTES))
        crypto_secretbox_easy(&box, message, UInt64(message.count), nonce, key)
        return nonce + box
    }

    /// What was sealed, or nil if the key is another one or a byte was changed.
    func open(_ sealed: [UInt8]) -> [UInt8]? {
        let nonceLength = Int(crypto_secretbox_NONCEBYTES)
        let macLength = Int(crypto_secretbox_MACBYTES)
        guard sealed.count >= nonceLength + macLength else { return nil }
        let box = Array(sealed.dropFirst(nonceLength))
        var message = [UInt8](repeating: 0, count: box.count - macLength)
        guard crypto_secretbox_open_easy(&message, box, UInt64(box.count), Array(sealed.prefix(nonceLength)), key) == 0
        else { return nil }
        return message
    }
}
