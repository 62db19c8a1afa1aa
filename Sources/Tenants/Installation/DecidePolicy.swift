package import Database
package import Domain

/// The operator decides whether second factors are used: by one organization, by one office, or by everybody.
package struct DecidePolicy: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Whether an organization uses second factors; what goes without stays as it is. A client can only use
    /// them where its office does.
    ///
    /// - Returns: Whether something else was decided before, for now or for later.
    /// - Throws: `NotFound`, `InvalidInput` of `second_factor`, or `DatabaseError`.
    @discardableResult
    package func organization(
        _ scope: InstallationScope, _ tenant: TenantID, uses isUsed: Bool, from start: Instant? = nil,
        by actor: Actor, requestID: String, at now: Instant
    ) async throws -> Bool {
        try await database.write(scope) { transaction in
            let stands = try ReadOrganization.load(tenant, in: transaction)
            if isUsed, let office = stands.office {
                try Self.requireUse(by: office, at: start ?? now, transaction)
            }
            // What its office decided before is done before.
            try PolicyBatch.lock([tenant], in: transaction)
            try ClientsRevision.moveOn(ofClient: tenant, in: transaction)
            try PolicyBatch.settle([tenant], in: transaction)
            let steps = try PolicyStore.steps(of: tenant, in: transaction)
            let before = steps.inForce(at: now) ?? .unset
            var policy = before
            policy.usesSecondFactor = isUsed
            try PolicyStore.decide(policy, for: tenant, from: start ?? now, now: now, in: transaction)
            let record = PolicyRecord(.policy(policy), before: .policy(before), from: start)
            let event = AuditEvent("policy.changed", subject: "organization:\(tenant)", reason: record.text)
            for chain in [AuditChainID.installation, .tenant(tenant)] {
                try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
            }
            return before.usesSecondFactor != isUsed || steps.next(after: now) != nil
        }
    }

    /// Whether an office uses second factors for its own people.
    ///
    /// - Returns: Whether something else was decided before, for now or for later.
    /// - Throws: `NotFound` or `DatabaseError`.
    @discardableResult
    package func office(
        _ scope: InstallationScope, _ office: OfficeID, uses isUsed: Bool, by actor: Actor, requestID: String,
        at now: Instant
    ) async throws -> Bool {
        try await database.write(scope) { transaction in
            let house = OfficeHouse.tenant(of: office)
            guard try OfficeHouse.isOne(house, in: transaction) else { throw NotFound("office") }
            let before = try PolicyStore.officeSteps(of: office, in: transaction)
            try PolicyStore.decide(officeUses: isUsed, for: office, from: now, now: now, in: transaction)
            try HigherDecision.store(
                of: office, before: before, by: actor, requestID: requestID, at: now, in: transaction)
            let record = PolicyRecord(.use(isUsed), before: .use(before.inForce(at: now) ?? false), from: nil)
            let event = AuditEvent("policy.officeChanged", subject: "office:\(office)", reason: record.text)
            for chain in [AuditChainID.installation, .tenant(house)] {
                try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
            }
            return (before.inForce(at: now) ?? false) != isUsed || before.next(after: now) != nil
        }
    }

    /// From when on everybody is asked for a second factor, whatever was set; nil takes it back.
    ///
    /// - Returns: Whether something else was decided before.
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func everybody(
        _ scope: InstallationScope, mandatoryFrom start: Instant?, by actor: Actor, requestID: String, at now: Instant
    ) async throws -> Bool {
        try await database.write(scope) { transaction in
            let before = try PolicyStore.mandatory(in: transaction)
            if let start {
                try transaction.execute(
                    """
                    INSERT INTO installation_policy (id, mandatory_from, decided_at) VALUES (1, \(start), \(now))
                    ON CONFLICT (id) DO UPDATE SET mandatory_from = excluded.mandatory_from,
                        decided_at = excluded.decided_at
                    """)
            } else {
                try transaction.execute("DELETE FROM installation_policy WHERE id = 1")
            }
            try HigherDecision.store(
                of: nil, before: before.map { [$0] } ?? [], by: actor, requestID: requestID, at: now, in: transaction)
            let event = AuditEvent(
                "policy.mandatoryChanged", reason: start.map { "from=\($0.milliseconds)" } ?? "from=never")
            try AuditChain.append(
                event, to: .installation, actor: actor, requestID: requestID, at: now, in: transaction)
            return before?.effectiveAt != start
        }
    }

    /// Refuses to go on where the office does not use second factors at that time.
    static func requireUse(by office: OfficeID, at start: Instant, _ transaction: Transaction) throws {
        guard try PolicyStore.officeSteps(of: office, in: transaction).inForce(at: start) != true else { return }
        throw InputField("second_factor", ja: "2要素認証", en: "Second factor").refusal(
            "office", ja: "は、事務所が使用していないため設定できません。先に事務所の設定で「使用する」にしてください。",
            en: "% cannot be set while the office does not use it. Switch it on for the office first.")
    }
}
