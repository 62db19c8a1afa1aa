package import Database
package import Domain

/// An organization as its office sees it (事業所, 顧問先).
package struct Client: Hashable, Sendable {
    /// The organization.
    package let id: TenantID
    /// 事業所コード, with its leading zeros.
    package let code: OrganizationCode
    /// 事業所名.
    package let name: String
    /// 事業所名カナ; may be empty.
    package let kana: String
    /// What was decided for it, by the office and above it.
    let facts: PolicyFacts

    /// What holds: what was decided for it, as far as its office uses second factors, or what the installation asks
    /// of everybody; nil if nothing was decided (未設定).
    package func policy(at now: Instant) -> AccessPolicy? {
        let holds = facts.policy(at: now)
        return holds.usesSecondFactor || facts.own.inForce(at: now) != nil ? AccessPolicy(holds) : nil
    }

    /// What its office decided for later, whether or not it makes a difference then.
    func decided(after now: Instant) -> FromTime<AccessPolicy>? { facts.own.next(after: now) }

    /// What will hold next; nil if nothing was decided ahead that makes a difference.
    package func next(after now: Instant) -> FromTime<AccessPolicy>? { facts.next(after: now) }
}

/// Shows the clients of an office.
package struct ListClients: Sendable {
    /// How far a client is with second factors (利用状況).
    package enum Use: String, Sendable, CaseIterable {
        /// 利用中.
        case used
        /// 未設定, or decided not to, or not possible because their office doesn't.
        case unused
    }

    /// Which clients to show; an empty filter shows all.
    package struct Filter: Sendable, Hashable {
        /// From this code on, in any width and case; a number also without its leading zeros.
        package var from = ""
        /// Up to this code.
        package var to = ""
        /// Part of the name.
        package var name = ""
        /// Part of the kana name; hiragana and half-width katakana find it as well.
        package var kana = ""
        /// Only these.
        package var use: Use?

        /// A filter that shows all clients.
        package init() {}
    }

    /// One numbered page.
    package struct Part: Sendable, Hashable {
        /// The clients, by code.
        package let clients: [Client]
        /// How many the list has in all.
        package let total: Int
    }

    /// Rows of a page of the manual.
    package static let pageSize = 10
    /// The most clients of one answer.
    package static let maximum = 10_000

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// A numbered page of clients; requires `manageClients`.
    ///
    /// - Parameter number: From 1; a page beyond the end is empty.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func part(
        _ scope: TenantScope, _ filter: Filter, number: Int, size: Int = pageSize, at now: Instant
    ) async throws -> Part {
        let office = try OfficeScope(scope, .manageClients)
        let size = min(max(size, 1), Self.maximum)
        let offset = min(max(number, 1) - 1, 1_000_000) * size
        return try await database.read(office.installation) { transaction in
            let condition = try filter.condition(of: office.office, at: now, in: transaction)
            let total = try transaction.value(Int.self, "SELECT COUNT(*) FROM tenant WHERE \(condition)") ?? 0
            let clients = try Self.clients(
                "\(condition) ORDER BY code LIMIT \(size) OFFSET \(offset)", of: office.office, in: transaction)
            return Part(clients: clients, total: total)
        }
    }

    /// All clients that the filter finds, by code; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func all(_ scope: TenantScope, _ filter: Filter = Filter(), at now: Instant) async throws -> [Client] {
        try await part(scope, filter, number: 1, size: Self.maximum, at: now).clients
    }

    /// Who the filter finds, however many, by code; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func found(_ scope: TenantScope, _ filter: Filter, at now: Instant) async throws -> [TenantID] {
        let office = try OfficeScope(scope, .manageClients)
        return try await database.read(office.installation) { transaction in
            try Self.found(filter, of: office.office, at: now, in: transaction)
        }
    }

    static func found(
        _ filter: Filter, of office: OfficeID, at now: Instant, in transaction: Transaction
    ) throws -> [TenantID] {
        let condition = try filter.condition(of: office, at: now, in: transaction)
        return try transaction.values(TenantID.self, "SELECT id FROM tenant WHERE \(condition) ORDER BY code")
    }

    /// These clients, by code; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` if one of them is no client of this office, or `DatabaseError`.
    package func clients(_ scope: TenantScope, _ ids: [TenantID]) async throws -> [Client] {
        let office = try OfficeScope(scope, .manageClients)
        return try await database.read(office.installation) { transaction in
            try Self.clients(ids, of: office.office, in: transaction)
        }
    }

    static func clients(
        _ ids: [TenantID], of office: OfficeID, in transaction: Transaction
    ) throws -> [Client] {
        let wanted = Set(ids)
        if wanted.isEmpty { return [] }
        let found = try clients(
            "office_id = \(office) AND id IN \(list: wanted.sorted()) ORDER BY code", of: office, in: transaction)
        guard found.count == wanted.count else { throw NotFound("organization") }
        return found
    }

    /// The names of those that are clients of the office; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func names(_ scope: TenantScope, _ ids: [TenantID]) async throws -> [TenantID: String] {
        let office = try OfficeScope(scope, .manageClients)
        let wanted = Set(ids).sorted()
        return try await database.read(office.installation) { transaction in
            let clients = try transaction.all(
                "SELECT id, name FROM tenant WHERE office_id = \(office.office) AND id IN \(list: wanted)"
            ) { row in (try row.next(TenantID.self), try row.next(String.self)) }
            return Dictionary(uniqueKeysWithValues: clients)
        }
    }

    /// Refuses to go on unless all of them are clients of the office.
    static func require(_ ids: some Sequence<TenantID>, of office: OfficeID, in transaction: Transaction) throws {
        let wanted = Set(ids)
        let found = try transaction.value(
            Int.self, "SELECT COUNT(*) FROM tenant WHERE office_id = \(office) AND id IN \(list: wanted.sorted())")
        guard found == wanted.count else { throw NotFound("organization") }
    }

    fileprivate static func clients(
        _ condition: SQL, of office: OfficeID, in transaction: Transaction
    ) throws -> [Client] {
        let rows = try transaction.all("SELECT id, code, name, name_kana FROM tenant WHERE \(condition)") { row in
            (
                id: try row.next(TenantID.self), code: try row.next(OrganizationCode.self),
                name: try row.next(String.self), kana: try row.next(String.self)
            )
        }
        if rows.isEmpty { return [] }
        var decisions: [TenantID: [FromTime<AccessPolicy>]] = [:]
        // One statement: between two of them, what holds could have been carried over.
        try transaction.forEach(
            """
            SELECT tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at, 0
            FROM access_policy WHERE tenant_id IN \(list: rows.map(\.id))
            UNION ALL
            SELECT item.tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at, place
            FROM \(PolicyStore.published) AND batch.office_id = \(office)
            ORDER BY 7, 2
            """
        ) { row in
            let tenant = try row.next(TenantID.self)
            let step = try PolicyStore.step(&row)
            let before = decisions[tenant] ?? []
            decisions[tenant] = try row.next(Int64.self) == 0 ? before + [step] : before.after(step)
        }
        let house = EffectivePolicy.House.client(
            officeUses: try PolicyStore.officeSteps(of: office, in: transaction))
        let mandatory = try PolicyStore.mandatory(in: transaction)
        return rows.map {
            Client(
                id: $0.id, code: $0.code, name: $0.name, kana: $0.kana,
                facts: PolicyFacts(own: decisions[$0.id] ?? [], house: house, mandatory: mandatory))
        }
    }
}

