import Channels
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
        return MaildirInbox(
            path: path, take: TakeMail(engineCapabilities, addresses: addresses, wake: wake), log: log)
    }
}
