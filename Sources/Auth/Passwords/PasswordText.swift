import Domain
import Foundation

/// A password as it is compared and hashed: canonical composition (NFC), so that the same keys on another system make
/// the same bytes. Nothing is cut off.
package struct PasswordText: Sendable, Hashable, CustomStringConvertible {
    /// The longest password that any organization may allow, in code points.
    package static let longest = 128

    private let secret: Secret

    /// A typed password.
    package init(_ typed: String) {
        // ASCII is composed already.
        secret = Secret(typed.utf8.allSatisfy { $0 < 0x80 } ? typed : typed.precomposedStringWithCanonicalMapping)
    }

    /// The text itself, for hashing and judging only.
    var exposed: String { secret.exposed }

    /// Its length in code points, as RFC 8265 and NIST SP 800-63B count.
    package var length: Int { secret.exposed.unicodeScalars.count }

    /// Never the password.
    package var description: String { secret.description }
}
