/// What statements have in common that SQLite prepares alike: their words, and how many values stand where.
///
/// Words are literals of the program and each lies at one place as long as it runs, so that a statement is recognized
/// without being written out: of a short statement that would cost as much as running it.
struct StatementShape {
    private let parts: [Int]

    init(_ statement: SQL) {
        parts = statement.pieces.map(Self.part)
    }

    /// Whether a statement has this shape.
    func fits(_ statement: SQL) -> Bool {
        parts.elementsEqual(statement.pieces.lazy.map(Self.part))
    }

    /// A number that statements of one shape share, and others hardly ever.
    static func mark(of statement: SQL) -> Int {
        // The constants of FNV-1a.
        var mark: UInt64 = 0xcbf2_9ce4_8422_2325
        for piece in statement.pieces {
            mark = (mark ^ UInt64(truncatingIfNeeded: part(of: piece))) &* 0x100_0000_01b3
        }
        return Int(truncatingIfNeeded: mark)
    }

    /// Words are told by their address, which is above all counts.
    private static func part(of piece: SQL.Piece) -> Int {
        switch piece {
        case .text(let words): place(of: words)
        case .dialect(let dialect): place(of: dialect.words(for: .sqlite))
        case .value: 1
        case .each: 4
        case .list(let values): values.count << 2 | 2
        case .rows(let all): all[0].count << 2 | 3
        }
    }

    private static func place(of words: StaticString) -> Int {
        words.hasPointerRepresentation
            ? Int(bitPattern: words.utf8Start) : -Int(words.unicodeScalar.value)
    }
}
