import Database
import Domain
import Foundation
import Synchronization
import TestKit
import Testing

private let schema = Migration(
    1, "pairs", sharedTables: ["pair", "entry"],
    [
        "CREATE TABLE pair (id BIGINT NOT NULL PRIMARY KEY, amount BIGINT NOT NULL)",
        "CREATE TABLE entry (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL)",
    ])
private let migrator = Migrator([schema])

@Suite("Backups of a SQLite file")
struct BackupTests {
    @Test("A backup taken while fifty writers work holds one moment")
    func consistentUnderWriters() async throws {
        try await withTemporaryFolder { folder in
            let database = try await pairs(in: folder)
            let done = Flag()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<50 {
                    group.addTask {
                        var number = 0
                        while !done.isSet, number < 100_000 {
                            number += 1
                            let id = writer * 100_000 + number
                            try await database.write(.installation) { transaction in
                                try transaction.execute("UPDATE pair SET amount = amount + 1 WHERE id = 1")
                                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), '長い言葉')")
                                try transaction.execute("UPDATE pair SET amount = amount - 1 WHERE id = 2")
                            }
                        }
                    }
                }
                for round in 0..<5 {
                    let target = "\(folder)/backup\(round).db"
                    try await database.backUp(to: target)
                    try await Database.restore(from: target, to: "\(folder)/restored\(round).db", schema: migrator)
                    let restored = try Database.sqlite(path: "\(folder)/restored\(round).db")
                    let sums = try await restored.read(.installation) { transaction in
                        (
                            try transaction.value(Int.self, "SELECT SUM(amount) FROM pair"),
                            try transaction.value(Int.self, "SELECT amount FROM pair WHERE id = 1"),
                            try transaction.value(Int.self, "SELECT COUNT(*) FROM entry"),
                        )
                    }
                    await restored.close()
                    #expect(sums.0 == 0)
                    #expect(sums.1 == sums.2)
                }
                done.set()
                try await group.waitForAll()
            }
            await database.close()
        }
    }

    @Test("A backup is one file that only its owner may read, and leaves nothing else behind")
    func mode() async throws {
        try await withTemporaryFolder { folder in
            let database = try await pairs(in: folder)
            try FileManager.default.createDirectory(atPath: "\(folder)/backups", withIntermediateDirectories: false)
            let target = "\(folder)/backups/today.db"
            try Data("yesterday's".utf8).write(to: URL(fileURLWithPath: target))
            try await database.backUp(to: target)
            await database.close()
            try #expect(FileManager.default.contentsOfDirectory(atPath: "\(folder)/backups") == ["today.db"])
            try #expect(permissions(target) == 0o600)
            try #expect(permissions("\(folder)/anpi.db") == 0o600)
        }
    }

    @Test("A backup can be taken beside the process that serves the file")
    func fromOutside() async throws {
        try await withTemporaryFolder { folder in
            let database = try await pairs(in: folder)
            try await database.write(.installation) { try $0.execute("INSERT INTO entry (id, word) VALUES (5, 'x')") }
            try await Database.backUp(from: "\(folder)/anpi.db", to: "\(folder)/b.db")
            await database.close()
            try await Database.backUp(from: "\(folder)/anpi.db", to: "\(folder)/c.db")
            for name in ["b", "c"] {
                try await Database.restore(from: "\(folder)/\(name).db", to: "\(folder)/r\(name).db", schema: migrator)
                try await #expect(words("\(folder)/r\(name).db") == ["x"])
            }
        }
    }

    @Test("A restore replaces the database and its log, and keeps what was there beside it")
    func restore() async throws {
        try await withTemporaryFolder { folder in
            let file = "\(folder)/anpi.db"
            var database = try await pairs(in: folder)
            try await database.write(.installation) { try $0.execute("INSERT INTO entry (id, word) VALUES (1, 'old')") }
            try await database.backUp(to: "\(folder)/b.db")
            try await database.write(.installation) { try $0.execute("UPDATE entry SET word = 'new'") }
            // What a killed process leaves: a log beside the file, with the newest rows in it.
            try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/killed.db")
            try FileManager.default.copyItem(atPath: file + "-wal", toPath: "\(folder)/killed.db-wal")
            await database.close()
            try await Database.restore(from: "\(folder)/b.db", to: "\(folder)/killed.db", schema: migrator)
            try await #expect(words("\(folder)/killed.db") == ["old"])
            try await #expect(words("\(folder)/killed.db.replaced") == ["new"])
            try #expect(permissions("\(folder)/killed.db") == 0o600)
            database = try Database.sqlite(path: "\(folder)/killed.db")
            try await #expect(migrator.migrate(database, now: Instant(milliseconds: 0)) == [])
            try await database.write(.installation) { try $0.execute("UPDATE entry SET word = 'goes on'") }
            await database.close()
            try await #expect(words("\(folder)/killed.db") == ["goes on"])
        }
    }

    @Test("A restore into a database that is in use is refused")
    func inUse() async throws {
        try await withTemporaryFolder { folder in
            let database = try await pairs(in: folder)
            try await database.backUp(to: "\(folder)/b.db")
            let error = await #expect(throws: DatabaseError.self) {
                try await Database.restore(from: "\(folder)/b.db", to: "\(folder)/anpi.db", schema: migrator)
            }
            #expect(error?.code == .busy)
            try await database.write(.installation) { try $0.execute("INSERT INTO entry (id, word) VALUES (1, 'x')") }
            await database.close()
            let onto = await #expect(throws: DatabaseError.self) {
                try await Database.backUp(from: "\(folder)/anpi.db", to: "\(folder)/anpi.db")
            }
            #expect(onto?.code == .other)
            try await #expect(words("\(folder)/anpi.db") == ["x"])
        }
    }

    enum Damage: CaseIterable {
        case half, lastPage, oneByte, header, empty, text, foreign, newer, running, missing

        var code: DatabaseError.Code {
            switch self {
            case .foreign, .newer: .schema
            case .missing: .connection
            default: .damaged
            }
        }
    }

    @Test("A file that is not a whole backup of ours changes nothing", arguments: Damage.allCases)
    func damaged(_ damage: Damage) async throws {
        try await withTemporaryFolder { folder in
            let database = try await pairs(in: folder)
            try await database.write(.installation) { transaction in
                let rows: [[DatabaseValue]] = (0..<3_000).map { [.integer($0), .text("言葉\($0)")] }
                try transaction.execute("INSERT INTO entry (id, word) VALUES \(rows: rows)")
            }
            try await database.backUp(to: "\(folder)/b.db")
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/b.db")))
            #expect(bytes.count > 15 * 4_096)
            switch damage {
            case .half: bytes.removeLast(bytes.count / 2 + 100)
            case .lastPage: bytes.removeLast(4_096)
            case .oneByte: bytes[10 * 4_096 + 3] ^= 0x40
            case .header: bytes[0] = 0
            case .empty: bytes = []
            case .text: bytes = Array("これはデータベースではありません".utf8) + [UInt8](repeating: 32, count: 200)
            case .foreign: bytes.replaceSubrange(68..<72, with: [0, 0, 0, 9])
            case .running: bytes.replaceSubrange(18..<20, with: [2, 2])
            case .newer, .missing: break
            }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/b.db"))
            if damage == .missing { try FileManager.default.removeItem(atPath: "\(folder)/b.db") }
            await database.close()
            let known = damage == .newer ? Migrator([]) : migrator
            let error = await #expect(throws: DatabaseError.self) {
                try await Database.restore(from: "\(folder)/b.db", to: "\(folder)/anpi.db", schema: known)
            }
            #expect(error?.code == damage.code)
            try await #expect(words("\(folder)/anpi.db").count == 3_000)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.allSatisfy { !$0.hasSuffix(".part") && !$0.contains(".replaced") })
        }
    }

    private func pairs(in folder: String) async throws -> Database {
        let database = try Database.sqlite(path: "\(folder)/anpi.db")
        try await migrator.migrate(database, now: Instant(milliseconds: 0))
        try await database.write(.installation) {
            try $0.execute("INSERT INTO pair (id, amount) VALUES (1, 0), (2, 0)")
        }
        return database
    }

    private func words(_ path: String) async throws -> [String] {
        let database = try Database.sqlite(path: path)
        let words = try await database.read(.installation) {
            try $0.values(String.self, "SELECT word FROM entry ORDER BY id")
        }
        await database.close()
        return words
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() {
        value.store(true, ordering: .relaxed)
    }
}
