import CGMime

/// Reads mails that came in, with GMime. Whatever arrives, it returns: bodies stay in the file, the text is bounded, and so
/// are headers and parts.
package enum MailReader {
    /// What may stand in the text, in bytes.
    package static let longestText = PartText.longest
    /// A larger file is not read at all. A photograph of 20 MB is 27 MB as a mail.
    package static let largest = 41_943_040

    private static let mostHeaders = 500
    private static let mostParts = 100
    private static let longestHeader = 2_000
    private static let mostSenders = 10

    /// The mail in these bytes, or nil if it is none.
    package static func read(_ bytes: [UInt8]) -> InboundMail? {
        _ = gmimeIsReady
        let stream = bytes.withUnsafeBytes { buffer in
            g_mime_stream_mem_new_with_buffer(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return stream.flatMap(read(stream:))
    }

    /// The mail in an open file, or nil if it is none. The file is closed in any case.
    package static func read(descriptor: Int32) -> InboundMail? {
        _ = gmimeIsReady
        return g_mime_stream_fs_new(descriptor).flatMap(read(stream:))
    }

    private static func read(stream: UnsafeMutablePointer<GMimeStream>) -> InboundMail? {
        defer { g_object_unref(stream) }
        guard let parser = g_mime_parser_new_with_stream(stream) else { return nil }
        defer { g_object_unref(parser) }
        g_mime_parser_set_persist_stream(parser, 1)
        guard let message = g_mime_parser_construct_message(parser, nil) else { return nil }
        defer { g_object_unref(message) }
        var mail = InboundMail()
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        readHeaders(object, &mail)
        readSenders(message, &mail)
        readParts(object, &mail)
        return mail
    }

    // MARK: Headers

    private static func readHeaders(_ object: UnsafeMutablePointer<GMimeObject>, _ mail: inout InboundMail) {
        guard let list = g_mime_object_get_header_list(object) else { return }
        var traces: [String: String] = [:]
        for index in 0..<min(Int(g_mime_header_list_get_count(list)), mostHeaders) {
            guard let header = g_mime_header_list_get_header_at(list, Int32(index)),
                let name = g_mime_header_get_name(header).map({ String(cString: $0).lowercased() })
            else { continue }
            let value = g_mime_header_get_value(header).map { String(cString: $0) } ?? ""
            take(name, clean(value), &mail, &traces)
        }
        mail.recipients = ["x-original-to", "delivered-to"].compactMap { traces[$0] }
    }

    private static func take(
        _ name: String, _ value: String, _ mail: inout InboundMail, _ traces: inout [String: String]
    ) {
        switch name {
        // Those above were written by the machine that took the mail, those below by anybody.
        case "x-original-to", "delivered-to": if traces[name] == nil { traces[name] = value.lowercased() }
        case "return-path":
            if traces[name] == nil {
                traces[name] = value
                mail.isFromNobody = value.filter { $0 != " " } == "<>"
            }
        case "authentication-results": if mail.authentication.count < 10 { mail.authentication.append(value) }
        case "received": mail.hops += 1
        case "subject": mail.subject = value
        case "message-id": mail.messageID = value
        case "auto-submitted": if value.lowercased().prefix(while: { $0 != ";" }) != "no" { mail.isAutomatic = true }
        case "precedence": if ["bulk", "junk", "list"].contains(value.lowercased()) { mail.isAutomatic = true }
        case "x-autoreply", "x-autorespond", "x-autoresponse", "list-id", "list-unsubscribe", "feedback-id":
            mail.isAutomatic = true
        default: break
        }
    }

    /// Takes the senders as GMime understands them, and else as people mean them.
    private static func readSenders(_ message: UnsafeMutablePointer<GMimeMessage>, _ mail: inout InboundMail) {
        let strict = strictSenders(message)
        let loose = strict.contains { $0.contains("@") } ? [] : looseSenders(message)
        mail.senders = (loose.isEmpty ? strict : loose).prefix(mostSenders).map {
            LooseSender.bare(clean($0).lowercased())
        }
    }

    private static func strictSenders(_ message: UnsafeMutablePointer<GMimeMessage>) -> [String] {
        guard let list = g_mime_message_get_from(message) else { return [] }
        var senders: [String] = []
        for index in 0..<min(Int(internet_address_list_length(list)), mostSenders) {
            guard let address = internet_address_list_get_address(list, Int32(index)) else { continue }
            let instance = UnsafeMutableRawPointer(address).assumingMemoryBound(to: GTypeInstance.self)
            guard g_type_check_instance_is_a(instance, internet_address_mailbox_get_type()) != 0 else { continue }
            let mailbox = UnsafeMutableRawPointer(address).assumingMemoryBound(to: InternetAddressMailbox.self)
            guard let text = internet_address_mailbox_get_addr(mailbox) else { continue }
            senders.append(String(cString: text))
        }
        return senders
    }

    /// The senders in the bytes of the first `From`; what GMime makes of them has lost some.
    private static func looseSenders(_ message: UnsafeMutablePointer<GMimeMessage>) -> [String] {
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        guard let list = g_mime_object_get_header_list(object),
            let header = g_mime_header_list_get_header(list, "From"), let raw = g_mime_header_get_raw_value(header)
        else { return [] }
        return LooseSender.addresses(in: String(cString: raw).utf8.prefix(longestHeader))
    }

    /// One line, bounded.
    private static func clean(_ text: String) -> String {
        let line = HeaderText(cleaning: String(text.prefix(longestHeader))).text
        return String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    // MARK: Parts

    private static func readParts(_ message: UnsafeMutablePointer<GMimeObject>, _ mail: inout InboundMail) {
        guard let parts = g_mime_part_iter_new(message) else { return }
        defer { g_mime_part_iter_free(parts) }
        var plain: String?
        var html: String?
        var quoted: String?
        for _ in 0..<mostParts where g_mime_part_iter_is_valid(parts) != 0 {
            defer { g_mime_part_iter_next(parts) }
            guard let object = g_mime_part_iter_get_current(parts) else { continue }
            let path = g_mime_part_iter_get_path(parts).map { text in
                defer { g_free(text) }
                return String(cString: text)
            }
            // What a report brings back of our own mail is nobody's answer.
            if let quoted, let path, path.hasPrefix(quoted + ".") { continue }
            if isA(object, g_mime_message_part_get_type()) {
                quoted = path
            } else if isA(object, g_mime_part_get_type()) {
                take(object, &plain, &html, &mail)
            }
        }
        let readable = isBlank(plain) ? html.map(HTMLText.plain) : nil
        mail.text = readable ?? plain ?? ""
    }

    private static func take(
        _ object: UnsafeMutablePointer<GMimeObject>, _ plain: inout String?, _ html: inout String?,
        _ mail: inout InboundMail
    ) {
        guard let type = g_mime_object_get_content_type(object) else { return }
        func isType(_ kind: String, _ subtype: String) -> Bool { g_mime_content_type_is_type(type, kind, subtype) != 0 }
        let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimePart.self)
        if isType("message", "delivery-status") || isType("message", "global-delivery-status") {
            mail.reports += DeliveryReport.all(in: PartText.read(part, "utf-8"))
            return
        }
        let disposition = g_mime_object_get_disposition(object).map { String(cString: $0).lowercased() }
        guard disposition != "attachment" else { return }
        let charset = g_mime_content_type_get_parameter(type, "charset").map { String(cString: $0) }
        if isBlank(plain), isType("text", "plain") {
            plain = PartText.read(part, charset)
        } else if isBlank(html), isType("text", "html") {
            html = PartText.read(part, charset)
        }
    }

    /// Whether a part is not there, or nobody sees anything in it: some programs put one beside the HTML or a photograph.
    private static func isBlank(_ text: String?) -> Bool {
        text?.allSatisfy { $0.isWhitespace || $0 == "\u{200b}" || $0 == "\u{feff}" } ?? true
    }

    private static func isA(_ object: UnsafeMutablePointer<GMimeObject>, _ type: GType) -> Bool {
        let instance = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GTypeInstance.self)
        return g_type_check_instance_is_a(instance, type) != 0
    }
}
