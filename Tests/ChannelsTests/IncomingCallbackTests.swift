import Domain
import Testing

@testable import Channels

@Suite("Reports of calls that come in")
struct IncomingCallbackTests {
    private static let now = Instant(milliseconds: 1_704_093_000_000)
    private static let sent = "1704093000"

    private static func key() throws -> CallbackKey {
        try #require(CallbackKey(Secret("a key of at least thirty-two bytes, shared with the gateway")))
    }

    private static func read(
        _ body: String, at timestamp: String = sent, signedAs other: String? = nil
    ) throws -> Result<IncomingCallback, VoiceCallback.Refusal> {
        let key = try key()
        let signed = key.signature(timestamp: timestamp, body: Array((other ?? body).utf8))
        let text = signed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return Result { () throws(VoiceCallback.Refusal) in
            try IncomingCallback.verify(
                timestamp: timestamp, signature: "v1=" + text, body: Array(body.utf8), keys: [key], now: now)
        }
    }

    @Test("A call comes in, with the number that calls and what was typed (R-029)")
    func fields() throws {
        let first = try Self.read(
            "EventId=EV1&CallSid=CA1&CallStatus=ringing&From=%2B819011112222&To=%2B81312345678"
        ).get()
        #expect(first.eventID == "EV1" && first.call.description == "CA1" && first.digits == nil)
        #expect(first.caller?.international == "+819011112222" && first.status == .ringing)
        let typed = try Self.read("EventId=EV2&CallSid=CA1&CallStatus=in-progress&Digits=12345678").get()
        #expect(typed.digits?.exposed == "12345678" && typed.caller == nil)
        // Nothing of it may be printed.
        #expect(!"\(first)\(typed)".contains("12345678") && !"\(first)".contains("9011112222"))
    }

    @Test(
        "The closing key is none, hidden numbers are none, and what is no key is not understood",
        arguments: [
            ("Digits=4711%23", "4711"), ("Digits=%23", nil), ("Digits=", nil), ("Digits=*", "*"),
            ("From=anonymous&Digits=1", "1"), ("From=%2B266696687&Digits=1", "1"),
        ] as [(String, String?)])
    func typed(_ more: String, _ digits: String?) throws {
        let report = try Self.read("EventId=EV1&CallSid=CA1&CallStatus=in-progress&" + more).get()
        #expect(report.digits?.exposed == digits)
        if more.contains("anonymous") { #expect(report.caller == nil) }
    }

    @Test(
        "A report that is not as agreed is refused",
        arguments: [
            "CallSid=CA1&CallStatus=ringing", "EventId=EV1&CallStatus=ringing", "EventId=EV1&CallSid=CA1",
            "EventId=EV1&CallSid=CA1&CallStatus=nonsense", "EventId=EV1&CallSid=CA1&CallStatus=in-progress&Digits=12a",
            "EventId=EV1&CallSid=CA1&CallStatus=in-progress&Digits=１２",
            "EventId=EV1&CallSid=CA1&CallStatus=in-progress&Digits=" + String(repeating: "1", count: 33),
            "EventId=EV%2F1&CallSid=CA1&CallStatus=ringing",
        ])
    func notUnderstood(_ body: String) throws {
        #expect(try Self.read(body) == .failure(.notUnderstood))
    }

    @Test("Another body, an old report and one without a signature are not believed")
    func refused() throws {
        let body = "EventId=EV1&CallSid=CA1&CallStatus=ringing"
        #expect(try Self.read(body, signedAs: body + "&Digits=1") == .failure(.wrongSignature))
        #expect(try Self.read(body, at: "1704092699") == .failure(.outOfTime))
        #expect(try Self.read(body, at: "1704093301") == .failure(.outOfTime))
        let key = try Self.key()
        #expect(throws: VoiceCallback.Refusal.unsigned) {
            try IncomingCallback.verify(
                timestamp: Self.sent, signature: nil, body: Array(body.utf8), keys: [key], now: Self.now)
        }
    }

    @Test("A script says lines in their languages, waits twice for keys, and ends with a farewell")
    func script() throws {
        let url = try #require(HTTPURL("https://anpi.example.jp/hooks/voice/in"))
        let lines = [CallScript.Line(.japanese, "IDを <押して>"), CallScript.Line(.english, "Type & press")]
        let markup = CallScript.request(
            lines, digits: 8, farewell: [CallScript.Line(.english, "Goodbye.")], keyURL: url
        ).markup
        let gather = """
            <Gather input="dtmf" numDigits="8" finishOnKey="#" timeout="15" method="POST" \
            action="https://anpi.example.jp/hooks/voice/in"><Say language="ja-JP">IDを &lt;押して&gt;</Say>\
            <Say language="en-US">Type &amp; press</Say></Gather>
            """
        #expect(markup.contains(gather + gather + "<Say language=\"en-US\">Goodbye.</Say><Hangup/></Response>"))
        #expect(CallScript.statement(lines).markup.hasSuffix("</Say><Hangup/></Response>"))
    }
}
