import Domain
import Tenants

/// What the link in a check mail ends with: the organization, and 128 bits that nobody can guess. The database holds a
/// hash.
struct ContactToken: Sendable {
    let tenant: TenantID
    private let bytes: [UInt8]

    init(_ tenant: TenantID, randomness: Randomness) {
        self.tenant = tenant
        bytes = randomness.bytes(16)
    }

    /// The token that stands in a link; nil if the text is none.
    init?(_ text: String) {
        let halves = text.split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2, let number = Int64(halves[0], radix: 36), halves[1].utf8.count == 32 else {
            return nil
        }
        var bytes: [UInt8] = []
        var rest = halves[1]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        tenant = TenantID(rawValue: number)
        self.bytes = bytes
        // One text for one token, so that no two addresses name one page.
        guard self.text.exposed == text else { return nil }
    }

    /// Small letters, digits and one hyphen: nothing that a mail program cuts off at the end of a link.
    var text: Secret {
        let digits = Array("0123456789abcdef")
        let hex = bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
        return Secret("\(String(tenant.rawValue, radix: 36))-\(hex)")
    }

    /// What the database holds.
    var hash: [UInt8] { Digest.blake2b(bytes) }
}
