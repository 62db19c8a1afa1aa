import CSodium
package import Channels
import Domain

/// The addresses at which mail comes in: one mailbox, and behind a `+` what a mail is about, with a proof that we wrote it.
///
/// `anpi+rKEYMAC@…` is where replies to one person's safety check go, `anpi+bKEYMAC@…` where it comes back to if it cannot be
/// delivered. Envelope senders stand in every relay's log, so neither answers for the other. The whole part before the `@`
/// has at most 64 characters, for any attempt until 2100.
package struct InboundAddresses: Sendable {
    /// What came in at one of them.
    package enum Target: Hashable, Sendable {
        /// A reply to the messages of this attempt's broadcast.
        case reply(AttemptKey)
        /// A report about the mail of this attempt.
        case bounce(AttemptKey)
        /// The mailbox itself.
        case mailbox
    }

    private enum Use: String {
        case reply = "r"
        case bounce = "b"
    }

    /// 60 bits: twelve letters and digits.
    private static let proofLength = 12
    /// The longest mailbox; everything behind it has 58 characters at most.
    package static let longestMailbox = 6
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    private let mailbox: MailAddress
    private let keys: [[UInt8]]

    /// The addresses of one installation, or nil if its mailbox has more than six characters, or one that would not survive
    /// the way.
    ///
    /// - Parameter keys: The current one first, then those that earlier addresses were made with; 32 secret bytes each.
    package init?(mailbox: MailAddress, keys: [[UInt8]]) {
        let isPlain = mailbox.local.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
        }
        guard isPlain, mailbox.local.utf8.count <= Self.longestMailbox, !keys.isEmpty else { return nil }
        precondition(keys.allSatisfy { $0.count == 32 }, "A key has 32 bytes")
        self.mailbox = mailbox
        self.keys = keys
    }

    /// Where replies to the messages of an attempt's broadcast go.
    package func reply(to key: AttemptKey) -> MailAddress? { address(.reply, key) }

    /// Where a mail comes back to.
    package func bounce(of key: AttemptKey) -> MailAddress? { address(.bounce, key) }

    /// What a mail to an address is, or nil if we never gave that address to anybody.
    package func target(of address: String) -> Target? {
        guard let parsed = try? MailAddress(address.lowercased()), parsed.domain == mailbox.domain else { return nil }
        if parsed.local == mailbox.local { return .mailbox }
        guard parsed.local.hasPrefix(mailbox.local + "+") else { return nil }
        let rest = parsed.local.dropFirst(mailbox.local.count + 1)
        guard let use = rest.first.flatMap({ Use(rawValue: String($0)) }), rest.count > Self.proofLength + 1 else {
            return nil
        }
        let text = rest.dropFirst().dropLast(Self.proofLength)
        guard let key = AttemptKey(text), key.description == text,
            keys.contains(where: { Self.isSame(proof(use, key, $0), rest.suffix(Self.proofLength)) })
        else { return nil }
        return use == .reply ? .reply(key) : .bounce(key)
    }

    /// Whether mail from this address is our own.
    func isOurs(_ sender: String) -> Bool {
        sender == mailbox.wireForm || sender.hasPrefix(mailbox.local + "+") && sender.hasSuffix("@" + mailbox.domain)
    }

    private func address(_ use: Use, _ key: AttemptKey) -> MailAddress? {
        try? MailAddress("\(mailbox.local)+\(use.rawValue)\(key)\(proof(use, key, keys[0]))@\(mailbox.domain)")
    }

    private func proof(_ use: Use, _ key: AttemptKey, _ secret: [UInt8]) -> String {
        let input = Array("\(use.rawValue) \(key)".utf8)
        var output = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&output, output.count, input, UInt64(input.count), secret, secret.count)
        return String(decoding: output.prefix(Self.proofLength).map { Self.alphabet[Int($0 & 31)] }, as: UTF8.self)
    }

    /// Compares all of both, however early they differ.
    private static func isSame(_ left: String, _ right: Substring) -> Bool {
        zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0 && left.utf8.count == right.utf8.count
    }
}
