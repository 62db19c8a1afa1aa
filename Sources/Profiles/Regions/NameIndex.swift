import Glibc

/// How well a name fits a key; smaller is better.
enum Rank: UInt8, Comparable {
    /// The name is the key.
    case exact
    /// The name begins with the key.
    case begins
    /// The key stands elsewhere in the name.
    case contains
    /// The key is not in the name.
    case none

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
}

/// All keys of all places in one C string, a separator before and after each. One pass of the C library's `strstr` over
/// it finds a key in all of them; UTF-8 cannot match in the middle of a letter.
struct NameIndex: Sendable {
    private static let separator: CChar = 1

    private let text: [CChar]
    /// Where each key begins, and the place it belongs to.
    private let starts: [Int]
    private let owners: [Int]

    /// An index of these keys, which contain no control characters; the position of a list is the number of its place.
    init(_ keys: [[String]]) {
        var text = [Self.separator]
        var starts: [Int] = []
        var owners: [Int] = []
        for (owner, keys) in keys.enumerated() {
            for key in keys {
                starts.append(text.count)
                owners.append(owner)
                text += key.utf8.map { CChar(bitPattern: $0) }
                text.append(Self.separator)
            }
        }
        self.text = text + [0]
        self.starts = starts
        self.owners = owners
    }

    /// Calls `found` for each name that contains the key, several times for a place with several names.
    func find(_ key: String, _ found: (_ place: Int, _ rank: Rank) -> Void) {
        let length = key.utf8.count
        guard length > 0, key.utf8.allSatisfy({ $0 > 1 }) else { return }
        text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return }
            var position = 0
            var entry = 0
            while let hit = strstr(base + position, key) {
                let start = UnsafePointer(hit) - base
                while entry + 1 < starts.count, starts[entry + 1] <= start { entry += 1 }
                let begins = text[start - 1] == Self.separator
                let ends = text[start + length] == Self.separator
                found(owners[entry], begins ? (ends ? .exact : .begins) : .contains)
                position = start + 1
            }
        }
    }
}
