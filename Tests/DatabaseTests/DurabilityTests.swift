import Database
import Dispatch
import Domain
import TestKit
import Testing

private let schema = Migration(
    1, "entries", sharedTables: ["entry"],
    ["CREATE TABLE entry (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL CHECK (LENGTH(word) < 8))"])

@Suite("What a transaction outlasts")
struct DurabilityTests {
    @Test(
        "What only counts does not wait for the disk, and what comes after it does",
        arguments: DatabaseKind.available)
    func oneAfterTheOther(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [schema]) { database in
            var waits: [Bool] = []
            for (number, durability) in [Durability.disk, .process, .process, .disk, .process].enumerated() {
                waits.append(try await Self.add(number, durability, to: database))
            }
            #expect(waits == [true, false, false, true, false])
            try await #expect(ids(database) == [0, 1, 2, 3, 4])
        }
    }

    @Test("A write waits for the disk unless it says otherwise", arguments: DatabaseKind.available)
    func byItself(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [schema]) { database in
            try await database.write(.installation, durability: .process) { _ in }
            let waits = try await database.write(.installation) { try Self.waitsForDisk($0) }
            #expect(waits)
        }
    }

    @Test(
        "Of those that wait together, what needs no disk may be kept waiting for it, and nothing that does goes without",
        arguments: [
            (Durability.disk, [Durability.disk, .process, .disk, .process], [true, nil, true, nil]),
            (.process, [.process, .disk, .process], [false, true, nil]),
        ])
    func together(open: Durability, joining: [Durability], expected: [Bool?]) async throws {
        try await withDatabase(.sqlite, [schema]) { database in
            let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
            let mayEnd = DispatchSemaphore(value: 0)
            async let first: Void = database.write(.installation, durability: open) { _ in
                hasBegun.finish()
                mayEnd.wait()
            }
            for await _ in begun {}
            let waits = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
                for (number, durability) in joining.enumerated() {
                    group.addTask { (number, try await Self.add(number, durability, to: database)) }
                    // Each has its place before the next one comes.
                    while database.waiting <= number { await Task.yield() }
                }
                mayEnd.signal()
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            try await first
            // Nil: what comes behind one that waits for the disk goes along with it, unless their time together is over.
            for (number, expected) in expected.enumerated() where expected != nil { #expect(waits[number] == expected) }
            try await #expect(ids(database) == Array(joining.indices))
        }
    }

    @Test(
        "A refused neighbour takes nothing with it, whatever each of them outlasts", arguments: DatabaseKind.available)
    func refusedNeighbours(kind: DatabaseKind) async throws {
        try await withDatabase(kind, [schema]) { database in
            let kept = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let durability = number % 3 == 0 ? Durability.disk : .process
                        let word = number % 7 == 0 ? "far too long" : "a"
                        return try? await database.write(.installation, durability: durability) { transaction in
                            try transaction.execute("INSERT INTO entry (id, word) VALUES (\(number), \(word))")
                            return number
                        }
                    }
                }
                return await group.reduce(into: Set<Int>()) { kept, number in number.map { _ = kept.insert($0) } }
            }
            #expect(kept == Set((0..<300).filter { $0 % 7 != 0 }))
            try await #expect(Set(ids(database)) == kept)
        }
    }

    /// Adds a row; returns whether the commit waits for the disk.
    private static func add(_ number: Int, _ durability: Durability, to database: Database) async throws -> Bool {
        try await database.write(.installation, durability: durability) { transaction in
            try transaction.execute("INSERT INTO entry (id, word) VALUES (\(number), 'a')")
            #expect(transaction.durability == durability)
            return try Self.waitsForDisk(transaction)
        }
    }

    /// Whether the commit of the group that this runs in will wait for the disk.
    private static func waitsForDisk(_ transaction: Transaction) throws -> Bool {
        switch transaction.engine {
        // The table is read anew each time, a prepared PRAGMA would not be. 2 is FULL, 1 is NORMAL.
        case .sqlite: try transaction.value(Int.self, "SELECT synchronous FROM pragma_synchronous") == 2
        case .postgres:
            try transaction.value(String.self, "SELECT current_setting('synchronous_commit')") != "off"
        }
    }

    private func ids(_ database: Database) async throws -> [Int] {
        try await database.read(.installation) { try $0.values(Int.self, "SELECT id FROM entry ORDER BY id") }
    }
}
