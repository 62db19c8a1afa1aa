import Database
import Domain

/// Reads and writes decisions about second factors.
enum PolicyStore {
    /// What was decided for an organization, with what holds already and is still on its way into the table (`PolicyBatch`).
    static func steps(of tenant: TenantID, in transaction: Transaction) throws -> [FromTime<AccessPolicy>] {
        var steps: [FromTime<AccessPolicy>] = []
        try transaction.forEach(
            """
            SELECT effective_at, uses_second_factor, views_own, answering, decided_at, 0 FROM access_policy
            WHERE tenant_id = \(tenant)
            UNION ALL
            SELECT effective_at, uses_second_factor, views_own, answering, decided_at, place
            FROM \(published) AND item.tenant_id = \(tenant)
            ORDER BY 6, 1
            """
        ) { row in
            let step = try step(&row)
            steps = try row.next(Int64.self) == 0 ? steps + [step] : steps.after(step)
        }
        return steps
    }

    /// The decisions of batches that hold, each with its batch. They count after everything that is in `access_policy`, in the
    /// order of `place`.
    static let published: SQL = """
        policy_batch_item AS item JOIN policy_batch AS batch
            ON batch.office_id = item.office_id AND batch.number = item.number
        WHERE batch.place > 0 AND item.effective_at IS NOT NULL
        """

    /// The columns `effective_at, uses_second_factor, views_own, answering, decided_at`.
    static func step(_ row: inout Row) throws -> FromTime<AccessPolicy> {
        let from = try row.next(Instant.self)
        let isUsed = try row.next(Bool.self)
        let viewsOwn = try row.next(Bool.self)
        let answering = try row.next(Exemption.Answering.self)
        return FromTime(
            AccessPolicy(usesSecondFactor: isUsed, exemption: Exemption(viewsOwn: viewsOwn, answering: answering)),
            from: from, decidedAt: try row.next())
    }

    static func officeSteps(of office: OfficeID, in transaction: Transaction) throws -> [FromTime<Bool>] {
        try transaction.all(
            """
            SELECT effective_at, uses_second_factor, decided_at FROM office_policy WHERE office_id = \(office)
            ORDER BY effective_at
            """
        ) { row in
            let from = try row.next(Instant.self)
            return FromTime(try row.next(Bool.self), from: from, decidedAt: try row.next())
        }
    }

    /// One part of what was decided, in a result that holds all parts.
    private enum Part: Int, DatabaseConvertible {
        case own, published, ofOffice, isOffice, isClient, mandatory
    }

    /// Everything that decides for an organization or office. One statement, because each login asks this.
    static func facts(of tenant: TenantID, in transaction: Transaction) throws -> PolicyFacts {
        let office = OfficeHouse.office(of: tenant)
        var own: [FromTime<AccessPolicy>] = []
        var published: [(place: Int64, step: FromTime<AccessPolicy>)] = []
        var ofOffice: [FromTime<Bool>] = []
        var mandatory: FromTime<Bool>?
        var parts: Set<Part> = []
        try transaction.forEach(
            """
            SELECT \(Part.own), effective_at, uses_second_factor, views_own, answering, decided_at, 0
            FROM access_policy WHERE tenant_id = \(tenant)
            UNION ALL
            SELECT \(Part.published), effective_at, uses_second_factor, views_own, answering, decided_at, place
            FROM \(Self.published) AND item.tenant_id = \(tenant)
            UNION ALL
            SELECT \(Part.ofOffice), effective_at, uses_second_factor, 0, \(Exemption.Answering.none), decided_at, 0
            FROM office_policy
            WHERE office_id = COALESCE((SELECT id FROM office WHERE id = \(office)),
                                       (SELECT office_id FROM tenant WHERE id = \(tenant)))
            UNION ALL
            SELECT \(Part.isOffice), 0, 0, 0, \(Exemption.Answering.none), 0, 0 FROM office WHERE id = \(office)
            UNION ALL
            SELECT \(Part.isClient), 0, 0, 0, \(Exemption.Answering.none), 0, 0
            FROM tenant WHERE id = \(tenant) AND office_id IS NOT NULL
            UNION ALL
            SELECT \(Part.mandatory), mandatory_from, 1, 0, \(Exemption.Answering.none), decided_at, 0
            FROM installation_policy WHERE id = 1
            """
        ) { row in
            let part = try row.next(Part.self)
            let step = try step(&row)
            parts.insert(part)
            switch part {
            case .own: own.append(step)
            case .published: published.append((try row.next(), step))
            case .ofOffice:
                ofOffice.append(
                    FromTime(step.value.usesSecondFactor, from: step.effectiveAt, decidedAt: step.decidedAt))
            case .mandatory: mandatory = FromTime(true, from: step.effectiveAt, decidedAt: step.decidedAt)
            case .isOffice, .isClient: break
            }
        }
        // A few rows each: the engine would sort them in a table of its own.
        own.sort { $0.effectiveAt < $1.effectiveAt }
        ofOffice.sort { $0.effectiveAt < $1.effectiveAt }
        for (_, step) in published.sorted(by: { $0.place < $1.place }) { own = own.after(step) }
        let house: EffectivePolicy.House =
            parts.contains(.isOffice)
            ? .office(uses: ofOffice) : parts.contains(.isClient) ? .client(officeUses: ofOffice) : .alone
        return PolicyFacts(own: own, house: house, mandatory: mandatory)
    }

    static func mandatoryFrom(in transaction: Transaction) throws -> Instant? {
        try mandatory(in: transaction)?.effectiveAt
    }

    /// From when on the installation asks it of everybody; nil for never.
    static func mandatory(in transaction: Transaction) throws -> FromTime<Bool>? {
        try transaction.first("SELECT mandatory_from, decided_at FROM installation_policy WHERE id = 1") { row in
            FromTime(true, from: try row.next(), decidedAt: try row.next())
        }
    }

