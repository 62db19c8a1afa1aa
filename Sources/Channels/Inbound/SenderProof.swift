/// Whether a mail comes from where its `From` says, as the machine that took it found out (RFC 8601): SPF or DKIM passed for
/// the domain of the sender, or one above it.
///
/// Only fields with that machine's own name count, and of those the newest that speaks of a method: it removes what others
/// wrote under its name, and even if it did not, what it writes stands above.
package struct SenderProof: Sendable {
    private let server: String

    /// The proof that this server gives; its name as it writes it into the field.
    package init(server: String) {
        self.server = server.lowercased()
    }

    /// Whether the one sender of a mail is proved.
    package func holds(for mail: InboundMail) -> Bool {
        guard mail.senders.count == 1, let domain = mail.senders.first?.split(separator: "@").last.map(String.init)
        else {
            return false
        }
        let fields = mail.authentication.map(Self.clauses).filter { $0.first?.prefix { $0 != " " } == server[...] }
        return [("spf", "smtp.mailfrom"), ("dkim", "header.d")].contains { method, property in
            let own = fields.lazy.map { $0.dropFirst().filter { $0.hasPrefix(method + "=") } }.first { !$0.isEmpty }
            return own?.contains { Self.passes($0, method, property, domain) } ?? false
        }
    }

    /// The parts between semicolons without comments, small letters.
    private static func clauses(_ field: String) -> [String] {
        var depth = 0
        var text = ""
        for character in field.lowercased() {
            switch character {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            default: if depth == 0 { text.append(character.isWhitespace ? " " : character) }
            }
        }
        return text.split(separator: ";").map { $0.split(separator: " ").joined(separator: " ") }
    }

    private static func passes(_ clause: String, _ method: String, _ property: String, _ domain: String) -> Bool {
        let words = clause.split(separator: " ")
        guard words.first == "\(method)=pass" else { return false }
        return words.dropFirst().contains { word in
            guard word.hasPrefix(property + "=") else { return false }
            let value = word.dropFirst(property.count + 1).filter { $0 != "\"" }
            let proved = value.split(separator: "@").last.map(String.init) ?? ""
            return proved.contains(".") && (domain == proved || domain.hasSuffix("." + proved))
        }
    }
}
