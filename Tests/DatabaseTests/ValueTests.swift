import Database
import Domain
import TestKit
import Testing

private let shelf = Migration(
    1, "shelf", sharedTables: ["shelf"],
    [
        """
        CREATE TABLE shelf (id BIGINT NOT NULL PRIMARY KEY, number BIGINT, ratio DOUBLE PRECISION, word TEXT, data BYTEA)
        """
    ])

@Suite("Values")
struct ValueTests {
    static let integers: [Int64] = [0, 1, -1, .max, .min, 1_704_093_000_000, 4_294_967_296]
    static let reals: [Double] = [0, 0.1, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, 2]
    static let texts = [
        "", "a", "安否確認", "髙橋 﨑 𠮷 辻󠄀", "👩‍👩‍👧‍👦🇯🇵", "e\u{301} is not \u{e9}", "line\r\nline\ttab", "\u{1}\u{7f}\u{feff}",
        "'); DROP TABLE shelf; --", "\" ' ` $1 ? :a @b %s \\ \\x00 {}", "NULL", "/* */ --", "*",
        String(repeating: "長", count: 20_000),
    ]
    static let blobs: [[UInt8]] = [[], [0], [0, 255, 0], Array(0...255), Array(repeating: 7, count: 100_000)]

    @Test("Every value comes back as it was stored", arguments: DatabaseKind.available)
    func roundTrip(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            for number in Self.integers { try await #expect(stored(number, "number", database) == number) }
            for number in Self.reals { try await #expect(stored(number, "ratio", database) == number) }
            for text in Self.texts {
                let back = try await stored(text, "word", database)
                #expect(back.map { Array($0.utf8) } == Array(text.utf8))
            }
            for blob in Self.blobs { try await #expect(stored(blob, "data", database) == blob) }
        }
    }

    @Test("Hostile text is a value wherever it is interpolated", arguments: DatabaseKind.available)
    func injection(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            try await database.write(.installation) { transaction in
                for (id, text) in Self.texts.enumerated() {
                    try transaction.execute("INSERT INTO shelf (id, word) VALUES (\(id), \(text))")
                }
            }
            try await database.read(.installation) { transaction in
                for (id, text) in Self.texts.enumerated() {
                    let single = try transaction.values(Int.self, "SELECT id FROM shelf WHERE word = \(text)")
                    let listed = try transaction.values(Int.self, "SELECT id FROM shelf WHERE word IN \(list: [text])")
                    #expect(single == [id])
                    #expect(listed == [id])
                }
            }
        }
    }

    @Test("A NULL can stand wherever a value can", arguments: DatabaseKind.available)
    func nulls(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            let none: Int? = nil
            let rows: [[DatabaseValue]] = [
                [.integer(1), .null, .null, .null, .null],
                [.integer(2), .integer(5), .null, .text("x"), .blob([1])],
                [.integer(3), .null, .real(0.5), .null, .null],
            ]
            let result = try await database.write(.installation) { transaction in
                try transaction.execute("INSERT INTO shelf (id, number, ratio, word, data) VALUES \(rows: rows)")
                try transaction.execute("UPDATE shelf SET word = \(none) WHERE id = 2")
                try transaction.execute("UPDATE shelf SET number = \(7) WHERE \(none) IS NULL AND id = 3")
                return try transaction.all("SELECT number, ratio, word, data FROM shelf ORDER BY id") { row in
                    let number = try row.next(Int?.self)
                    let ratio = try row.next(Double?.self)
                    let word = try row.next(String?.self)
                    let data = try row.next([UInt8]?.self)
                    return "\(number ?? -1) \(ratio ?? -1) \(word ?? "-") \(data ?? [])"
                }
            }
            #expect(result == ["-1 -1.0 - []", "5 -1.0 - [1]", "7 0.5 - []"])
        }
    }