    /// The same for an office's own people.
    static func takeUntold(of office: OfficeID, in transaction: Transaction) throws -> [FromTime<Bool>] {
        try officeSteps(of: office, in: transaction).filter { step in
            try transaction.execute(
                """
                UPDATE office_policy SET is_told = 1
                WHERE office_id = \(office) AND effective_at = \(step.effectiveAt) AND is_told = 0
                """) == 1
        }
    }

    /// What was decided for an organization and nobody has told its administrators yet; from now on somebody has.
    static func takeUntold(of tenant: TenantID, in transaction: Transaction) throws -> [FromTime<AccessPolicy>] {
        let untold = try transaction.all(
            """
            SELECT effective_at, uses_second_factor, views_own, answering, decided_at FROM access_policy
            WHERE tenant_id = \(tenant) AND is_told = 0 ORDER BY effective_at
            """
        ) { try step(&$0) }
        return try untold.filter { step in
            try transaction.execute(
                """
                UPDATE access_policy SET is_told = 1
                WHERE tenant_id = \(tenant) AND effective_at = \(step.effectiveAt) AND is_told = 0
                """) == 1
        }
    }

    /// Decides for an organization. What was decided ahead before is taken back, what no longer holds is forgotten. Nothing of a
    /// batch may be on its way to the organization any more (`PolicyBatch.settle`).
    static func decide(
        _ policy: AccessPolicy, for tenant: TenantID, from start: Instant, now: Instant, in transaction: Transaction
    ) throws {
        let before = try carried(to: [tenant], in: transaction)
        let decision = FromTime(policy, from: max(start, now), decidedAt: now)
        try replace(
            before, by: [tenant: (before[tenant] ?? []).after(decision)], decided: [tenant: [decision.effectiveAt]],
            in: transaction)
    }

    /// What stands in the table about some organizations.
    static func carried(
        to tenants: [TenantID], in transaction: Transaction
    ) throws -> [TenantID: [FromTime<AccessPolicy>]] {
        var steps: [TenantID: [FromTime<AccessPolicy>]] = [:]
        try transaction.forEach(
            """
            SELECT tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at FROM access_policy
            WHERE tenant_id IN \(list: tenants) ORDER BY effective_at
            """
        ) { row in
            let tenant = try row.next(TenantID.self)
            steps[tenant, default: []].append(try step(&row))
        }
        return steps
    }

    /// Writes what becomes of what stands in the table, with few statements for however many organizations. Rows that stay are
    /// not touched: somebody may be telling of them.
    ///
    /// - Parameter decided: From when on the new decisions hold. Administrators are told of those that change anything.
    static func replace(
        _ before: [TenantID: [FromTime<AccessPolicy>]], by after: [TenantID: [FromTime<AccessPolicy>]],
        decided: [TenantID: Set<Instant>], in transaction: Transaction
    ) throws {
        var (void, new): ([[DatabaseValue]], [[DatabaseValue]]) = ([], [])
        for (tenant, steps) in after.sorted(by: { $0.key < $1.key }) {
            let stays = Set(steps.map(\.effectiveAt))
            void += (before[tenant] ?? []).map(\.effectiveAt).filter { !stays.contains($0) }
                .map { [tenant.databaseValue, $0.databaseValue] }
            let old = before[tenant] ?? []
            new += steps.filter { decided[tenant]?.contains($0.effectiveAt) == true }.map { step in
                [
                    tenant.databaseValue, step.effectiveAt.databaseValue, step.value.usesSecondFactor.databaseValue,
                    step.value.exemption.viewsOwn.databaseValue, step.value.exemption.answering.databaseValue,
                    step.decidedAt.databaseValue, (!old.isChanged(by: step)).databaseValue,
                ]
            }
        }
        if !void.isEmpty {
            try transaction.execute(
                "DELETE FROM access_policy WHERE (tenant_id, effective_at) IN (VALUES \(rows: void))")
        }
        if !new.isEmpty {
            try transaction.execute(
                """
                INSERT INTO access_policy
                    (tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at, is_told)
                VALUES \(rows: new)
                ON CONFLICT (tenant_id, effective_at) DO UPDATE SET uses_second_factor = excluded.uses_second_factor,
                    views_own = excluded.views_own, answering = excluded.answering, decided_at = excluded.decided_at,
                    is_told = excluded.is_told
                """)
        }
    }

    /// Decides for an office's own people, in the same way. What holds already, or is decided for the same day, is no new
    /// decision, and nobody is told of it again.
    static func decide(
        officeUses isUsed: Bool, for office: OfficeID, from start: Instant, now: Instant, in transaction: Transaction
    ) throws {
        let start = max(start, now)
        let before = try officeSteps(of: office, in: transaction)
        let ahead = before.filter { $0.effectiveAt > now }.map { [$0.effectiveAt: $0.value] }
        if ahead.isEmpty && (before.inForce(at: now) ?? false) == isUsed || ahead == [[start: isUsed]] { return }
        try transaction.execute(
            """
            DELETE FROM office_policy WHERE office_id = \(office) AND (effective_at > \(now) OR effective_at <
                (SELECT MAX(held.effective_at) FROM office_policy AS held
                 WHERE held.office_id = \(office) AND held.effective_at <= \(now)))
            """)
        try transaction.execute(
            """
            INSERT INTO office_policy (office_id, effective_at, uses_second_factor, decided_at, is_told)
            VALUES (\(office), \(start), \(isUsed), \(now), \(false))
            ON CONFLICT (office_id, effective_at) DO UPDATE SET uses_second_factor = excluded.uses_second_factor,
                decided_at = excluded.decided_at, is_told = excluded.is_told
            """)
    }
}
