package import Database
package import Domain

/// Lets somebody of an office into one of its clients, to look after the client's logins.
package struct OfficeDoor: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// What an office may do in its clients: nothing with broadcasts, contacts or answers.
    private static let capabilities: Set<Capability> = [
        .viewPeople, .managePasswords, .manageLogins, .resetFactors, .viewPolicy,
    ]

    /// The right to act in a client; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` if it is no client of this office, or `DatabaseError`.
    package func enter(_ scope: TenantScope, client: TenantID) async throws -> TenantScope {
        let office = try OfficeScope(scope, .manageClients)
        let found = try await database.read(office.installation) { transaction in
            try transaction.value(
                Int.self, "SELECT 1 FROM tenant WHERE id = \(client) AND office_id = \(office.office)")
        }
        guard found != nil else { throw NotFound("organization") }
        return TenantScope(
            tenant: client, actor: office.actor, capabilities: Self.capabilities, requestID: scope.requestID)
    }

    /// Writes into the office's own chain what was done in a client; the client's chain has it already.
    ///
    /// - Parameter done: A few stable words, such as `unlock`.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func record(
        _ scope: TenantScope, client: TenantID, person: PersonID, done: StaticString, at now: Instant
    ) async throws {
        try scope.require(.manageClients)
        try await database.write(scope) { transaction in
            try AuditChain.append(
                AuditEvent("office.acted", subject: "organization:\(client)", reason: "\(done) person:\(person)"),
                by: scope, at: now, in: transaction)
        }
    }
}
