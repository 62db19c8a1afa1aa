import Channels
import Notify
import Tenants

/// A mail that came in: read, looked at as a report, and understood as a reply.
@Sendable func checkMail(_ bytes: [UInt8]) throws {
    guard let mail = MailReader.read(bytes) else { return }
    try hold("a mail is read the same each time", MailReader.read(bytes) == mail)
    // A charset that is unknown may make three bytes out of each.
    try hold("the text is bounded", mail.text.utf8.count <= MailReader.longestText * 3)
    try hold("a subject is one line", !mail.subject.contains { $0.isNewline } && mail.subject.count <= 1_000)
    try hold("few senders and recipients are kept", mail.senders.count <= 10 && mail.recipients.count <= 2)
    try hold(
        "a sender is one short line", mail.senders.allSatisfy { $0.count <= 1_000 && !$0.contains(where: \.isNewline) })
    if case .failed(let reason, let isLasting)? = mail.verdict {
        try hold("only an address can be dead", !isLasting || reason.fault == .destination)
    }
    let words = OwnWords(mail.text)
    try hold("quoted lines are nobody's words", !words.lines.contains { $0.hasPrefix(">") || $0.isEmpty })
    switch ReplyMeaning(words, AnswerChoice.standard) {
    case .choice(let place, _): try hold("a choice is one of the form", AnswerChoice.standard.indices.contains(place))
    case .unclear(let text): try hold("what is unclear is kept whole", text == words.text)
    }
}
