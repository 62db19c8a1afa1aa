/// Contacts as others than their owner may see them, and as the audit chain keeps them.
package enum ContactMask {
    /// `k•••@example.co.jp`: the first letter and the domain.
    package static func mail(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), let first = address.first else { return "•••" }
        return "\(first)•••\(address[at...])"
    }

    /// `•••34`: the last two digits.
    package static func phone(_ number: String) -> String {
        "•••" + number.suffix(2)
    }
}
