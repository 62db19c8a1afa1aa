package import Database
package import Domain

/// An office decides about second factors: for its own people and for its clients.
package struct ChangePolicies: Sendable {
    /// The most clients at a time.
    package static let mostClients = 1_000

    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Decides for one client (個別登録) or several (一括登録, R-065); requires `managePolicy`.
    ///
    /// - Parameter start: From when on it holds; at once if nil or past.
    /// - Throws: `NotAllowed`, `InvalidInput` if the office does not use second factors then or for more than
    ///   `mostClients`, `NotFound` if one of them is no client of this office (nothing is changed then), or
    ///   `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, clients: [TenantID], to policy: AccessPolicy, from start: Instant?, at now: Instant
    ) async throws {
        try await callAsFunction(scope, clients.map { ($0, policy) }, from: start, at: now)
    }

    /// Decides for each client by itself, as a file says it; requires `managePolicy`.
    ///
    /// - Throws: As for one policy.
    package func callAsFunction(
        _ scope: TenantScope, _ policies: [(client: TenantID, policy: AccessPolicy)], from start: Instant?,
        at now: Instant
    ) async throws {
        let office = try OfficeScope(scope, .managePolicy)
        let start = max(start ?? now, now)
        guard policies.count <= Self.mostClients else {
            throw InputField("clients", ja: "事業所", en: "Organizations").refusal(
                "tooMany", ja: "は一度に\(Self.mostClients)件までです。分けて登録してください。",
                en: "At most \(Self.mostClients) of % at a time. Please split the list.")
        }
        // One transaction: a set of decisions holds as a whole or not at all.
        try await database.write(office.installation) { transaction in
            _ = try ListClients.clients(policies.map(\.client), of: office.office, in: transaction)
            try Self.decide(policies, from: start, by: office, at: now, in: transaction)
        }
    }

    /// Does what a file would change, policies and names in kana together; requires `managePolicy` and `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` if the office does not use second factors or if one of the clients is
    ///   no longer as it was when the file was compared (`changed`), `NotFound` if one of them is no client of this office
    ///   any more, or `DatabaseError`. Nothing is changed then.
    package func callAsFunction(_ scope: TenantScope, _ diff: PolicyDiff, at now: Instant) async throws {
        let office = try OfficeScope(scope, .managePolicy)
        try scope.require(.manageClients)
        try await database.write(office.installation) { transaction in
            let clients = diff.changes.map(\.client)
            let found = try ListClients.clients(clients.map(\.id), of: office.office, in: transaction)
            guard Set(found) == Set(clients) else { throw PolicyDiff.outdated }
            try Self.decide(diff.policies, from: now, by: office, at: now, in: transaction)
            try ChangeClient.rename(diff.kanaNames, by: office, at: now, in: transaction)
        }
    }

    private static func decide(
        _ policies: [(client: TenantID, policy: AccessPolicy)], from start: Instant, by office: OfficeScope,
        at now: Instant, in transaction: Transaction
    ) throws {
        if policies.contains(where: \.policy.usesSecondFactor) {
            try DecidePolicy.requireUse(by: office.office, at: start, transaction)
        }
        for (client, policy) in policies {
            try PolicyStore.decide(policy, for: client, from: start, now: now, in: transaction)
            try office.record(
                AuditEvent(
                    "policy.changed", subject: "organization:\(client)",
                    reason: "\(policy.auditText) from=\(start.milliseconds)"), of: client, at: now, in: transaction)
        }
    }

    /// Decides for the office's own people; requires `managePolicy`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func office(
        _ scope: TenantScope, uses isUsed: Bool, from start: Instant? = nil, at now: Instant
    ) async throws {
        let office = try OfficeScope(scope, .managePolicy)
        try await database.write(scope) { transaction in
            let start = max(start ?? now, now)
            try PolicyStore.decide(officeUses: isUsed, for: office.office, from: start, now: now, in: transaction)
            try AuditChain.append(
                AuditEvent(
                    "policy.officeChanged", subject: "office:\(office.office)",
                    reason: "secondFactor=\(isUsed) from=\(start.milliseconds)"), by: scope, at: now, in: transaction)
        }
    }
}
