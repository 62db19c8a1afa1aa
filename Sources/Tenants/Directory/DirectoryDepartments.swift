package import Database
package import Domain

/// Finds departments by what the directory calls them, and makes those that are not there.
package struct DirectoryDepartments: Sendable {
    private let identifiers: IdentifierSource

    /// Makes departments with identifiers from here.
    package init(identifiers: IdentifierSource) {
        self.identifiers = identifiers
    }

    /// The department with this code or name; made if there is none. Requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the name, or `DatabaseError`.
    package func find(
        _ text: String, _ scope: TenantScope, at now: Instant, _ transaction: Transaction
    ) throws -> DepartmentID {
        let name = try CodeList.departments.checkedName(text)
        if let known = try Self.known(name, in: scope.tenant, transaction) { return known }
        try Self.hold(in: scope.tenant, transaction)
        return try Self.known(name, in: scope.tenant, transaction) ?? add(name, scope, at: now, transaction)
    }

    /// Lets nobody else make a department for the directory before the transaction ends. Names are not unique, since
    /// administrators may give one twice: of two that ask for one at the same time, the second one waits here and then
    /// finds what the first one made. It is taken after rows of people and before the audit chain.
    ///
    /// - Throws: `DatabaseError`.
    package static func hold(in tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.forEach("SELECT id FROM tenant WHERE id = \(tenant)\(dialect: .forUpdateOfContent)") { _ in }
    }

    private static func known(
        _ name: String, in tenant: TenantID, _ transaction: Transaction
    ) throws -> DepartmentID? {
        try transaction.value(
            DepartmentID.self,
            """
            SELECT id FROM department WHERE tenant_id = \(tenant)
              AND (name = \(name) OR code = \(name.uppercased())) ORDER BY id LIMIT 1
            """)
    }

    /// Makes a department of this name; its code is made of the name where that can be one. Requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the name, or `DatabaseError`.
    package func add(
        _ text: String, _ scope: TenantScope, at now: Instant, _ transaction: Transaction
    ) throws -> DepartmentID {
        try scope.require(.managePeople)
        let name = try CodeList.departments.checkedName(text)
        let count =
            try transaction.value(Int.self, "SELECT COUNT(*) FROM department WHERE tenant_id = \(scope.tenant)") ?? 0
        // Numbers that were given by hand are skipped.
        let numbered = (1...50).map { "D\(String(count + $0 + 10_000).dropFirst())" }
        let codes = [try? CodeList.departments.checkedCode(name)].compactMap(\.self) + numbered
        for code in codes {
            let id = identifiers.next(DepartmentID.self, now: now)
            let added = try transaction.execute(
                """
                INSERT INTO department (tenant_id, id, code, name) VALUES (\(scope.tenant), \(id), \(code), \(name))
                ON CONFLICT (tenant_id, code) DO NOTHING
                """)
            guard added == 1 else { continue }
            try AuditChain.append(
                AuditEvent(
                    "codeList.added", subject: "department:\(id)",
                    reason: CodeList<DepartmentKind>.added(code: code, name: name)),
                by: scope, at: now, in: transaction)
            return id
        }
        throw CodeList.departments.field.refusal(
            "taken", ja: "を自動で付けられませんでした。画面で部門を追加してください。",
            en: "No free % could be made. Add the department on the page.")
    }
}
