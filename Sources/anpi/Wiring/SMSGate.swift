import Channels
import Domain
import Notify

/// The engine's way to the gateway of short messages. Only codes go there.
enum SMSGate {
    /// Codes are few: this many at a time are enough.
    private static let connections = 20

    /// The way to the gateway of these settings, or nil if they name none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func make(_ settings: Settings, clock: WallClock) throws -> ChannelGate? {
        guard let address = settings.smsGateway else { return nil }
        guard let base = HTTPURL(address) else {
            throw SettingsError(reason: "ANPI_SMS_GATEWAY was not understood. It takes https://HOST/PATH.")
        }
        guard let account = CallID(settings.voiceAccount) else {
            throw SettingsError(reason: "ANPI_VOICE_ACCOUNT takes letters, digits, hyphens and underscores.")
        }
        guard let file = settings.voiceTokenFile, let token = TextFile.read(file) else {
            throw SettingsError(reason: "ANPI_VOICE_TOKEN_FILE names no file that can be read.")
        }
        guard let sender = SMSSender(settings.smsSender ?? settings.voiceCaller) else {
            throw SettingsError(
                reason: "ANPI_SMS_SENDER is neither a telephone number nor a name of 3 to 11 letters and digits.")
        }
        let pool = TransferPool(connections: connections)
        let channel = SMSChannel(
            gateway: SMSGateway(
                base: base, account: account, token: Secret(token.trimmingLineEnd), sender: sender),
            client: HTTPClient(
                pool: pool, policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true)), clock: clock)
        return ChannelGate(
            .sms, capacity: connections, limits: settings.smsLimits, close: { await pool.close(grace: $0) }
        ) { outgoing in
            guard case .text(let number, let text) = outgoing.message else {
                return .permanent(reason: FailureCode.localTrouble.rawValue)
            }
            guard let to = try? PhoneNumber(number) else {
                return .permanent(reason: FailureCode.numberUnknown.rawValue)
            }
            return HandOffOutcome(await channel.send(SMSRequest(to: to, text: text)), awaitsReport: false)
        }
    }
}
