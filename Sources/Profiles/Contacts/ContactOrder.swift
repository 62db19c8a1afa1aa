import Database

/// Contact order (発信順): the slot, 1 to 4, in which a contact is tried. All mails of a person share one slot.
package struct ContactOrder: RawRepresentable, Hashable, Comparable, Sendable, DatabaseConvertible {
    /// 1, 2, 3 or 4; 1 is tried first.
    package let rawValue: Int

    /// The slot of this number, or nil outside 1 to 4.
    package init?(rawValue: Int) {
        guard (1...4).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// Slots that are tried earlier come first.
    package static func < (left: ContactOrder, right: ContactOrder) -> Bool {
        left.rawValue < right.rawValue
    }
}
