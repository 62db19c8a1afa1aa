/// The variables of mail that comes in.
extension Variables {
    static let inboundMaildir = Setting<String?>(
        "ANPI_INBOUND_MAILDIR", standard: "", expected: "a path",
        help:
            "The Maildir into which the mail server of this machine delivers what comes in; needs ANPI_INBOUND_ADDRESS.",
        parse: SettingTexts.optional)
    static let inboundAddress = Setting<String?>(
        "ANPI_INBOUND_ADDRESS", standard: "", expected: "a mail address",
        help:
            "The mailbox behind it, at most six small letters or digits before the @; the mail server must deliver what stands behind a + there, too.",
        parse: SettingTexts.optional)

    static let inboundServer = Setting<String?>(
        "ANPI_INBOUND_AUTHSERV", standard: "", expected: "a host name",
        help:
            "The name under which the mail server writes Authentication-Results. Without it blank mails are not replied to: nobody knows whether their sender is true.",
        parse: SettingTexts.optional)

    static let inbound: [any SettingDescription] = [inboundMaildir, inboundAddress, inboundServer]
}
