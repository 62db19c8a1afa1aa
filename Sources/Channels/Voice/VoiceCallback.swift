package import Domain

/// What a voice gateway reports to our callback address: a call went on, or a key was pressed.
///
/// Each report carries two header fields:
/// - `Anpi-Timestamp`: when it was sent, in whole seconds since 1970 (UTC);
/// - `Anpi-Signature`: `v1=` and the HMAC-SHA256 in hexadecimal of the timestamp, a full stop and the body as sent. While
///   keys change, several stand there, with commas between.
///
/// The body is a form: `EventId` (the same when a report is repeated), `CallSid`, `Reference` (ours, from the request),
/// `CallStatus`, `SequenceNumber` (grows within a call), and where they apply `Digits`, `AnsweredBy`, `ErrorCode`.
///
/// A gateway with a scheme of its own needs a small adapter in front that checks that scheme and signs again. For
/// Twilio: check `X-Twilio-Signature`; `EventId` is `I-Twilio-Idempotency-Token`; `Reference` is kept in the query of
/// the callback address; the other fields have these names already.
package struct VoiceCallback: Sendable, Hashable {
    /// The report's own name. The caller keeps it for ten minutes and drops a report that it has seen.
    package let eventID: String
    /// The gateway's name for the call.
    package let call: CallID
    /// Our name for the attempt.
    package let reference: CallReference
    /// Grows within a call; a report with a smaller number is late and changes nothing.
    package let sequence: Int
    /// When the gateway sent it.
    package let sentAt: Instant
    /// What happened.
    package let event: Event

    /// What happened to a call.
    package enum Event: Sendable, Hashable {
        /// It went on, or ended.
        case status(CallStatus, AnsweredBy?, errorCode: Int?)
        /// The person pressed a key: `0`–`9`, `*` or `#`. The reply to the report is a `CallScript`.
        case keyPressed(Character)
    }

    /// Why a report is not believed.
    package enum Refusal: String, Error, CaseIterable, Sendable {
        /// A header field is missing or cannot be read.
        case unsigned
        /// Sent more than five minutes ago, or in the future.
        case outOfTime
        /// The signature is not by our key over this body.
        case wrongSignature
        /// Signed by the gateway, but not a report as agreed.
        case notUnderstood
    }

    /// How far the gateway's clock may be from ours, either way.
    package static let window = Duration.seconds(300)
    /// The longest body that is read.
    package static let maximumBodyBytes = 16_384

    /// What became of the call, or nil if it goes on or a key was pressed.
    package var result: HandOffResult? {
        guard case .status(let status, let answeredBy, let errorCode) = event else { return nil }
        return VoiceOutcome.ofCall(status: status, answeredBy: answeredBy, errorCode: errorCode, id: call)
    }

    /// Checks a report and reads it; the signature comes first, so that nothing unsigned is ever parsed.
    /// - Parameters:
    ///   - timestamp: The value of `Anpi-Timestamp`.
    ///   - signature: The value of `Anpi-Signature`.
    ///   - keys: The key in use, and while it is changed the one before.
    package static func verify(
        timestamp: String?, signature: String?, body: [UInt8], keys: [CallbackKey], now: Instant
    ) throws(Refusal) -> VoiceCallback {
        let sentAt = try authenticate(
            timestamp: timestamp, signature: signature, body: body, keys: keys, now: now)
        guard let callback = VoiceCallback(body: body, sentAt: sentAt) else { throw .notUnderstood }
        return callback
    }

    /// When the gateway sent a body, if it did and a short while ago.
    static func authenticate(
        timestamp: String?, signature: String?, body: [UInt8], keys: [CallbackKey], now: Instant
    ) throws(Refusal) -> Instant {
        guard let timestamp, let signature, body.count <= maximumBodyBytes, (1...12).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let seconds = Int64(timestamp)
        else { throw .unsigned }
        let given = signatures(signature)
        guard !given.isEmpty else { throw .unsigned }
        guard keys.contains(where: { key in given.contains { key.matches($0, timestamp: timestamp, body: body) } })
        else { throw .wrongSignature }
        let sentAt = Instant(milliseconds: seconds * 1_000)
        guard now - sentAt <= window, sentAt - now <= window else { throw .outOfTime }
        return sentAt
    }

    private init?(body: [UInt8], sentAt: Instant) {
        guard let form = FormFields(body), let eventID = form["EventId"].flatMap(CallReference.init),
            let call = form["CallSid"].flatMap(CallID.init),
            let reference = form["Reference"].flatMap(CallReference.init),
            let sequence = form["SequenceNumber"].flatMap({ Int($0) }), sequence >= 0,
            let status = form["CallStatus"].flatMap(CallStatus.init(rawValue:))
        else { return nil }
        self.eventID = eventID.description
        self.call = call
        self.reference = reference
        self.sequence = sequence
        self.sentAt = sentAt
        if let digits = form["Digits"] {
            guard digits.count == 1, let key = digits.first, "0123456789*#".contains(key) else { return nil }
            event = .keyPressed(key)
        } else {
            event = .status(
                status, form["AnsweredBy"].flatMap(AnsweredBy.init(word:)),
                errorCode: form["ErrorCode"].flatMap { Int($0) })
        }
    }

    /// The signatures in a header value: at most four, 64 hexadecimal digits each.
    private static func signatures(_ value: String) -> [[UInt8]] {
        value.split(separator: ",").prefix(4).compactMap { part in
            let digits = part.drop { $0 == " " }.utf8
            guard digits.starts(with: "v1=".utf8), digits.count == 67 else { return nil }
            var bytes: [UInt8] = []
            var rest = Array(digits.dropFirst(3))[...]
            while !rest.isEmpty {
                let pair = rest.prefix(2)
                guard pair.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let byte = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(byte)
                rest = rest.dropFirst(2)
            }
            return bytes
        }
    }
}
