import CSodium
import Domain

/// A browser that an account has logged in from before. It carries a mark that lets its owner skip the waits that a
/// stranger's guesses cause; it proves nothing else, and a changed password ends it.
package struct DeviceMark: Sendable {
    private let key: [UInt8]

    /// Marks made and read with 32 secret bytes of the key file.
    package init(key: [UInt8]) {
        precondition(key.count == Int(crypto_auth_KEYBYTES), "The key has 32 bytes")
        self.key = key
    }

    /// The mark for a browser, kept in a cookie.
    ///
    /// - Parameter passwordSince: When the account's password was last changed: an older mark is none.
    func text(tenant: TenantID, person: PersonID, passwordSince: Instant) -> String {
        Hexadecimal.text(of: tag(tenant, person, passwordSince))
    }

    /// Whether a presented mark is this account's.
    func isValid(_ presented: String?, tenant: TenantID, person: PersonID, passwordSince: Instant) -> Bool {
        guard let presented, presented.utf8.count == Int(crypto_auth_BYTES) * 2 else { return false }
        let expected = Array(text(tenant: tenant, person: person, passwordSince: passwordSince).utf8)
        return sodium_memcmp(expected, Array(presented.utf8), expected.count) == 0
    }

    private func tag(_ tenant: TenantID, _ person: PersonID, _ passwordSince: Instant) -> [UInt8] {
        let input = Array("device:\(tenant):\(person):\(passwordSince.milliseconds)".utf8)
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_BYTES))
        crypto_auth(&tag, input, UInt64(input.count), key)
        return tag
    }
}
