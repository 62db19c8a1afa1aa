package import Database
package import Domain
package import Profiles
package import Tenants

/// Takes the areas of rules and of drafts along to a new table of regions, in all organizations. Templates name no places.
///
/// A second time it finds what is left to be done after an interruption, and changes nothing that it changed before.
package struct MoveAreas: Sendable {
    /// What happens to one region, wherever it is named.
    package struct Change: Hashable, Sendable {
        /// The region.
        package let code: JMARegionCode
        /// What becomes of it.
        package let outcome: AreaMove.Outcome
        /// How many rules name it.
        package internal(set) var rules = 0
        /// How many drafts do.
        package internal(set) var drafts = 0
    }

    /// How many rules and drafts there are.
    package struct Count: Hashable, Sendable {
        /// Those with another area now.
        package internal(set) var moved = 0
        /// Those whose administrators have to look.
        package internal(set) var asked = 0

        /// None.
        package init() {}

        init(moved: Int, asked: Int) {
            self.moved = moved
            self.asked = asked
        }
    }

    private let database: Database

    /// On one installation.
    package init(database: Database) {
        self.database = database
    }

    /// What a table would change, over all organizations together, without changing it.
    ///
    /// - Throws: `DatabaseError`.
    package func changes(
        from old: RegionTable, to new: RegionTable, _ scope: InstallationScope
    ) async throws -> [Change] {
        struct Key: Hashable {
            let code: JMARegionCode
            let outcome: AreaMove.Outcome
        }
        var changes: [Key: Change] = [:]
        func add(_ area: Set<JMARegionCode>, _ count: WritableKeyPath<Change, Int>) {
            for (code, outcomes) in AreaMove(area, from: old, to: new).outcomes {
                for outcome in outcomes {
                    let key = Key(code: code, outcome: outcome)
                    changes[key, default: Change(code: code, outcome: outcome)][keyPath: count] += 1
                }
            }
        }
        for tenant in try await tenants(scope) {
            let (rule, drafts) = try await database.read(.tenant(tenant)) { transaction in
                (
                    try TriggerRuleRow.load(tenant, transaction).map { Self.area(of: $0) } ?? [],
                    try Self.drafts(of: tenant, transaction).map { Self.area(of: $0.targets) }
                )
            }
            add(rule, \.rules)
            for draft in drafts { add(draft, \.drafts) }
        }
        return changes.values.sorted { ($0.code, "\($0.outcome)") < ($1.code, "\($1.outcome)") }
    }

    /// Moves them.
    ///
    /// - Throws: `DatabaseError`, or `CancellationError` between two organizations.
    package func callAsFunction(
        from old: RegionTable, to new: RegionTable, _ scope: InstallationScope, by actor: Actor, at now: Instant
    ) async throws -> Count {
        var total = Count()
        for tenant in try await tenants(scope) {
            try Task.checkCancellation()
            let count = try await database.write(.tenant(tenant)) { transaction in
                var count = Count()
                try Self.moveRule(of: tenant, from: old, to: new, by: actor, now, &count, transaction)
                for draft in try Self.drafts(of: tenant, locking: true, transaction) {
                    let move = AreaMove(Self.area(of: draft.targets), from: old, to: new)
                    if Self.isAsked(move) { count.asked += 1 }
                    let targets = Self.moved(draft.targets, move)
                    guard targets != draft.targets else { continue }
                    count.moved += 1
                    try TargetStore.save(targets, of: draft.id, round: 1, in: tenant, transaction)
                }
                return count
            }
            total.moved += count.moved
            total.asked += count.asked
        }
        return total
    }

    private static func moveRule(
        of tenant: TenantID, from old: RegionTable, to new: RegionTable, by actor: Actor, _ now: Instant,
        _ count: inout Count, _ transaction: Transaction
    ) throws {
        guard let row = try TriggerRuleRow.load(tenant, locking: true, transaction) else { return }
        let area = area(of: row)
        let move = AreaMove(area, from: old, to: new)
        if isAsked(move) { count.asked += 1 }
        let moved = Set(area.flatMap { move.codes(for: $0) })
        guard moved != area else { return }
        count.moved += 1
        let next = TriggerRuleRow(
            rule: try row.rule.over(.only(moved)), template: row.template, changedAt: row.changedAt)
        try next.save(tenant, transaction)
        try AuditChain.append(
            AuditEvent("trigger.changed", reason: next.summary), tenant: tenant, actor: actor, requestID: "", at: now,
            in: transaction)
    }

    private func tenants(_ scope: InstallationScope) async throws -> [TenantID] {
        try await database.read(scope) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT tenant_id FROM trigger_rule WHERE area <> ''
                UNION SELECT tenant_id FROM broadcast WHERE status = 'draft'
                ORDER BY tenant_id
                """)
        }
    }

    private struct Draft: Sendable {
        let id: BroadcastID
        let targets: [Target]
    }

    /// The drafts that are complete: what is not yet is looked at before it goes out.
    private static func drafts(
        of tenant: TenantID, locking: Bool = false, _ transaction: Transaction
    ) throws -> [Draft] {
        let lock: SQL = locking ? "\(dialect: .forUpdate)" : ""
        let ids = try transaction.values(
            BroadcastID.self,
            """
            SELECT id FROM broadcast b
            WHERE b.tenant_id = \(tenant) AND b.status = 'draft'
              AND EXISTS (SELECT 1 FROM broadcast_target t
                          WHERE t.tenant_id = b.tenant_id AND t.broadcast_id = b.id AND t.round = 1
                            AND t.kind = 'region')
            ORDER BY id\(lock)
            """)
        return try ids.map { Draft(id: $0, targets: try TargetStore.load(of: $0, round: 1, in: tenant, transaction)) }
    }

    private static func area(of row: TriggerRuleRow) -> Set<JMARegionCode> {
        if case .only(let area) = row.rule.area { area } else { [] }
    }

    private static func area(of targets: [Target]) -> Set<JMARegionCode> {
        Set(targets.compactMap { if case .region(let code, _, _) = $0 { code } else { nil } })
    }

    private static func isAsked(_ move: AreaMove) -> Bool {
        move.outcomes.values.contains { outcomes in
            outcomes.contains { if case .isAsked = $0 { true } else { false } }
        }
    }

    /// The same targets with what stands for their regions now, none of them twice.
    private static func moved(_ targets: [Target], _ move: AreaMove) -> [Target] {
        var seen: Set<Target> = []
        return targets.flatMap { target -> [Target] in
            guard case .region(let code, let kinds, let intensity) = target else { return [target] }
            return move.codes(for: code).map { .region($0, kinds, intensity: intensity) }
        }.filter { seen.insert($0).inserted }
    }
}
