package import Database
package import Domain

/// An administrator removes the data of somebody who has left; what the audit chain says about the person's number
/// stays.
package struct RemovePerson: Sendable {
    /// What another room does in the transaction in which people are removed, before their rows go: what it keeps of them is
    /// to go, too.
    package typealias Forget = @Sendable ([PersonID], TenantID, Instant, Transaction) throws -> Void

    private let database: Database
    private let removable: SQL
    private let forget: Forget

    /// Writes to this database.
    ///
    /// - Parameters:
    ///   - removable: A condition on the table `person` of whoever may be removed: not of those who are being asked now.
    ///   - forget: What other rooms do with what they keep of the person.
    package init(database: Database, removable: SQL = "1 = 1", forget: @escaping Forget = { _, _, _, _ in }) {
        self.database = database
        self.forget = forget
        self.removable = removable
    }

    /// Removes a person who has left, with contacts and addresses; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `employment` if the person has not left or is being asked now,
    ///   or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, _ id: PersonID, at now: Instant) async throws {
        try scope.require(.managePeople)
        let (removable, forget) = (removable, forget)
        try await database.write(scope) { transaction in
            let person = try PersonStore.held(id, in: scope.tenant, transaction)
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
            try forget([id], scope.tenant, now, transaction)
            try AuditChain.append(
                AuditEvent("person.removed", subject: "person:\(id)"), by: scope, at: now, in: transaction)
        }
    }
}
