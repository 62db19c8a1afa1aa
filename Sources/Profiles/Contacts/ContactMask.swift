/// Contacts as others than their owner may see them, and as the audit chain keeps them.
package enum ContactMask {
    /// `k•••@example.co.jp`: the first letter and the domain.
    package static func mail(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), let first = address.first else { return "•••" }
        return "\(first)•••\(address[at...])"
    }

    /// Instead of all of it.
    package static let whole = "•••"

    /// A masked text as it stands in a file: the dots would not survive a spreadsheet that saves as Shift_JIS.
    package static func inFile(_ masked: String) -> String {
        masked.replacing("•••", with: "＊＊＊")
    }

    /// Whether a cell of a file that comes back is masked, also after a program made the asterisks narrow. No contact looks
    /// like that.
    package static func isMasked(_ cell: String) -> Bool {
        cell.contains("＊＊＊") || cell.contains("***") || cell.contains("•••")
    }

    /// `•••34`: the last two digits.
    package static func phone(_ number: String) -> String {
        "•••" + number.suffix(2)
    }
}
