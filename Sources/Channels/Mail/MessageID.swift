/// The Message-ID of an attempt; every hand-off of the attempt carries the same one, so that mail programs and relays
/// can see a duplicate.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// `unique@domain`, without the angle brackets.
    package let description: String

    /// An id in the domain of the sender, or nil if `unique` holds anything but 1 to 64 ASCII letters, digits, dots, hyphens and underscores.
    package init?(unique: String, of sender: MailAddress) {
        guard (1...64).contains(unique.utf8.count), !unique.hasPrefix("."), !unique.hasSuffix("."),
            !unique.hasAdjacentDots,
            unique.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            })
        else { return nil }
        description = "\(unique)@\(sender.domain)"
    }
}
