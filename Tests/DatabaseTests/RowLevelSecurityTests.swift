import Database
import Domain
import TestKit
import Testing

private let schema = Migration(
    1, "notes", tenantTables: ["note"],
    [
        "CREATE TABLE note (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (tenant_id, id))"
    ])

private let first = TenantID(rawValue: 1)
private let second = TenantID(rawValue: 2)

@Suite("Row-level security", .enabled(if: DatabaseKind.available.contains(.postgres)))
struct RowLevelSecurityTests {
    @Test("A tenant sees only its rows, even where the statement forgets to name it")
    func missingCondition() async throws {
        try await withNotes { database in
            for (tenant, words) in [(first, ["a", "b"]), (second, ["c"])] {
                let seen = try await database.read(.tenant(tenant)) {
                    try $0.values(String.self, "SELECT word FROM note ORDER BY word")
                }
                #expect(seen == words)
            }
            let stranger = try await database.read(.tenant(TenantID(rawValue: 3))) {
                try $0.values(String.self, "SELECT word FROM note WHERE tenant_id = 1")
            }
            #expect(stranger == [])
            let all = try await database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM note")
            }
            #expect(all == 3)
        }
    }

    @Test("A tenant cannot change or remove another one's rows")
    func foreignChanges() async throws {
        try await withNotes { database in
            let changed = try await database.write(.tenant(first)) { transaction in
                (
                    try transaction.execute("UPDATE note SET word = 'x' WHERE tenant_id = 2"),
                    try transaction.execute("DELETE FROM note WHERE id = 1"),
                )
            }
            #expect(changed == (0, 1))
            let left = try await database.read(.installation) {
                try $0.values(String.self, "SELECT word FROM note ORDER BY word")
            }
            #expect(left == ["b", "c"])
        }
    }

    @Test(
        "A tenant cannot write rows for another one",
        arguments: [
            "INSERT INTO note (tenant_id, id, word) VALUES (2, 9, 'x')", "UPDATE note SET tenant_id = 2",
        ] as [SQL])
    func foreignInsert(statement: SQL) async throws {
        try await withNotes { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write(.tenant(first)) { try $0.execute(statement) }
            }
            #expect(error?.code == .permission)
        }
    }

    @Test("Without a tenant no row is visible, and a transaction's tenant ends with it")
    func noTenant() async throws {
        try await withPostgres { owner, application in
            try await migrate(owner)
            let database = try await Database.postgres(conninfo: application, connections: 1)
            try await database.write(.tenant(first)) {
                try $0.execute("INSERT INTO note (tenant_id, id, word) VALUES (1, 1, 'a')")
            }
            // Empty text is what a later transaction finds in the setting that an earlier one set for itself.
            let counts = try await database.read(.tenant(first)) { transaction in
                let own = try transaction.value(Int.self, "SELECT COUNT(*) FROM note")
                _ = try transaction.value(String.self, "SELECT set_config('anpi.tenant', '', true)")
                return (own, try transaction.value(Int.self, "SELECT COUNT(*) FROM note"))
            }
            await database.close()
            #expect(counts == (1, 0))
        }
    }

    @Test("The server's role is refused if row-level security would be no wall for it")
    func roleCheck() async throws {
        try await withPostgres { owner, application in
            try await migrate(owner)
            let safe = try await Database.postgres(conninfo: application, connections: 1)
            try await safe.checkRole()
            await safe.close()
            let unsafe = try await Database.postgres(conninfo: owner, connections: 1)
            let error = await #expect(throws: DatabaseError.self) { try await unsafe.checkRole() }
            await unsafe.close()
            #expect(error?.code == .permission)
            #expect(error?.reason.contains("superuser") == true)
            #expect(error?.reason.contains("owner of tables") == true)
        }
    }

    @Test("The server has its tables counted, though they are not its own")
    func recount() async throws {
        try await withPostgres { owner, application in
            try await migrate(owner)
            let database = try await Database.postgres(conninfo: application, connections: 1)
            let rows = try await database.write(.installation) { transaction in
                try transaction.execute(
                    "INSERT INTO note (tenant_id, id, word) VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c')")
                try transaction.recount("note")
                return try transaction.value(
                    Int.self, "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'note'")
            }
            await database.close()
            #expect(rows == 3)
        }
    }

    private func migrate(_ owner: String) async throws {
        let database = try await Database.postgres(conninfo: owner, connections: 1)
        try await Migrator([schema], applicationRole: "anpi_app").migrate(database, now: Instant(milliseconds: 0))
        await database.close()
    }

    private func withNotes(_ body: (Database) async throws -> Void) async throws {
        try await withDatabase(.postgres, [schema]) { database in
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    "INSERT INTO note (tenant_id, id, word) VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c')")
            }
            try await body(database)
        }
    }
}
