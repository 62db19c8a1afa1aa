import CSodium
import Domain
import Tenants

/// What somebody typed to say who they are: organization code and ID, brought to the form in which they are
/// stored. It may name nobody.
package struct AccountName: Sendable, Hashable {
    /// The organization code (団体コード), in lower case.
    package let organizationCode: String
    /// The ID, in upper case.
    package let loginID: String

    /// Full-width letters and digits are read as half-width ones, spaces around are dropped.
    package init(organizationCode: String, loginID: String) {
        self.organizationCode = Self.halfWidth(organizationCode).lowercased()
        self.loginID = Self.halfWidth(loginID).uppercased()
    }

    /// The key of the waits of browsers that the account was used from before.
    var ownKey: [UInt8] { Self.digest("\(organizationCode)\n\(loginID)\ntrue", 32) }

    /// What the keys of strangers' waits begin with. They are kept for names that name nobody too, so that a wait tells
    /// nothing.
    var strangersKey: [UInt8] { Self.digest("\(organizationCode)\n\(loginID)\nfalse", 32) }

    /// The key of the waits of strangers in one network, /24 or /48: what somebody else guesses elsewhere does not keep
    /// the owner of a new browser waiting.
    func strangersKey(from source: String) -> [UInt8] {
        strangersKey + Self.digest(ClientNetwork.name(of: source, v4: 3, v6: 6), 16)
    }

    /// What the keys of the waits of the person's family begin with. No employee's login has one of them.
    var familyKey: [UInt8] { Self.digest("family\n\(organizationCode)\n\(loginID)", 32) }

    /// The key of the waits of the person's family, for strangers in one network as above.
    func familyKey(from source: String) -> [UInt8] {
        familyKey + Self.digest(ClientNetwork.name(of: source, v4: 3, v6: 6), 16)
    }

    /// The key of the waits of the browsers that a family user logged in from before.
    func familyKey(ownOf member: FamilyMemberID) -> [UInt8] { familyKey + Self.digest("own\n\(member)", 16) }

    private static func digest(_ text: String, _ count: Int) -> [UInt8] {
        let input = Array(text.utf8)
        var output = [UInt8](repeating: 0, count: count)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }

    private static func halfWidth(_ text: String) -> String {
        let scalars = text.unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
            switch scalar.value {
            case 0xff01...0xff5e: Unicode.Scalar(scalar.value - 0xfee0)
            case 0x3000, 0x09...0x0d, 0x20: nil
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars).prefix(64))
    }
}
