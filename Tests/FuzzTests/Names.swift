import Channels

/// Answers of name servers. A text is never longer than what arrived.
func checkNames(_ bytes: [UInt8]) throws {
    guard let texts = TextRecords.texts(in: bytes) else { return }
    for text in texts {
        // A byte that is no text becomes one of three bytes; names within an answer can point at it often.
        try hold("a text comes from the answer", text.utf8.count <= bytes.count * 3)
    }
    _ = MailPolicy.spf(texts)
    _ = MailPolicy.dkim(texts, selector: "s")
    _ = MailPolicy.dmarc(texts)
}
