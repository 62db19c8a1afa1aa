import Domain
import Foundation
import TestKit
import Testing

@testable import Database

/// The schema whose dumps lie in `Dumps`, in the versions it went through.
private let versions: [Migration] = [
    Migration(
        1, "people", tenantTables: ["friend"], sharedTables: ["house"],
        [
            "CREATE TABLE house (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)",
            """
            CREATE TABLE friend (
                tenant_id BIGINT NOT NULL REFERENCES house (id), id BIGINT NOT NULL, name TEXT NOT NULL, photo BYTEA,
                weight DOUBLE PRECISION, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID
            """,
        ]),
    Migration(
        2, "nicknames", tenantTables: ["nickname"],
        [
            "ALTER TABLE friend ADD COLUMN born_at BIGINT",
            """
            CREATE TABLE nickname (
                tenant_id BIGINT NOT NULL, friend_id BIGINT NOT NULL, word TEXT NOT NULL,
                PRIMARY KEY (tenant_id, friend_id, word),
                FOREIGN KEY (tenant_id, friend_id) REFERENCES friend (tenant_id, id) ON DELETE CASCADE) WITHOUT ROWID
            """,
            "CREATE INDEX friend_name ON friend (tenant_id, name)",
        ]),
]
private let now = Instant(milliseconds: 1_800_000_000_000)

