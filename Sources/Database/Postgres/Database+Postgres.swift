extension Database {
    /// Connects to a PostgreSQL server.
    ///
    /// - Parameters:
    ///   - conninfo: A connection string of libpq (`host=… dbname=… user=…` or `postgresql://…`). It may hold a password
    ///     and is never repeated in an error.
    ///   - connections: How many transactions run at the same time, 1 or more; beyond four per two cores more only
    ///     lose. From two on, one of them is kept for urgent work.
    /// - Throws: `DatabaseError` of kind `connection`.
    package static func postgres(conninfo: String, connections: Int = 4) async throws -> Database {
        Database(backend: .postgres(try await PostgresStore(conninfo: conninfo, connections: connections)))
    }

    /// Refuses a PostgreSQL user for whom row-level security would be no wall: a superuser, one that may bypass it, an
    /// owner of tables, or a member of such a role. Also refuses tables of tenants without that wall, and a server that
    /// does not store UTF-8. `serve` calls it at start; on SQLite there is nothing to check.
    ///
    /// - Throws: `DatabaseError` of kind `permission` that says what is wrong.
    package func checkRole() async throws {
        guard engine == .postgres else { return }
        let faults = try await read(.installation) { transaction in
            try Self.faults.compactMap { fault in
                try transaction.value(Bool.self, fault.query) == true ? fault.words : nil
            }
        }
        if !faults.isEmpty { throw DatabaseError(.permission, faults.joined(separator: "; ")) }
    }

    private static let faults: [(query: SQL, words: String)] = [
        (
            """
            SELECT EXISTS (SELECT 1 FROM pg_roles
                WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER'))
            """,
            "the server must not connect as a superuser or a role with BYPASSRLS"
        ),
        (
            """
            SELECT EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE relkind IN ('r', 'p') AND nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema'
                AND pg_has_role(session_user, relowner, 'MEMBER'))
            """,
            "the server must not connect as an owner of tables; use the role that anpi migrate granted its rights to"
        ),
        (
            """
            SELECT EXISTS (SELECT 1 FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                WHERE relkind IN ('r', 'p') AND attname = 'tenant_id' AND NOT (relrowsecurity AND relforcerowsecurity))
            """,
            "a table of tenants has no row-level security"
        ),
        (
            "SELECT current_setting('server_encoding') <> 'UTF8'",
            "the database must be created with the encoding UTF8"
        ),
    ]
}
