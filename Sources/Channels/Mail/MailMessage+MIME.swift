import CGMime
import Domain

extension MailMessage {
    /// The whole message as it goes over the wire, with CRLF line ends: GMime writes it, so that every encoding rule
    /// (RFC 2047 words, folding, base64) is somebody's daily bread and not ours.
    package func wireBytes() -> [UInt8] {
        _ = gmimeIsReady
        guard let message = g_mime_message_new(1) else { return [] }
        defer { g_object_unref(message) }
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)

        if let words = fromName.flatMap(EncodedWords.ifNeeded) {
            g_mime_object_set_header(object, "From", "\(words) <\(from.wireForm)>", nil)
        } else {
            add(from, name: fromName, to: g_mime_message_get_from(message))
        }
        add(to, name: nil, to: g_mime_message_get_to(message))
        if let words = EncodedWords.ifNeeded(for: subject) {
            g_mime_object_set_header(object, "Subject", words, nil)
        } else {
            g_mime_message_set_subject(message, subject.text, "us-ascii")
        }
        setDate(of: message)
        g_mime_message_set_message_id(message, messageID.description)
        // RFC 3834: vacation programs stay silent. The second line says the same to Exchange.
        g_mime_object_set_header(object, "Auto-Submitted", "auto-generated", nil)
        g_mime_object_set_header(object, "X-Auto-Response-Suppress", "OOF, AutoReply", nil)
        g_mime_object_set_header(object, "Content-Language", language.rawValue, nil)
        g_mime_object_set_header(object, "MIME-Version", "1.0", nil)
        setText(of: message)
        return written(object)
    }

    private func add(
        _ address: MailAddress, name: HeaderText?, to list: UnsafeMutablePointer<InternetAddressList>?
    ) {
        guard let mailbox = internet_address_mailbox_new(name?.text, address.wireForm) else { return }
        defer { g_object_unref(mailbox) }
        internet_address_list_add(list, mailbox)
    }

    private func setDate(of message: UnsafeMutablePointer<GMimeMessage>) {
        guard let utc = g_date_time_new_from_unix_utc(Int(date.milliseconds / 1_000)) else { return }
        defer { g_date_time_unref(utc) }
        guard let zone = g_time_zone_new_offset(Int32(minutesEastOfUTC * 60)) else { return }
        defer { g_time_zone_unref(zone) }
        guard let local = g_date_time_to_timezone(utc, zone) else { return }
        defer { g_date_time_unref(local) }
        g_mime_message_set_date(message, local)
    }

    private func setText(of message: UnsafeMutablePointer<GMimeMessage>) {
        let bytes = Self.canonical(text)
        let stream = bytes.withUnsafeBytes { g_mime_stream_mem_new_with_buffer($0.baseAddress, bytes.count) }
        defer { g_object_unref(stream) }
        let content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        defer { g_object_unref(content) }
        guard let textPart = g_mime_text_part_new() else { return }
        defer { g_object_unref(textPart) }
        let part = UnsafeMutableRawPointer(textPart).assumingMemoryBound(to: GMimePart.self)
        let object = UnsafeMutableRawPointer(textPart).assumingMemoryBound(to: GMimeObject.self)
        g_mime_object_set_content_type_parameter(object, "charset", "utf-8")
        g_mime_part_set_content(part, content)
        // ASCII stays readable, Japanese becomes base64; nothing but seven-bit text and CRLF is ever on the wire.
        g_mime_part_set_content_encoding(
            part, g_mime_part_get_best_content_encoding(part, GMIME_ENCODING_CONSTRAINT_7BIT))
        g_mime_message_set_mime_part(message, object)
    }

    /// The text with CRLF line ends, one at the end, and without control characters other than tabs.
    private static func canonical(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 64)
        var last: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            defer { last = scalar }
            switch scalar {
            case "\n" where last == "\r": break
            case "\n", "\r": result += [13, 10]
            case "\t": result.append(9)
            default:
                if scalar.properties.generalCategory != .control {
                    result.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
                }
            }
        }
        if result.suffix(2) != [13, 10] { result += [13, 10] }
        return result
    }

    private func written(_ object: UnsafeMutablePointer<GMimeObject>) -> [UInt8] {
        let options = g_mime_format_options_new()
        defer { g_mime_format_options_free(options) }
        g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS)
        guard let stream = g_mime_stream_mem_new() else { return [] }
        defer { g_object_unref(stream) }
        g_mime_object_write_to_stream(object, options, stream)
        let memory = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: GMimeStreamMem.self)
        guard let array = g_mime_stream_mem_get_byte_array(memory) else { return [] }
        return Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
    }
}

/// GMime's own tables, made once per process.
private let gmimeIsReady: Void = g_mime_init()
