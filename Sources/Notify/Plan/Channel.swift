import Database

/// A way to reach a person.
package enum Channel: String, Sendable, CaseIterable, DatabaseConvertible {
    /// A mail to one of up to three addresses.
    case mail
    /// A call to one of up to three numbers; needs the voice option.
    case voice
}
