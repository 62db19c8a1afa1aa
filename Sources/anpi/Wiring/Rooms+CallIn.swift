import Auth
import Channels
import Domain
import HTTPServer
import Notify
import Tenants
import Web

extension Rooms {
    /// Where the gateway asks what to say to callers, below our public address.
    private static let callInPath = VoiceGate.callbackPath + "/in"

    /// What people who call in are talked with; nil without a number that they could call.
    ///
    /// - Throws: `SettingsError` that names the variable.
    func callIn(_ auth: AuthServices, _ recordAnswer: RecordAnswer) throws -> CallInServices? {
        guard let number = settings.voiceInbound else { return nil }
        guard let keyURL = HTTPURL(settings.publicURL + Self.callInPath) else {
            throw SettingsError(reason: "ANPI_PUBLIC_URL is not an address that the gateway could report to.")
        }
        let take = TakeCallIn(
            database: database, clock: clock, keys: sealKeys(for: .incomingCall), randomness: randomness,
            door: .auth(auth.voiceLogIn), recordAnswer: recordAnswer)
        return CallInServices(
            number: number, hook: .channels(keys: VoiceGate.callbackKeys(keys), keyURL: keyURL), take: take)
    }
}

extension CallInDoor {
    /// The door of the room Auth.
    fileprivate static func auth(_ logIn: VoiceLogIn) -> CallInDoor {
        CallInDoor(
            prove: { proof, now in
                do {
                    let grant = try await logIn(
                        VoiceLogIn.Attempt(
                            id: proof.id, password: proof.password.exposed, telephone: proof.telephone,
                            requestID: proof.requestID),
                        now: now)
                    return grant.map { .caller(CallInCaller($0)) } ?? .refused
                } catch is PasswordHasher.Busy {
                    return .busy
                }
            },
            resume: { actor, tenant, requestID in
                try await logIn.resume(actor, in: tenant, requestID: requestID).map(CallInCaller.init)
            })
    }
}

extension CallInCaller {
    fileprivate init(_ grant: VoiceLogIn.Grant) {
        self.init(scope: grant.scope, language: grant.language, timeZone: grant.timeZone)
    }
}

extension CallInHook {
    /// What the voice gateway reports of calls that come in, checked and read by the room Channels.
    ///
    /// - Parameter keyURL: Where the gateway reports what was typed.
    fileprivate static func channels(keys: [CallbackKey], keyURL: HTTPURL) -> CallInHook {
        CallInHook(
            report: { headers, body, now in
                let callback = try? IncomingCallback.verify(
                    timestamp: headers["Anpi-Timestamp"], signature: headers["Anpi-Signature"], body: body,
                    keys: keys, now: now)
                return callback.map { callback in
                    CallInReport(
                        event: callback.eventID, call: callback.call.description,
                        telephone: callback.caller?.international, digits: callback.digits,
                        isOver: callback.status.isFinal)
                }
            },
            script: { reply in
                let digits: Int
                switch reply.wait {
                case .nothing: return CallScript.statement(lines(reply.lines)).markup
                case .id: digits = VoiceID.length
                case .password: digits = VoicePassword.length.upperBound
                case .key: digits = 1
                }
                return CallScript.request(
                    lines(reply.lines), digits: digits, farewell: lines(reply.farewell), keyURL: keyURL
                ).markup
            })
    }

    private static func lines(_ lines: [CallInReply.Line]) -> [CallScript.Line] {
        lines.map { CallScript.Line($0.language, $0.text) }
    }
}
