import Channels
import Domain
import Notify
import Web

/// The engine's way to the voice gateway.
enum VoiceGate {
    /// Where the gateway reports to, below our public address.
    static let callbackPath = "/hooks/voice"

    /// The way to the gateway of these settings, or nil if they name none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func make(_ settings: Settings, clock: WallClock) throws -> ChannelGate? {
        guard let address = settings.voiceGateway else { return nil }
        let gateway = try gateway(at: address, settings)
        let client = HTTPClient(
            pool: TransferPool(connections: settings.voiceLines),
            policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true))
        let channel = VoiceChannel(gateway: gateway, client: client, clock: clock)
        return ChannelGate(.voice, capacity: settings.voiceLines, limits: settings.voiceLimits) { outgoing in
            guard case .call(let number, let call) = outgoing.message else {
                return .permanent(reason: "localTrouble")
            }
            guard let to = try? PhoneNumber(number), let reference = CallReference(outgoing.key.description) else {
                return .permanent(reason: "numberUnknown")
            }
            let script = CallScript.question(
                outgoing.language, prompt: call.prompt, farewell: call.farewell, keyURL: gateway.keyURL)
            let result = await channel.placeCall(CallRequest(to: to, script: script, reference: reference))
            return HandOffOutcome(result, awaitsReport: true)
        }
    }

    /// How the gateway's reports are checked and answered, or nil if the settings name no gateway.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func hook(_ rooms: Rooms) throws -> VoiceHook? {
        guard let address = rooms.settings.voiceGateway else { return nil }
        return .channels(keys: callbackKeys(rooms.keys), keyURL: try gateway(at: address, rooms.settings).keyURL)
    }

    /// The key that the gateway signs its reports with: derived from the installation's key file.
    static func callbackKeys(_ keys: InstallationKeys) -> [CallbackKey] {
        keys.masters.compactMap { master in
            CallbackKey(Secret(master.text(for: .callback)))
        }
    }

    private static func gateway(at address: String, _ settings: Settings) throws -> VoiceGateway {
        guard let base = HTTPURL(address) else {
            throw SettingsError(reason: "ANPI_VOICE_GATEWAY was not understood. It takes https://HOST/PATH.")
        }
        guard let account = CallID(settings.voiceAccount) else {
            throw SettingsError(reason: "ANPI_VOICE_ACCOUNT takes letters, digits, hyphens and underscores.")
        }
        guard let file = settings.voiceTokenFile, let token = TextFile.read(file) else {
            throw SettingsError(reason: "ANPI_VOICE_TOKEN_FILE names no file that can be read.")
        }
        guard let from = try? PhoneNumber(settings.voiceCaller) else {
            throw SettingsError(reason: "ANPI_VOICE_CALLER is not a telephone number.")
        }
        guard let callback = HTTPURL(settings.publicURL + callbackPath) else {
            throw SettingsError(reason: "ANPI_PUBLIC_URL is not an address that the gateway could report to.")
        }
        return VoiceGateway(
            base: base, account: account, token: Secret(token.trimmingLineEnd), from: from, callbackURL: callback)
    }
}
