import Domain

/// One mail as it goes over an SMTP connection: what its envelope's commands say, and the message in its wire form.
/// Nothing in it can end a command's line or the message early.
struct SMTPLetter: Sendable {
    /// A command of the envelope.
    enum Command: CaseIterable, Sendable {
        /// RSET: forget the letter that was refused before.
        case reset
        /// MAIL FROM.
        case sender
        /// RCPT TO.
        case recipient
        /// DATA.
        case data
    }

    /// The message with its dots doubled, its last line ended, and the line that ends it.
    let message: [UInt8]
    /// The relay that it is for; it goes over no other's connection.
    let relay: SMTPRelay
    private let sender: String
    private let recipient: String
    private let size: Int

    /// A letter; nil if one of the addresses has something in it that no command may have.
    ///
    /// - Parameters:
    ///   - sender: What stands between the angle brackets of MAIL FROM; empty where nobody wants a bounce.
    ///   - recipient: The same of RCPT TO.
    ///   - message: Headers and text, lines ended by CR and LF.
    init?(from sender: String, to recipient: String, message: [UInt8], for relay: SMTPRelay) {
        guard Self.isSafe(sender), Self.isSafe(recipient), !recipient.isEmpty else { return nil }
        self.sender = sender
        self.recipient = recipient
        self.message = Self.wireForm(of: message)
        self.relay = relay
        size = message.count
    }

    /// The commands as they go out, in one piece. The size is named only to a relay that wants to know it (RFC 1870).
    func bytes(of commands: some Sequence<Command>, namingSize: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        for command in commands {
            switch command {
            case .reset: bytes += "RSET\r\n".utf8
            case .sender: bytes += "MAIL FROM:<\(sender)>\(namingSize ? " SIZE=\(size)" : "")\r\n".utf8
            case .recipient: bytes += "RCPT TO:<\(recipient)>\r\n".utf8
            case .data: bytes += "DATA\r\n".utf8
            }
        }
        return bytes
    }

    private static func isSafe(_ address: String) -> Bool {
        address.utf8.allSatisfy {
            (0x21..<0x7f).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
        }
    }

    /// The message as RFC 5321 (4.5.2) wants it. A dot behind a bare line feed is doubled too: what some relay takes for
    /// a line's end must not end the message either.
    static func wireForm(of message: [UInt8]) -> [UInt8] {
        let (dot, feed) = (UInt8(ascii: "."), UInt8(ascii: "\n"))
        var wire: [UInt8] = []
        wire.reserveCapacity(message.count + 64)
        var copied = 0
        var last = feed
        for (index, byte) in message.enumerated() {
            if byte == dot && last == feed {
                wire += message[copied...index]
                copied = index
            }
            last = byte
        }
        wire += message[copied...]
        if !message.isEmpty && !wire.suffix(2).elementsEqual("\r\n".utf8) { wire += "\r\n".utf8 }
        wire += ".\r\n".utf8
        return wire
    }
}
