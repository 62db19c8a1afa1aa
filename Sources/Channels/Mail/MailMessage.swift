package import Domain

/// One mail to one person, in plain text. Nothing in it can reach the wire as a command or as a header of its own.
package struct MailMessage: Sendable, Hashable {
    /// The sender's address: the `From` header.
    package let from: MailAddress
    /// The address that bounces go to.
    package let returnPath: ReturnPath
    /// The address that replies go to; nil for the sender's.
    package let replyTo: MailAddress?
    /// The `Message-ID` of the mail that this one answers by itself; nil if it answers none.
    package let inReplyTo: HeaderText?
    /// The name beside the sender's address, such as the system title.
    package let fromName: HeaderText?
    /// The one recipient.
    package let to: MailAddress
    /// 件名. Any language; encoded when it is written.
    package let subject: HeaderText
    /// The text. Lines end with `\n` or `\r\n`; other control characters but tabs are left out of the mail.
    package let text: String
    /// The language of the text.
    package let language: Language
    /// The same for every hand-off of one attempt.
    package let messageID: MessageID
    /// What the `Date` header says.
    package let date: Instant
    /// How far east of UTC the `Date` header counts; Japan by default.
    package let minutesEastOfUTC: Int

    /// Where a mail goes that cannot be delivered.
    package enum ReturnPath: Sendable, Hashable {
        /// To the sender's address.
        case sender
        /// To an address of its own.
        case address(MailAddress)
        /// Nowhere: what answers by itself must not be answered (RFC 3834).
        case nowhere
    }

    /// A mail.
    package init(
        from: MailAddress, fromName: HeaderText?, to: MailAddress, subject: HeaderText, text: String,
        language: Language = .japanese, messageID: MessageID, date: Instant, minutesEastOfUTC: Int = 540,
        returnPath: ReturnPath = .sender, replyTo: MailAddress? = nil, inReplyTo: HeaderText? = nil
    ) {
        self.inReplyTo = inReplyTo
        self.from = from
        self.returnPath = returnPath
        self.replyTo = replyTo
        self.fromName = fromName
        self.to = to
        self.subject = subject
        self.text = text
        self.language = language
        self.messageID = messageID
        self.date = date
        self.minutesEastOfUTC = min(max(minutesEastOfUTC, -14 * 60), 14 * 60)
    }
}
