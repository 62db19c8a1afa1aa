import CSodium
import Domain

/// A browser that an account has logged in from before. It carries a mark that lets its owner skip the waits that a
/// stranger's guesses cause; it proves nothing else, and a changed password ends it.
package struct DeviceMark: Sendable {
    private let keys: [[UInt8]]

    /// Marks made with the first and read with any of these keys, each of 32 secret bytes of the key file.
    package init(keys: [[UInt8]]) {
        precondition(!keys.isEmpty && keys.allSatisfy { $0.count == Int(crypto_auth_KEYBYTES) }, "A key has 32 bytes")
        self.keys = keys
    }

    /// The mark for a browser, kept in a cookie.
    ///
    /// - Parameter passwordSince: When the account's password was last changed: an older mark is none.
    func text(tenant: TenantID, person: PersonID, passwordSince: Instant) -> String {
        text(tenant, person, passwordSince, keys[0])
    }

    /// Whether a presented mark is this account's.
    func isValid(_ presented: String?, tenant: TenantID, person: PersonID, passwordSince: Instant) -> Bool {
        guard let presented, presented.utf8.count == Int(crypto_auth_BYTES) * 2 else { return false }
        let sent = Array(presented.utf8)
        return keys.contains { key in
            sodium_memcmp(Array(text(tenant, person, passwordSince, key).utf8), sent, sent.count) == 0
        }
    }

    private func text(_ tenant: TenantID, _ person: PersonID, _ passwordSince: Instant, _ key: [UInt8]) -> String {
        let input = Array("device:\(tenant):\(person):\(passwordSince.milliseconds)".utf8)
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_BYTES))
        crypto_auth(&tag, input, UInt64(input.count), key)
        return Hexadecimal.text(of: tag)
    }
}
