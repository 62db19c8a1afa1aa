@testable import Channels

/// What a relay says to one letter, cut into pieces of any length: the first byte says how.
@Sendable func checkReplies(_ bytes: [UInt8]) throws {
    guard let way = bytes.first else { return }
    let said = bytes.dropFirst()
    let whole = read(said, cutAfter: said.count), cut = read(said, cutAfter: Int(way >> 2) + 1)
    try hold("where it is cut changes nothing", whole.isEndless || cut.isEndless || whole.replies == cut.replies)
    for reply in whole.replies {
        try hold("a code has three digits", (100...999).contains(reply.code))
        try hold(
            "a text is short and printable",
            reply.text.utf8.count <= 500 && reply.text.utf8.allSatisfy { 0x20..<0x7f ~= $0 })
    }
    var exchange = SMTPExchange(isPipelining: way & 1 == 1, afterRefusal: way & 2 == 2)
    var replies = whole.replies[...]
    var heard: [Int] = []
    var steps = 0
    while true {
        steps += 1
        try hold("every exchange ends", steps < 20)
        switch exchange.step {
        case .over:
            let result = SMTPOutcome.result(phase: exchange.phase, reply: exchange.reply, end: .connectionLost)
            if case .accepted = result { try hold("only what has left was taken", exchange.phase == .end) }
            return
        case .say: exchange.said()
        case .sendMessage:
            try hold("a message is for somebody", heard.last == 354 && heard.dropLast().allSatisfy { $0 / 100 == 2 })
            exchange.messageLeft(whole: true)
        case .listen, .listenBriefly:
            guard let reply = replies.popFirst() else {
                exchange.broke()
                continue
            }
            heard.append(reply.code)
            exchange.heard(reply)
        }
    }
}

private func read(_ bytes: ArraySlice<UInt8>, cutAfter length: Int) -> (replies: [SMTPReply], isEndless: Bool) {
    var reader = SMTPReplyReader()
    var replies: [SMTPReply] = []
    var rest = bytes
    do {
        while !rest.isEmpty {
            reader.append(rest.prefix(length))
            rest = rest.dropFirst(length)
            while let reply = try reader.next() { replies.append(reply) }
        }
        return (replies, false)
    } catch {
        return (replies, true)
    }
}
