/// PostgreSQL's numbers for the types that we use.
enum PostgresType {
    static let boolean: UInt32 = 16
    static let bytes: UInt32 = 17
    static let integer64: UInt32 = 20
    static let integer16: UInt32 = 21
    static let integer32: UInt32 = 23
    static let text: UInt32 = 25
    static let real32: UInt32 = 700
    static let real64: UInt32 = 701
    static let numeric: UInt32 = 1700
    /// `name`, `unknown`, `char(n)`, `varchar`: text under other names.
    static let texts: Set<UInt32> = [text, 19, 705, 1042, 1043]
}

/// The values of one statement in PostgreSQL's binary form, one after the other.
struct PostgresParameters {
    private(set) var types: [UInt32] = []
    private(set) var bytes: [UInt8] = []
    /// Where each value begins in `bytes`.
    private(set) var offsets: [Int] = []
    private(set) var lengths: [Int32] = []

    /// - Throws: `DatabaseError` of kind `check` for a value that cannot be stored.
    init(_ values: [DatabaseValue]) throws {
        for value in values {
            try value.check()
            offsets.append(bytes.count)
            switch value {
            case .null: preconditionFailure("NULL is a word of the statement, not a value")
            case .integer(let number):
                types.append(PostgresType.integer64)
                append(UInt64(bitPattern: number))
            case .real(let number):
                types.append(PostgresType.real64)
                append(number.bitPattern)
            case .text(let text):
                types.append(PostgresType.text)
                bytes.append(contentsOf: text.utf8)
            case .blob(let blob):
                types.append(PostgresType.bytes)
                bytes.append(contentsOf: blob)
            }
            lengths.append(Int32(bytes.count - (offsets.last ?? 0)))
        }
        // An empty value still needs an address: libpq takes a missing one for NULL.
        bytes.append(0)
    }

    private mutating func append(_ word: UInt64) {
        withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
    }
}

extension DatabaseValue {
    /// Reads a column in PostgreSQL's binary form.
    ///
    /// - Throws: `DatabaseError` of kind `decoding` for a type that has no counterpart on SQLite.
    init(postgres bytes: UnsafeRawBufferPointer, type: UInt32) throws {
        switch type {
        case PostgresType.integer64: self = .integer(Int64(bitPattern: bytes.bigEndian(UInt64.self, at: 0)))
        case PostgresType.integer32: self = .integer(Int64(Int32(bitPattern: bytes.bigEndian(UInt32.self, at: 0))))
        case PostgresType.integer16: self = .integer(Int64(Int16(bitPattern: bytes.bigEndian(UInt16.self, at: 0))))
        case PostgresType.boolean: self = .integer(bytes[0] == 0 ? 0 : 1)
        case PostgresType.real64: self = .real(Double(bitPattern: bytes.bigEndian(UInt64.self, at: 0)))
        case PostgresType.real32: self = .real(Double(Float(bitPattern: bytes.bigEndian(UInt32.self, at: 0))))
        case PostgresType.bytes: self = .blob([UInt8](bytes))
        case PostgresType.numeric: self = try Self.numeric(bytes)
        case _ where PostgresType.texts.contains(type): self = .text(String(decoding: bytes, as: UTF8.self))
        default: throw DatabaseError(.decoding, "a column of PostgreSQL's type \(type) has no counterpart")
        }
    }

    /// `SUM` of a `BIGINT` column is a `numeric` without decimals, which we read as an integer; one with decimals
    /// (`AVG`) becomes a real.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) throws -> DatabaseValue {
        let count = Int(bytes.bigEndian(UInt16.self, at: 0))
        let weight = Int(Int16(bitPattern: bytes.bigEndian(UInt16.self, at: 2)))
        let sign = bytes.bigEndian(UInt16.self, at: 4)
        let decimals = bytes.bigEndian(UInt16.self, at: 6)
        guard sign == 0 || sign == 0x4000 else { return .real(.nan) }
        var digits = ""
        for index in 0..<count {
            let group = String(bytes.bigEndian(UInt16.self, at: 8 + 2 * index))
            digits += String(repeating: "0", count: 4 - group.count) + group
        }
        let minus = sign == 0 ? "" : "-"
        let exponent = 4 * (weight - count + 1)
        if decimals > 0 { return .real(Double("\(minus)\(digits.isEmpty ? "0" : digits)e\(exponent)") ?? .nan) }
        guard let number = Int64(minus + "0" + digits + String(repeating: "0", count: max(0, exponent))) else {
            throw DatabaseError(.decoding, "a sum is larger than 64 bits")
        }
        return .integer(number)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func bigEndian<Word: FixedWidthInteger>(_ type: Word.Type, at offset: Int) -> Word {
        Word(bigEndian: loadUnaligned(fromByteOffset: offset, as: Word.self))
    }
}
