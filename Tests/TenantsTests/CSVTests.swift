import Domain
import Testing

@testable import Tenants

@Suite("CSV files")
struct CSVTests {
    /// All rows, with the file cut into pieces of a few bytes.
    private func rows(_ bytes: [UInt8], _ encoding: TextEncoding = .automatic, piece: Int = 64) throws -> [CSVRow] {
        let reader = CSVReader(encoding: encoding)
        var rows: [CSVRow] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            rows += try reader.feed(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        return rows + (try reader.finish())
    }

    @Test(
        "Cells, quotes and line ends are read as RFC 4180 says, however the file arrives",
        arguments: [
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("\"a\"\"b\",\"c,d\"\n", [["a\"b", "c,d"]]),
            ("\"一行目\r\n二行目\",x\r\n", [["一行目\r\n二行目", "x"]]),
            ("a,,\r\n,,\r\n", [["a", "", ""], ["", "", ""]]),
            ("\n\na\n\n", [["a"]]),
            ("\"\"\n", [[""]]),
            (" a , b \n", [["a", "b"]]),
            ("\" a \"\n", [[" a "]]),
            ("", []),
        ], [1, 2, 5, 64])
    func read(file: (text: String, rows: [[String]]), piece: Int) throws {
        #expect(try rows(Array(file.text.utf8), piece: piece).map(\.cells) == file.rows)
    }

    @Test("Each row knows the line it begins in", arguments: [1, 3, 64])
    func lines(piece: Int) throws {
        let text = "h\r\n\r\n\"a\r\nb\r\nc\"\r\nd\r\n\"e\"\n"
        #expect(try rows(Array(text.utf8), piece: piece).map(\.line) == [1, 3, 6, 7])
        let withLoneReturns = "h\n\"a\nb\"\rc\rd\n"
        #expect(try rows(Array(withLoneReturns.utf8), piece: piece).map(\.line) == [1, 2, 3, 3])
    }

    @Test("A byte order mark belongs to no cell", arguments: [1, 2, 64])
    func byteOrderMark(piece: Int) throws {
        let bytes = CSVWriter.byteOrderMark + Array("氏名\n".utf8)
        #expect(try rows(bytes, piece: piece).map(\.cells) == [["氏名"]])
        #expect(try rows(bytes, .utf8, piece: piece).map(\.cells) == [["氏名"]])
    }

    /// `氏名,髙橋①ソ` as Windows saves it: ソ ends with a byte that is a backslash in ASCII.
    private let windows: [UInt8] = [
        0x8e, 0x81, 0x96, 0xbc, 0x2c, 0xfb, 0xfc, 0x8b, 0xb4, 0x87, 0x40, 0x83, 0x5c, 0x0d, 0x0a,
    ]

    @Test("Shift_JIS is recognised and read, also when a character is cut in two", arguments: [1, 2, 3, 64])
    func shiftJIS(piece: Int) throws {
        let ascii = Array("login_id,name\r\n".utf8)
        #expect(try rows(windows, piece: piece).map(\.cells) == [["氏名", "髙橋①ソ"]])
        #expect(try rows(ascii + windows, piece: piece).last?.cells == ["氏名", "髙橋①ソ"])
        #expect(try rows(windows, .shiftJIS, piece: piece).map(\.cells) == [["氏名", "髙橋①ソ"]])
    }

    @Test("Bytes that are not text name the line", arguments: [1, 64])
    func brokenText(piece: Int) throws {
        let bytes = Array("氏名\nあ\n".utf8) + [0xff, 0xfe, 0x41] + Array("\nx\n".utf8)
        let fault = #expect(throws: CSVFault.self) { try rows(bytes, .utf8, piece: piece) }
        #expect(fault?.line == 3)
        #expect(fault?.error.rule == "encoding")
        #expect(throws: CSVFault.self) { try rows([0x41, 0xe3, 0x81], .utf8, piece: piece) }
    }

    @Test("A quotation mark that is not closed, or stands inside a cell, names the line")
    func brokenQuotes() throws {
        let open = #expect(throws: CSVFault.self) { try rows(Array("a\nb\n\"c\nd\n".utf8)) }
        #expect(open?.line == 3 && open?.error.rule == "quoting")
        let inside = #expect(throws: CSVFault.self) { try rows(Array("a\nb\"c\nd\n".utf8)) }
        #expect(inside?.line == 2)
        // A quote that swallows the rest of a large file must not swallow the memory.
        let endless = Array("\"".utf8) + [UInt8](repeating: 0x61, count: 3_000_000)
        #expect(throws: CSVFault.self) { try rows(endless, piece: 65_536) }
    }

    @Test(
        "What spreadsheets would run gets one apostrophe, and import takes exactly one away",
        arguments: ["=1+1", "+81312345678", "-5", "@x", "'x", "''x", "\tx", "＝１", "普通", "", "a,\"b\"\r\nc", " x "])
    func formulas(cell: String) throws {
        var bytes: [UInt8] = []
        CSVWriter.append([cell, "z"], to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let isFormula = cell.first.map { "=+-@'\t＝".contains($0) } ?? false
        #expect(text.drop { $0 == "\"" }.hasPrefix("'") == isFormula)
        #expect(try rows(bytes).map(\.cells) == [[cell, "z"]])
    }

    @Test("Control characters never arrive as they are")
    func controlCharacters() throws {
        let heading = Array("login_id,name,name_kana\n".utf8)
        #expect(try rows(heading + [0x61, 0x00, 0x1f, 0x0a]).last?.cells == ["a\u{fffd}\u{fffd}"])
    }

    @Test(
        "A picture, a workbook and UTF-16 are told from CSV",
        arguments: [
            [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d], [0x50, 0x4b, 3, 4, 0x14, 0, 6, 0],
            [0xff, 0xfe, 0x6c, 0, 0x6f, 0], [0xd0, 0xcf, 0x11, 0xe0], [0xff, 0xd8, 0xff, 0xe0, 0, 0x10],
        ] as [[UInt8]], [16, 64])
    func notCSV(bytes: [UInt8], piece: Int) {
        let fault = #expect(throws: CSVFault.self) {
            try rows(bytes + [UInt8](repeating: 0x41, count: 100), piece: piece)
        }
        #expect(fault?.error.rule == "notCSV" && fault?.line == 1)
        #expect(fault?.error.message[.japanese].contains("CSVではありません") == true)
    }

    @Test(
        "A line may have two hundred cells; one of nothing but commas ends the reading there", arguments: [7, 65_536])
    func tooManyCells(piece: Int) throws {
        let widest = Array("login_id\n".utf8) + [UInt8](repeating: 0x2c, count: 199) + [0x0a]
        #expect(try rows(widest, piece: piece).last?.cells.count == 200)
        let reader = CSVReader(encoding: .automatic)
        _ = try reader.feed(widest)
        let fault = #expect(throws: CSVFault.self) {
            // The rest of the file need not arrive for it to be noticed.
            _ = try reader.feed([UInt8](repeating: 0x2c, count: 64_000))
        }
        #expect(fault?.line == 3 && fault?.error.rule == "tooManyCells")
    }
}
