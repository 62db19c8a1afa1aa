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

    /// Writes into the office's own chain what is done in a client, whose chain has it already; nothing where nobody comes
    /// from elsewhere.
    ///
    /// - Parameters:
    ///   - done: A few stable words, such as `unlock`.
    ///   - scope: Where it is done.
    ///   - home: Where whoever does it belongs.
    /// - Throws: `DatabaseError`.
    package static func record(
        _ done: StaticString, to person: PersonID, in scope: TenantScope, from home: TenantScope, at now: Instant,
        in transaction: Transaction
    ) throws {
        guard scope.tenant != home.tenant else { return }
        try AuditChain.append(
            AuditEvent("office.acted", subject: "organization:\(scope.tenant)", reason: "\(done) person:\(person)"),
            by: home, at: now, in: transaction)
    }
}
