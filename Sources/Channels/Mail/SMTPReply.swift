/// One whole SMTP reply: the code of its last line, and the text of all of them.
struct SMTPReply: Hashable, Sendable {
    /// 100–999; what stands there, even where SMTP defines nothing.
    let code: Int
    /// The lines' texts without their codes, joined by spaces, printable ASCII, at most 500 characters. It may quote an
    /// address, so it never leaves this room as it is.
    let text: String

    /// A reply with this code and text.
    init(code: Int, text: String = "") {
        self.code = code
        self.text = text
    }

    /// The enhanced status code of RFC 3463 at the start of the text, such as `5.1.1`.
    var enhanced: String? {
        let word = text.prefix { $0 != " " }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, ["2", "4", "5"].contains(parts[0]),
            parts.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isNumber } })
        else { return nil }
        return String(word)
    }

    /// The wait that a temporary refusal asks for in words, such as "try again in 300 seconds"; at most an hour.
    var requestedWait: Duration? {
        guard (400..<500).contains(code),
            let match = text.firstMatch(of: /(?i)\bin\s+(\d{1,5})\s*(s|secs?|seconds?|m|mins?|minutes?)\b/),
            let number = Int(match.1)
        else { return nil }
        let isMinutes = match.2.lowercased().hasPrefix("m")
        return min(.seconds(isMinutes ? number * 60 : number), .seconds(3_600))
    }
}
