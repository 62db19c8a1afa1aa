import Domain

/// A hand-off that is committed and not yet written as a message: what was read in the transaction.
struct HandOffDraft: Sendable {
    enum Content: Sendable {
        /// A message of a broadcast to one person.
        case broadcast(MessageContent, to: Addressee)
        /// A message of the service itself.
        case service(subject: String, body: String)
    }

    let key: AttemptKey
    let channel: Channel
    let address: String
    /// Whether the contact is marked as not working.
    let isMarked: Bool
    let language: Language
    let systemTitle: String
    let handOff: Int
    let content: Content
    /// Whose broadcast a reply to it answers; nil where nobody reads replies.
    let replyTo: AttemptKey?

    /// Writes the message.
    func composed(by composer: MessageComposer, at now: Instant) -> OutgoingAttempt {
        OutgoingAttempt(
            key: key, message: message(composer), language: language, systemTitle: systemTitle,
            handOff: handOff, date: now, replyTo: replyTo)
    }

    private func message(_ composer: MessageComposer) -> OutgoingAttempt.Message {
        switch content {
        case .service(let subject, let body):
            switch channel {
            case .mail: return .mail(address: address, ComposedMail(subject: subject, body: body))
            case .voice: return .announcement(number: address, Secret(body))
            case .sms: return .text(number: address, Secret(body))
            }
        case .broadcast(let content, let person):
            switch channel {
            case .mail: return .mail(address: address, composer.mail(content, to: person))
            case .voice, .sms: return .call(number: address, composer.call(content, to: person))
            }
        }
    }
}
