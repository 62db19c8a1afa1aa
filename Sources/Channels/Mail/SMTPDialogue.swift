/// What was said on an SMTP connection during one transfer, boiled down to what decides: how far it came, and the last
/// reply there. Pure; fed by curl's callbacks.
struct SMTPDialogue: Hashable, Sendable {
    /// How far the conversation came. Each command's phase lasts until the next command.
    enum Phase: String, CaseIterable, Sendable {
        /// Nothing was heard yet.
        case connecting
        /// The relay's greeting came, or a refusal in its place.
        case greeting
        /// EHLO or HELO.
        case hello
        /// STARTTLS.
        case security
        /// AUTH.
        case login
        /// MAIL FROM: says something about our sender address.
        case sender
        /// RCPT TO: says something about the recipient.
        case recipient
        /// DATA, before the message.
        case data
        /// A part of the message has left, its end has not: the relay must not deliver it.
        case message
        /// The whole message may have left: the relay's next reply decides.
        case end
    }

    private(set) var phase = Phase.connecting
    /// The last whole reply in this phase.
    private(set) var reply: SMTPReply?
    private var lines: [String] = []
    private var isOver = false

    private static let commands: [(String, Phase)] = [
        ("EHLO ", .hello), ("HELO ", .hello), ("STARTTLS", .security), ("AUTH ", .login), ("MAIL FROM:", .sender),
        ("RCPT TO:", .recipient), ("DATA", .data),
    ]

    /// A command went out; only its first word is looked at and nothing of it is kept.
    mutating func commandSent(_ bytes: some Collection<UInt8>) {
        // After QUIT the relay only says good-bye.
        if bytes.starts(with: "QUIT".utf8) { isOver = true }
        guard !isOver, let (_, next) = Self.commands.first(where: { bytes.starts(with: $0.0.utf8) }) else { return }
        phase = next
        reply = nil
        lines = []
    }

    /// A part of the message was handed to the connection.
    mutating func messageStarted() {
        guard phase != .message else { return }
        phase = .message
        reply = nil
        lines = []
    }

    /// A line of a reply came.
    mutating func lineReceived(_ bytes: some Collection<UInt8>) {
        guard !isOver else { return }
        if phase == .connecting { phase = .greeting }
        let line = bytes.prefix(600).filter { (0x20..<0x7f).contains($0) }
        guard line.count >= 3, let code = Int(String(decoding: line.prefix(3), as: UTF8.self)), code >= 100 else {
            return
        }
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        // A hyphen after the code announces more lines.
        guard line.count == 3 || line[3] != UInt8(ascii: "-") else { return }
        reply = SMTPReply(code: code, text: String(lines.joined(separator: " ").prefix(500)))
        lines = []
    }

    /// How far it came, given how many bytes of the message went out. Some bytes are enough for "the whole message":
    /// curl sends the final dot by itself, and counts what it escaped too.
    func phase(bytesSent: Int, of messageBytes: Int) -> Phase {
        phase == .message && bytesSent >= messageBytes ? .end : phase
    }
}
