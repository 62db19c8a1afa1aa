import CGMime
import Domain
import Synchronization

/// Writes mails as they go over the wire, with CRLF line ends. GMime and GLib do the encoding, so that every rule (RFC
/// 2047 words, folding, base64) is somebody's daily bread and not ours.
///
/// The headers that a broadcast's mails have in common are made once and kept: making them anew for each of 100,000
/// people took a third of all the sending's processor time.
package final class MailWriter: Sendable {
    /// More letterheads than a burst of organizations needs at once.
    private static let kept = 256

    /// What the headers that are kept are made of.
    private struct Letterhead: Hashable {
        let from: MailAddress
        let fromName: HeaderText?
        let subject: HeaderText
        let language: Language
        let isReply: Bool
    }

    private let letterheads = Mutex<[Letterhead: [UInt8]]>([:])
    private let lastDate = Mutex<(second: Int64, minutes: Int, text: String)>((.min, 0, ""))

    /// A writer that has kept nothing yet.
    package init() {}

    /// The whole message.
    package func bytes(of message: MailMessage) -> [UInt8] {
        let letterhead = Letterhead(
            from: message.from, fromName: message.fromName, subject: message.subject, language: message.language,
            isReply: message.inReplyTo != nil)
        let text = canonical(message.text)
        let isPlain = isSevenBit(text)
        // Date, recipient and id are ASCII of known shapes; nothing in them needs encoding or folding.
        var bytes = Array(
            "Date: \(date(of: message))\r\nTo: \(message.to.wireForm)\r\nMessage-Id: <\(message.messageID)>\r\n".utf8)
        // Each person's own address, so it stands beside the letterhead.
        if let mail = message.inReplyTo { bytes += "In-Reply-To: \(mail.text)\r\n".utf8 }
        if let replyTo = message.replyTo { bytes += "Reply-To: \(replyTo.wireForm)\r\n".utf8 }
        bytes.reserveCapacity(bytes.count + 800 + text.count * 3 / 2)
        bytes += headers(of: letterhead)
        bytes += (isPlain ? "\r\n" : "Content-Transfer-Encoding: base64\r\n\r\n").utf8
        bytes += isPlain ? text : base64(text)
        return bytes
    }

    private func headers(of letterhead: Letterhead) -> [UInt8] {
        if let known = letterheads.withLock({ $0[letterhead] }) { return known }
        let made = written(letterhead)
        letterheads.withLock { known in
            if known.count >= Self.kept { known.removeAll(keepingCapacity: true) }
            known[letterhead] = made
        }
        return made
    }

    private func written(_ letterhead: Letterhead) -> [UInt8] {
        _ = gmimeIsReady
        guard let message = g_mime_message_new(1) else { return [] }
        defer { g_object_unref(message) }
        let object = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
        if let words = letterhead.fromName.flatMap(EncodedWords.ifNeeded) {
            g_mime_object_set_header(object, "From", "\(words) <\(letterhead.from.wireForm)>", nil)
        } else if let mailbox = internet_address_mailbox_new(letterhead.fromName?.text, letterhead.from.wireForm) {
            internet_address_list_add(g_mime_message_get_from(message), mailbox)
            g_object_unref(mailbox)
        }
        if let words = EncodedWords.ifNeeded(for: letterhead.subject) {
            g_mime_object_set_header(object, "Subject", words, nil)
        } else {
            g_mime_message_set_subject(message, letterhead.subject.text, "us-ascii")
        }
        // RFC 3834: vacation programs stay silent. The second line says the same to Exchange.
        g_mime_object_set_header(
            object, "Auto-Submitted", letterhead.isReply ? "auto-replied" : "auto-generated", nil)
        g_mime_object_set_header(object, "X-Auto-Response-Suppress", "OOF, AutoReply", nil)
        g_mime_object_set_header(object, "Content-Language", letterhead.language.rawValue, nil)
        g_mime_object_set_header(object, "MIME-Version", "1.0", nil)
        g_mime_object_set_header(object, "Content-Type", "text/plain; charset=utf-8", nil)
        let options = g_mime_format_options_new()
        defer { g_mime_format_options_free(options) }
        g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS)
        guard let headers = g_mime_object_get_headers(object, options) else { return [] }
        defer { g_free(headers) }
        return Array(String(cString: headers).utf8)
    }

    /// The mails of one second carry the same date.
    private func date(of message: MailMessage) -> String {
        let second = message.date.milliseconds / 1_000
        let known = lastDate.withLock { $0 }
        if known.second == second && known.minutes == message.minutesEastOfUTC { return known.text }
        let text = written(second, minutesEastOfUTC: message.minutesEastOfUTC)
        lastDate.withLock { $0 = (second, message.minutesEastOfUTC, text) }
        return text
    }

    private func written(_ second: Int64, minutesEastOfUTC minutes: Int) -> String {
        _ = gmimeIsReady
        guard let utc = g_date_time_new_from_unix_utc(Int(second)) else { return "" }
        defer { g_date_time_unref(utc) }
        guard let zone = g_time_zone_new_offset(Int32(minutes * 60)) else { return "" }
        defer { g_time_zone_unref(zone) }
        guard let local = g_date_time_to_timezone(utc, zone) else { return "" }
        defer { g_date_time_unref(local) }
        guard let text = g_mime_utils_header_format_date(local) else { return "" }
        defer { g_free(text) }
        return String(cString: text)
    }

    /// The text with CRLF line ends, one at the end, and without control characters other than tabs.
    private func canonical(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { source in
            [UInt8](unsafeUninitializedCapacity: source.count * 2 + 2) { line, count in
                func append(_ byte: UInt8) {
                    line[count] = byte
                    count += 1
                }
                var last: UInt8 = 10
                for byte in source {
                    switch byte {
                    case 10 where last == 13: break
                    case 10, 13:
                        append(13)
                        append(10)
                    case 9: append(9)
                    case 0..<0x20, 0x7f: break
                    // U+0080 to U+009F are the only characters with these two bytes: the second is kept back with the first.
                    case 0x80..<0xa0 where last == 0xc2: count -= 1
                    default: append(byte)
                    }
                    last = byte
                }
                if count < 2 || line[count - 1] != 10 {
                    append(13)
                    append(10)
                }
            }
        }
    }

    /// ASCII stays readable, everything else becomes base64; nothing but seven-bit lines is ever on the wire.
    private func isSevenBit(_ text: [UInt8]) -> Bool {
        var length = 0
        for byte in text {
            length = byte == 10 ? 0 : length + 1
            if byte >= 0x80 || length > 998 { return false }
        }
        return true
    }

    /// Lines of 72 characters, each made of 54 bytes.
    private func base64(_ text: [UInt8]) -> [UInt8] {
        let lines = (text.count + 53) / 54
        return [UInt8](unsafeUninitializedCapacity: lines * 74 + 8) { buffer, count in
            buffer.withMemoryRebound(to: CChar.self) { line in
                guard let base = line.baseAddress else { return }
                for start in stride(from: 0, to: text.count, by: 54) {
                    var state: Int32 = 0
                    var save: Int32 = 0
                    let length = min(54, text.count - start)
                    text.withUnsafeBufferPointer { text in
                        let from = text.baseAddress.map { $0 + start }
                        count += Int(g_base64_encode_step(from, gsize(length), 0, base + count, &state, &save))
                    }
                    count += Int(g_base64_encode_close(0, base + count, &state, &save))
                    line[count] = 13
                    line[count + 1] = 10
                    count += 2
                }
            }
        }
    }
}
