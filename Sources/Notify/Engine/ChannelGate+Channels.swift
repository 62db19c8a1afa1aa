package import Channels
import Domain

extension ChannelGate {
    /// The way to an SMTP relay, for mails from this sender.
    ///
    /// - Parameter inbound: Where replies and what cannot be delivered come in; nil if nobody looks after them.
    package static func mail(
        _ channel: MailChannel, from: MailAddress, inbound: InboundAddresses? = nil, capacity: Int,
        limits: GateLimits = GateLimits(),
        executor: (any TaskExecutor)? = nil, codeExecutor: (any TaskExecutor)? = nil,
        close: (@Sendable (Duration) async -> Void)? = nil
    ) -> ChannelGate {
        ChannelGate(
            .mail, capacity: capacity, limits: limits, close: close, executor: executor, codeExecutor: codeExecutor
        ) { outgoing in
            guard case .mail(let address, let mail) = outgoing.message else {
                return .permanent(reason: FailureCode.localTrouble.rawValue)
            }
            guard let to = try? MailAddress(address),
                let id = MessageID(unique: outgoing.key.description, of: from)
            else { return .permanent(reason: FailureCode.mailboxUnknown.rawValue) }
            let message = MailMessage(
                from: from, fromName: HeaderText(cleaning: outgoing.systemTitle), to: to,
                subject: HeaderText(cleaning: mail.subject),
                text: mail.body, language: outgoing.language, messageID: id, date: outgoing.date,
                returnPath: inbound?.bounce(of: outgoing.key).map { .address($0) } ?? .sender,
                replyTo: outgoing.replyTo.flatMap { inbound?.reply(to: $0) })
            return HandOffOutcome(await channel.handOff(message), awaitsReport: false)
        }
    }
}

extension HandOffOutcome {
    /// What a channel said, in the engine's words.
    package init(_ result: HandOffResult, awaitsReport: Bool) {
        switch result {
        case .accepted(let reference): self = .accepted(reference: reference ?? "", awaitsReport: awaitsReport)
        case .temporary(let reason, let wait): self = .temporary(reason: reason.description, retryAfter: wait)
        case .permanent(let reason): self = .permanent(reason: reason.description)
        case .unclear(let reason): self = .unclear(reason: reason.description)
        }
    }
}
