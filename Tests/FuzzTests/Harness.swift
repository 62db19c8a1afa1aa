/// A reader of input that comes from outside, and what must hold whatever arrives.
///
/// `make fuzz` lets libFuzzer look for bytes that break it; the tests replay the bytes that are kept in `Corpus`.
struct Harness: Sendable {
    /// The name on the command line, and of the folder in `Corpus`.
    let name: String
    /// Reads the bytes and throws `Broken` if something did not hold.
    let check: @Sendable ([UInt8]) throws -> Void

    static let all = [
        Harness(name: "bulletin", check: checkBulletin),
        Harness(name: "callback", check: checkCallback),
        Harness(name: "connection", check: checkConnection),
        Harness(name: "csv", check: checkCSV),
        Harness(name: "feed", check: checkFeed),
        Harness(name: "mail", check: checkMail),
        Harness(name: "names", check: checkNames),
        Harness(name: "passkey", check: checkPasskey),
        Harness(name: "profile", check: checkProfile),
        Harness(name: "provider", check: checkProvider),
        Harness(name: "replies", check: checkReplies),
        Harness(name: "request", check: checkRequest),
        Harness(name: "token", check: checkToken),
    ]
}

/// A rule that an input broke.
struct Broken: Error {
    let rule: String
}

/// Says that something holds, in a sentence that is true if it does.
func hold(_ rule: String, _ condition: Bool) throws {
    if !condition { throw Broken(rule: rule) }
}

/// The bytes in front of the first line feed and those behind it.
func cut(_ bytes: [UInt8]) -> (line: String, rest: [UInt8]) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return (String(decoding: bytes[..<end], as: UTF8.self), Array(bytes[min(end + 1, bytes.count)...]))
}
