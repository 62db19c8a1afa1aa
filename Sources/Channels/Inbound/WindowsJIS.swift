/// ISO-2022-JP as Windows and telephones write it: behind `ESC $ B` stand ①, ㈱ and 髙 too, which the standard's charsets do
/// not know there. Windows' own code page knows them all, and it is the same table in another order.
enum WindowsJIS {
    private enum Mode {
        /// One byte is one sign.
        case single
        /// Half-width katakana.
        case kana
        /// Two bytes are one sign.
        case double
        /// Two bytes are one sign of JIS X 0212.
        case supplement
    }

    /// The charset that the text is brought into.
    private enum Target {
        /// Windows' own code page.
        case cp932
        /// The same signs and those of JIS X 0212, with the eighth bit in place of escape sequences.
        case eucJP
    }

    /// The same text in code page 932, or nil if it changes to a charset that this one does not hold.
    static func cp932(_ bytes: [UInt8]) -> [UInt8]? { text(bytes, in: .cp932) }

    /// The same text in Windows' EUC-JP, which holds JIS X 0212 (`ESC $ ( D`) too, or nil if it changes to yet another charset.
    static func eucJP(_ bytes: [UInt8]) -> [UInt8]? { text(bytes, in: .eucJP) }

    private static func text(_ bytes: [UInt8], in target: Target) -> [UInt8]? {
        var found: [UInt8] = []
        found.reserveCapacity(bytes.count)
        var mode = Mode.single
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1b:
                guard let (next, length) = escape(rest), next != .supplement || target == .eucJP else { return nil }
                mode = next ?? mode
                rest = rest.dropFirst(length)
            case 0x0e: mode = .kana
            case 0x0f: mode = .single
            case 0x21...0x7e:
                switch mode {
                case .single: found.append(byte)
                case .kana:
                    if byte < 0x60 { found += target == .eucJP ? [0x8e, byte | 0x80] : [byte | 0x80] }
                case .double, .supplement:
                    guard let second = rest.first, (0x21...0x7e).contains(second) else { continue }
                    rest = rest.dropFirst()
                    if mode == .supplement { found.append(0x8f) }
                    found += target == .eucJP ? [byte | 0x80, second | 0x80] : shifted(byte, second)
                }
            case 0x80...: continue
            default: found.append(byte)
            }
        }
        return found
    }

    /// What an escape sequence changes to, nil for nothing, and its length; nil if nobody knows it here.
    private static func escape(_ rest: ArraySlice<UInt8>) -> (Mode?, Int)? {
        if rest.starts(with: Array("$(D".utf8)) { return (.supplement, 3) }
        return switch String(decoding: rest.prefix(2), as: UTF8.self) {
        case "(B", "(J", "(H": (.single, 2)
        case "(I": (.kana, 2)
        case "$B", "$@": (.double, 2)
        // An announcement of the edition; what changes to it follows.
        case "&@": (nil, 2)
        default: nil
        }
    }

    /// Two bytes of a row and a column, each from 0x21 on, as the code page orders them.
    private static func shifted(_ row: UInt8, _ column: UInt8) -> [UInt8] {
        let lead = (row - 0x21) / 2 + (row < 0x5f ? 0x81 : 0xc1)
        return [lead, row % 2 == 0 ? column + 0x7e : column + (column < 0x60 ? 0x1f : 0x20)]
    }
}
