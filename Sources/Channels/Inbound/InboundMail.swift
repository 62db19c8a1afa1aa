/// A mail that came in, as far as it matters here. It holds addresses and somebody's words: never print it.
package struct InboundMail: Sendable, Hashable {
    /// Whom it was for, as the machine that took it wrote above everything else: `X-Original-To`, then `Delivered-To`.
    package var recipients: [String] = []
    /// The fields `Authentication-Results`, the newest first.
    package var authentication: [String] = []
    /// Whether nobody wants an answer to it: `Return-Path: <>`.
    package var isFromNobody = false
    /// The addresses in `From`, small letters, without quotation marks; none if nobody can tell.
    package var senders: [String] = []
    /// 件名.
    package var subject = ""
    /// `Message-ID` with its angle brackets; may be empty.
    package var messageID = ""
    /// Whether a program wrote it: a vacation notice, a list, a bulk mail.
    package var isAutomatic = false
    /// How many machines passed it on.
    package var hops = 0
    /// The text that a person reads first, without attachments, at most `MailReader.longestText` bytes.
    package var text = ""
    /// What a mail server reports of mails of ours; one for each recipient.
    package var reports: [DeliveryReport] = []

    /// A mail without anything.
    package init() {}
}
