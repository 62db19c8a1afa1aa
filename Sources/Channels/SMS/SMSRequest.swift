package import Domain

/// One short message to one person.
package struct SMSRequest: Sendable, Hashable {
    /// Whom it goes to.
    package let to: PhoneNumber
    /// What it says; holds a code, so it is never printed.
    package let text: Secret

    /// A message.
    package init(to: PhoneNumber, text: Secret) {
        self.to = to
        self.text = text
    }
}
