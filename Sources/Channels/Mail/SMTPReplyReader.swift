/// Makes whole replies out of what a relay says, wherever its bytes are cut. Pure, and bounded: lines that are no reply
/// are skipped, and whoever goes on talking without saying one is told off.
struct SMTPReplyReader: Sendable {
    /// The relay said more than this without a whole reply.
    struct TooLong: Error, Equatable {}

    private static let longestReply = 65_536

    private var bytes: [UInt8] = []
    private var start = 0
    private var replyBytes = 0
    private var lines = SMTPReplyLines()

    /// Whether nothing of another reply was said behind the last one.
    var isEmpty: Bool { start == bytes.count && lines.isEmpty }

    /// Takes what came from the connection.
    mutating func append(_ more: some Collection<UInt8>) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        bytes += more
    }

    /// The next whole reply, or nil if it has not come yet.
    mutating func next() throws(TooLong) -> SMTPReply? {
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            replyBytes += line.count + 1
            start = end + 1
            guard replyBytes <= Self.longestReply else { throw TooLong() }
            if let reply = lines.add(line) {
                replyBytes = 0
                return reply
            }
        }
        guard replyBytes + bytes.count - start <= Self.longestReply else { throw TooLong() }
        return nil
    }
}

/// The lines of a reply that is not whole yet.
struct SMTPReplyLines: Hashable, Sendable {
    private var texts: [String] = []

    var isEmpty: Bool { texts.isEmpty }

    /// Takes a line, with or without its end, and gives the reply if this was its last one. A line that doesn't begin
    /// with a code is skipped.
    mutating func add(_ bytes: some Collection<UInt8>) -> SMTPReply? {
        let line = bytes.prefix(600).filter { (0x20..<0x7f).contains($0) }
        guard let code = Self.code(line) else { return nil }
        texts.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        // A hyphen after the code announces more lines.
        guard line.count == 3 || line[3] != UInt8(ascii: "-") else { return nil }
        defer { texts = [] }
        return SMTPReply(code: code, text: String(texts.joined(separator: " ").prefix(500)))
    }

    /// Three digits, the first of them no zero.
    private static func code(_ line: [UInt8]) -> Int? {
        guard line.count >= 3, line[0] != UInt8(ascii: "0") else { return nil }
        var code = 0
        for byte in line.prefix(3) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            code = code * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return code
    }
}
