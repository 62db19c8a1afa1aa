import CGMime

/// The text of one part of a mail, as far as it is read.
enum PartText {
    /// What may stand in it, in bytes.
    static let longest = 65_536

    /// The first bytes of a part's text as UTF-8; what its charset does not know is left out.
    static func read(_ part: UnsafeMutablePointer<GMimePart>, _ charset: String?) -> String {
        guard let content = g_mime_part_get_content(part), let source = g_mime_data_wrapper_get_stream(content) else {
            return ""
        }
        func decoded(_ charset: UnsafeMutablePointer<GMimeFilter>?) -> [UInt8] {
            g_mime_stream_reset(source)
            return bytes(
                of: source, [g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), 0), charset])
        }
        if Charset.isJIS(charset) {
            let raw = decoded(nil)
            if let windows = WindowsJIS.cp932(raw) { return text(of: windows, "cp932") }
            if let extended = WindowsJIS.eucJP(raw) { return text(of: extended, "euc-jp-ms") }
        }
        return text(decoded(Charset.names(charset).lazy.compactMap { g_mime_filter_charset_new($0, "utf-8") }.first))
    }

    private static func text(of bytes: [UInt8], _ charset: String) -> String {
        let stream = bytes.withUnsafeBytes { buffer in
            g_mime_stream_mem_new_with_buffer(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard let stream else { return "" }
        defer { g_object_unref(stream) }
        return text(Self.bytes(of: stream, [g_mime_filter_charset_new(charset, "utf-8")]))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
    }

    /// The first bytes of a stream behind filters, which end with it.
    private static func bytes(
        of source: UnsafeMutablePointer<GMimeStream>, _ filters: [UnsafeMutablePointer<GMimeFilter>?]
    ) -> [UInt8] {
        let filtered = g_mime_stream_filter_new(source)
        defer { if let filtered { g_object_unref(filtered) } }
        for case let filter? in filters {
            filtered?.withMemoryRebound(to: GMimeStreamFilter.self, capacity: 1) { stream in
                _ = g_mime_stream_filter_add(stream, filter)
            }
            g_object_unref(filter)
        }
        var bytes = [UInt8](repeating: 0, count: longest)
        var filled = 0
        while let filtered, filled < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                g_mime_stream_read(
                    filtered, buffer.baseAddress?.advanced(by: filled).assumingMemoryBound(to: CChar.self),
                    buffer.count - filled)
            }
            if got <= 0 { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }
}

/// The names under which a charset of a mail is tried. Japanese mail programs say one and mean a wider one: ① and 髙 are
/// in it.
private enum Charset {
    private static let jis: Set<String> = [
        "iso-2022-jp", "csiso2022jp", "iso-2022-jp-ms", "cp50220", "cp50221", "cp50222",
    ]

    /// Whether it is Windows' own table behind escape sequences.
    static func isJIS(_ said: String?) -> Bool { said.map { jis.contains($0.lowercased()) } ?? false }

    static func names(_ said: String?) -> [String] {
        switch said?.lowercased() {
        case nil, "us-ascii", "ascii", "utf8", "utf-8", "unknown-8bit": []
        case let name? where jis.contains(name): ["iso-2022-jp-3", "iso-2022-jp"]
        case "euc-jp"?, "x-euc-jp"?, "eucjp"?: ["euc-jp-ms", "euc-jp"]
        case "shift_jis"?, "shift-jis"?, "sjis"?, "x-sjis"?, "windows-31j"?, "ms932"?: ["cp932"]
        case let other?: [other]
        }
    }
}
