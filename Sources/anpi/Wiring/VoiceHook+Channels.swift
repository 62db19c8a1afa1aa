import Channels
import Domain
import HTTPServer
import Notify
import Web

extension VoiceHook {
    /// What the voice gateway reports, checked and read by the room Channels.
    ///
    /// - Parameter keyURL: Where the gateway reports keys to.
    static func channels(keys: [CallbackKey], keyURL: HTTPURL) -> VoiceHook {
        VoiceHook(
            event: { headers, body, now in
                let report = try? VoiceCallback.verify(
                    timestamp: headers["Anpi-Timestamp"], signature: headers["Anpi-Signature"], body: body,
                    keys: keys, now: now)
                return report.map { report in
                    VoiceEvent(id: report.eventID, attempt: report.reference.description, kind: kind(of: report))
                }
            },
            script: { reply in
                let script =
                    reply.asksAgain
                    ? CallScript.question(reply.language, prompt: reply.text, farewell: "", keyURL: keyURL)
                    : CallScript.statement(reply.language, reply.text)
                return script.markup
            })
    }

    private static func kind(of report: VoiceCallback) -> VoiceEvent.Kind {
        switch report.event {
        case .keyPressed(let key): return .pressed(key)
        case .status(let status, _, _):
            return CallReport(status, report.result).map { .ended($0) } ?? .underWay
        }
    }
}
