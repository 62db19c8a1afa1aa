import Channels
import Domain
import Testing

@Suite("Reports of the voice gateway")
struct VoiceCallbackTests {
    private let now = MailFixture.now
    private let key = CallbackKey(Secret("a secret that only the gateway and we know"))

    private func body(_ changes: [String: String?] = [:]) -> [UInt8] {
        let fields = [
            ("EventId", "EV1"), ("CallSid", "CA1"), ("Reference", "attempt-7"), ("CallStatus", "ringing"),
            ("SequenceNumber", "3"),
        ]
        var form = FormFields()
        for (name, value) in fields where changes[name] == nil { form.add(name, value) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) { if let value { form.add(name, value) } }
        return form.encoded
    }

    private func verify(
        _ body: [UInt8], seconds: Int64 = 0, signedBy signer: CallbackKey? = nil, change: (String) -> String = { $0 }
    ) throws -> VoiceCallback {
        let key = try #require(key)
        let timestamp = String(now.milliseconds / 1_000 + seconds)
        let bytes = (signer ?? key).signature(timestamp: timestamp, body: body)
        let hexadecimal = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return try VoiceCallback.verify(
            timestamp: timestamp, signature: change("v1=" + hexadecimal), body: body, keys: [key], now: now)
    }

    @Test("A signed report becomes a typed event")
    func reads() throws {
        let callback = try verify(body())
        #expect(callback.eventID == "EV1" && callback.call.description == "CA1")
        #expect(callback.reference.description == "attempt-7" && callback.sequence == 3 && callback.sentAt == now)
        #expect(callback.event == .status(.ringing, nil, errorCode: nil) && callback.result == nil)
        let key = try verify(body(["Digits": "2", "CallStatus": "in-progress"]))
        #expect(key.event == .keyPressed("2") && key.result == nil)
        let machine = try verify(body(["CallStatus": "completed", "AnsweredBy": "machine_end_beep"]))
        #expect(machine.result?.reason?.code == .voicemail)
        let dead = try verify(body(["CallStatus": "failed", "ErrorCode": "404"]))
        #expect(dead.result?.inWords == "permanent numberUnknown 404")
        #expect(try verify(body(["CallStatus": "completed"])).result == .accepted(reference: "CA1"))
    }

    @Test(
        "Five minutes either way are believed and not a second more", arguments: [-301, -300, 0, 300, 301] as [Int64])
    func window(seconds: Int64) throws {
        if abs(seconds) <= 300 {
            #expect(try verify(body(), seconds: seconds).sentAt == now + .seconds(seconds))
        } else {
            #expect(throws: VoiceCallback.Refusal.outOfTime) { try verify(body(), seconds: seconds) }
        }
    }

    @Test("A changed body, time, signature or key is not believed")
    func forged() throws {
        let key = try #require(key)
        let other = try #require(CallbackKey(Secret("another secret of more than thirty-two characters")))
        #expect(throws: VoiceCallback.Refusal.wrongSignature) { try verify(body(), signedBy: other) }
        let timestamp = String(now.milliseconds / 1_000)
        let good = key.signature(timestamp: timestamp, body: body())
        for index in 0..<good.count {
            var bad = good
            bad[index] ^= 1
            let text = "v1=" + bad.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(throws: VoiceCallback.Refusal.wrongSignature) {
                try VoiceCallback.verify(timestamp: timestamp, signature: text, body: body(), keys: [key], now: now)
            }
        }
        let text = "v1=" + good.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(throws: VoiceCallback.Refusal.wrongSignature) {
            try VoiceCallback.verify(
                timestamp: timestamp, signature: text, body: body(["Digits": "1"]), keys: [key], now: now)
        }
        #expect(throws: VoiceCallback.Refusal.wrongSignature) {
            try VoiceCallback.verify(
                timestamp: String(now.milliseconds / 1_000 + 1), signature: text, body: body(), keys: [key], now: now)
        }
        // While the key changes, both are believed, and several signatures may stand there.
        #expect(throws: Never.self) {
            try VoiceCallback.verify(
                timestamp: timestamp, signature: "v1=00, " + text, body: body(), keys: [other, key], now: now)
        }
        #expect(throws: VoiceCallback.Refusal.wrongSignature) {
            try VoiceCallback.verify(timestamp: timestamp, signature: text, body: body(), keys: [], now: now)
        }
    }

    @Test("What isn't signed as agreed is refused before it is read")
    func unsigned() throws {
        for change in [
            { _ in "" }, { String($0.dropFirst(3)) }, { "v2=" + $0.dropFirst(3) }, { String($0.dropLast()) },
            { $0 + "0" },
            { _ in "v1=" + String(repeating: "z", count: 64) }, { _ in "v1=" + String(repeating: "+1", count: 32) },
        ] as [(String) -> String] {
            #expect(throws: VoiceCallback.Refusal.unsigned) { try verify(body(), change: change) }
        }
        let key = try #require(key)
        for timestamp in [nil, "", "abc", "-1", "1704089400.5", "+1704089400", "99999999999999999999"] {
            #expect(throws: VoiceCallback.Refusal.unsigned) {
                try VoiceCallback.verify(timestamp: timestamp, signature: "v1=00", body: body(), keys: [key], now: now)
            }
        }
        #expect(throws: VoiceCallback.Refusal.unsigned) {
            try verify([UInt8](repeating: 65, count: VoiceCallback.maximumBodyBytes + 1))
        }
    }

    @Test(
        "Signed nonsense is not a report",
        arguments: [
            ["EventId": nil], ["EventId": "a b"], ["CallSid": nil], ["CallSid": "../x"], ["Reference": nil],
            ["CallStatus": "exploded"], ["CallStatus": nil], ["SequenceNumber": "-1"], ["SequenceNumber": "x"],
            ["Digits": "12"], ["Digits": ""], ["Digits": "x"], ["Digits": "１"],
        ] as [[String: String?]])
    func nonsense(changes: [String: String?]) {
        #expect(throws: VoiceCallback.Refusal.notUnderstood) { try verify(body(changes)) }
    }

    @Test("A short secret is no key, and printing a key shows nothing")
    func keys() throws {
        #expect(CallbackKey(Secret(String(repeating: "a", count: 31))) == nil)
        #expect("\(try #require(key))" == "•••")
    }

    @Test("A script speaks the person's language and cannot be broken out of")
    func script() throws {
        let url = try #require(HTTPURL("https://anpi.example.jp/callbacks?x=1&y=2"))
        let japanese = CallScript.question(
            .japanese, prompt: "</Say><Dial>0990</Dial> & \"髙橋\"\u{0}", farewell: "失礼します。", keyURL: url
        ).markup
        #expect(
            japanese.contains(
                "<Say language=\"ja-JP\">&lt;/Say&gt;&lt;Dial&gt;0990&lt;/Dial&gt; &amp; &quot;髙橋&quot; </Say>"))
        #expect(japanese.contains("action=\"https://anpi.example.jp/callbacks?x=1&amp;y=2\""))
        #expect(!japanese.contains("<Dial>") && !japanese.contains("\u{0}"))
        #expect(
            CallScript.statement(.english, "Thank you.").markup.contains(
                "<Say language=\"en-US\">Thank you.</Say><Hangup/>"))
    }
}
