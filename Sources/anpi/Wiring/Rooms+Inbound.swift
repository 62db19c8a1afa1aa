import Channels
import Domain
import Notify

extension Rooms {
    /// The addresses at which mail comes in, or nil if nobody looks after any.
    ///
    /// - Throws: `SettingsError` that names the variable.
    func inboundAddresses() throws -> InboundAddresses? {
        guard let text = settings.inboundAddress, settings.inboundMaildir != nil else {
            if settings.inboundAddress != nil || settings.inboundMaildir != nil {
                throw SettingsError(reason: "ANPI_INBOUND_MAILDIR and ANPI_INBOUND_ADDRESS belong together.")
            }
            return nil
        }
        guard let mailbox = try? MailAddress(text),
            let addresses = InboundAddresses(mailbox: mailbox, keys: keys.keys(for: .inboundAddress))
        else {
            throw SettingsError(
                reason: "ANPI_INBOUND_ADDRESS takes an address with at most six small letters or digits before the @.")
        }
        return addresses
    }

    /// What takes mails in, or nil where none come.
    ///
    /// - Throws: `SettingsError`.
    func inbox(wake: @escaping @Sendable () -> Void) throws -> MaildirInbox? {
        guard let path = settings.inboundMaildir, let addresses = try inboundAddresses() else { return nil }
        let registration = settings.inboundServer.flatMap { server in
            mailRegistrations.map { (offers: $0, proof: SenderProof(server: server)) }
        }
        return MaildirInbox(
            path: path,
            take: TakeMail(engineCapabilities, addresses: addresses, registration: registration, wake: wake), log: log)
    }

    /// Addresses that are registered by blank mails; nil where none come, or nothing could be replied.
    var mailRegistrations: MailRegistrations? {
        guard let mailbox = settings.inboundAddress, settings.inboundMaildir != nil, settings.inboundServer != nil,
            settings.mailRelay != nil
        else { return nil }
        return MailRegistrations(
            mailbox: mailbox, database: database, keys: sealKeys(for: .mailRegistration), randomness: randomness,
            failpoints: failpoints)
    }

    /// What replies to blank mails; nil where there are none.
    ///
    /// - Throws: `SettingsError`.
    func registrationReplies() throws -> SendRegistrationReplies? {
        guard let registrations = mailRegistrations,
            let (channel, from) = try MailGate.channel(settings, pool: TransferPool(connections: 1))
        else { return nil }
        let links = settings.publicURL + "/m/"
        return SendRegistrationReplies(registrations, clock: clock, log: log) { [clock] reply in
            let unique = "m-" + reply.token.hash.map { String($0, radix: 16) }.joined()
            guard let to = try? MailAddress(reply.address), let id = MessageID(unique: unique, of: from) else {
                return true
            }
            let message = MailMessage(
                from: from, fromName: nil, to: to, subject: HeaderText(cleaning: RegistrationReplyWords.subject),
                text: RegistrationReplyWords.body(link: links + reply.token.text.exposed), messageID: id,
                date: clock.now(), returnPath: .nowhere, inReplyTo: HeaderText(cleaning: reply.inReplyTo))
            switch await channel.handOff(message) {
            case .accepted, .permanent: return true
            case .temporary, .unclear: return false
            }
        }
    }
}
