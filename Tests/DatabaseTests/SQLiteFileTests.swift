import Domain
import Foundation
import TestKit
import Testing

@testable import Database

private let schema = Migration(
    1, "entries", sharedTables: ["entry"],
    ["CREATE TABLE entry (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL)"])

@Suite("A SQLite file")
struct SQLiteFileTests {
    @Test("A second store on the same file is refused until the first one closes")
    func secondStore() async throws {
        try await withTemporaryFolder { folder in
            let first = try Database.sqlite(path: "\(folder)/anpi.db")
            let error = #expect(throws: DatabaseError.self) { try Database.sqlite(path: "\(folder)/anpi.db") }
            #expect(error?.code == .busy)
            try await first.write(.installation) { _ in }
            await first.close()
            let second = try Database.sqlite(path: "\(folder)/anpi.db")
            await second.close()
        }
    }

    @Test("Commands work beside a server and beside each other; a second server, or a new schema, waits")
    func beside() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/anpi.db"
            let owner = try Database.sqlite(path: path, use: .alone)
            #expect(throws: DatabaseError.self) { try Database.sqlite(path: path, use: .beside) }
            try await Migrator([schema]).migrate(owner, now: Instant(milliseconds: 0))
            await owner.close()
            let server = try Database.sqlite(path: path, use: .serving)
            for refused in [SQLiteUse.serving, .alone] {
                let error = #expect(throws: DatabaseError.self) { try Database.sqlite(path: path, use: refused) }
                #expect(error?.code == .busy)
            }
            // Both write at once; SQLite lets one after the other.
            let commands = try [1, 2].map { _ in try Database.sqlite(path: path, use: .beside) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (place, database) in ([server] + commands).enumerated() {
                    for number in 0..<100 {
                        group.addTask {
                            try await database.write(.installation) { transaction in
                                _ = try transaction.execute(
                                    "INSERT INTO entry (id, word) VALUES (\(place * 1_000 + number), 'x')")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(count(server) == 300)
            for database in commands { await database.close() }
            try await server.write(.installation) { _ = try $0.execute("DELETE FROM entry") }
            try await #expect(count(server) == 0)
            await server.close()
        }
    }

    @Test("A second process on the same file is refused")
    func secondProcess() async throws {
        try await withTemporaryFolder { folder in
            // The same system call that our lock uses, from another process; it says when it holds the lock.
            let holder = Process()
            holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
            holder.arguments = ["--exclusive", "\(folder)/anpi.db.lock", "sh", "-c", "echo held; read line"]
            let (input, output) = (Pipe(), Pipe())
            holder.standardInput = input
            holder.standardOutput = output
            try holder.run()
            #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
            let error = #expect(throws: DatabaseError.self) { try Database.sqlite(path: "\(folder)/anpi.db") }
            #expect(error?.code == .busy)
            try input.fileHandleForWriting.close()
            holder.waitUntilExit()
            let database = try Database.sqlite(path: "\(folder)/anpi.db")
            await database.close()
        }
    }

    @Test("A file that is not ours is refused and left as it was")
    func foreignFile() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/anpi-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/other.db"
        let text = Data(String(repeating: "not a database. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: DatabaseError.self) { try Database.sqlite(path: path) }
        #expect(error?.code == .schema)
        try #expect(Data(contentsOf: URL(fileURLWithPath: path)) == text)
    }

    @Test("On a full disk nobody is told of a success that is none, and the store goes on when there is room")
    func fullDisk() async throws {
        try await withDatabase(.sqlite, [schema]) { database in
            try await database.write(.installation) { try $0.command("PRAGMA max_page_count = 30") }
            let large = String(repeating: "x", count: 10_000)
            let outcomes = await inOneGroup(of: 40, on: database) { transaction, id in
                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), \(id == 20 ? large : "small"))")
                if id > 20 { try transaction.execute("UPDATE entry SET word = \(large) WHERE id = \(id)") }
            }
            let full = outcomes.filter { ($0 as? DatabaseError)?.code == .full }.count
            let told = outcomes.filter { $0 == nil }.count
            #expect(full > 0)
            try await #expect(count(database) == told)
            try await database.write(.installation) { try $0.command("PRAGMA max_page_count = 100000") }
            try await database.write(.installation) {
                try $0.execute("INSERT INTO entry (id, word) VALUES (1000, \(large))")
            }
            try await #expect(count(database) == told + 1)
        }
    }

    @Test("Nobody of a group whose commit fails is told that it succeeded")
    func failedCommit() async throws {
        try await withGroupsOfAnyLength { database in
            try await database.write(.installation) { transaction in
                // Only a deferred rule fails as late as the commit; migrations cannot make one.
                try transaction.command(
                    "CREATE TABLE late (id INTEGER REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED) STRICT")
            }
            let outcomes = await inOneGroup(of: 10, on: database) { transaction, id in
                if id == 5 { try transaction.execute("INSERT INTO late (id) VALUES (12345)") }
                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), 'a')")
            }
            #expect(outcomes.allSatisfy { ($0 as? DatabaseError)?.code == .foreignKey })
            try await #expect(count(database) == 0)
            try await database.write(.installation) { try $0.execute("INSERT INTO entry (id, word) VALUES (1, 'a')") }
            try await #expect(count(database) == 1)
        }
    }

