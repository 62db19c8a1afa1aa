import CSodium
package import Domain
import Tenants

/// A random token that proves a right by being known: sessions, pending logins, trips to providers. Only its hash is stored.
package struct SecretToken: Sendable, Hashable {
    /// The text that the holder keeps: URL-safe base64.
    package let secret: Secret

    /// A new token of 256 random bits.
    package init(randomness: Randomness) {
        secret = Secret(Self.base64(randomness.bytes(32)))
    }

    /// A token that somebody presents; nil if it cannot be one.
    package init?(presented text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy(Self.isBase64) else { return nil }
        secret = Secret(text)
    }

    /// What the database keeps: BLAKE2b-256 of the text. A fast hash is right for 256 random bits.
    package var hash: [UInt8] { Self.digest(Array(secret.exposed.utf8)) }

    /// A value that only the holder of this token can know, for one purpose.
    package func derived(for purpose: StaticString) -> String {
        Self.base64(Self.digest(Array("\(purpose):".utf8) + Array(secret.exposed.utf8)))
    }

    /// What each form of a session carries: the proof, and whose session it is.
    func formToken(_ tenant: TenantID, _ person: PersonID) -> String {
        derived(for: "csrf") + Self.owner(tenant, person)
    }

    /// What each form of a family user's session carries.
    func formToken(_ tenant: TenantID, _ member: FamilyMemberID) -> String {
        derived(for: "family form") + Self.owner(tenant, member)
    }

    /// The end of the form tokens of one family user.
    static func owner(_ tenant: TenantID, _ member: FamilyMemberID) -> String { "~\(tenant)~family~\(member)" }

    /// The end of the form tokens of one person.
    static func owner(_ tenant: TenantID, _ person: PersonID) -> String { "~\(tenant)~\(person)" }

    private static func digest(_ input: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&output, output.count, bytes, bytes.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
