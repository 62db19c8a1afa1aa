package import Database
package import Domain

/// Administrators keep a code list.
package struct EditCodeList<Kind>: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource
    private let list: CodeList<Kind>

    /// Keeps this list in this database.
    package init(_ list: CodeList<Kind>, database: Database, identifiers: IdentifierSource) {
        self.list = list
        self.database = database
        self.identifiers = identifiers
    }

    /// Adds an entry; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of code or name, or `DatabaseError`.
    package func add(_ scope: TenantScope, code: String, name: String, at now: Instant) async throws -> Identifier<Kind>
    {
        try scope.require(.managePeople)
        let (code, name) = try checked(code, name)
        let id = identifiers.next(Identifier<Kind>.self, now: now)
        try await database.write(scope) { transaction in
            let added = try transaction.execute(
                """
                INSERT INTO \(list.table) (tenant_id, id, code, name) VALUES (\(scope.tenant), \(id), \(code), \(name))
                ON CONFLICT (tenant_id, code) DO NOTHING
                """)
            guard added == 1 else { throw taken }
            try audit(
                "codeList.added", id, scope, now, transaction, reason: CodeList<Kind>.added(code: code, name: name))
        }
        return id
    }

    /// Changes code and name of an entry; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of code or name, `NotFound`, or `DatabaseError`.
    package func change(
        _ scope: TenantScope, _ id: Identifier<Kind>, code: String, name: String, at now: Instant
    ) async throws {
        try scope.require(.managePeople)
        let (code, name) = try checked(code, name)
        try await database.write(scope) { transaction in
            let holder = try transaction.value(
                Identifier<Kind>.self,
                "SELECT id FROM \(list.table) WHERE tenant_id = \(scope.tenant) AND code = \(code)")
            if let holder, holder != id { throw taken }
            let old = try list.held(id, in: scope.tenant, transaction)
            try transaction.execute(
                """
                UPDATE \(list.table) SET code = \(code), name = \(name)
                WHERE tenant_id = \(scope.tenant) AND id = \(id)
                """)
            let changes = [
                AuditChange("code", from: old.code, to: code), AuditChange("name", from: old.name, to: name),
            ]
            try audit(
                "codeList.changed", id, scope, now, transaction,
                reason: AuditChange.reason(changes.filter { $0.before != $0.after }))
        }
    }

    /// Removes an entry that nobody has; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` with the rule `inUse` or `importRunning`, `NotFound`, or `DatabaseError`.
    package func remove(_ scope: TenantScope, _ id: Identifier<Kind>, at now: Instant) async throws {
        try scope.require(.managePeople)
        try await database.write(scope) { transaction in
            try PeopleImport.refuseWhileRunning(in: scope.tenant, transaction)
            let people = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person WHERE tenant_id = \(scope.tenant) AND \(list.personColumn) = \(id)
                """)
            if let people, people > 0 {
                throw list.field.refusal(
                    "inUse", ja: "は\(people)人が使っているため消せません。先に、その方たちを別のものに変更してください。",
                    en: "% is used by \(people) people. Change them to another one first.")
            }
            try audit(
                "codeList.removed", id, scope, now, transaction,
                reason: try list.remove(id, in: scope.tenant, transaction))
        }
    }

    private func checked(_ code: String, _ name: String) throws(InvalidInput) -> (code: String, name: String) {
        var check = InputCheck()
        let code = check.take { () throws(InvalidInput) in try list.checkedCode(code) }
        let name = check.take { () throws(InvalidInput) in try list.checkedName(name) }
        try check.finish()
        return (code ?? "", name ?? "")
    }

    private var taken: InvalidInput {
        list.field.refusal("taken", ja: "はすでに使われています。別のコードにしてください。", en: "% is already in use. Please choose another.")
    }

    private func audit(
        _ action: StaticString, _ id: Identifier<Kind>, _ scope: TenantScope, _ now: Instant,
        _ transaction: Transaction,
        reason: String = ""
    ) throws {
        try AuditChain.append(
            AuditEvent(action, subject: "\(list.auditName):\(id)", reason: reason), by: scope, at: now,
            in: transaction)
    }
}
