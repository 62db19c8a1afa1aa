/// How the bytes of a CSV file stand for characters.
package enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8 if the first characters outside ASCII are, otherwise Shift_JIS.
    case automatic
    /// UTF-8, with or without a byte order mark.
    case utf8
    /// Shift_JIS as Windows writes it (CP932), with ① and 髙.
    case shiftJIS
}
