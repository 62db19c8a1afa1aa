package import Database
package import Domain

/// A department as the organization's directory sees it.
package struct DirectoryGroup: Hashable, Sendable {
    /// Somebody who is in it.
    package struct Member: Hashable, Sendable {
        /// Who.
        package let id: PersonID
        /// The name.
        package let name: PersonName
    }

    /// Its identifier.
    package let id: DepartmentID
    /// Its code, which only administrators choose.
    package let code: String
    /// Its name.
    package let name: String
    /// The directory's own identifier.
    package let externalID: String?
    /// Who is in it, by identifier; nil where nobody asked.
    package fileprivate(set) var members: [Member]?
}

/// The organization's directory keeps departments and who is in them. A person is in one department at most: whoever is
/// put into one leaves the one before.
package struct DirectoryGroups: Sendable {
    /// A step of a change of members.
    package enum Step: Hashable, Sendable {
        /// These come in.
        case add([PersonID])
        /// These go out; whoever is elsewhere stays there.
        case remove([PersonID])
        /// These and nobody else.
        case replace([PersonID])
    }

    /// What is to be changed; nil leaves something as it is.
    package struct Change: Sendable {
        /// The name.
        package var name: String?
        /// The directory's identifier; an inner nil removes it.
        package var externalID: String??
        /// What happens to the members, one after the other.
        package var steps: [Step] = []

        /// Nothing changes.
        package init() {}
    }

    /// Which departments.
    package enum Condition: Hashable, Sendable {
        /// All of these.
        indirect case all([Condition])
        /// Any of these.
        indirect case any([Condition])
        /// Not this.
        indirect case not(Condition)
        /// With this identifier; nil for one that cannot be.
        case id(DepartmentID?)
        /// With this name.
        case name(TextMatch)
        /// With this code.
        case code(TextMatch)
        /// With this identifier of the directory.
        case externalID(TextMatch)
        /// With this person in it; nil for one that cannot be.
        case member(PersonID?)
    }

    /// So many people in one transaction, which stays short.
    private static let chunk = 100
    private let database: Database
    private let departments: DirectoryDepartments
    private let hold: DepartmentHold

    /// Works on this database.
    package init(database: Database, identifiers: IdentifierSource, hold: DepartmentHold) {
        self.database = database
        self.hold = hold
        departments = DirectoryDepartments(identifiers: identifiers)
    }

    /// Adds a department with its members, or nothing at all; requires `provision`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput`, `UnknownMember`, `TooManyMembers`, `Conflict`, or `DatabaseError`.
    package func create(
        _ scope: TenantScope, name: String, externalID: String?, members: [PersonID], at now: Instant
    ) async throws -> DepartmentID {
        let scope = try scope.provisioning()
        let (departments, hold) = (departments, hold)
        return try await database.write(scope) { transaction in
            // Before the audit chain, to which the new department writes.
            _ = try DirectoryMembers.held(members, scope.tenant, transaction)
            try DirectoryDepartments.hold(in: scope.tenant, transaction)
            if let known = try Self.known(name, externalID, scope.tenant, transaction) { throw Conflict(id: known) }
            let id = try departments.add(name, scope, at: now, transaction)
            try Self.store(externalID, of: id, scope.tenant, transaction)
            try DirectoryMembers.append(
                DirectoryMembers.apply([.add(members)], to: id, holding: hold, scope, at: now, transaction),
                transaction)
            return id
        }
    }

    /// Changes a department and who is in it: all that was asked for, or nothing. Requires `provision`.
    ///
    /// - Parameter expecting: Sees the department with its members before anything is changed; what it throws stops the
    ///   change. Nil where nobody looks, which reads no members.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `UnknownMember`, `TooManyMembers`, `DatabaseError`, or what
    ///   `expecting` throws.
    package func change(
        _ scope: TenantScope, _ id: DepartmentID, _ change: Change, at now: Instant,
        expecting: (@Sendable (DirectoryGroup) throws -> Void)? = nil
    ) async throws {
        let scope = try scope.provisioning()
        let hold = hold
        try await database.write(scope) { transaction in
            // Two that expect the same version: the second one finds another.
            try transaction.forEach(
                """
                SELECT id FROM department
                WHERE tenant_id = \(scope.tenant) AND id = \(id)\(dialect: .forUpdateOfContent)
                """
            ) { _ in }
            let old = try Self.group(id, scope.tenant, withMembers: expecting != nil, transaction)
            try expecting?(old)
            if let externalID = change.externalID { try Self.store(externalID, of: id, scope.tenant, transaction) }
            var entries = try DirectoryMembers.apply(
                change.steps, to: id, holding: hold, scope, at: now, transaction)
            if let name = try change.name.map({ try CodeList.departments.checkedName($0) }), name != old.name {
                try transaction.execute(
                    "UPDATE department SET name = \(name) WHERE tenant_id = \(scope.tenant) AND id = \(id)")
                entries.append(
                    AuditEntry(
                        event: AuditEvent(
                            "codeList.changed", subject: "department:\(id)",
                            reason: AuditChange("name", from: old.name, to: name).text),
                        chain: .tenant(scope.tenant), actor: scope.actor, requestID: scope.requestID, at: now))
            }
            try DirectoryMembers.append(entries, transaction)
        }
    }

    /// Takes everybody out of a department and removes it; requires `provision`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` while people are imported or the department is held, `DatabaseError`, or what `expecting`
    ///   throws.
    package func remove(
        _ scope: TenantScope, _ id: DepartmentID, at now: Instant,
        expecting: @escaping @Sendable (DirectoryGroup) throws -> Void
    ) async throws {
        let (scope, hold) = (try scope.provisioning(), hold)
        let present = try await database.read(scope) { transaction in
            try PeopleImport.refuseWhileRunning(in: scope.tenant, transaction)
            try expecting(try Self.group(id, scope.tenant, transaction))
            return try DirectoryMembers.everybody(in: id, scope.tenant, transaction)
        }
        // The department is there until everybody is out: whoever tries again goes on where it stopped.
        for start in stride(from: 0, to: present.count, by: Self.chunk) {
            let some = Array(present[start..<min(start + Self.chunk, present.count)])
            try await database.write(scope) { transaction in
                try DirectoryMembers.append(
                    DirectoryMembers.apply([.remove(some)], to: id, holding: hold, scope, at: now, transaction),
                    transaction)
            }
        }
        try await database.write(scope) { transaction in
            try PeopleImport.refuseWhileRunning(in: scope.tenant, transaction)
            let removed = try CodeList.departments.remove(id, in: scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("codeList.removed", subject: "department:\(id)", reason: removed), by: scope, at: now,
                in: transaction)
        }
    }

    /// One department; requires `provision`.
    ///
    /// - Parameter withMembers: Whether anybody asked who is in it: they may be very many.
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func group(
        _ scope: TenantScope, _ id: DepartmentID, withMembers: Bool = true
    ) async throws -> DirectoryGroup {
        let scope = try scope.provisioning()
        return try await database.read(scope) { try Self.group(id, scope.tenant, withMembers: withMembers, $0) }
    }

    /// Some departments by identifier, and how many there are; requires `provision`.
    ///
    /// - Parameters:
    ///   - place: Where the page begins.
    ///   - withMembers: Whether anybody asked who is in them.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func list(
        _ scope: TenantScope, _ condition: Condition?, from place: ListPlace<DepartmentID>, count: Int,
        withMembers: Bool
    ) async throws -> (groups: [DirectoryGroup], total: Int) {
        let scope = try scope.provisioning()
        return try await database.read(scope) { transaction in
            let filter: SQL = condition.map { " AND \(Self.sql($0, scope.tenant))" } ?? ""
            let counted: SQL = place.after.map { " AND department.id > \($0)" } ?? ""
            let found: SQL = "FROM \(Self.tables) WHERE department.tenant_id = \(scope.tenant)\(filter)\(counted)"
            let left = try transaction.value(Int.self, "SELECT COUNT(*) \(found)") ?? 0
            var groups = try transaction.all(
                """
                SELECT \(Self.columns) \(found)
                ORDER BY department.id LIMIT \(count) OFFSET \(place.skipped)
                """, Self.group)
            for index in groups.indices where withMembers {
                groups[index].members = try Self.members(groups[index].id, scope.tenant, transaction)
            }
            return (groups, place.total(left: left))
        }
    }

    private static let tables: SQL = """
        department LEFT JOIN directory_group
          ON directory_group.tenant_id = department.tenant_id AND directory_group.department_id = department.id
        """
    private static let columns: SQL = "department.id, code, name, external_id"

    private static func group(_ row: inout Row) throws -> DirectoryGroup {
        DirectoryGroup(id: try row.next(), code: try row.next(), name: try row.next(), externalID: try row.next())
    }

    private static func group(
        _ id: DepartmentID, _ tenant: TenantID, withMembers: Bool = true, _ transaction: Transaction
    ) throws -> DirectoryGroup {
        let found = try transaction.first(
            "SELECT \(columns) FROM \(tables) WHERE department.tenant_id = \(tenant) AND department.id = \(id)", group)
        guard var found else { throw NotFound("department") }
        if withMembers { found.members = try members(id, tenant, transaction) }
        return found
    }

    /// Whom the directory deleted is in none.
    private static func members(
        _ id: DepartmentID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [DirectoryGroup.Member] {
        try transaction.all(
            """
            SELECT id, name FROM person WHERE tenant_id = \(tenant) AND department_id = \(id)
              AND NOT EXISTS (SELECT 1 FROM directory_link WHERE directory_link.tenant_id = person.tenant_id
                  AND directory_link.person_id = person.id AND hidden_at IS NOT NULL)
            ORDER BY id
            """
        ) { row in DirectoryGroup.Member(id: try row.next(), name: try row.next()) }
    }

    /// The department that the directory means already: with its identifier, or with the name and none of its identifiers.
    private static func known(
        _ name: String, _ externalID: String?, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> DepartmentID? {
        if let externalID {
            let same = try transaction.value(
                DepartmentID.self,
                """
                SELECT department_id FROM directory_group
                WHERE tenant_id = \(tenant) AND external_id = \(externalID) ORDER BY department_id LIMIT 1
                """)
            if let same { return same }
        }
        return try transaction.value(
            DepartmentID.self,
            """
            SELECT id FROM department WHERE tenant_id = \(tenant) AND name = \(name)
              AND NOT EXISTS (SELECT 1 FROM directory_group WHERE directory_group.tenant_id = department.tenant_id
                  AND directory_group.department_id = department.id)
            ORDER BY id LIMIT 1
            """)
    }

    private static func store(
        _ externalID: String?, of id: DepartmentID, _ tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM directory_group WHERE tenant_id = \(tenant) AND department_id = \(id)")
        guard let externalID else { return }
        try transaction.execute(
            """
            INSERT INTO directory_group (tenant_id, department_id, external_id)
            VALUES (\(tenant), \(id), \(externalID))
            """)
    }

    private static func sql(_ condition: Condition, _ tenant: TenantID) -> SQL {
        switch condition {
        case .all(let parts): "(\(SQL.joined(parts.map { sql($0, tenant) }, by: " AND ")))"
        case .any(let parts): "(\(SQL.joined(parts.map { sql($0, tenant) }, by: " OR ")))"
        case .not(let part): "NOT (\(sql(part, tenant)))"
        case .id(let id): "department.id = \(id?.rawValue ?? 0)"
        case .name(let match): match.folded(of: "name")
        case .code(let match): match.folded(of: "code")
        case .externalID(let match): match.exact(of: "external_id")
        case .member(let person):
            """
            department.id IN (SELECT department_id FROM person
                WHERE person.tenant_id = \(tenant) AND person.id = \(person?.rawValue ?? 0))
            """
        }
    }
}

extension DirectoryGroups {
    /// The department is there: it is to be changed and not added.
    package struct Conflict: Error, Hashable, Sendable {
        /// Which.
        package let id: DepartmentID
    }
}
