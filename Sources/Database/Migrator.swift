package import Domain

/// Brings a database to this program's schema.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let applicationRole: String?

    /// A migrator for these steps.
    ///
    /// - Parameters:
    ///   - migrations: All steps of all rooms; their numbers must differ.
    ///   - applicationRole: PostgreSQL: the role that the server connects as. It owns nothing and is granted only
    ///     reading and writing of rows. Letters, digits and underscores.
    package init(_ migrations: [Migration], applicationRole: String? = nil) {
        precondition(Set(migrations.map(\.number)).count == migrations.count, "Two migrations share a number")
        self.migrations = migrations.sorted { $0.number < $1.number }
        self.applicationRole = applicationRole
    }

    /// Applies the steps that are missing and returns their numbers.
    ///
    /// - Throws: `DatabaseError` of kind `schema` if the database is newer than this program.
    @discardableResult
    package func migrate(_ database: Database, now: Instant) async throws -> [Int] {
        try await prepare(database)
        let applied = try await appliedNumbers(database)
        try refuseNewer(applied)
        var done: [Int] = []
        for migration in migrations where !applied.contains(migration.number) {
            try await apply(migration, to: database, now: now)
            done.append(migration.number)
        }
        return done
    }

    /// Checks that the database has exactly this program's schema; `serve` calls it at start.
    ///
    /// - Throws: `DatabaseError` of kind `schema` that says whether to migrate or to use a newer program.
    package func check(_ database: Database) async throws {
        let applied: Set<Int>
        do {
            applied = try await appliedNumbers(database)
        } catch let error as DatabaseError where error.code == .other || error.code == .schema {
            throw DatabaseError(.schema, "the database is empty; run: anpi migrate")
        }
        try refuseNewer(applied)
        let missing = migrations.filter { !applied.contains($0.number) }.count
        if missing > 0 { throw DatabaseError(.schema, "\(missing) migrations are missing; run: anpi migrate") }
    }

    private func refuseNewer(_ applied: Set<Int>) throws {
        let unknown = applied.subtracting(migrations.map(\.number)).sorted()
        guard unknown.isEmpty else {
            throw DatabaseError(
                .schema, "the database has migrations that this program does not know (\(unknown)); use a newer anpi")
        }
    }

    private func prepare(_ database: Database) async throws {
        let grant = applicationRole.map { "GRANT SELECT ON schema_migration TO \($0)" }
        try await database.write(.installation) { transaction in
            try transaction.define(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)
                """)
            if let grant, transaction.engine == .postgres { try transaction.define(grant) }
        }
    }

    private func appliedNumbers(_ database: Database) async throws -> Set<Int> {
        try await database.read(.installation) { transaction in
            Set(try transaction.values(Int.self, "SELECT number FROM schema_migration"))
        }
    }

    private func apply(_ migration: Migration, to database: Database, now: Instant) async throws {
        let role = applicationRole
        try await database.write(.installation) { transaction in
            for statement in migration.statements { try transaction.define(statement) }
            if transaction.engine == .postgres {
                for table in migration.tenantTables { try Self.guardRows(of: table, in: transaction) }
                if let role {
                    for table in migration.tenantTables + migration.sharedTables {
                        try transaction.define("GRANT SELECT, INSERT, UPDATE, DELETE ON \(table) TO \(role)")
                    }
                }
            }
            try transaction.execute(
                """
                INSERT INTO schema_migration (number, name, applied_at)
                VALUES (\(migration.number), \(migration.name), \(now))
                """)
        }
    }

    /// Row-level security: without a tenant set for the transaction no row is visible, not even to the owner.
    private static func guardRows(of table: String, in transaction: Transaction) throws {
        let tenant = "current_setting('anpi.tenant', true)"
        let own = "tenant_id = NULLIF(NULLIF(\(tenant), '*'), '')::bigint OR \(tenant) = '*'"
        try transaction.define("ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY")
        try transaction.define("ALTER TABLE \(table) FORCE ROW LEVEL SECURITY")
        try transaction.define("CREATE POLICY tenant ON \(table) USING (\(own)) WITH CHECK (\(own))")
    }
}

extension Transaction {
    /// Runs a definition of the schema, in the engine's own words.
    fileprivate func define(_ text: String) throws {
        try command(Dialect.definition(text, for: engine))
    }
}
