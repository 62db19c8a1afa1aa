package import Domain

/// One hand-off, complete and ready for a provider. It holds contacts and message text: never print it.
package struct OutgoingAttempt: Sendable {
    /// What goes out.
    package enum Message: Sendable, Hashable {
        /// A mail to an address.
        case mail(address: String, ComposedMail)
        /// A call to a number.
        case call(number: String, ComposedCall)
        /// A call that says something and hangs up, such as a code.
        case announcement(number: String, Secret)
        /// A short message to a number.
        case text(number: String, Secret)
    }

    /// Which attempt it is; its text is Message-ID and call reference, the same at every hand-off.
    package let key: AttemptKey
    /// What goes out, and where.
    package let message: Message
    /// The person's language.
    package let language: Language
    /// The organization's title, for the sender's name; never translated.
    package let systemTitle: String
    /// Which hand-off of the attempt this is, from 1.
    package let handOff: Int
    /// When it is handed off, for the Date of a mail.
    package let date: Instant
    /// Whose broadcast a reply to it answers; nil where nobody reads replies.
    package let replyTo: AttemptKey?
}
