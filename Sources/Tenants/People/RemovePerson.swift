package import Database
package import Domain

/// An administrator removes the data of somebody who has left; what the audit chain says about the person's number
/// stays.
package struct RemovePerson: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Removes a person who has left, with contacts and addresses; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `employment` if the person has not left or is still part
    ///   of results, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, _ id: PersonID, at now: Instant) async throws {
        try scope.require(.managePeople)
        do {
            try await database.write(scope) { transaction in
                let person = try PersonStore.person(id, in: scope.tenant, transaction)
                guard person.details.employment == .left else {
                    throw Employment.field.refusal(
                        "notLeft", ja: "を先に「退職」にしてください。そのあとで消せます。",
                        en: "Set % to “Left” first. Then the person can be removed.")
                }
                try transaction.execute("DELETE FROM person WHERE tenant_id = \(scope.tenant) AND id = \(id)")
                try AuditChain.append(
                    AuditEvent("person.removed", subject: "person:\(id)"), by: scope, at: now, in: transaction)
            }
        } catch let error as DatabaseError where error.code == .foreignKey {
            throw Employment.field.refusal(
                "inUse", ja: "が「退職」の方ですが、送信結果に残っているためまだ消せません。結果の保存期間が過ぎると消せます。",
                en: "This person is still part of results and can be removed once they are no longer kept (%).")
        }
    }
}
