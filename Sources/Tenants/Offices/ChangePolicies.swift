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

    /// How far a set of decisions has come.
    enum Boundary: Sendable, CaseIterable {
        /// Everything is staged, and nothing holds; reached again for each new look.
        case staged
        /// Everything holds, and nothing is carried over.
        case published
    }

    /// What was read before and must still be so when the decisions hold.
    private struct Premise: Sendable {
        /// Throws if it is not so.
        let check: @Sendable (Transaction) throws -> Void
        /// What is said if it was so each time and the list of clients changed again each time.
        let outdated: InvalidInput
    }

    /// Somebody who changes the list of clients all the time gives way after so many looks.
    private static let mostLooks = 5

    private let database: Database
    /// Called at each boundary.
    var reached: @Sendable (Boundary) async throws -> Void = { _ in }

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
        let premise = everybody.map { everybody in
            Premise(
                check: { transaction in
                    let found = try ListClients.found(everybody.filter, of: office.office, at: now, in: transaction)
                    guard Set(found).subtracting(everybody.left) == Set(clients) else { throw Self.outdated }
                }, outdated: Self.outdated)
        }
        let decision = FromTime(policy, from: start, decidedAt: now)
        try await register(
            Set(clients).map { PolicyBatch.Item(client: $0, decision: decision, kana: nil) }, by: office, at: now,
            while: premise)
    }

    /// Does what a file would change, policies and names in kana together; requires `managePolicy` and `manageClients`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` if the office does not use second factors or if one of the clients is
    ///   no longer as it was when the file was compared (`changed`), `NotFound` if one of them is no client of this office
    ///   any more, or `DatabaseError`. Nothing is changed then.
    package func callAsFunction(_ scope: TenantScope, _ diff: PolicyDiff, at now: Instant) async throws {
        let office = try OfficeScope(scope, .managePolicy)
        try scope.require(.manageClients)
        let clients = diff.changes.map(\.client)
        let premise = Premise(
            check: { transaction in
                let found = try ListClients.clients(clients.map(\.id), of: office.office, in: transaction)
                guard Set(found) == Set(clients) else { throw PolicyDiff.outdated }
            }, outdated: PolicyDiff.outdated)
        let items = diff.changes.map { change in
            PolicyBatch.Item(
                client: change.client.id,
                decision: change.isOfPolicy
                    ? FromTime(change.after, from: max(change.from ?? now, now), decidedAt: now) : nil,
                kana: change.kana)
        }
        try await register(items, by: office, at: now, while: premise)
    }

    /// Decides as a whole or not at all, in steps that keep the writer for moments each (`PolicyBatch`).
    private func register(
        _ items: [PolicyBatch.Item], by office: OfficeScope, at now: Instant, while premise: Premise?
    ) async throws {
        var revision = try await look(items, office, premise)
        if items.isEmpty { return }
        let batch = try await database.write(office.installation) {
            try PolicyBatch.open(by: office, at: now, in: $0)
        }
        do {
            try await stage(items, in: batch, office)
            var looks = 1
            try await reached(.staged)
            while !(try await publish(batch, items, office, revision)) {
                guard looks < Self.mostLooks else { throw premise?.outdated ?? Self.outdated }
                looks += 1
                revision = try await look(items, office, premise)
                try await reached(.staged)
            }
        } catch {
            // Whatever is left then goes with the next round of `FinishPolicyBatches`.
            while (try? await database.write(office.installation) { try batch.throwAway(in: $0) }) == true {}
            throw error
        }
        try await reached(.published)
        do {
            while try await database.write(office.installation, { try batch.carryOn(in: $0) }) {}
        } catch is DatabaseError {
            // It holds; the next round of `FinishPolicyBatches` goes on with it.
        }
    }

    /// Looks whether the decisions are possible, and how the list of clients stands if they depend on it.
    private func look(
        _ items: [PolicyBatch.Item], _ office: OfficeScope, _ premise: Premise?
    ) async throws -> ClientsRevision? {
        // What is on its way would change the list under our eyes.
        if premise != nil {
            try await FinishPolicyBatches(database: database).carry(of: office.office, office.installation)
        }
        return try await database.read(office.installation) { transaction in
            try premise?.check(transaction)
            try ListClients.require(items.lazy.map(\.client), of: office.office, in: transaction)
            try Self.requireUse(items, of: office.office, in: transaction)
            return premise == nil ? nil : try ClientsRevision.load(of: office.office, in: transaction)
        }
    }

    private func stage(_ items: [PolicyBatch.Item], in batch: PolicyBatch, _ office: OfficeScope) async throws {
        // In one order, whoever stages: nobody waits in a circle.
        var rest = items.sorted { $0.client < $1.client }[...]
        while !rest.isEmpty {
            let some = rest.prefix(PolicyBatch.stageChunk)
            rest = rest.dropFirst(some.count)
            try await database.write(office.installation) { try batch.stage(some, in: $0) }
        }
    }

    /// - Returns: Whether it holds; false if the list of clients has changed since it was looked at.
    private func publish(
        _ batch: PolicyBatch, _ items: [PolicyBatch.Item], _ office: OfficeScope, _ revision: ClientsRevision?
    ) async throws -> Bool {
        try await database.write(office.installation) { transaction in
            if revision == nil {
                guard try batch.clients(in: transaction) == items.count else { throw NotFound("organization") }
                try Self.requireUse(items, of: office.office, in: transaction)
            }
            return try batch.publish(while: revision, in: transaction)
        }
    }

    /// Refuses to go on where the office does not use second factors when one of the decisions begins.
    private static func requireUse(
        _ items: [PolicyBatch.Item], of office: OfficeID, in transaction: Transaction
    ) throws {
        let decisions = items.lazy.compactMap(\.decision).filter(\.value.usesSecondFactor)
        for start in Set(decisions.map(\.effectiveAt)) {
            try DecidePolicy.requireUse(by: office, at: start, transaction)
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
