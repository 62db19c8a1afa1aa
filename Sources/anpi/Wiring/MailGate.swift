import Channels
import Domain
import Notify

/// The engine's way to the SMTP relay.
enum MailGate {
    /// The way to the relay of these settings, or nil if they name none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func make(_ settings: Settings, inbound: InboundAddresses?) throws -> ChannelGate? {
        // Before a slow relay all other connections are busy for a second and more: one of sixteen is for codes alone.
        let connections = settings.mailConnections
        let pool = TransferPool(connections: connections, kept: connections < 4 ? 0 : (connections + 15) / 16)
        guard let (channel, from) = try Self.channel(settings, pool: pool) else { return nil }
        // Enough in line that no connection waits for a commit, and that the commits are of many.
        return .mail(
            channel, from: from, inbound: inbound, capacity: connections * 4, limits: settings.mailLimits,
            executor: pool, codeExecutor: pool.ahead
        ) { await pool.close(grace: $0) }
    }

    /// Says hello to the relay of these settings; nil if it would take mails, or if there is none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func greet(_ settings: Settings) async throws -> FailureCode? {
        guard let address = settings.mailRelay else { return nil }
        let pool = TransferPool(connections: 1)
        let trouble = await MailChannel(relay: try relay(at: address, settings), pool: pool).greet()
        await pool.close(grace: .zero)
        return trouble
    }

    /// The relay of these settings with the sender's address, or nil if they name none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func channel(
        _ settings: Settings, pool: TransferPool
    ) throws -> (channel: MailChannel, from: MailAddress)? {
        guard let address = settings.mailRelay else { return nil }
        let relay = try relay(at: address, settings)
        return (MailChannel(relay: relay, pool: pool), try sender(settings))
    }

    /// The sender of all mails.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func sender(_ settings: Settings) throws -> MailAddress {
        do {
            return try MailAddress(settings.mailFrom)
        } catch {
            throw SettingsError(reason: "ANPI_MAIL_FROM: \(error.message[.english])")
        }
    }

    private static func relay(at address: String, _ settings: Settings) throws -> SMTPRelay {
        let wrong = SettingsError(reason: "ANPI_MAIL_RELAY was not understood. It takes smtp://HOST:PORT.")
        let rest = address.drop { $0 != "/" }.dropFirst(2)
        guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]) else {
            throw wrong
        }
        var credentials: SMTPRelay.Credentials?
        if let user = settings.mailUser {
            guard let file = settings.mailPasswordFile, let password = TextFile.read(file) else {
                throw SettingsError(reason: "ANPI_MAIL_PASSWORD_FILE names no file that can be read.")
            }
            credentials = SMTPRelay.Credentials(
                user: user, password: Secret(password.trimmingLineEnd))
        }
        let security = SMTPRelay.Security(rawValue: settings.mailSecurity.rawValue) ?? .required
        let host = settings.publicURL.split(separator: "/").last.map(String.init) ?? "localhost"
        do {
            return try SMTPRelay(
                host: String(rest[..<colon]), port: port, security: security, credentials: credentials,
                caFile: settings.mailCAFile, greetingName: String(host.prefix { $0 != ":" }),
                totalTimeout: settings.handOffDeadline)
        } catch .passwordInTheClear {
            throw SettingsError(
                reason: "ANPI_MAIL_USER would send the password unprotected; set ANPI_MAIL_SECURITY to required.")
        } catch {
            throw wrong
        }
    }
}

extension String {
    /// The text without the line end that editors put at the end of a file.
    var trimmingLineEnd: String {
        var text = self
        while let last = text.last, last == "\n" || last == "\r\n" { text.removeLast() }
        return text
    }
}
