package import Database

/// Some of a person's contacts, such as those that turned out not to work; one bit each.
package struct ContactSet: Hashable, Sendable, DatabaseConvertible, ExpressibleByArrayLiteral {
    private var bits: Int64 = 0

    /// No contact.
    package init(arrayLiteral elements: Never...) {}

    /// The set as it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .integer(let bits) = databaseValue else { return nil }
        self.bits = bits
    }

    /// The set as one number.
    package var databaseValue: DatabaseValue { .integer(bits) }

    /// Adds one contact.
    package mutating func insert(_ channel: Channel, _ position: Int) {
        bits |= Self.bit(channel, position)
    }

    /// Whether a contact is in the set.
    package func contains(_ channel: Channel, _ position: Int) -> Bool {
        bits & Self.bit(channel, position) != 0
    }

    private static func bit(_ channel: Channel, _ position: Int) -> Int64 {
        switch channel {
        case .mail: 1 << Int64(position & 15)
        case .voice, .sms: 1 << Int64(16 + position & 15)
        }
    }
}
