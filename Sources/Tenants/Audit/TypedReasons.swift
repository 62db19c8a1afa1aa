package import Database
package import Domain

/// The reasons that people type when they clear somebody's factors or look at somebody's contacts. The audit chain never
/// forgets, so it has a mark of the text only; the text itself goes when the person goes whom it is about.
///
/// The reason for a file about many people is kept with each of them, and goes with the last one.
package struct TypedReasons: Sendable {
    /// What was found to rows of an audit chain.
    package struct Found: Sendable, Hashable {
        /// The texts by the numbers of their rows.
        package fileprivate(set) var texts: [Int64: String] = [:]
        /// Clients' people by what the chain of an office calls them.
        package fileprivate(set) var people: [String: String] = [:]
    }

    /// A person whom a row is about.
    private struct Owner: Hashable {
        let tenant: TenantID
        let person: PersonID
    }

    private let database: Database
    private let earlier: @Sendable (PersonID, TenantID, Transaction) throws -> [String]

    /// The use case on one installation.
    ///
    /// - Parameter earlier: Reasons about a person that another room keeps; throws `DatabaseError`.
    package init(
        database: Database,
        earlier: @escaping @Sendable (PersonID, TenantID, Transaction) throws -> [String] = { _, _, _ in [] }
    ) {
        self.database = database
        self.earlier = earlier
    }

    /// What stands in the chain for a reason that somebody typed: whoever has the text can show that it is the one.
    package static func mark(_ reason: String) -> String { "reason:" + Digest.mark(reason) }

    /// Keeps a reason beside the row whose mark it has, in the transaction of that row.
    ///
    /// - Throws: `DatabaseError`.
    package static func keep(
        _ reason: String, of person: PersonID, in tenant: TenantID, now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO audit_reason (tenant_id, person_id, mark, reason, at)
            VALUES (\(tenant), \(person), \(mark(reason)), \(reason), \(now))
            ON CONFLICT (tenant_id, person_id, mark) DO UPDATE SET at = excluded.at
            """)
    }

    /// The texts of those rows that have a mark and whose person is still there, and the names of clients' people in the
    /// chain of an office; requires `viewAudit`, and for an office `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, of rows: [AuditRecord]) async throws -> Found {
        try scope.require(.viewAudit)
        var (marked, aboutMany, elsewhere): ([AuditRecord], [AuditRecord], [AuditRecord]) = ([], [], [])
        for row in rows where row.chain == .tenant(scope.tenant) && Self.mark(in: row) != nil {
            if row.subject.isEmpty {
                aboutMany.append(row)
            } else if Self.owner(of: row, at: scope.tenant)?.tenant == scope.tenant {
                marked.append(row)
            } else {
                elsewhere.append(row)
            }
        }
        var found = Found()
        let earlier = earlier
        if !marked.isEmpty || !aboutMany.isEmpty {
            let (texts, ofMany) = try await database.read(scope) { [marked, aboutMany] transaction in
                (
                    try Self.texts(of: Self.owners(of: marked, at: scope.tenant), earlier, transaction),
                    try Self.texts(behind: Set(aboutMany.compactMap(Self.mark(in:))), scope.tenant, transaction)
                )
            }
            Self.add(texts, of: marked, at: scope.tenant, to: &found)
            for row in aboutMany { found.texts[row.seq] = Self.mark(in: row).flatMap { ofMany[$0] } }
        }
        guard !elsewhere.isEmpty, let office = try? OfficeScope(scope, .manageClients) else { return found }
        // Whoever is no client of this office any more is nobody to it.
        let (texts, names) = try await database.read(office.installation) { [elsewhere] transaction in
            let clients = Set(
                try transaction.values(TenantID.self, "SELECT id FROM tenant WHERE office_id = \(office.office)"))
            let owners = Self.owners(of: elsewhere, at: scope.tenant).filter { clients.contains($0.tenant) }
            return (try Self.texts(of: owners, earlier, transaction), try Self.names(of: owners, transaction))
        }
        Self.add(texts, of: elsewhere, at: scope.tenant, to: &found)
        found.people = names
        return found
    }

    private static func owners(of rows: [AuditRecord], at home: TenantID) -> Set<Owner> {
        Set(rows.compactMap { owner(of: $0, at: home) })
    }

    private static func add(
        _ texts: [Owner: [String: String]], of rows: [AuditRecord], at home: TenantID, to found: inout Found
    ) {
        for row in rows {
            guard let owner = owner(of: row, at: home), let mark = mark(in: row) else { continue }
            found.texts[row.seq] = texts[owner]?[mark]
        }
    }

    /// All that was typed about these people, by its marks.
    private static func texts(
        of owners: Set<Owner>, _ earlier: @Sendable (PersonID, TenantID, Transaction) throws -> [String],
        _ transaction: Transaction
    ) throws -> [Owner: [String: String]] {
        var texts: [Owner: [String: String]] = [:]
        for owner in owners {
            let typed = try transaction.values(
                String.self,
                "SELECT reason FROM audit_reason WHERE tenant_id = \(owner.tenant) AND person_id = \(owner.person)")
            let all = try typed + earlier(owner.person, owner.tenant, transaction)
            texts[owner] = Dictionary(all.map { (mark($0), $0) }) { first, _ in first }
        }
        return texts
    }

    /// The texts of rows that are about many: whoever of them is left has it.
    private static func texts(
        behind marks: Set<String>, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [String: String] {
        var texts: [String: String] = [:]
        for mark in marks {
            texts[mark] = try transaction.value(
                String.self,
                "SELECT reason FROM audit_reason WHERE tenant_id = \(tenant) AND mark = \(mark) LIMIT 1")
        }
        return texts
    }

    private static func names(of owners: Set<Owner>, _ transaction: Transaction) throws -> [String: String] {
        var names: [String: String] = [:]
        for owner in owners {
            names["tenant:\(owner.tenant)/person:\(owner.person)"] = try transaction.first(
                """
                SELECT tenant.name, person.name, person.login_id FROM person JOIN tenant ON tenant.id = person.tenant_id
                WHERE person.tenant_id = \(owner.tenant) AND person.id = \(owner.person)
                """
            ) { row in
                let client = try row.next(String.self)
                let name = try row.next(String.self)
                return "\(client) \(name) (\(try row.next(String.self)))"
            }
        }
        return names
    }

    /// `person:12`, and in an office's chain `tenant:11/person:12`.
    private static func owner(of row: AuditRecord, at home: TenantID) -> Owner? {
        var tenant = home
        var rest = Substring(row.subject)
        if rest.hasPrefix("tenant:") {
            let parts = rest.dropFirst(7).split(separator: "/", maxSplits: 1)
            guard parts.count == 2, let client = TenantID(parts[0]) else { return nil }
            (tenant, rest) = (client, parts[1])
        }
        guard rest.hasPrefix("person:"), let person = PersonID(rest.dropFirst(7)) else { return nil }
        return Owner(tenant: tenant, person: person)
    }

    private static func mark(in row: AuditRecord) -> String? {
        row.reason.split(separator: " ").first { $0.hasPrefix("reason:") }.map(String.init)
    }
}
