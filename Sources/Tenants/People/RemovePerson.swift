package import Database
package import Domain

/// An administrator removes the data of somebody who has left; what the audit chain says about the person's number
/// stays.
package struct RemovePerson: Sendable {
    private let database: Database
    private let removable: SQL

    /// Writes to this database.
    ///
    /// - Parameter removable: A condition on the table `person` of whoever may be removed: not of those who are being asked
    ///   now.
    package init(database: Database, removable: SQL = "1 = 1") {
        self.database = database
        self.removable = removable
    }

    /// Removes a person who has left, with contacts and addresses; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `employment` if the person has not left or is being asked now,
    ///   or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, _ id: PersonID, at now: Instant) async throws {
        try scope.require(.managePeople)
        let removable = removable
        try await database.write(scope) { transaction in
            let person = try PersonStore.person(id, in: scope.tenant, transaction)
            guard person.details.employment == .left else {
                throw Employment.field.refusal(
                    "notLeft", ja: "を先に「退職」にしてください。そのあとで消せます。",
                    en: "Set % to “Left” first. Then the person can be removed.")
            }
            let removed = try transaction.execute(
                "DELETE FROM person WHERE tenant_id = \(scope.tenant) AND id = \(id) AND \(removable)")
            guard removed == 1 else {
                throw Employment.field.refusal(
                    "inUse", ja: "が「退職」の方ですが、終わっていない安否確認の対象なのでまだ消せません。終了してから消してください。",
                    en: "This person is part of a safety check that is not over (%). Close it first.")
            }
            try AuditChain.append(
                AuditEvent("person.removed", subject: "person:\(id)"), by: scope, at: now, in: transaction)
        }
    }
}
