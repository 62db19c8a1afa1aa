/// The one table from what a voice gateway says to what follows for the call.
///
/// Whatever concerns our account or the gateway as a whole is temporary and the provider's. A number that doesn't exist
/// is permanent. And what was accepted is never asked for again, however strange the rest of the reply is.
package enum VoiceOutcome {
    /// What a reply to "create a call" means. `id` is the call's id if the body named one.
    static func ofPlacing(status: Int, errorCode: Int?, id: CallID?, retryAfter: Duration?) -> HandOffResult {
        func reason(_ code: FailureCode) -> FailureReason {
            FailureReason(code, status: status, detail: errorCode.map(String.init))
        }
        switch status {
        case 200..<300:
            if let id { return .accepted(reference: id.description) }
            // "Created" says it is done; other successes without an id may come from something in between.
            return status == 201 ? .accepted(reference: nil) : .unclear(reason(.providerFault))
        case 300..<400: return .temporary(reason(.providerFault), retryAfter: nil)
        case 400..<500:
            if let errorCode, let result = ofError(errorCode, reason) { return result }
            switch status {
            case 400, 422: return .permanent(reason(.requestRefused))
            case 401, 403, 407: return .temporary(reason(.authenticationFailed), retryAfter: retryAfter)
            case 402: return .temporary(reason(.creditExhausted), retryAfter: retryAfter)
            // The gateway knows this reference already: the call may have been placed.
            case 409: return .unclear(reason(.providerFault))
            case 413: return .permanent(reason(.tooLarge))
            case 425, 429: return .temporary(reason(.rateLimited), retryAfter: retryAfter)
            default: return .temporary(reason(.providerFault), retryAfter: retryAfter)
            }
        // A server in between gave up waiting; the one behind it may have placed the call.
        case 502, 504: return .unclear(reason(.providerFault))
        case 503: return .temporary(reason(.providerBusy), retryAfter: retryAfter)
        case 500..<600: return .temporary(reason(.providerFault), retryAfter: retryAfter)
        default: return .unclear(reason(.providerFault))
        }
    }

    /// What became of a call, or nil while it goes on. Voicemail is not success.
    package static func ofCall(
        status: CallStatus, answeredBy: AnsweredBy?, errorCode: Int?, id: CallID
    ) -> HandOffResult? {
        func reason(_ code: FailureCode) -> FailureReason {
            FailureReason(code, detail: errorCode.map(String.init))
        }
        switch status {
        case .queued, .initiated, .ringing, .inProgress: return nil
        case .completed:
            return answeredBy == .machine
                ? .temporary(reason(.voicemail), retryAfter: nil) : .accepted(reference: id.description)
        case .busy: return .temporary(reason(.busy), retryAfter: nil)
        case .noAnswer: return .temporary(reason(.noAnswer), retryAfter: nil)
        case .canceled: return .temporary(reason(.canceled), retryAfter: nil)
        case .failed:
            if let errorCode, sipNumberUnknown.contains(errorCode) { return .permanent(reason(.numberUnknown)) }
            return errorCode.flatMap { ofError($0, reason) } ?? .temporary(reason(.callFailed), retryAfter: nil)
        }
    }

    /// What the telephone network itself (SIP) says about numbers that don't exist. Never looked for in a reply to
    /// "create a call", where 404 would be about our account.
    private static let sipNumberUnknown: Set = [404, 410, 484, 604]

    /// The error numbers that decide more than their status does.
    private static func ofError(_ code: Int, _ reason: (FailureCode) -> FailureReason) -> HandOffResult? {
        switch code {
        // "To" is not a number, does not exist, or cannot be reached.
        case 13_223, 13_224, 21_211, 21_214, 21_217, 21_401, 21_421: .permanent(reason(.numberUnknown))
        // Barred by us, or by its owner.
        case 13_225, 13_226, 21_216, 21_610: .permanent(reason(.numberRefused))
        // No permission for the region, a trial account, our own number refused: somebody can change the account's
        // settings, and nobody's number is to blame.
        case 13_227, 21_215, 21_219: .temporary(reason(.relayRefused), retryAfter: nil)
        case 21_210, 21_212, 21_213: .temporary(reason(.senderRefused), retryAfter: nil)
        case 20_003, 20_005: .temporary(reason(.authenticationFailed), retryAfter: nil)
        default: nil
        }
    }
}
