package import Database
package import Domain

/// What an office has decided for its own people, and what stands above it.
package struct OfficePolicy: Hashable, Sendable {
    /// Whether the office uses second factors, by time.
    package let decisions: [FromTime<Bool>]
    /// From when on everybody must; nil for never.
    package let mandatoryFrom: Instant?
    /// How many clients the office has.
    package let clients: Int
    /// In how many of them second factors are used.
    package let using: Int

    /// Whether the office uses second factors now.
    package func isUsed(at now: Instant) -> Bool { decisions.inForce(at: now) == true }
}

/// Reads what an office has decided.
package struct ReadOfficePolicy: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The office of the scope; requires `manageClients`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, at now: Instant) async throws -> OfficePolicy {
        let office = try OfficeScope(scope, .manageClients)
        var used = ListClients.Filter()
        used.use = .used
        let clients = ListClients(database: database)
        let all = try await clients.part(scope, ListClients.Filter(), number: 1, size: 1, at: now).total
        let using = try await clients.part(scope, used, number: 1, size: 1, at: now).total
        return try await database.read(scope) { transaction in
            OfficePolicy(
                decisions: try PolicyStore.officeSteps(of: office.office, in: transaction),
                mandatoryFrom: try PolicyStore.mandatoryFrom(in: transaction), clients: all, using: using)
        }
    }
}

/// Reads what holds in one's own organization, for its administrators.
package struct ReadPolicy: Sendable {
    /// What holds, and what was decided ahead.
    package struct Answer: Hashable, Sendable {
        /// What holds now.
        package let now: EffectivePolicy
        /// What will hold next, whoever decided it; nil if nothing was decided ahead that makes a difference.
        package let next: FromTime<AccessPolicy>?
        /// From when on everybody must; nil for never.
        package let mandatoryFrom: Instant?
    }

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The policy of the scope's organization; requires `viewPolicy`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, at now: Instant) async throws -> Answer {
        try scope.require(.viewPolicy)
        return try await database.read(scope) { transaction in
            let facts = try PolicyFacts.load(scope.tenant, in: transaction)
            return Answer(
                now: facts.policy(at: now), next: facts.next(after: now), mandatoryFrom: facts.mandatory?.effectiveAt)
        }
    }
}
