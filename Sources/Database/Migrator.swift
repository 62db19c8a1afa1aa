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
    ///     reading and writing of rows.
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
            if try await apply(migration, to: database, now: now) { done.append(migration.number) }
        }
        try await grant(database)
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

    /// - Throws: `DatabaseError` of kind `schema` if one of the numbers is unknown to this program.
    func refuseNewer(_ applied: Set<Int>) throws {
        let unknown = applied.subtracting(migrations.map(\.number)).sorted()
        guard unknown.isEmpty else {
            throw DatabaseError(
                .schema, "the database has migrations that this program does not know (\(unknown)); use a newer anpi")
        }
    }

    private func prepare(_ database: Database) async throws {
        try await database.write(.installation) { transaction in
            // Two programs may be migrating at once; the second waits here, and later finds nothing to do.
            try Self.waitForTurn(transaction)
            try transaction.define(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)
                """)
            // Only the owner may count a table's rows, and the server is not the owner.
            guard transaction.engine == .postgres else { return }
            try transaction.command(
                """
                CREATE OR REPLACE FUNCTION anpi_recount(name TEXT) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = public, pg_temp AS $$ BEGIN EXECUTE format('ANALYZE %I', name); END $$
                """)
            try transaction.command("REVOKE ALL ON FUNCTION anpi_recount(TEXT) FROM PUBLIC")
        }
    }

    private func appliedNumbers(_ database: Database) async throws -> Set<Int> {
        try await database.read(.installation, Self.appliedNumbers)
    }

    static func appliedNumbers(_ transaction: Transaction) throws -> Set<Int> {
        Set(try transaction.values(Int.self, "SELECT number FROM schema_migration"))
    }

    /// Returns false if another program applied the step meanwhile.
    private func apply(_ migration: Migration, to database: Database, now: Instant) async throws -> Bool {
        try await database.write(.installation) { transaction in
            try Self.waitForTurn(transaction)
            if try Self.appliedNumbers(transaction).contains(migration.number) { return false }
            for statement in migration.statements { try transaction.define(statement) }
            for statement in migration.own[transaction.engine] ?? [] { try transaction.command(statement) }
            if transaction.engine == .postgres {
                for table in migration.tenantTables { try Self.guardRows(of: table, in: transaction) }
            }
            try transaction.execute(
                """
                INSERT INTO schema_migration (number, name, applied_at)
                VALUES (\(migration.number), \(migration.name), \(now))
                """)
            return true
        }
    }

    /// Gives the application's role its rights, again each time: the role may have been named later than the tables.
    private func grant(_ database: Database) async throws {
        guard let applicationRole, database.engine == .postgres else { return }
        let role = "\"" + applicationRole.replacing("\"", with: "\"\"") + "\""
        let removed = Set(migrations.flatMap(\.removedTables))
        let tables = migrations.flatMap { $0.tenantTables + $0.sharedTables }.filter { !removed.contains($0) }
        try await database.write(.installation) { transaction in
            try transaction.command("GRANT SELECT ON schema_migration TO \(role)")
            try transaction.command("GRANT EXECUTE ON FUNCTION anpi_recount(TEXT) TO \(role)")
            for table in tables {
                try transaction.command("GRANT SELECT, INSERT, UPDATE, DELETE ON \(table) TO \(role)")
            }
        }
    }

    private static func waitForTurn(_ transaction: Transaction) throws {
        guard transaction.engine == .postgres else { return }
        try transaction.forEach("SELECT CAST(pg_advisory_xact_lock(4713205) AS TEXT)") { _ in }
    }

    /// Row-level security: without a tenant set for the transaction no row is visible, not even to the owner.
    ///
    /// The setting is read in subqueries, once for a statement and not once for a row.
    private static func guardRows(of table: String, in transaction: Transaction) throws {
        let tenant = "current_setting('anpi.tenant', true)"
        let own = """
            tenant_id = (SELECT NULLIF(NULLIF(\(tenant), '*'), '')::bigint) OR (SELECT \(tenant) = '*')
            """
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
