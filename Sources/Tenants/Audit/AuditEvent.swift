/// One thing that was done, as the audit chain keeps it. No contact, code, password or token ever stands in one.
package struct AuditEvent: Sendable, Hashable {
    /// What was done, such as `login.succeeded`.
    package let action: String
    /// To what: person identifiers, never contacts; empty if to nothing in particular.
    package let subject: String
    /// `done` or `refused`.
    package let result: String
    /// Why, in a few stable words; may be empty.
    package let reason: String

    /// An event to append.
    package init(_ action: StaticString, subject: String = "", result: String = "done", reason: String = "") {
        self.action = action.description
        self.subject = subject
        self.result = result
        self.reason = reason
    }
}
