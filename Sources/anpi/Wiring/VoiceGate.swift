import Channels
import Domain
import Notify
import Web

/// The engine's way to the voice gateway.
enum VoiceGate {
    /// Where the gateway reports to, below our public address.
    static let callbackPath = "/hooks/voice"

    /// A request takes milliseconds and a call half a minute: no gateway needs a connection for each line.
    private static let mostConnections = 500

    /// The way to the gateway of these settings, or nil if they name none.
    ///
    /// - Throws: `SettingsError` that names the variable.
    static func make(_ settings: Settings, clock: WallClock) throws -> ChannelGate? {
        guard let address = settings.voiceGateway else { return nil }
        let gateway = try gateway(at: address, settings)
        let pool = TransferPool(connections: min(settings.voiceLines, mostConnections))
        let client = HTTPClient(
            pool: pool, policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true))
        let channel = VoiceChannel(gateway: gateway, client: client, clock: clock)
        return ChannelGate(
            .voice, capacity: settings.voiceLines, limits: settings.voiceLimits,
            lookUp: { key in
                switch await find(key, channel) {
                case .found(let record):
                    CallReport(record.status, record.result).map { .ended($0) }
                        ?? .underWay(reference: record.id.description)
                case .unknown: .notPlaced
                case .failed: .failed
                }
            },
            hangUp: { key in
                guard case .found(let record) = await find(key, channel), !record.status.isFinal else { return }
                _ = await channel.hangUp(record.id)
            },
            close: { await pool.close(grace: $0) }
        ) { outgoing in
            let number: String
            let script: CallScript
            switch outgoing.message {
            case .call(let to, let call):
                number = to
                script = .question(
                    outgoing.language, prompt: call.prompt, farewell: call.farewell, keyURL: gateway.keyURL)
            // The gateway is who says the code to its listener.
            case .announcement(let to, let text):
                number = to
                script = .statement(outgoing.language, text.exposed)
            case .mail, .text: return .permanent(reason: "localTrouble")
            }
            guard let to = try? PhoneNumber(number), let reference = CallReference(outgoing.key.description) else {
                return .permanent(reason: "numberUnknown")
            }
            let result = await channel.placeCall(CallRequest(to: to, script: script, reference: reference))
            return HandOffOutcome(result, awaitsReport: true)
        }
    }

    /// A call of which only our own name for it is sure to be known.
    private static func find(_ key: AttemptKey, _ channel: VoiceChannel) async -> VoiceChannel.LookUp {
        // The same text went out as the call's reference: without one there was no call.
        guard let reference = CallReference(key.description) else { return .unknown }
        return await channel.lookUp(reference)
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