    @Test("What one engine cannot store both refuse", arguments: DatabaseKind.available)
    func refused(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            await #expect(throws: DatabaseError(.check, "text with a NUL character cannot be stored")) {
                try await stored("a\u{0}b", "word", database)
            }
            await #expect(throws: DatabaseError(.check, "NaN cannot be stored")) {
                try await stored(Double.nan, "ratio", database)
            }
        }
    }

    @Test("Sums, counts, averages and conditions have the same types", arguments: DatabaseKind.available)
    func aggregates(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            try await database.write(.installation) { transaction in
                let rows = (1...1_000).map {
                    [.integer(Int64($0)), .integer(Int64($0) * 1_000_000_007)] as [DatabaseValue]
                }
                try transaction.execute("INSERT INTO shelf (id, number) VALUES \(rows: rows)")
            }
            try await database.read(.installation) { transaction in
                try #expect(transaction.value(Int.self, "SELECT SUM(number) FROM shelf") == 500_500 * 1_000_000_007)
                try #expect(transaction.value(Int.self, "SELECT -SUM(id) FROM shelf") == -500_500)
                try #expect(transaction.value(Int.self, "SELECT SUM(id * 0) FROM shelf") == 0)
                try #expect(transaction.value(Int.self, "SELECT SUM(id) * 0 + 10000 FROM shelf") == 10_000)
                try #expect(transaction.value(Int.self, "SELECT COUNT(*) FROM shelf") == 1_000)
                try #expect(transaction.value(Int?.self, "SELECT SUM(id) FROM shelf WHERE id < 0") == .some(nil))
                try #expect(transaction.value(Double.self, "SELECT AVG(id) FROM shelf") == 500.5)
                try #expect(transaction.value(Double.self, "SELECT AVG(id) FROM shelf WHERE id = 3") == 3)
                try #expect(transaction.value(Bool.self, "SELECT EXISTS (SELECT 1 FROM shelf)") == true)
                try #expect(transaction.value(Bool.self, "SELECT id < 0 FROM shelf WHERE id = 1") == false)
                try #expect(transaction.value(Int.self, "SELECT id FROM shelf WHERE id < 0") == nil)
            }
        }
    }

    @Test("LIKE minds the case on both engines", arguments: DatabaseKind.available)
    func like(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            let found = try await database.write(.installation) { transaction in
                try transaction.execute("INSERT INTO shelf (id, word) VALUES (1, 'Tokyo'), (2, 'tokyo')")
                return try transaction.values(Int.self, "SELECT id FROM shelf WHERE word LIKE \("tok%")")
            }
            #expect(found == [2])
        }
    }

    @Test("Lists and rows bind each value; an empty list matches nothing", arguments: DatabaseKind.available)
    func lists(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            let rows: [[DatabaseValue]] = (0..<500).map { [.integer($0), .text("語\($0)")] }
            let conditions: [SQL] = ["id >= \(10)", "id < \(20)", "word <> \("語15")"]
            try await database.write(.installation) { transaction in
                let inserted = try transaction.execute("INSERT INTO shelf (id, word) VALUES \(rows: rows)")
                #expect(inserted == 500)
                let none = [Int]()
                try #expect(transaction.values(Int.self, "SELECT id FROM shelf WHERE id IN \(list: none)") == [])
                let listed = try transaction.values(
                    Int.self, "SELECT id FROM shelf WHERE id IN \(list: [3, 1, 999]) ORDER BY id")
                #expect(listed == [1, 3])
                let joined = try transaction.values(
                    Int.self, "SELECT id FROM shelf WHERE \(.joined(conditions, by: " AND ")) ORDER BY id")
                #expect(joined == [10, 11, 12, 13, 14, 16, 17, 18, 19])
                try #expect(transaction.execute("UPDATE shelf SET word = 'x' WHERE id < \(7)") == 7)
                try #expect(transaction.values(Int.self, "DELETE FROM shelf WHERE id < \(7) RETURNING id").count == 7)
                try #expect(transaction.execute("INSERT INTO shelf (id) VALUES (8) ON CONFLICT DO NOTHING") == 0)
            }
        }
    }

    @Test(
        "An insert of rows tells which of them are new, and each row stands at its place",
        arguments: DatabaseKind.available)
    func newRows(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            try await database.write(.installation) { transaction in
                func insert(_ rows: [[DatabaseValue]]) throws -> [Int] {
                    try transaction.insert(
                        "INSERT INTO shelf (word, id) VALUES \(rows: rows) ON CONFLICT (id) DO NOTHING",
                        returning: "id", at: 1)
                }
                try #expect(insert([[.text("one"), .integer(1)], [.null, .integer(2)]]) == [1, 2])
                try #expect(insert([[.text("other"), .integer(2)], [.text("three"), .integer(3)]]) == [3])
                try #expect(insert([[.text("other"), .integer(1)]]).isEmpty)
                let words = try transaction.values(String?.self, "SELECT word FROM shelf ORDER BY id")
                #expect(words == ["one", nil, "three"])
            }
        }
    }

    @Test("A column of another type is refused by its number", arguments: DatabaseKind.available)
    func decoding(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [shelf]) { database in
            await #expect(throws: DatabaseError(.decoding, "column 1 does not hold a Int")) {
                try await database.read(.installation) { try $0.value(Int.self, "SELECT 'secret'") }
            }
        }
    }

    @discardableResult
    private func stored<Value: DatabaseConvertible & Sendable>(
        _ value: Value, _ column: StaticString, _ database: Database
    ) async throws -> Value? {
        let column = SQL(stringLiteral: column)
        return try await database.write(.installation) { transaction in
            try transaction.execute("DELETE FROM shelf")
            try transaction.execute("INSERT INTO shelf (id, \(column)) VALUES (1, \(value))")
            return try transaction.value(Value.self, "SELECT \(column) FROM shelf")
        }
    }
}
