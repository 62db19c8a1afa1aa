import CQRencode
import Domain

/// A QR code as a picture of squares: whole at every width, black on white in both modes.
struct QRCode: Sendable {
    /// How many squares a side has, without the quiet zone.
    let side: Int
    private let dark: [Bool]

    /// The code of a text; nil if it is too long for one.
    init?(_ text: Secret) {
        let bytes = Array(text.exposed.utf8)
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        // The lowest bit of each square says whether it is dark.
        dark = (0..<side * side).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// Whether a square is dark.
    func isDark(row: Int, column: Int) -> Bool { dark[row * side + column] }

    /// The picture, with the four squares of quiet zone that readers need.
    func html(label: String) -> HTML {
        """
        <div class="qr"><svg viewBox="-4 -4 \(String(side + 8)) \(String(side + 8))" role="img" \
        aria-label="\(label)" shape-rendering="crispEdges"><path d="\(path)"/></svg></div>
        """
    }

    /// One stroke for each run of dark squares in a row.
    private var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                guard isDark(row: row, column: column) else {
                    column += 1
                    continue
                }
                let start = column
                while column < side, isDark(row: row, column: column) { column += 1 }
                path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z"
            }
        }
        return path
    }
}
