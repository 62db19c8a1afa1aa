package import Database
package import Domain

/// An administrator adds one person. The person has no password until one is handed out.
package struct AddPerson: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Writes to this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Adds a person; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of a login ID that is taken or an unknown department, location or user
    ///   code, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, _ details: PersonDetails, at now: Instant) async throws
        -> PersonID
    {
        try scope.require(.managePeople)
        let id = identifiers.next(PersonID.self, now: now)
        try await database.write(scope) { transaction in
            try OfficeHouse.requireClass(details.loginID, in: scope.tenant, transaction)
            try PersonStore.requireFree(details.loginID, for: id, in: scope.tenant, transaction)
            try PersonStore.requireKnownEntries(details, in: scope.tenant, transaction)
            try PersonStore.insert([(id, details)], in: scope.tenant, at: now, transaction)
            try AuditChain.append(
                AuditEvent("person.added", subject: "person:\(id)", reason: "role=\(details.role.rawValue)"),
                by: scope, at: now, in: transaction)
        }
        return id
    }
}
