package import Domain

/// Whether a text is an address that mail can be sent to.
package enum MailAddressVerdict: Hashable, Sendable {
    /// It is; in the form in which it is stored.
    case address(String)
    /// It is not, for a reason with a stable word and a sentence.
    case flaw(rule: String, message: LocalizedText)
}
