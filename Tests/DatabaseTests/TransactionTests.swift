import Database
import Domain
import Foundation
import Synchronization
import TestKit
import Testing

private let ledger = Migration(
    1, "ledger", sharedTables: ["entry", "line"],
    [
        "CREATE TABLE entry (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL CHECK (LENGTH(word) < 8))",
        "CREATE TABLE line (id BIGINT NOT NULL PRIMARY KEY, entry_id BIGINT NOT NULL REFERENCES entry (id))",
    ])

@Suite("Transactions")
struct TransactionTests {
    @Test("A failing transaction spares its neighbours", arguments: DatabaseKind.available)
    func failingSparesNeighbours(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            let results = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write(.installation) { transaction in
                                let id = number % 10 == 0 ? 1_000 : number
                                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), \("語\(number)"))")
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.filter { $0 }.count == 181)
            try await #expect(count(database) == 181)
        }
    }

    @Test("A transaction that throws leaves nothing behind", arguments: DatabaseKind.available)
    func rollback(kind: DatabaseKind) async throws {
        struct Changed: Error, Equatable {}
        try await withDatabase(kind, [ledger]) { database in
            await #expect(throws: Changed()) {
                try await database.write(.installation) { transaction in
                    try transaction.execute("INSERT INTO entry (id, word) VALUES (1, 'a')")
                    throw Changed()
                }
            }
            try await #expect(count(database) == 0)
        }
    }

    @Test("A refused row has the same error code on both engines", arguments: DatabaseKind.available)
    func errorCodes(kind: DatabaseKind) async throws {
        let cases: [(statement: SQL, code: DatabaseError.Code)] = [
            ("INSERT INTO entry (id, word) VALUES (1, \("again"))", .unique),
            ("INSERT INTO line (id, entry_id) VALUES (1, \(99))", .foreignKey),
            ("DELETE FROM entry WHERE id = 1", .foreignKey),
            ("INSERT INTO entry (id, word) VALUES (2, \("terrible"))", .check),
            ("INSERT INTO entry (id, word) VALUES (2, \(String?.none))", .notNull),
            ("INSERT INTO line (id, entry_id) VALUES (2, \("word"))", .check),
            ("SELECT nothing FROM nowhere", .other),
        ]
        try await withDatabase(kind, [ledger]) { database in
            try await database.write(.installation) { transaction in
                try transaction.execute("INSERT INTO entry (id, word) VALUES (1, 'first')")
                try transaction.execute("INSERT INTO line (id, entry_id) VALUES (7, 1)")
            }
            for (statement, code) in cases {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.write(.installation) { try $0.execute(statement) }
                }
                #expect(error?.code == code)
                #expect(error?.description.contains("again") == false)
                #expect(error?.description.contains("terrible") == false)
            }
            try await #expect(count(database) == 1)
        }
    }

    @Test("A closure that swallows a refused row does not commit", arguments: DatabaseKind.available)
    func swallowedFailure(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            let later = Mutex<DatabaseError.Code?>(nil)
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write(.installation) { transaction in
                    try transaction.execute("INSERT INTO entry (id, word) VALUES (1, 'a')")
                    _ = try? transaction.execute("INSERT INTO entry (id, word) VALUES (1, 'b')")
                    do {
                        try transaction.execute("INSERT INTO entry (id, word) VALUES (2, 'c')")
                    } catch let error as DatabaseError {
                        later.withLock { $0 = error.code }
                    }
                }
            }
            #expect(error?.code == .unique)
            #expect(later.withLock { $0 } == .aborted)
            try await #expect(count(database) == 0)
        }
    }

    @Test("An error of the closure inside forEach leaves the transaction usable", arguments: DatabaseKind.available)
    func bodyErrorInForEach(kind: DatabaseKind) async throws {
        struct Enough: Error {}
        try await withDatabase(kind, [ledger]) { database in
            try await fill(database, 5_000)
            let seen = try await database.write(.installation) { transaction in
                var seen = 0
                do {
                    try transaction.forEach("SELECT id FROM entry ORDER BY id") { _ in
                        seen += 1
                        if seen == 10 { throw Enough() }
                    }
                } catch is Enough {}
                try transaction.execute("INSERT INTO entry (id, word) VALUES (100000, 'after')")
                return seen
            }
            #expect(seen == 10)
            try await #expect(count(database) == 5_001)
        }
    }

    @Test("Statements may run inside a forEach, even the same one", arguments: DatabaseKind.available)
    func nestedStatements(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            try await fill(database, 300)
            let sums = try await database.write(.installation) { transaction in
                var outer: [Int] = []
                var inner = 0
                try transaction.forEach("SELECT id FROM entry WHERE id >= \(0) ORDER BY id") { row in
                    let id = try row.next(Int.self)
                    outer.append(id)
                    try transaction.execute("INSERT INTO line (id, entry_id) VALUES (\(id), \(id))")
                    if id % 100 == 0 {
                        try transaction.forEach("SELECT id FROM entry WHERE id >= \(290) ORDER BY id") { row in
                            inner += try row.next(Int.self)
                        }
                    }
                }
                return (outer, inner, try transaction.value(Int.self, "SELECT COUNT(*) FROM line"))
            }
            #expect(sums.0 == Array(0..<300))
            #expect(sums.1 == 3 * (290..<300).reduce(0, +))
            #expect(sums.2 == 300)
        }
    }

    @Test("More texts than the statement cache holds run inside a forEach", arguments: DatabaseKind.available)
    func cacheOverflow(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            try await fill(database, 20)
            let rows = try await database.read(.installation) { transaction in
                var rows = 0
                try transaction.forEach("SELECT id FROM entry") { _ in
                    rows += 1
                    for length in 1...90 {
                        var condition: SQL = "id = 0"
                        for _ in 0..<length { condition = condition + (rows % 2 == 0 ? " OR id = 0" : " AND id = 0") }
                        _ = try transaction.value(Int.self, "SELECT id FROM entry WHERE \(condition) LIMIT \(rows)")
                        for limit in 1...5 where rows < 3 {
                            let tail = (0..<limit).map { _ in " OR id = 0" as SQL }.reduce("", +)
                            _ = try transaction.value(Int.self, "SELECT id FROM entry WHERE \(condition)\(tail)")
                        }
                    }
                }
                return rows
            }
            #expect(rows == 20)
        }
    }

    @Test("A reader sees one state from its first statement to its last", arguments: DatabaseKind.available)
    func snapshot(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            try await fill(database, 10)
            let begun = AsyncStream.makeStream(of: Void.self)
            let written = DispatchSemaphore(value: 0)
            async let counts = database.read(.installation) { transaction in
                let before = try transaction.value(Int.self, "SELECT COUNT(*) FROM entry")
                begun.continuation.finish()
                written.wait()
                return (before, try transaction.value(Int.self, "SELECT COUNT(*) FROM entry"))
            }
            for await _ in begun.stream {}
            try await database.write(.installation) {
                try $0.execute("INSERT INTO entry (id, word) VALUES (77, 'new')")
            }
            written.signal()
            try await #expect(counts == (10, 10))
            try await #expect(count(database) == 11)
        }
    }

    @Test("A reader cannot write", arguments: DatabaseKind.available)
    func readOnly(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.read(.installation) { try $0.execute("DELETE FROM entry") }
            }
            #expect(error?.code == .readOnly)
        }
    }

    @Test("A closed store refuses, and finishes what waited", arguments: DatabaseKind.available)
    func closed(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [ledger]) { database in
            let done = try await withThrowingTaskGroup(of: Int.self) { group in
                for id in 0..<50 {
                    group.addTask {
                        try await database.write(.installation) {
                            try $0.execute("INSERT INTO entry (id, word) VALUES (\(id), 'a')")
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(done == 50)
            await database.close()
            let error = await #expect(throws: DatabaseError.self) { try await count(database) }
            #expect(error?.code == .connection)
        }
    }

    @Test(
        "A statement for each of some values finds all of them and nothing else", arguments: DatabaseKind.available,
        [0, 1, 3, 100])
    func each(kind: DatabaseKind, count: Int) async throws {
        try await withDatabase(kind, [ledger]) { database in
            try await fill(database, 200)
            let wanted = Array((150..<300).prefix(count))
            let found = wanted.filter { $0 < 200 }
            let (changed, told, read) = try await database.write(.installation) { transaction in
                let changed = try transaction.execute(
                    "UPDATE entry SET word = \("each") WHERE id \(each: wanted) AND word <> \("b")")
                let told = try transaction.changed(
                    "UPDATE entry SET word = \("told") WHERE id \(each: wanted) AND word = \("each")",
                    returning: "id", as: Int.self)
                let read = try transaction.values(
                    String.self, "SELECT word FROM entry WHERE id \(each: wanted) ORDER BY id")
                return (changed, told, read)
            }
            #expect(changed == found.count && told.sorted() == found)
            #expect(read == found.map { _ in "told" })
            let others = try await database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM entry WHERE word LIKE '語%'")
            }
            #expect(others == 200 - found.count)
        }
    }
}

private func count(_ database: Database) async throws -> Int {
    try await database.read(.installation) { try $0.value(Int.self, "SELECT COUNT(*) FROM entry") } ?? -1
}

private func fill(_ database: Database, _ count: Int) async throws {
    try await database.write(.installation) { transaction in
        let rows: [[DatabaseValue]] = (0..<count).map { [.integer(Int64($0)), .text("語\($0)")] }
        try transaction.execute("INSERT INTO entry (id, word) VALUES \(rows: rows)")
    }
}
