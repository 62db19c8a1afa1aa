/// Writes CSV that spreadsheets open without running anything: UTF-8 with byte order mark, RFC 4180 quoting, and an
/// apostrophe before what would be a formula.
package enum CSVWriter {
    /// Stands at the start of each file, so that spreadsheets read it as UTF-8.
    package static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// Appends one line.
    package static func append(_ cells: [String], to bytes: inout [UInt8]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell, to: &bytes)
        }
        bytes.append(contentsOf: [0x0d, 0x0a])
    }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        let text = needsApostrophe(cell) ? "'" + cell : cell
        guard needsQuotes(text) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Our import takes one apostrophe away, so a cell that begins with one gets another.
    private static func needsApostrophe(_ cell: String) -> Bool {
        switch cell.unicodeScalars.first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠": true
        default: false
        }
    }

    private static func needsQuotes(_ cell: String) -> Bool {
        guard let first = cell.utf8.first, let last = cell.utf8.last else { return false }
        if first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 { return true }
        return cell.utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0d || $0 == 0x0a }
    }
}
