/// Our own name for a call: the attempt it belongs to. The gateway repeats it in every callback, and the call can be
/// found by it when the gateway's answer was lost.
package struct CallReference: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 64 ASCII letters, digits, hyphens and underscores.
    package let description: String

    /// A reference, or nil if it holds anything else.
    package init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isPlain) else { return nil }
        description = text
    }
}

/// The gateway's name for a call (its "sid"); becomes part of a path, so its characters are checked.
package struct CallID: Hashable, Sendable, CustomStringConvertible {
    /// 1 to 64 ASCII letters, digits, hyphens and underscores.
    package let description: String

    /// An id, or nil if it holds anything else.
    package init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isPlain) else { return nil }
        description = text
    }
}

private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default: false
    }
}
