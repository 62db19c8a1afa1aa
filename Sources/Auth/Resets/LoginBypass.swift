import Database
package import Domain
package import Tenants

/// A code that lets somebody in once in place of their second factor, for a quarter of an hour: for whoever left the
/// phone at home, or whose mail is late. It is gentler than a reset, because every factor stays as it is. It is typed
/// where backup codes are, counted and hashed as they are.
package struct LoginBypass: Sendable {
    /// How long a code is good.
    package static let lifetime = Duration.seconds(900)

    /// A fresh code, shown once to whoever made it.
    package struct Made: Sendable {
        /// The code.
        package let code: BackupCode
        /// Until when it is good.
        package let validUntil: Instant
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Makes a code for one person, after the administrator's own password and with a reason. An earlier one stops
    /// working, and locks are lifted: it is made for somebody who has tried in vain.
    ///
    /// - Parameters:
    ///   - scope: The organization of the person; of an office's staff, the client.
    ///   - home: Where the administrator's own password is; the same organization unless it is an office's staff.
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound` for people of other organizations, `ResetRefusal`,
    ///   `PasswordHasher.Busy` or `DatabaseError`.
    package func make(
        for person: PersonID, by scope: TenantScope, home: TenantScope, password: String, reason: String, now: Instant,
        randomness: Randomness
    ) async throws -> Made {
        try scope.require(.resetFactors)
        let reason = try ResetFactors.checked(reason)
        try await ResetFactors(parts).requireAlone(person, in: scope, home: home, now: now)
        let taken = try await parts.database.read(scope) { transaction in
            let subject = FactorSubject(tenant: scope.tenant, person: person, binding: [])
            guard try parts.secondFactors.contains(where: { try $0.isSet(subject, in: transaction) }) else {
                throw ResetRefusal.hasNoFactor
            }
            return try transaction.values(
                String.self,
                "SELECT selector FROM backup_code WHERE tenant_id = \(scope.tenant) AND person_id = \(person)")
        }
        try await OwnPassword(parts).check(password, of: home, now: now)
        // What is typed is compared with one hash only, so no backup code may begin alike.
        var code = BackupCode.set(randomness: randomness)[0]
        while taken.contains(code.selector) { code = BackupCode.set(randomness: randomness)[0] }
        let hash = try await parts.hasher.hash(code.password)
        let (made, end) = (code, now + Self.lifetime)
        try await parts.database.write(scope, and: home) { transaction in
            try Self.drop(of: person, tenant: scope.tenant, now: now, in: transaction)
            try transaction.execute(
                """
                INSERT INTO login_bypass
                    (tenant_id, person_id, made_at, selector, hash, actor, reason, expires_at, used_at)
                VALUES (\(scope.tenant), \(person), \(now), \(made.selector), \(hash), \(scope.actor.auditName),
                        \(reason), \(end), \(nil as Instant?))
                ON CONFLICT (tenant_id, person_id, made_at) DO UPDATE
                SET selector = excluded.selector, hash = excluded.hash, actor = excluded.actor,
                    reason = excluded.reason, expires_at = excluded.expires_at, used_at = excluded.used_at
                """)
            try FactorLocks.lift(person, tenant: scope.tenant, in: transaction)
            try TypedReasons.keep(reason, of: person, in: scope.tenant, now: now, transaction)
            try AuditChain.append(
                AuditEvent("bypass.made", subject: "person:\(person)", reason: TypedReasons.mark(reason)), by: scope,
                at: now, in: transaction)
            let what = try Intervention(
                by: NoticeActor(scope), scope.actor, to: person, in: scope.tenant, reason: reason, transaction)
            try parts.notices.queue(.bypassMade(what), scope.tenant, person, now, transaction)
            try ResetFactors(parts).tell(
                home, .bypassMadeByYou(what.seen(from: home.tenant, in: scope, transaction)), of: person, in: scope,
                AuditEvent(
                    "bypass.made", subject: "tenant:\(scope.tenant)/person:\(person)",
                    reason: TypedReasons.mark(reason)), now: now, in: transaction)
        }
        parts.notices.wake()
        return Made(code: made, validUntil: end)
    }

    /// What a typed code may be measured by.
    struct Stored: Sendable {
        let hash: String
        /// Whether its time has passed: it lets nobody in, and whoever has it is told why.
        let isOver: Bool
    }

    /// What is stored of the last code that begins like the typed one, used or not; nil if there is none.
    static func stored(
        for code: BackupCode?, of person: PersonID, tenant: TenantID, now: Instant, in transaction: Transaction
    ) throws -> Stored? {
        guard let code else { return nil }
        return try transaction.first(
            """
            SELECT hash, expires_at FROM login_bypass
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND selector = \(code.selector)
            ORDER BY made_at DESC LIMIT 1
            """
        ) { row in Stored(hash: try row.next(), isOver: try row.next(Instant.self) <= now) }
    }

    /// Uses a code up; false if somebody else was faster or its time is over.
    static func use(
        hash: String, of person: PersonID, tenant: TenantID, now: Instant, in transaction: Transaction
    ) throws -> Bool {
        let changed = try transaction.execute(
            """
            UPDATE login_bypass SET used_at = \(now)
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND hash = \(hash)
              AND expires_at > \(now) AND used_at IS NULL
            """)
        return changed == 1
    }

    /// Whether the code behind a stored hash was used.
    static func isUsed(
        hash: String, of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Bool {
        try transaction.value(
            Int.self,
            """
            SELECT 1 FROM login_bypass
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND hash = \(hash) AND used_at IS NOT NULL
            """) != nil
    }

    /// Ends whatever a person still has; who made it when and why stays.
    static func drop(of person: PersonID, tenant: TenantID, now: Instant, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE login_bypass SET expires_at = \(now)
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND expires_at > \(now)
            """)
    }
}
