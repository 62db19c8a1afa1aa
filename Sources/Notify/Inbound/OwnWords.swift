import Tenants

/// What somebody wrote into a reply themselves: without quoted lines, our own text, signatures and what mail programs add.
package struct OwnWords: Sendable {
    /// The lines, without empty ones, spaces at the ends cut off.
    package let lines: [String]

    /// So much of a line is held against a pattern: a mail may hold a line of any length.
    private static let longestHead = 500

    /// - Parameter echo: Lines of the mail that is replied to: old telephones bring them back without any mark.
    package init(_ text: String, without echo: Set<String> = []) {
        var lines: [String] = []
        for raw in text.split(whereSeparator: \.isNewline).prefix(400) {
            let line = WidthFolding.trimmed(String(raw))
            if Self.endsWords(line) { break }
            if line.isEmpty || Self.isQuote(line) || echo.contains(line) { continue }
            lines.append(line)
        }
        self.lines = lines
    }

    /// All of it as one line.
    package var text: String { lines.joined(separator: " ") }

    // A pattern is made anew each time it is used: a look at the first letters comes before.
    private static func isQuote(_ line: String) -> Bool {
        if let first = line.first, ">＞|｜".contains(first) { return true }
        // "On … wrote:", "2026年11月22日(日) 16:10 … <anpi@…>:"
        let head = line.prefix(longestHead)
        let end = line.hasSuffix(":") || line.hasSuffix("：")
        return end && (line.contains("@") || line.hasSuffix("wrote:") || line.hasSuffix("のメール:"))
            || "oOｏＯ".contains(line.first ?? " ") && head.wholeMatch(of: /(?i)on\s.*\d{4}.*/) != nil
            || line.contains("<") && head.wholeMatch(of: /\d{4}[年\/]\d{1,2}[月\/]\d{1,2}.*<.*/) != nil
    }

    /// Whether nothing behind a line is the writer's own.
    private static func endsWords(_ line: String) -> Bool {
        if line == "--" || line == "-- " { return true }
        let rule: Set<Character> = ["-", "=", "_", "*", "―", "─", "━", "～", "~", "＊", "－", "＝", "＿", "—", "…", "・"]
        if line.count >= 3 && line.allSatisfy(rule.contains) { return true }
        let small = WidthFolding.halfWidth(line).lowercased()
        return ends.contains { small.hasPrefix($0) }
            || small.hasPrefix("--") && small.hasSuffix("--") && divisions.contains { small.contains($0) }
    }

    /// What stands between the hyphens above the mail that is replied to.
    private static let divisions = ["message", "メッセージ", "メール"]

    private static let ends = [
        "差出人:", "差出人 :", "送信者:", "from:", "送信日時:", "sent:", "―― ", "▼ ", "iphoneから送信", "ipadから送信", "androidから送信",
        "sent from my", "outlook for", "get outlook", "yahoo!メール", "届いた理由", "why you got this",
    ]
}
