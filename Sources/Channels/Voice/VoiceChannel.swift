package import Domain
import Foundation

/// Places calls through an HTTP gateway, and asks it later what became of them.
///
/// `placeCall` says only whether the gateway took the call; what became of it comes by callback (`VoiceCallback`), or
/// from `lookUp` when no callback came.
package struct VoiceChannel: Sendable {
    private let gateway: VoiceGateway
    private let client: HTTPClient
    private let clock: WallClock

    /// A channel to this gateway.
    package init(gateway: VoiceGateway, client: HTTPClient, clock: WallClock) {
        self.gateway = gateway
        self.client = client
        self.clock = clock
    }

    /// Asks the gateway for one call; the reference of an accepted one is the gateway's id for it. Never throws; the
    /// request is sent once.
    package func placeCall(_ call: CallRequest) async -> HandOffResult {
        var form = FormFields()
        form.add("To", call.to.international)
        form.add("From", gateway.from.international)
        form.add("Twiml", call.script.markup)
        form.add("Timeout", String(call.ringTimeout.components.seconds))
        form.add("Reference", call.reference.description)
        form.add("StatusCallback", gateway.callbackURL.text)
        form.add("StatusCallbackMethod", "POST")
        for event in ["initiated", "ringing", "answered", "completed"] { form.add("StatusCallbackEvent", event) }
        form.add("MachineDetection", "Enable")
        switch await post("/Calls.json", form) {
        case .replied(let reply):
            let answer = CallAnswer(reply.body)
            return VoiceOutcome.ofPlacing(
                status: reply.status, errorCode: answer?.code, id: answer?.record?.id ?? answer?.id,
                retryAfter: reply.retryAfter(now: clock.now()))
        case .notSent(let reason): return .temporary(reason, retryAfter: nil)
        case .noReply(let reason): return .unclear(reason)
        }
    }

    /// What a look-up brought.
    package enum LookUp: Sendable, Hashable {
        /// The gateway knows the call.
        case found(CallRecord)
        /// The gateway has never heard of it: it was not placed.
        case unknown
        /// The gateway could not be asked; nothing is known.
        case failed(FailureReason)
    }

    /// Asks the gateway about a call by the gateway's id.
    package func lookUp(_ id: CallID) async -> LookUp {
        switch await get("/Calls/\(id).json") {
        case .replied(let reply) where reply.status == 404: return .unknown
        case .replied(let reply) where (200..<300).contains(reply.status):
            guard let record = CallAnswer(reply.body)?.record, record.id == id else {
                return .failed(FailureReason(.providerFault, status: reply.status))
            }
            return .found(record)
        case .replied(let reply): return .failed(FailureReason(.providerFault, status: reply.status))
        case .notSent(let reason), .noReply(let reason): return .failed(reason)
        }
    }

    /// Asks the gateway about a call by our own reference, for hand-offs whose reply was lost. Needs a gateway that
    /// lists calls by `Reference`; one that ignores the filter is noticed, and says `failed`.
    package func lookUp(_ reference: CallReference) async -> LookUp {
        switch await get("/Calls.json?Reference=\(reference)&PageSize=2") {
        case .replied(let reply) where (200..<300).contains(reply.status):
            guard let answers = CallAnswer.list(reply.body) else { break }
            let records = answers.compactMap(\.record)
            if let record = records.first(where: { $0.reference == reference }) { return .found(record) }
            if answers.isEmpty { return .unknown }
        case .replied(let reply): return .failed(FailureReason(.providerFault, status: reply.status))
        case .notSent(let reason), .noReply(let reason): return .failed(reason)
        }
        return .failed(FailureReason(.providerFault))
    }

    /// Ends a call, also while it is still ringing, because the person has answered on another way. True if the
    /// gateway agreed or the call is over.
    package func hangUp(_ id: CallID) async -> Bool {
        var form = FormFields()
        form.add("Status", "completed")
        guard case .replied(let reply) = await post("/Calls/\(id).json", form) else { return false }
        return (200..<300).contains(reply.status) || reply.status == 404
    }

    private func post(_ path: String, _ form: FormFields) async -> HTTPOutcome {
        guard let url = gateway.url(path),
            let type = HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        else { return .notSent(FailureReason(.localTrouble)) }
        return await client.send(
            .post(
                url, headers: [type], body: form.encoded, user: gateway.account.description, password: gateway.token,
                maximumReplyBytes: 65_536, timeout: gateway.timeout))
    }

    private func get(_ path: String) async -> HTTPOutcome {
        guard let url = gateway.url(path) else { return .notSent(FailureReason(.localTrouble)) }
        return await client.send(
            .get(
                url, user: gateway.account.description, password: gateway.token, maximumReplyBytes: 65_536,
                timeout: gateway.timeout))
    }
}

/// A gateway's JSON about one call or message, or about an error.
struct CallAnswer: Decodable {
    let sid: String?
    let status: Status?
    let reference: String?
    let answeredBy: String?
    let errorCode: Number?
    /// An error's own number; a call has none.
    let codeOfError: Number?

    enum CodingKeys: String, CodingKey {
        case sid, status, reference
        case answeredBy = "answered_by"
        case errorCode = "error_code"
        case codeOfError = "code"
    }

    /// A call's status is a word, an error's is a number.
    enum Status: Decodable {
        case word(String)
        case number(Int)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .word(try container.decode(String.self))
            }
        }
    }

    /// Some gateways write error numbers as text.
    struct Number: Decodable {
        let value: Int?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = (try? container.decode(Int.self)) ?? (try? container.decode(String.self)).flatMap { Int($0) }
        }
    }

    init?(_ body: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(CallAnswer.self, from: Data(body)) else { return nil }
        self = answer
    }

    static func list(_ body: [UInt8]) -> [CallAnswer]? {
        struct List: Decodable { let calls: [CallAnswer] }
        return (try? JSONDecoder().decode(List.self, from: Data(body)))?.calls
    }

    var code: Int? { codeOfError?.value ?? errorCode?.value }
    var id: CallID? { sid.flatMap(CallID.init) }

    var record: CallRecord? {
        guard let id, case .word(let word) = status, let status = CallStatus(rawValue: word) else { return nil }
        return CallRecord(
            id: id, reference: reference.flatMap(CallReference.init), status: status,
            answeredBy: answeredBy.flatMap(AnsweredBy.init(word:)), errorCode: errorCode?.value)
    }
}
