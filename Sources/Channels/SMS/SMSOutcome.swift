/// The one table from what a gateway says to what follows for a short message. Statuses mean the same as for calls; the
/// error numbers are its own.
package enum SMSOutcome {
    /// What a reply to "create a message" means. `id` is the message's id if the body named one.
    static func ofSending(status: Int, errorCode: Int?, id: CallID?, retryAfter: Duration?) -> HandOffResult {
        if (400..<500).contains(status), let errorCode, let code = refusal(errorCode) {
            let reason = FailureReason(code, status: status, detail: String(errorCode))
            switch code {
            case .numberUnknown, .numberRefused, .requestRefused, .tooLarge: return .permanent(reason)
            default: return .temporary(reason, retryAfter: retryAfter)
            }
        }
        return VoiceOutcome.ofPlacing(status: status, errorCode: errorCode, id: id, retryAfter: retryAfter)
    }

    /// The error numbers that say more than their status does.
    private static func refusal(_ code: Int) -> FailureCode? {
        switch code {
        // "To" is not a number, does not exist, cannot be reached, or is a line that takes no messages.
        case 21_211, 21_214, 21_217, 21_265, 21_401, 21_421, 21_614, 30_003, 30_005, 30_006: .numberUnknown
        // Its owner has asked for no more messages, or the carrier holds them back.
        case 21_610, 30_004, 30_007: .numberRefused
        // No text, or one that the gateway does not carry.
        case 21_602, 21_619: .requestRefused
        case 21_605, 21_617: .tooLarge
        // Our own sender or account: somebody can change the settings, and nobody's number is to blame.
        case 21_212, 21_603, 21_606, 21_611, 21_659, 21_660: .senderRefused
        case 21_408, 21_608, 21_612: .relayRefused
        case 14_107, 30_022: .rateLimited
        case 30_001: .providerBusy
        case 30_002: .authenticationFailed
        default: nil
        }
    }
}
