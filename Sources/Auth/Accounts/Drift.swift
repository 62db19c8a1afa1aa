package import Database
package import Domain
package import Tenants

/// How far people are from what is asked of them: without a second factor, or still on a temporary password.
package struct Drift: Sendable {
    /// The counts of one organization.
    package struct Entry: Sendable, Hashable {
        /// People who have not left.
        package let people: Int
        /// Those of them without a second factor that their organization allows.
        package let withoutFactor: Int
        /// Those of them on a temporary password.
        package let temporary: Int
        /// Those of them with both gaps: whoever has the slip of paper is in.
        package let both: Int

        /// Nobody.
        package static let none = Entry(people: 0, withoutFactor: 0, temporary: 0, both: 0)

        /// Both together.
        package static func + (left: Entry, right: Entry) -> Entry {
            Entry(
                people: left.people + right.people, withoutFactor: left.withoutFactor + right.withoutFactor,
                temporary: left.temporary + right.temporary, both: left.both + right.both)
        }

        /// Whether it is to be mended before the other.
        package func isWorse(than other: Entry) -> Bool {
            (both, withoutFactor, temporary) > (other.both, other.withoutFactor, other.temporary)
        }
    }

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The scope's own organization; requires `manageLogins`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> Entry {
        try scope.require(.manageLogins)
        return try await database.read(scope) { transaction in
            try Self.entries(of: [scope.tenant], in: transaction)[scope.tenant] ?? .none
        }
    }

    /// Every client of the office, the worst first and those that are alike by code; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func worstFirst(
        _ scope: TenantScope, at now: Instant
    ) async throws -> [(client: Client, entry: Entry)] {
        let office = try OfficeScope(scope, .manageClients)
        let clients = try await ListClients(database: database).all(scope, at: now)
        let entries = try await database.read(office.installation) {
            try Self.entries(of: clients.map(\.id), in: $0)
        }
        return clients.enumerated().map { (place: $0, client: $1, entry: entries[$1.id] ?? .none) }
            .sorted { left, right in
                left.entry.isWorse(than: right.entry)
                    || (!right.entry.isWorse(than: left.entry) && left.place < right.place)
            }.map { ($0.client, $0.entry) }
    }

    /// Clients of the office; requires `manageClients`. A few dozen at a time.
    ///
    /// - Throws: `NotAllowed`, `NotFound` if one of them is no client of this office, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, of clients: [TenantID]) async throws -> [TenantID: Entry] {
        let office = try OfficeScope(scope, .manageClients)
        let own = try await ListClients(database: database).clients(scope, clients).map(\.id)
        if own.isEmpty { return [:] }
        return try await database.read(office.installation) { try Self.entries(of: own, in: $0) }
    }

    /// How many people have nothing but these kinds of factor: if they are forbidden, each of them sets up another at
    /// the next login. Requires `manageSettings`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func people(withOnly kinds: Set<FactorKind>, _ scope: TenantScope) async throws -> Int {
        try scope.require(.manageSettings)
        if kinds.isEmpty { return 0 }
        let others = FactorTables.none(of: Set(FactorKind.allCases).subtracting(kinds))
        return try await database.read(scope) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person
                WHERE tenant_id = \(scope.tenant) AND employment <> 'left' AND \(others)
                  AND NOT (\(FactorTables.none(of: kinds)))
                """) ?? 0
        }
    }

    private static func entries(of tenants: [TenantID], in transaction: Transaction) throws -> [TenantID: Entry] {
        var entries: [TenantID: Entry] = [:]
        if tenants.isEmpty { return entries }
        try transaction.forEach(
            """
            SELECT tenant_id, COUNT(*), SUM(no_factor), SUM(is_temporary), SUM(no_factor * is_temporary)
            FROM (SELECT tenant_id, CASE WHEN \(FactorTables.notAllowed) THEN 1 ELSE 0 END AS no_factor,
                         CASE WHEN \(PasswordStates.isTemporary) THEN 1 ELSE 0 END AS is_temporary
                  FROM person WHERE tenant_id IN \(list: tenants) AND employment <> 'left') AS gaps
            GROUP BY tenant_id
            """
        ) { row in
            let tenant = try row.next(TenantID.self)
            entries[tenant] = Entry(
                people: try row.next(), withoutFactor: try row.next(), temporary: try row.next(),
                both: try row.next())
        }
        return entries
    }
}