extension ListClients.Filter {
    /// The condition of the table `tenant`.
    fileprivate func condition(of office: OfficeID, at now: Instant, in transaction: Transaction) throws -> SQL {
        // Without its office no client uses second factors, but for whom everybody must.
        let officeUses = try PolicyStore.officeSteps(of: office, in: transaction).inForce(at: now) == true
        let isMandatory = try PolicyStore.mandatoryFrom(in: transaction).map { $0 <= now } ?? false
        var parts: [SQL] = ["office_id = \(office)"]
        let from = try code(from, of: office, in: transaction)
        let to = try code(to, of: office, in: transaction)
        if !from.isEmpty { parts.append("code >= \(from)") }
        // Codes that begin with the last one are still in the range.
        if !to.isEmpty {
            parts.append("(code <= \(to) OR code LIKE \(LikePattern.beginning(to)) ESCAPE '\\')")
        }
        if !name.isEmpty {
            parts.append("LOWER(name) LIKE LOWER(\(LikePattern.containing(name))) ESCAPE '\\'")
        }
        if !kana.isEmpty {
            parts.append("name_kana LIKE \(LikePattern.containing(WidthFolding.katakana(kana))) ESCAPE '\\'")
        }
        if let use {
            let isUsed: SQL =
                isMandatory ? "1 = 1" : officeUses ? try isDecided(of: office, at: now, in: transaction) : "1 = 0"
            parts.append(use == .used ? isUsed : "NOT (\(isUsed))")
        }
        return SQL.joined(parts, by: " AND ")
    }

    /// An end of the range as codes are written; a number that is no client's whole code has lost its leading zeros.
    private func code(_ typed: String, of office: OfficeID, in transaction: Transaction) throws -> String {
        let code = WidthFolding.trimmed(WidthFolding.halfWidth(typed)).lowercased()
        guard !code.hasPrefix("0"), let whole = ShortenedCode.whole(code) else { return code }
        let isWhole = try transaction.value(
            Int.self, "SELECT 1 FROM tenant WHERE office_id = \(office) AND code = \(code)")
        return isWhole == nil ? whole : code
    }

    /// The condition of clients for whom it is decided that second factors are used now.
    private func isDecided(of office: OfficeID, at now: Instant, in transaction: Transaction) throws -> SQL {
        let carried: SQL = """
            EXISTS (SELECT 1 FROM access_policy AS held WHERE held.tenant_id = tenant.id
                AND held.uses_second_factor = 1 AND held.effective_at =
                    (SELECT MAX(last.effective_at) FROM access_policy AS last
                     WHERE last.tenant_id = tenant.id AND last.effective_at <= \(now)))
            """
        // For moments after a decision about many, some of it is not in the table yet.
        let isPending: SQL = """
            id IN (SELECT item.tenant_id FROM \(PolicyStore.published) AND batch.office_id = \(office))
            """
        let pending = try ListClients.clients(
            "office_id = \(office) AND \(isPending)", of: office, in: transaction)
        if pending.isEmpty { return carried }
        let used = pending.filter { $0.facts.own.inForce(at: now)?.usesSecondFactor == true }.map(\.id)
        let isOther: SQL = "(NOT \(isPending) AND \(carried))"
        return used.isEmpty ? isOther : "(id IN \(list: used) OR \(isOther))"
    }
}
