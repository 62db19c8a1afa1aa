/// Hands one letter over a connection on which the relay has nothing more to say: what goes out when, and what each reply
/// means for the rest. Pure; the connection does what `step` says and tells what became of it.
///
/// A relay that offers PIPELINING (RFC 2920) gets the whole envelope in one piece, so that a mail waits for it twice
/// and not four times. The message itself goes out only when sender, recipient and DATA were all taken.
struct SMTPExchange: Sendable {
    typealias Command = SMTPLetter.Command
    typealias Phase = SMTPDialogue.Phase

    /// What happens next.
    enum Step: Equatable, Sendable {
        /// These commands go out together.
        case say([Command])
        /// The message goes out, with its end.
        case sendMessage
        /// The next reply is waited for.
        case listen
        /// The verdict is known, and replies to commands that went out with the refused one are still owed: they are
        /// waited for a moment, so that the connection can be used again.
        case listenBriefly
        /// Nothing; this is how the connection is left.
        case over(Aftermath)
    }

    /// How a connection is left.
    enum Aftermath: CaseIterable, Sendable {
        /// The next letter may follow.
        case ready
        /// The next letter may follow a RSET: the relay still has a part of the refused envelope.
        case needsReset
        /// Nobody knows what its next bytes would belong to; it is cut.
        case broken
    }

    private enum State: Equatable {
        /// Commands are to be said, or replies to them are owed. Can become: message, over.
        case envelope
        /// The relay waits for the message. Can become: end, over.
        case message
        /// The final dot has left. Can become: over.
        case end
        /// The verdict is known, or there will be none.
        case over(Aftermath)
    }

    private var state = State.envelope
    private var unsaid: ArraySlice<Command>
    private var owed: ArraySlice<Command> = []
    private var isRefused = false
    private let isPipelining: Bool

    /// How far it came.
    private(set) var phase = Phase.connecting
    /// The reply that decided, or the last one in this phase.
    private(set) var reply: SMTPReply?
    /// Whether a reply was none that SMTP allows there.
    private(set) var isNonsense = false

    /// The exchange of one letter.
    ///
    /// - Parameters:
    ///   - isPipelining: Whether the relay offered PIPELINING, in its last EHLO reply.
    ///   - isReset: Whether a letter before this one was refused on the connection.
    init(isPipelining: Bool, afterRefusal isReset: Bool) {
        self.isPipelining = isPipelining
        unsaid = isReset ? [.reset, .sender, .recipient, .data] : [.sender, .recipient, .data]
    }

    /// What happens next.
    var step: Step {
        switch state {
        case .envelope where !owed.isEmpty: isRefused ? .listenBriefly : .listen
        case .envelope: .say(Array(isPipelining ? unsaid : unsaid.prefix(1)))
        case .message: .sendMessage
        case .end: .listen
        case .over(let aftermath): .over(aftermath)
        }
    }

    /// What `step` gave to say is on its way.
    mutating func said() {
        guard state == .envelope, owed.isEmpty else { return }
        owed = isPipelining ? unsaid : unsaid.prefix(1)
        unsaid = unsaid.dropFirst(owed.count)
        waitForReply(to: owed.first)
    }

    /// A part of the message has left, or all of it: from then on it may have been taken.
    mutating func messageLeft(whole: Bool) {
        guard state == .message else { return }
        phase = whole ? .end : .message
        if whole { state = .end }
    }

    /// The connection cannot be used any more.
    mutating func broke() {
        state = .over(.broken)
    }

    /// Whether nothing of this letter was heard before the relay hung up: on a connection that waited for it that is no
    /// word about the letter, and a new connection deserves one try at once.
    var foundNobody: Bool {
        state == .over(.broken) && (phase == .connecting || phase == .sender)
            && reply.map { $0.code == 421 } ?? true
    }

    /// A whole reply came.
    mutating func heard(_ reply: SMTPReply) {
        switch state {
        case .over: break
        case .end:
            self.reply = reply
            end(Self.isOrderly(reply) ? .ready : .broken)
        case .message:
            // It came before the message's end, which therefore never leaves: whatever it says, nobody took anything.
            self.reply = reply
            isNonsense = !Self.isRefusal(reply)
            end(.broken)
        case .envelope:
            guard let command = owed.popFirst() else {
                // It came before its command.
                self.reply = reply
                isNonsense = !Self.isRefusal(reply)
                return end(.broken)
            }
            isRefused ? heardBehindRefusal(reply, to: command) : heard(reply, to: command)
        }
    }

    private mutating func heard(_ reply: SMTPReply, to command: Command) {
        // A connection that cannot forget the letter before is no good, but this letter was not refused by that.
        if command != .reset || reply.code == 421 { self.reply = reply }
        switch (command, reply.code) {
        case (.data, 354):
            (state, self.reply) = (.message, nil)
        case (.reset, 200..<300), (.sender, 200..<300), (.recipient, 200..<300):
            if let next = owed.first { waitForReply(to: next) }
        case (.reset, _), (_, 421): end(.broken)
        case (_, 400..<600):
            isRefused = true
            if owed.isEmpty { end(.needsReset) }
        default:
            isNonsense = true
            end(.broken)
        }
    }

    /// The replies behind a refusal change nothing in it, but the connection is good only if each of them fits.
    private mutating func heardBehindRefusal(_ reply: SMTPReply, to command: Command) {
        switch (command, reply.code) {
        case (_, 421): end(.broken)
        case (_, 400..<600), (.recipient, 200..<300): if owed.isEmpty { end(.needsReset) }
        // With 354 the relay wants a message although it has nobody to give it to. RFC 2920 would send a lone dot; but
        // to a relay that contradicts itself we end no message that we did not write, and cut the connection instead.
        default: end(.broken)
        }
    }

    private mutating func waitForReply(to command: Command?) {
        reply = nil
        switch command {
        case .reset, nil: phase = .connecting
        case .sender: phase = .sender
        case .recipient: phase = .recipient
        case .data: phase = .data
        }
    }

    private mutating func end(_ aftermath: Aftermath) {
        state = .over(aftermath)
    }

    private static func isRefusal(_ reply: SMTPReply) -> Bool { (400..<600).contains(reply.code) }

    /// Whether the relay goes on listening after this reply to a message.
    private static func isOrderly(_ reply: SMTPReply) -> Bool {
        (200..<300).contains(reply.code) || isRefusal(reply) && reply.code != 421
    }
}
