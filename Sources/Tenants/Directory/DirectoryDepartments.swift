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
        let found = try transaction.value(
            DepartmentID.self,
            """
            SELECT id FROM department WHERE tenant_id = \(scope.tenant)
              AND (name = \(name) OR code = \(name.uppercased())) ORDER BY id LIMIT 1
            """)
        return try found ?? add(name, scope, at: now, transaction)
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
