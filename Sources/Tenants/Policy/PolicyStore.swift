import Database
import Domain

/// Reads and writes decisions about second factors.
enum PolicyStore {
    static func steps(of tenant: TenantID, in transaction: Transaction) throws -> [FromTime<AccessPolicy>] {
        try transaction.all(
            """
            SELECT effective_at, uses_second_factor, views_own, answering, decided_at FROM access_policy
            WHERE tenant_id = \(tenant) ORDER BY effective_at
            """
        ) { try step(&$0) }
    }

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

    static func house(_ tenant: TenantID, in transaction: Transaction) throws -> EffectivePolicy.House {
        let office = OfficeHouse.office(of: tenant)
        let found = try transaction.first(
            """
            SELECT (SELECT 1 FROM office WHERE id = \(office)), (SELECT office_id FROM tenant WHERE id = \(tenant))
            """
        ) { (isOffice: try $0.next(Int?.self) != nil, caredForBy: try $0.next(OfficeID?.self)) }
        if found?.isOffice == true { return .office(uses: try officeSteps(of: office, in: transaction)) }
        guard let office = found?.caredForBy else { return .alone }
        return .client(officeUses: try officeSteps(of: office, in: transaction))
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

    /// Decides for an organization. What was decided ahead before is taken back, what no longer holds is forgotten.
    static func decide(
        _ policy: AccessPolicy, for tenant: TenantID, from start: Instant, now: Instant, in transaction: Transaction
    ) throws {
        let start = max(start, now)
        try transaction.execute(
            """
            DELETE FROM access_policy WHERE tenant_id = \(tenant) AND (effective_at > \(now) OR effective_at <
                (SELECT MAX(held.effective_at) FROM access_policy AS held
                 WHERE held.tenant_id = \(tenant) AND held.effective_at <= \(now)))
            """)
        try transaction.execute(
            """
            INSERT INTO access_policy
                (tenant_id, effective_at, uses_second_factor, views_own, answering, decided_at, is_told)
            VALUES (\(tenant), \(start), \(policy.usesSecondFactor), \(policy.exemption.viewsOwn),
                    \(policy.exemption.answering), \(now), \(false))
            ON CONFLICT (tenant_id, effective_at) DO UPDATE SET uses_second_factor = excluded.uses_second_factor,
                views_own = excluded.views_own, answering = excluded.answering, decided_at = excluded.decided_at,
                is_told = excluded.is_told
            """)
    }

    /// Decides for an office's own people, in the same way.
    static func decide(
        officeUses isUsed: Bool, for office: OfficeID, from start: Instant, now: Instant, in transaction: Transaction
    ) throws {
        let start = max(start, now)
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
