/// One field of something that was changed, as the reason of an audit row keeps it: `role:member>administrator`, with a
/// blank between two of them. What is personal is masked before it comes here.
package struct AuditChange: Hashable, Sendable {
    /// The field's name.
    package let field: String
    /// The value before, empty for none; nil in rows of programs that did not keep it.
    package let before: String?
    /// The value after, empty for none; nil in rows of programs that did not keep it.
    package let after: String?

    /// A change from one value to another; empty for none.
    package init(_ field: String, from before: String, to after: String) {
        self.field = field
        self.before = before
        self.after = after
    }

    private init(old field: Substring, after: Substring?) {
        self.field = String(field)
        before = nil
        self.after = after.map(String.init)
    }

    /// The reason of a row.
    package static func reason(_ changes: [AuditChange]) -> String {
        changes.map(\.text).joined(separator: " ")
    }

    /// What the reason of a row keeps. Rows of earlier programs name fields alone, or `role=member`.
    package static func all(in reason: String) -> [AuditChange] {
        reason.split(separator: " ").map { word in
            guard let colon = word.firstIndex(of: ":"), let arrow = word[colon...].firstIndex(of: ">") else {
                let parts = word.split(separator: "=", maxSplits: 1)
                return AuditChange(old: parts.first ?? word, after: parts.count > 1 ? parts[1] : nil)
            }
            return AuditChange(
                String(word[..<colon]), from: unescaped(word[word.index(after: colon)..<arrow]),
                to: unescaped(word[word.index(after: arrow)...]))
        }
    }

    /// `field:before>after`; what separates is written `%20` or `%3E` within a value.
    package var text: String { "\(field):\(Self.escaped(before ?? ""))>\(Self.escaped(after ?? ""))" }

    private static func escaped(_ value: String) -> String {
        value.replacing("%", with: "%25").replacing(" ", with: "%20").replacing(">", with: "%3E")
    }

    private static func unescaped(_ value: Substring) -> String {
        String(value).replacing("%3E", with: ">").replacing("%20", with: " ").replacing("%25", with: "%")
    }
}

extension AuditRecord {
    /// The fields that the row says were changed; none for rows that change no fields.
    package var changes: [AuditChange] {
        switch action {
        case "person.changed", "profile.changed", "profile.directoryChanged", "codeList.changed", "codeList.removed":
            AuditChange.all(in: reason)
        // Rows of earlier programs name the department here, or nothing.
        case "codeList.added": AuditChange.all(in: reason).filter { $0.before != nil }
        // `into=` with an identifier stands before.
        case "codeList.merged": AuditChange.all(in: reason).filter { $0.field != "into" }
        default: []
        }
    }
}
