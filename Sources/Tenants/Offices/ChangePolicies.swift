package import Database
package import Domain

/// An office decides about second factors: for its own people and for its clients.
package struct ChangePolicies: Sendable {
    /// All clients that a filter finds (全チェックON), but those that were left out.
    package struct Everybody: Sendable, Hashable {
        let filter: ListClients.Filter
        let left: Set<TenantID>

        /// All of the filter, without some.
        package init(_ filter: ListClients.Filter, but left: Set<TenantID> = []) {
            self.filter = filter
            self.left = left
        }
    }

    /// The most clients at a time.
    package static let mostClients = ListClients.maximum

    /// The filter finds others than those that were shown.
    package static let outdated = InvalidInput(
        field: "clients", rule: "changed",
        message: LocalizedText(
            ja: "条件に合う事業所が、確認のあいだに変わりました。もう一度確認してください。",
            en: "Other organizations match by now than those that were shown. Please check them again."))

    /// Names exactly these clients, in any order: other ones have another name.
    package static func mark(_ clients: [TenantID]) -> String {
        Digest.name(clients.map(\.description).sorted().joined(separator: " "))
    }

    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Decides for one client (個別登録) or several (一括登録, R-065); requires `managePolicy`.
    ///
    /// - Parameters:
    ///   - everybody: What the clients were found by, if they are all of it.
    ///   - start: From when on it holds; at once if nil or past.
    /// - Throws: `NotAllowed`, `InvalidInput` if the office does not use second factors then, for more than
    ///   `mostClients`, or if `everybody` are others by now (`outdated`), `NotFound` if one of them is no client of this
    ///   office (nothing is changed then), or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, clients: [TenantID], of everybody: Everybody? = nil, to policy: AccessPolicy,
        from start: Instant?, at now: Instant
    ) async throws {
        let office = try OfficeScope(scope, .managePolicy)
        let start = max(start ?? now, now)
        guard clients.count <= Self.mostClients else {
            throw InputField("clients", ja: "事業所", en: "Organizations").refusal(
                "tooMany", ja: "は一度に\(Self.mostClients)件までです。分けて登録してください。",
                en: "At most \(Self.mostClients) of % at a time. Please split the list.")
        }
        // One transaction: a set of decisions holds as a whole or not at all.
        try await database.write(office.installation) { transaction in
            if let everybody {
                let found = try ListClients.found(everybody.filter, of: office.office, at: now, in: transaction)
                guard Set(found).subtracting(everybody.left) == Set(clients) else { throw Self.outdated }
            }
            _ = try ListClients.clients(clients, of: office.office, in: transaction)
            try Self.decide(clients.map { ($0, policy, start) }, by: office, at: now, in: transaction)
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
            try Self.decide(diff.policies, by: office, at: now, in: transaction)
            try ChangeClient.rename(diff.kanaNames, by: office, at: now, in: transaction)
        }
    }

    private static func decide(
        _ policies: [(client: TenantID, policy: AccessPolicy, from: Instant?)], by office: OfficeScope,
        at now: Instant, in transaction: Transaction
    ) throws {
        for start in Set(policies.filter(\.policy.usesSecondFactor).map { $0.from ?? now }) {
            try DecidePolicy.requireUse(by: office.office, at: start, transaction)
        }
        for (client, policy, from) in policies {
            let start = from ?? now
            let before = try PolicyStore.steps(of: client, in: transaction).inForce(at: now) ?? .unset
            try PolicyStore.decide(policy, for: client, from: start, now: now, in: transaction)
            let record = PolicyRecord(.policy(policy), before: .policy(before), from: start)
            try office.record(
                AuditEvent("policy.changed", subject: "organization:\(client)", reason: record.text), of: client,
                at: now, in: transaction)
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
            let before = try PolicyStore.officeSteps(of: office.office, in: transaction)
            try PolicyStore.decide(officeUses: isUsed, for: office.office, from: start, now: now, in: transaction)
            let record = PolicyRecord(.use(isUsed), before: .use(before.inForce(at: now) ?? false), from: start)
            try AuditChain.append(
                AuditEvent("policy.officeChanged", subject: "office:\(office.office)", reason: record.text), by: scope,
                at: now, in: transaction)
            try HigherDecision.store(
                of: office.office, before: before, by: office.actor, requestID: scope.requestID, at: now,
                in: transaction)
        }
    }
}
