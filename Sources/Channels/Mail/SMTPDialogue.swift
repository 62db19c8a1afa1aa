/// What was said on an SMTP connection, boiled down to what decides: how far it came, and the last reply there. Pure; fed
/// by curl's callbacks while it connects, and made of an `SMTPExchange` afterwards.
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

    /// What a relay can do beyond the oldest SMTP, as its last EHLO reply says.
    struct Extensions: Hashable, Sendable {
        /// Commands may follow each other without waiting for the replies (RFC 2920).
        var pipelining = false
        /// MAIL FROM may name the message's size (RFC 1870).
        var size = false
    }

    private(set) var phase = Phase.connecting
    /// The last whole reply in this phase.
    private(set) var reply: SMTPReply?
    /// What the relay offered. What it said before the connection was protected counts for nothing.
    private(set) var extensions = Extensions()
    private var helloLines = 0
    private var lines = SMTPReplyLines()
    private var isOver = false

    private static let commands: [(String, Phase)] = [
        ("EHLO ", .hello), ("HELO ", .hello), ("STARTTLS", .security), ("AUTH ", .login),
    ]

    /// A conversation in which nothing was said yet.
    init() {}

    /// What became of a letter on a connection that was ready for it.
    init(_ exchange: SMTPExchange) {
        phase = exchange.phase
        reply = exchange.reply
    }

    /// A command went out; only its first word is looked at and nothing of it is kept.
    mutating func commandSent(_ bytes: some Collection<UInt8>) {
        // After QUIT the relay only says good-bye.
        if bytes.starts(with: "QUIT".utf8) { isOver = true }
        guard !isOver, let (_, next) = Self.commands.first(where: { bytes.starts(with: $0.0.utf8) }) else { return }
        phase = next
        reply = nil
        lines = SMTPReplyLines()
        if next == .hello { (extensions, helloLines) = (Extensions(), 0) }
    }

    /// A line of a reply came.
    mutating func lineReceived(_ bytes: some Collection<UInt8>) {
        guard !isOver else { return }
        if phase == .connecting { phase = .greeting }
        if phase == .hello { noteExtension(bytes) }
        if let whole = lines.add(bytes) { reply = whole }
    }

    /// The first line of the reply to EHLO is the relay's name, each other one names something that it can do.
    private mutating func noteExtension(_ bytes: some Collection<UInt8>) {
        guard bytes.starts(with: "250".utf8) else { return }
        helloLines += 1
        guard helloLines > 1 else { return }
        let words = bytes.dropFirst(4).prefix { $0 > 0x20 && $0 < 0x7f }
        switch String(decoding: words, as: UTF8.self).uppercased() {
        case "PIPELINING": extensions.pipelining = true
        case "SIZE": extensions.size = true
        default: break
        }
    }
}
