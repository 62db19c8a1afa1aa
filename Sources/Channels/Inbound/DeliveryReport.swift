/// What a mail server reports of one recipient of a mail (RFC 3464).
package struct DeliveryReport: Sendable, Hashable {
    /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`; small letters.
    package let action: String
    /// The enhanced status such as `5.1.1`; may be empty.
    package let status: String
    /// What the other side said, such as `smtp; 550 5.1.1 …`; may be empty. It often quotes an address.
    package let diagnostic: String

    /// More recipients than a mail of ours has.
    private static let most = 20

    /// A report of one recipient.
    package init(action: String, status: String, diagnostic: String) {
        self.action = action
        self.status = status
        self.diagnostic = diagnostic
    }

    /// The reports in the text of a `message/delivery-status`: groups of fields between empty lines, the first about the
    /// mail as a whole.
    static func all(in text: String) -> [DeliveryReport] {
        var groups: [[String: String]] = [[:]]
        var last = ""
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.allSatisfy(\.isWhitespace) {
                if groups.last?.isEmpty == false { groups.append([:]) }
                if groups.count > most { break }
            } else if line.first?.isWhitespace == true {
                groups[groups.count - 1][last]? += " " + trimmed(line)
            } else if let colon = line.firstIndex(of: ":") {
                last = line[..<colon].lowercased()
                if groups[groups.count - 1][last] == nil {
                    groups[groups.count - 1][last] = trimmed(line[line.index(after: colon)...])
                }
            }
        }
        return groups.compactMap { fields in
            guard let action = fields["action"] else { return nil }
            return DeliveryReport(
                action: word(action).lowercased(), status: word(fields["status"] ?? ""),
                diagnostic: String((fields["diagnostic-code"] ?? "").prefix(500)))
        }
    }

    private static func word(_ text: String) -> String { String(text.prefix { !$0.isWhitespace }.prefix(32)) }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
