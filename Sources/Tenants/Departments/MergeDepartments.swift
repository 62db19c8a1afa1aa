package import Database
package import Domain

/// An administrator merges one department into another: everybody moves, what names the old one names the new one, and the
/// old one is gone.
package struct MergeDepartments: Sendable {
    /// What another room does in the transaction in which the old department goes: what names it is to name the other.
    package typealias Follow =
        @Sendable (_ old: DepartmentID, _ new: DepartmentID, TenantID, Transaction) throws -> Void

    private let database: Database
    private let hold: DepartmentHold
    private let follow: Follow

    /// Works on this database.
    package init(database: Database, hold: DepartmentHold, follow: @escaping Follow) {
        self.database = database
        self.hold = hold
        self.follow = follow
    }

    /// Moves everybody, also those who have left, and removes the department; requires `managePeople`. May be called again
    /// after a crash.
    ///
    /// - Returns: How many people moved.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` with the rule `same`, `unknown`, `beingAsked` or `importRunning`,
    ///   or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ old: DepartmentID, into new: DepartmentID, at now: Instant
    ) async throws -> Int {
        try scope.require(.managePeople)
        guard old != new else {
            throw CodeList.departments.field.refusal(
                "same", ja: "が同じです。まとめる先に、別の部門を選んでください。", en: "Choose another department to merge into.")
        }
        let (follow, hold) = (follow, hold)
        var moved = 0
        while true {
            let people = try await database.read(scope) { transaction in
                try PeopleImport.refuseWhileRunning(in: scope.tenant, transaction)
                try CodeList.departments.requireKnown(new, in: scope.tenant, transaction)
                try hold.requireFree([old], in: scope.tenant, transaction)
                return try Self.people(in: old, scope.tenant, transaction)
            }
            moved += try await MovePeople.move(people, to: new, database, hold, scope, now)
            // Somebody may have been put there meanwhile.
            let isDone = try await database.write(scope) { transaction in
                try PeopleImport.refuseWhileRunning(in: scope.tenant, transaction)
                guard try Self.people(in: old, scope.tenant, transaction).isEmpty else { return false }
                try hold.requireFree([old], in: scope.tenant, transaction)
                try follow(old, new, scope.tenant, transaction)
                let names = try EntryNames(departments: [old, new], in: scope.tenant, transaction)
                let change = AuditChange("department", from: names.department(old), to: names.department(new))
                let removed = try transaction.execute(
                    "DELETE FROM department WHERE tenant_id = \(scope.tenant) AND id = \(old)")
                guard removed == 1 else { throw NotFound("department") }
                try AuditChain.append(
                    AuditEvent(
                        "codeList.merged", subject: "department:\(old)", reason: "into=\(new) \(change.text)"),
                    by: scope, at: now, in: transaction)
                return true
            }
            if isDone { return moved }
        }
    }

    private static func people(
        in department: DepartmentID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID] {
        try transaction.values(
            PersonID.self,
            "SELECT id FROM person WHERE tenant_id = \(tenant) AND department_id = \(department) ORDER BY id")
    }
}