@Suite("Migrations")
struct MigrationTests {
    @Test("A dump of version 1 is brought to today's schema with its rows", arguments: DatabaseKind.available)
    func fromOldDump(kind: DatabaseKind) async throws {
        try await withDump(kind) { database in
            try await #expect(Migrator(versions, applicationRole: "anpi_app").migrate(database, now: now) == [2])
            try await Migrator(versions).check(database)
            try await database.write(.tenant(TenantID(rawValue: 1))) { transaction in
                try transaction.execute("INSERT INTO nickname (tenant_id, friend_id, word) VALUES (1, 2, 'はなちゃん')")
                let rows = try transaction.all(
                    """
                    SELECT friend.name, photo, weight, born_at, word FROM friend
                    LEFT JOIN nickname ON nickname.tenant_id = friend.tenant_id AND friend_id = friend.id
                    WHERE friend.tenant_id = 1 ORDER BY friend.id
                    """
                ) { row in
                    Friend(
                        name: try row.next(), photo: try row.next(), weight: try row.next(), bornAt: try row.next(),
                        word: try row.next())
                }
                #expect(
                    rows == [
                        Friend(name: "太郎", photo: [0, 255], weight: 70.5, bornAt: nil, word: nil),
                        Friend(name: "髙橋 花子", photo: nil, weight: nil, bornAt: nil, word: "はなちゃん"),
                    ])
            }
        }
    }

    private struct Friend: Equatable {
        let name: String
        let photo: [UInt8]?
        let weight: Double?
        let bornAt: Instant?
        let word: String?
    }

    @Test("Each step is applied once, whoever migrates at the same time", arguments: DatabaseKind.available)
    func once(kind: DatabaseKind) async throws {
        try await withEmpty(kind) { database in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 { group.addTask { try await Migrator(versions).migrate(database, now: now) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 2])
        }
    }

    @Test("A schema that is newer than the program is refused", arguments: DatabaseKind.available)
    func newer(kind: DatabaseKind) async throws {
        try await withEmpty(kind) { database in
            try await Migrator(versions).migrate(database, now: now)
            let old = Migrator([versions[0]])
            let refused = await #expect(throws: DatabaseError.self) { try await old.check(database) }
            #expect(refused?.code == .schema)
            #expect(refused?.reason.contains("newer anpi") == true)
            let notMigrated = await #expect(throws: DatabaseError.self) { try await old.migrate(database, now: now) }
            #expect(notMigrated?.code == .schema)
        }
    }

    @Test("A schema that is older than the program asks for the migration", arguments: DatabaseKind.available)
    func older(kind: DatabaseKind) async throws {
        try await withEmpty(kind) { database in
            for applied in [[], [versions[0]]] {
                if !applied.isEmpty { try await Migrator(applied).migrate(database, now: now) }
                let error = await #expect(throws: DatabaseError.self) { try await Migrator(versions).check(database) }
                #expect(error?.code == .schema)
                #expect(error?.reason.contains("anpi migrate") == true)
            }
        }
    }

    @Test("A step that fails half-way leaves nothing behind", arguments: DatabaseKind.available)
    func halfDone(kind: DatabaseKind) async throws {
        let broken = Migration(
            3, "broken", sharedTables: ["good"],
            ["CREATE TABLE good (id BIGINT NOT NULL PRIMARY KEY)", "CREATE INDEX bad ON nowhere (id)"])
        try await withEmpty(kind) { database in
            await #expect(throws: DatabaseError.self) {
                try await Migrator(versions + [broken]).migrate(database, now: now)
            }
            try await Migrator(versions).check(database)
            let error = await #expect(throws: DatabaseError.self) {
                try await database.read(.installation) { try $0.value(Int.self, "SELECT COUNT(*) FROM good") }
            }
            #expect(error?.code == .other)
        }
    }

    @Test("Nobody is given rights to a table that a later step does away with", .enabled(if: hasPostgres))
    func removedTable() async throws {
        let removal = Migration(3, "no nicknames", ["DROP TABLE nickname"])
        #expect(removal.removedTables == ["nickname"])
        try await withPostgres { owner, _ in
            let owners = try await Database.postgres(conninfo: owner, connections: 1)
            try await Migrator(versions, applicationRole: "anpi_app").migrate(owners, now: now)
            let done = try await Migrator(versions + [removal], applicationRole: "anpi_app").migrate(owners, now: now)
            let again = try await Migrator(versions + [removal], applicationRole: "anpi_app").migrate(owners, now: now)
            await owners.close()
            #expect(done == [3] && again == [])
        }
    }

    @Test("A role that is named later is given its rights by the next migration", .enabled(if: hasPostgres))
    func laterRole() async throws {
        try await withPostgres { owner, application in
            let owners = try await Database.postgres(conninfo: owner, connections: 1)
            try await Migrator(versions).migrate(owners, now: now)
            try await Migrator(versions, applicationRole: "anpi_app").migrate(owners, now: now)
            await owners.close()
            let database = try await Database.postgres(conninfo: application, connections: 1)
            try await Migrator(versions).check(database)
            let count = try await database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM nickname")
            }
            await database.close()
            #expect(count == 0)
        }
    }

    private static let hasPostgres = DatabaseKind.available.contains(.postgres)

    private func withEmpty(_ kind: DatabaseKind, _ body: (Database) async throws -> Void) async throws {
        switch kind {
        case .sqlite:
            try await withTemporaryFolder { folder in
                try await closing(Database.sqlite(path: "\(folder)/anpi.db"), body)
            }
        case .postgres:
            try await withPostgres { owner, _ in
                try await closing(Database.postgres(conninfo: owner, connections: 2), body)
            }
        }
    }

    private func withDump(_ kind: DatabaseKind, _ body: (Database) async throws -> Void) async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Dumps/version-1.\(kind).sql")
        let dump = try String(contentsOf: file, encoding: .utf8)
        switch kind {
        case .sqlite:
            try await withTemporaryFolder { folder in
                let path = "\(folder)/anpi.db"
                try SQLiteConnection(path: path, mode: .writer).command(dump)
                try await closing(Database.sqlite(path: path), body)
            }
        case .postgres:
            try await withPostgres { owner, _ in
                try await WorkerThreads.run {
                    try PostgresConnection(server: PostgresServer(conninfo: owner)).command(dump)
                }
                try await closing(Database.postgres(conninfo: owner, connections: 1), body)
            }
        }
    }

    private func closing(_ database: Database, _ body: (Database) async throws -> Void) async throws {
        do {
            try await body(database)
            await database.close()
        } catch {
            await database.close()
            throw error
        }
    }
}