    @Test("Nobody is told before the commit")
    func toldAfterCommit() async throws {
        try await withDatabase(.sqlite, [schema]) { database in
            // Each caller looks, as soon as it is told, with a reader of its own: a commit is what a reader sees.
            let seen = await inOneGroup(of: 50, on: database) { transaction, id in
                try transaction.execute("INSERT INTO entry (id, word) VALUES (\(id), 'a')")
            } then: { id in
                let found = try await database.read(.installation) {
                    try $0.value(Int.self, "SELECT COUNT(*) FROM entry WHERE id = \(id)")
                }
                if found != 1 { throw DatabaseError(.other, "told too early") }
            }
            #expect(seen.allSatisfy { $0 == nil })
        }
    }

    @Test("Urgent transactions go first and wait for no ordinary one, which still has its turn with the next commit")
    func urgentFirst() async throws {
        try await withDatabase(.sqlite, [schema]) { database in
            let order = Recorder()
            let gate = await Gate(closing: database)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    group.addTask { try? await database.write(.installation) { _ in order.append("ordinary") } }
                    await gate.waitForWaiting(number + 1)
                }
                for number in 0..<600 {
                    group.addTask {
                        try? await database.write(.installation, urgent: true) { _ in order.append("urgent") }
                    }
                    await gate.waitForWaiting(number + 5)
                }
                gate.open()
            }
            // A commit holds 512 at most; the ordinary one that begins the next takes what is urgent along.
            let expected =
                Array(repeating: "urgent", count: 512) + ["ordinary"] + Array(repeating: "urgent", count: 88)
                + Array(repeating: "ordinary", count: 3)
            #expect(order.words == expected)
        }
    }

    @Test(
        "hundredConcurrentAnswersOnSQLite: all are stored, each once, whoever else reads", .timeLimit(.minutes(1)))
    func hundredConcurrentAnswersOnSQLite() async throws {
        try await withDatabase(.sqlite, [schema]) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<100 {
                    group.addTask {
                        for round in 0..<10 {
                            try await database.write(.installation, urgent: true) { transaction in
                                try transaction.execute(
                                    """
                                    INSERT INTO entry (id, word) VALUES (\(id), \("無事\(round)"))
                                    ON CONFLICT (id) DO UPDATE SET word = excluded.word
                                    """)
                            }
                            let own = try await database.read(.installation) {
                                try $0.value(String.self, "SELECT word FROM entry WHERE id = \(id)")
                            }
                            #expect(own == "無事\(round)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(count(database) == 100)
        }
    }

    /// A store whose groups are not cut short however slow the machine is.
    private func withGroupsOfAnyLength(_ body: (Database) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: "\(folder)/anpi.db", readerCount: 1, groupTime: .seconds(600))
            let database = Database(backend: .sqlite(store))
            try await Migrator([schema]).migrate(database, now: Instant(milliseconds: 0))
            try await body(database)
            await database.close()
        }
    }

    private func count(_ database: Database) async throws -> Int? {
        try await database.read(.installation) { try $0.value(Int.self, "SELECT COUNT(*) FROM entry") }
    }

    /// Holds the writer until all jobs wait, so that they are committed together; returns what each was told.
    private func inOneGroup(
        of count: Int, on database: Database, _ body: @escaping @Sendable (Transaction, Int) throws -> Void,
        then: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) async -> [(any Error)?] {
        let gate = await Gate(closing: database)
        return await withTaskGroup(of: (any Error)?.self) { group in
            for id in 0..<count {
                group.addTask {
                    do {
                        try await database.write(.installation) { try body($0, id) }
                        try await then(id)
                        return nil
                    } catch {
                        return error
                    }
                }
                await gate.waitForWaiting(id + 1)
            }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
