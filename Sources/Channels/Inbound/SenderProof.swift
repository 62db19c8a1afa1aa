/// Whether a mail comes from where its `From` says, as the machine that took it found out (RFC 8601): SPF or DKIM passed for
/// the domain of the sender, or one above it.
///
/// Of the fields with that machine's own name only the topmost counts. The machine is to remove what others wrote under
/// its name; where it does not, what it writes stands above, and a field below may be the sender's own, whatever it says
/// of a method about which the topmost is silent.
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
        let own = mail.authentication.lazy.map(Self.clauses).first { $0.first?.prefix { $0 != " " } == server[...] }
        return own?.dropFirst().contains { clause in
            Self.passes(clause, "spf", "smtp.mailfrom", domain) || Self.passes(clause, "dkim", "header.d", domain)
        } ?? false
    }

    /// The parts between semicolons without comments, small letters. What stands in quotation marks divides nothing and begins
    /// no comment: a sender may write there. None of a field whose quotations or comments do not end.
    private static func clauses(_ field: String) -> [String] {
        var depth = 0
        var (isQuoted, isEscaped) = (false, false)
        var text = ""
        for character in field.lowercased() {
            if isEscaped {
                isEscaped = false
                if depth == 0 { text.append(hidden) }
                continue
            }
            switch character {
            case "\\" where isQuoted || depth > 0: isEscaped = true
            case "\"" where depth == 0: isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted:
                depth -= 1
                if depth < 0 { return [] }
            default:
                if depth > 0 { continue }
                let divides = character.isWhitespace || ";()".contains(character)
                text.append(isQuoted && divides ? hidden : character.isWhitespace ? " " : character)
            }
        }
        if isQuoted || depth > 0 { return [] }
        return text.split(separator: ";").map { $0.split(separator: " ").joined(separator: " ") }
    }

    /// Stands for what would divide if it did not stand in quotation marks; no domain has it.
    private static let hidden: Character = "\u{0}"

    private static func passes(_ clause: String, _ method: String, _ property: String, _ domain: String) -> Bool {
        let words = clause.split(separator: " ")
        guard words.first == "\(method)=pass" else { return false }
        return words.dropFirst().contains { word in
            guard word.hasPrefix(property + "=") else { return false }
            let value = word.dropFirst(property.count + 1)
            let proved = value.split(separator: "@").last.map(String.init) ?? ""
            return proved.contains(".") && (domain == proved || domain.hasSuffix("." + proved))
        }
    }
}
