import CSodium
import Domain
import Tenants

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
        Self.text(Self.use(tenant, person, passwordSince), keys[0])
    }

    /// Whether a presented mark is this account's.
    func isValid(_ presented: String?, tenant: TenantID, person: PersonID, passwordSince: Instant) -> Bool {
        isValid(presented, Self.use(tenant, person, passwordSince))
    }

    /// The mark for a browser of a family user.
    ///
    /// - Parameter epoch: Of the code and password that it logged in with: a mark of an older one is none.
    func text(tenant: TenantID, member: FamilyMemberID, epoch: Int) -> String {
        Self.text(Self.use(tenant, member, epoch), keys[0])
    }

    /// Whether a presented mark is this family user's.
    func isValid(_ presented: String?, tenant: TenantID, member: FamilyMemberID, epoch: Int) -> Bool {
        isValid(presented, Self.use(tenant, member, epoch))
    }

    private func isValid(_ presented: String?, _ use: String) -> Bool {
        guard let presented, presented.utf8.count == Int(crypto_auth_BYTES) * 2 else { return false }
        let sent = Array(presented.utf8)
        return keys.contains { sodium_memcmp(Array(Self.text(use, $0).utf8), sent, sent.count) == 0 }
    }

    private static func use(_ tenant: TenantID, _ person: PersonID, _ since: Instant) -> String {
        "device:\(tenant):\(person):\(since.milliseconds)"
    }

    private static func use(_ tenant: TenantID, _ member: FamilyMemberID, _ epoch: Int) -> String {
        "family device:\(tenant):\(member):\(epoch)"
    }

    private static func text(_ use: String, _ key: [UInt8]) -> String {
        let input = Array(use.utf8)
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_BYTES))
        crypto_auth(&tag, input, UInt64(input.count), key)
        return Hexadecimal.text(of: tag)
    }
}
