import CGMime

/// Encoded words (RFC 2047) for a header line that isn't plain ASCII.
///
/// GMime would write them too, but counts characters where the standard limits bytes: a Japanese subject became words
/// of 90 and more, which some mail programs show undecoded. The base64 itself is GLib's.
enum EncodedWords {
    /// 42 bytes become 56 characters of base64, and 68 with what stands around them; a word may have 75.
    private static let bytesPerWord = 42

    /// The line as words of at most 75 characters with a space between, or nil if it can stand as it is.
    static func ifNeeded(for line: HeaderText) -> String? {
        let longestPart = line.text.utf8.split(separator: UInt8(ascii: " ")).map(\.count).max() ?? 0
        let isPlain = line.text.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
        // "=?" would be taken for an encoded word, and spaces at the ends or in a row don't survive folding.
        let isFragile =
            line.text.contains("=?") || line.text.contains("  ") || line.text.hasPrefix(" ")
            || line.text.hasSuffix(" ")
        return isPlain && !isFragile && longestPart <= 60 ? nil : pieces(of: line.text).map(word).joined(separator: " ")
    }

    /// The text cut between characters, so that each word can be decoded by itself; a character of many scalars (a
    /// family of emoji) is cut between scalars if it doesn't fit into one word.
    private static func pieces(of text: String) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece: [UInt8] = []
        func add(_ bytes: [UInt8]) {
            if !piece.isEmpty && piece.count + bytes.count > bytesPerWord {
                pieces.append(piece)
                piece = []
            }
            piece += bytes
        }
        for character in text {
            let bytes = Array(character.utf8)
            if bytes.count <= bytesPerWord {
                add(bytes)
            } else {
                character.unicodeScalars.forEach { add(Array(String($0).utf8)) }
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    private static func word(_ bytes: [UInt8]) -> String {
        guard let base64 = g_base64_encode(bytes, gsize(bytes.count)) else { return "" }
        defer { g_free(base64) }
        return "=?UTF-8?B?\(String(cString: base64))?="
    }
}
