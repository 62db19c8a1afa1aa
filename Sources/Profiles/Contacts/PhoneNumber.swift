import Domain

/// A telephone number that can be dialled: 6 to 15 digits. Emergency numbers are too short to be one.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The digits; never in a log.
    package let digits: String

    /// What Japanese keyboards give for a hyphen.
    private static let hyphens = "-‐‑‒–—―−ーｰ"

    /// The number that somebody typed, or nil if it is none. Full-width digits, hyphens, spaces and brackets are
    /// understood, and so is Japan's country code.
    package init?(typed: String) {
        var text = TextFolding.halfWidthASCII(typed).filter { !" ()".contains($0) && !Self.hyphens.contains($0) }
        if text.hasPrefix("+81") { text = "0" + text.dropFirst(3).drop { $0 == "0" } }
        guard (6...15).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        digits = text
    }

    /// Never the number: descriptions end up in logs.
    package var description: String { "•••" }
}
