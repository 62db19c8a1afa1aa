import CCSV
package import Domain
import Glibc

/// A line of a CSV file.
package struct CSVRow: Hashable, Sendable {
    /// The number of the line in which it begins; the first is 1.
    package let line: Int
    /// The cells, with the apostrophe that our export puts before formulas taken away.
    package let cells: [String]
}

/// A file that is not CSV from some line on.
package struct CSVFault: Error, Hashable, Sendable {
    /// Where it was noticed.
    package let line: Int
    /// Why, for a person.
    package let error: FieldError
}

/// Reads CSV (RFC 4180) as a stream, by libcsv. Used by one task at a time.
package final class CSVReader {
    /// A longer cell means that a quotation mark was never closed.
    private static let cellLimit = 256 * 1_024
    /// More cells than any heading of ours has; a line of nothing but commas must not fill the memory.
    fileprivate static let cellsPerRow = 200
    /// A file that is no text shows it in its first bytes: pictures, archives, workbooks, UTF-16.
    private static let signature = 16

    private let parser: UnsafeMutablePointer<csv_parser>
    private let decoder: TextDecoder
    private let collector = CSVCollector()
    private var isAtStart = true
    private var examined = 0

    /// A reader of one file.
    package init(encoding: TextEncoding) {
        decoder = TextDecoder(encoding)
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    }

    deinit {
        csv_free(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
    }

    /// The rows that these bytes complete. Blank lines are passed over.
    ///
    /// - Throws: `CSVFault`; the reader must not be used afterwards.
    package func feed(_ bytes: [UInt8]) throws(CSVFault) -> [CSVRow] {
        try examine(bytes)
        try parse(decoder.decode(bytes, isLast: false))
        return collector.take()
    }

    /// The rows that the end of the file completes.
    ///
    /// - Throws: `CSVFault`.
    package func finish() throws(CSVFault) -> [CSVRow] {
        try parse(decoder.decode([], isLast: true))
        let ended = csv_fini(parser, csvCell, csvRow, Unmanaged.passUnretained(collector).toOpaque())
        if ended != 0 { throw openQuote }
        return collector.take()
    }

    private func examine(_ bytes: [UInt8]) throws(CSVFault) {
        let beginning = bytes.prefix(Self.signature - examined)
        examined += beginning.count
        guard beginning.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }) else { return }
        throw CSVFault(
            line: 1,
            error: Self.file.error(
                "notCSV", ja: "に選ばれたファイルはCSVではありません。表計算ソフトで「CSV UTF-8」の形式で保存し直してください。",
                en: "The % is not CSV. Save it again in your spreadsheet, as “CSV UTF-8”."))
    }

    private func parse(_ decoded: TextDecoder.Output) throws(CSVFault) {
        var bytes = decoded.bytes[...]
        if isAtStart && !bytes.isEmpty {
            isAtStart = false
            if bytes.starts(with: CSVWriter.byteOrderMark) { bytes = bytes.dropFirst(3) }
        }
        let isWhole = bytes.withUnsafeBytes { parse($0) }
        if !isWhole { throw collector.isTooWide ? tooManyCells : openQuote }
        if decoded.isBroken {
            throw CSVFault(
                line: collector.line,
                error: Self.file.error(
                    "encoding", ja: "の文字が読み取れません。UTF-8 か Shift_JIS で保存してください。",
                    en: "The characters of % cannot be read. Save it as UTF-8 or Shift_JIS."))
        }
    }

    /// Hands the parser one line of text after the other, so that it is known which line a row begins in.
    private func parse(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return true }
        let context = Unmanaged.passUnretained(collector).toOpaque()
        var position = 0
        while position < text.count {
            let from = start + position
            let newline = memchr(from, 0x0a, text.count - position)
            let length = newline.map { $0 - UnsafeMutableRawPointer(mutating: from) + 1 } ?? text.count - position
            // A quoted cell goes on over several lines; its row began before.
            if parser.pointee.pstate == 0 { collector.beginRow() }
            guard csv_parse(parser, from, length, csvCell, csvRow, context) == length,
                csv_get_buffer_size(parser) <= Self.cellLimit, !collector.isTooWide
            else { return false }
            position += length
            if newline != nil { collector.endLine() }
        }
        return true
    }

    private var tooManyCells: CSVFault {
        CSVFault(
            line: collector.rowLine,
            error: Self.file.error(
                "tooManyCells", ja: "のこの行には\(Self.cellsPerRow)列を超える列があります。余分なコンマを消してください。",
                en: "This line of % has more than \(Self.cellsPerRow) cells. Remove the commas that are too many."))
    }

    private static let file = InputField("file", ja: "CSVファイル", en: "CSV file")

    private var openQuote: CSVFault {
        CSVFault(
            line: collector.rowLine,
            error: Self.file.error(
                "quoting", ja: "の引用符（\"）が閉じていないか、途中にあります。この行を直してください。",
                en: "A quotation mark (\") in % is not closed or stands inside a cell. Please correct this line."))
    }
}

/// What the C callbacks fill.
private final class CSVCollector {
    private(set) var line = 1
    private(set) var rowLine = 1
    private(set) var isTooWide = false
    private var cells: [String] = []
    private var rows: [CSVRow] = []

    func beginRow() {
        rowLine = line
    }

    func endLine() {
        line += 1
    }

    func addCell(_ bytes: UnsafeRawBufferPointer) {
        guard cells.count < CSVReader.cellsPerRow else {
            isTooWide = true
            return
        }
        // One apostrophe before a formula is ours (design: CSV).
        let body = bytes.first == UInt8(ascii: "'") ? UnsafeRawBufferPointer(rebasing: bytes.dropFirst()) : bytes
        let isPlain = body.baseAddress.map { memchr($0, 0, body.count) == nil && memchr($0, 0x1f, body.count) == nil }
        if isPlain ?? true {
            cells.append(String(decoding: body, as: UTF8.self))
        } else {
            // Never part of a text; the replacement is refused by every rule.
            let text = String(decoding: body, as: UTF8.self)
            cells.append(text.replacing("\0", with: "\u{fffd}").replacing("\u{1f}", with: "\u{fffd}"))
        }
    }

    func endRow() {
        rows.append(CSVRow(line: rowLine, cells: cells))
        cells.removeAll(keepingCapacity: true)
        // A lone carriage return ends a row too, in the middle of what is a line here.
        rowLine = line
    }

    func take() -> [CSVRow] {
        defer { rows.removeAll(keepingCapacity: true) }
        return rows
    }
}

private func csvCell(_ bytes: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<CSVCollector>.fromOpaque(context).takeUnretainedValue()
        .addCell(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
}

private func csvRow(_ end: Int32, _ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<CSVCollector>.fromOpaque(context).takeUnretainedValue().endRow()
}
