import Domain
import Testing

@testable import Channels

@Suite("What a voice gateway's words mean")
struct VoiceOutcomeTests {
    private let id = CallID("CA1")

    @Test("everyStatusCodeIsClassified: each status of a reply to a call request has a meaning", arguments: 100...999)
    func everyStatusCodeIsClassified(status: Int) {
        for code in [nil, 0, 404, 20_003, 21_211, 21_216, 21_212, 99_999] as [Int?] {
            for id in [nil, id] {
                let result = VoiceOutcome.ofPlacing(status: status, errorCode: code, id: id, retryAfter: .seconds(3))
                switch result {
                case .accepted(let reference):
                    #expect((200..<300).contains(status) && (id != nil || status == 201))
                    #expect(reference == id?.description)
                case .temporary(let reason, _):
                    #expect((300..<600).contains(status) && reason.fault == .provider)
                case .permanent(let reason):
                    #expect((400..<500).contains(status) && reason.status == status && reason.fault != .provider)
                case .unclear(let reason):
                    #expect(reason.status == status && !(400..<500).contains(status) || status == 409)
                }
                if status >= 400 && status < 600 { #expect(result != .accepted(reference: id?.description)) }
            }
        }
    }

    @Test("Retry-After is passed on where waiting helps", arguments: [425, 429, 500, 503, 408, 401])
    func retryAfter(status: Int) {
        let result = VoiceOutcome.ofPlacing(status: status, errorCode: nil, id: nil, retryAfter: .seconds(9))
        guard case .temporary(_, .seconds(9)) = result else {
            Issue.record("\(result)")
            return
        }
    }

    @Test(
        "Known replies get their own word",
        arguments: [
            (400, 21_211, "permanent numberUnknown 400 21211"), (400, 21_216, "permanent numberRefused 400 21216"),
            (400, 21_215, "temporary relayRefused 400 21215"), (400, 21_212, "temporary senderRefused 400 21212"),
            (400, 13_227, "temporary relayRefused 400 13227"), (400, 21_219, "temporary relayRefused 400 21219"),
            (400, nil, "permanent requestRefused 400"), (422, nil, "permanent requestRefused 422"),
            (401, 20_003, "temporary authenticationFailed 401 20003"), (403, nil, "temporary authenticationFailed 403"),
            (402, nil, "temporary creditExhausted 402"), (404, 20_404, "temporary providerFault 404 20404"),
            // An account that doesn't exist is no reason to strike a number off.
            (404, 404, "temporary providerFault 404 404"), (409, nil, "unclear providerFault 409"),
            (429, 20_429, "temporary rateLimited 429 20429"), (301, nil, "temporary providerFault 301"),
            (500, nil, "temporary providerFault 500"), (503, nil, "temporary providerBusy 503"),
            (502, nil, "unclear providerFault 502"), (504, nil, "unclear providerFault 504"),
            (200, nil, "unclear providerFault 200"), (201, nil, "accepted"),
        ] as [(Int, Int?, String)])
    func placing(status: Int, code: Int?, expected: String) {
        let result = VoiceOutcome.ofPlacing(status: status, errorCode: code, id: nil, retryAfter: nil)
        #expect(result.inWords == expected)
    }

    @Test("Every call status has a meaning, and only final ones a result", arguments: CallStatus.allCases)
    func everyCallStatus(status: CallStatus) throws {
        let id = try #require(id)
        for answeredBy in [nil, .human, .machine] as [AnsweredBy?] {
            for code in [nil, 404, 486, 21_211, 13_224] as [Int?] {
                let result = VoiceOutcome.ofCall(status: status, answeredBy: answeredBy, errorCode: code, id: id)
                #expect((result != nil) == status.isFinal)
                switch (status, result) {
                case (.completed, .accepted(let reference)): #expect(answeredBy != .machine && reference == "CA1")
                case (.completed, .temporary(let reason, nil)):
                    #expect(answeredBy == .machine && reason.code == .voicemail)
                case (.busy, .temporary(let reason, nil)): #expect(reason.code == .busy)
                case (.noAnswer, .temporary(let reason, nil)): #expect(reason.code == .noAnswer)
                case (.canceled, .temporary(let reason, nil)): #expect(reason.code == .canceled)
                case (.failed, .permanent(let reason)): #expect(reason.code == .numberUnknown && code != 486)
                case (.failed, .temporary(let reason, nil)):
                    #expect(reason.code == .callFailed && (code == nil || code == 486))
                case (_, nil): #expect(!status.isFinal)
                default: Issue.record("\(status) → \(String(describing: result))")
                }
            }
        }
    }
}

@Suite("Phone numbers")
struct PhoneNumberTests {
    @Test(
        "A number as typed becomes one that can be dialled from anywhere (R-136)",
        arguments: [
            ("0312345678", "+81312345678"), ("09012345678", "+819012345678"), ("+81312345678", "+81312345678"),
            ("+12025550123", "+12025550123"), ("0120123456", "+81120123456"),
        ])
    func usable(text: String, international: String) throws {
        #expect(try PhoneNumber(text).international == international)
    }

    @Test(
        "Emergency numbers and anything that isn't a number are never dialled",
        arguments: [
            ("110", .notASubscriber), ("118", .notASubscriber), ("119", .notASubscriber), ("171", .notASubscriber),
            ("0", .notASubscriber), ("0110", .notASubscriber), ("+110", .notASubscriber),
            ("+0312345678", .notASubscriber),
            ("0081312345678", .notASubscriber), ("312345678", .notASubscriber), ("03-1234-5678", .notDigits),
            ("０３１２３４５６７８", .notDigits), ("", .notDigits), ("+", .notDigits), ("03123456a8", .notDigits),
            ("0312345678\r\n", .notDigits), ("03٣٤٥٦٧٨٩٠", .notDigits), ("0123456789012345", .tooLong),
            ("+1234567890123456", .tooLong),
        ] as [(String, PhoneNumber.Flaw)])
    func refused(text: String, flaw: PhoneNumber.Flaw) {
        #expect(throws: flaw) { try PhoneNumber(text) }
    }

    @Test("Every flaw has a sentence, and printing a number shows nothing of it", arguments: PhoneNumber.Flaw.allCases)
    func sentences(flaw: PhoneNumber.Flaw) throws {
        #expect(!flaw.message[.japanese].isEmpty && !flaw.message[.english].isEmpty)
        #expect(try !"\(PhoneNumber("0312345678"))".contains("312345"))
    }
}
