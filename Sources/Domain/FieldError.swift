/// A value that was refused: which field, which rule, and the sentence a person reads.
package struct FieldError: Hashable, Sendable {
    /// The field's name as the API and the form know it, such as `mail2` or `loginID`.
    package let field: String
    /// A stable word for the rule that was broken, such as `tooLong`; programs test it.
    package let rule: String
    /// Names field and rule and says what can be done; never contains a secret.
    package let message: LocalizedText

    /// The error of one field.
    package init(field: String, rule: String, message: LocalizedText) {
        self.field = field
        self.rule = rule
        self.message = message
    }
}

/// Input that was refused as a whole; nothing was changed.
package struct InvalidInput: Error, Hashable, Sendable {
    /// At least one error, in the order of the fields.
    package let errors: [FieldError]

    /// Input refused for these reasons; there must be at least one.
    package init(_ errors: [FieldError]) {
        precondition(!errors.isEmpty, "Input is refused for a reason")
        self.errors = errors
    }

    /// Input refused for one reason.
    package init(field: String, rule: String, message: LocalizedText) {
        self.init([FieldError(field: field, rule: rule, message: message)])
    }
}
