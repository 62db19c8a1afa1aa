import Channels
import Domain
import HTTPServer
import Notify
import Web

/// The voice gateway's way back to us: what it reports and what it is told to say.
enum VoiceReports {
    /// How reports are checked and answered; nil where no gateway is set.
    static func hook(_ rooms: Rooms) -> VoiceHook? {
        guard rooms.settings.voiceGateway != nil,
            let keyURL = HTTPURL(rooms.settings.publicURL + VoiceGate.callbackPath)
        else { return nil }
        let keys = VoiceGate.callbackKeys(rooms.keys)
        let log = rooms.log
        return VoiceHook(
            event: { headers, body, now in
                do throws(VoiceCallback.Refusal) {
                    let callback = try VoiceCallback.verify(
                        timestamp: headers["Anpi-Timestamp"], signature: headers["Anpi-Signature"], body: body,
                        keys: keys, now: now)
                    return VoiceEvent(callback)
                } catch {
                    log.warning("voice.notBelieved", ("reason", error.rawValue))
                    return nil
                }
            },
            script: { reply in
                let script: CallScript =
                    reply.asksAgain
                    ? .question(reply.language, prompt: reply.text, farewell: "", keyURL: keyURL)
                    : .statement(reply.language, reply.text)
                return script.markup
            })
    }
}

extension VoiceEvent {
    /// The event that a checked report tells of.
    init(_ callback: VoiceCallback) {
        let kind: Kind =
            switch callback.event {
            case .keyPressed(let key): .pressed(key)
            case .status: callback.result.map { .ended(CallReport($0)) } ?? .underWay
            }
        self.init(id: callback.eventID, attempt: callback.reference.description, kind: kind)
    }
}

extension CallReport {
    /// How a call ended, from the channel's verdict.
    init(_ result: HandOffResult) {
        switch result {
        case .accepted: self = .completed
        case .permanent(let reason): self = .invalidNumber(reason: reason.code.rawValue)
        case .temporary(let reason, _), .unclear(let reason):
            switch reason.code {
            case .busy: self = .busy
            case .noAnswer, .voicemail: self = .noAnswer
            default: self = .unreachable(reason: reason.code.rawValue)
            }
        }
    }
}
