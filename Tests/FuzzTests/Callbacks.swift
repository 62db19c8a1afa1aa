import Channels
import Domain

/// A report of the voice gateway: its two header fields on a line each, and the body.
@Sendable func checkCallback(_ bytes: [UInt8]) throws {
    let now = Instant(milliseconds: 1_704_093_000_000)
    let (timestamp, rest) = cut(bytes)
    let (signature, body) = cut(rest)
    guard let key = CallbackKey(Secret("nobody who sends hostile reports knows this key")) else { return }
    func verify(_ timestamp: String, _ signature: String, _ body: [UInt8]) -> Result<
        VoiceCallback, VoiceCallback.Refusal
    > {
        Result { () throws(VoiceCallback.Refusal) in
            try VoiceCallback.verify(timestamp: timestamp, signature: signature, body: body, keys: [key], now: now)
        }
    }
    let forged = verify(timestamp, signature, body)
    try hold("nobody signs without the key", forged == .failure(.unsigned) || forged == .failure(.wrongSignature))

    let sent = "1704093000"
    let signed =
        "v1="
        + key.signature(timestamp: sent, body: body).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    let report = verify(sent, signed, body)
    try hold("a signed report is read the same each time", verify(sent, signed, body) == report)
    try hold("another body is another signature", verify(sent, signed, body + [0x26]) != report || body.count >= 16_384)
    if let form = FormFields(body) {
        try hold("a form survives its coding", FormFields(form.encoded) == form)
    }
    let incoming = Result { () throws(VoiceCallback.Refusal) in
        try IncomingCallback.verify(timestamp: sent, signature: signed, body: body, keys: [key], now: now)
    }
    if case .success(let incoming) = incoming {
        try hold("names of calls that come in are plain", CallReference(incoming.eventID) != nil)
        let digits = incoming.digits?.exposed ?? "0"
        try hold(
            "what was typed is on the telephone",
            (1...32).contains(digits.utf8.count) && digits.allSatisfy { "0123456789*#".contains($0) })
    }
    guard case .success(let report) = report else { return }
    try hold("names are plain", CallReference(report.eventID) != nil && CallID(report.call.description) != nil)
    try hold("reports are counted from 0", report.sequence >= 0)
    switch report.event {
    case .keyPressed(let key):
        try hold("a key is on the telephone", "0123456789*#".contains(key) && report.result == nil)
    case .status(let status, _, _): try hold("what ended has a result", (report.result != nil) == status.isFinal)
    }
}
