package import Domain

/// What a voice gateway reports of a call that comes in to our number: it asks what to say, or a caller typed something.
///
/// Signed as a `VoiceCallback` is. The body is a form: `EventId` (the same when a report is repeated), `CallSid`,
/// `CallStatus`, and where they apply `From` (missing, or no number, if the caller hides it) and `Digits`. The reply is a
/// `CallScript`; a report that the call has ended needs none.
package struct IncomingCallback: Sendable, Hashable {
    /// The most keys that are read.
    private static let mostDigits = 32

    /// The report's own name.
    package let eventID: String
    /// The gateway's name for the call.
    package let call: CallID
    /// The number that calls; nil if it is hidden.
    package let caller: PhoneNumber?
    /// What was typed, without a closing `#`; nil if nothing was.
    package let digits: Secret?
    /// How far the call came.
    package let status: CallStatus

    /// Checks a report and reads it; the signature comes first, so that nothing unsigned is ever parsed.
    ///
    /// - Parameters:
    ///   - timestamp: The value of `Anpi-Timestamp`.
    ///   - signature: The value of `Anpi-Signature`.
    ///   - keys: The key in use, and while it is changed the one before.
    package static func verify(
        timestamp: String?, signature: String?, body: [UInt8], keys: [CallbackKey], now: Instant
    ) throws(VoiceCallback.Refusal) -> IncomingCallback {
        _ = try VoiceCallback.authenticate(
            timestamp: timestamp, signature: signature, body: body, keys: keys, now: now)
        guard let callback = IncomingCallback(body: body) else { throw .notUnderstood }
        return callback
    }

    private init?(body: [UInt8]) {
        guard let form = FormFields(body), let eventID = form["EventId"].flatMap(CallReference.init),
            let call = form["CallSid"].flatMap(CallID.init),
            let status = form["CallStatus"].flatMap(CallStatus.init(rawValue:))
        else { return nil }
        self.eventID = eventID.description
        self.call = call
        self.status = status
        caller = form["From"].flatMap { try? PhoneNumber($0) }
        guard let typed = form["Digits"] else {
            digits = nil
            return
        }
        let keys = typed.hasSuffix("#") ? String(typed.dropLast()) : typed
        guard keys.utf8.count <= Self.mostDigits, keys.allSatisfy({ "0123456789*#".contains($0) }) else { return nil }
        // Whoever only presses the closing key has typed nothing.
        digits = keys.isEmpty ? nil : Secret(keys)
    }
}
