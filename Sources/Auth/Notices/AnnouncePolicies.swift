import Database
package import Domain
package import Tenants

/// Tells people by mail what was decided about their logins: administrators at once, also of what their
/// office or the installation decided for itself, and whoever will need a second factor and has none when it is decided, a
/// week before and a day before. What is taken back before its day takes the mails with it that have not left.
///
/// How far it came stands in one row per organization, which is moved on in the transaction that queues the mails; so each
/// goes out once, whoever does this beside us and whenever the power goes.
package struct AnnouncePolicies: Sendable {
    /// So many people are told in one transaction, which stays short.
    private static let chunk = 50
    /// So many organizations are looked at in one read.
    private static let tenants = 500
    /// So many administrators are told in one transaction.
    static let administrators = 200

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// One round over all organizations about which something is to be told.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, at now: Instant) async throws {
        // What offices decided for their clients is told as soon as it has reached them.
        try await FinishPolicyBatches(database: parts.database)(scope, at: now)
        for decision in try await parts.database.read(scope, { try HigherDecision.waiting(in: $0) }) {
            while !Task.isCancelled, try await carry(decision, scope, now) {}
        }
        var last: TenantID?
        while !Task.isCancelled {
            let after = last
            let found = try await parts.database.read(scope) { try Self.concerned(after: after, now, $0) }
            for tenant in found where try await isDue(tenant, now) {
                try await tellAdministrators(tenant, now)
                while !Task.isCancelled, try await tellMore(tenant, now) {}
                while !Task.isCancelled, try await tellSome(tenant, now) {}
            }
            guard found.count == Self.tenants else { break }
            last = found.last
        }
    }

    /// Takes a decision from above to the next organizations that it concerns.
    ///
    /// - Returns: Whether there may be more of them.
    private func carry(_ decision: HigherDecision, _ scope: InstallationScope, _ now: Instant) async throws -> Bool {
        let part = try await parts.database.read(scope) { try decision.next(in: $0) }
        for tenant in part.concerned {
            try await parts.database.write(.tenant(tenant)) { transaction in
                guard let words = try decision.reach(tenant, at: now, in: transaction) else { return }
                try tellAdministrators(of: tenant, [words], now, transaction)
            }
            parts.notices.wake()
        }
        return try await parts.database.write(scope) { try decision.finish(part, in: $0) }
    }

    /// Organizations and offices with a decision ahead, with one that nobody was told of, or with mails that may have to
    /// be taken back.
    private static func concerned(
        after: TenantID?, _ now: Instant, _ transaction: Transaction
    ) throws -> [TenantID] {
        try transaction.values(
            TenantID.self,
            """
            SELECT id FROM tenant WHERE id > \(after?.rawValue ?? 0) AND (
                EXISTS (SELECT 1 FROM installation_policy WHERE mandatory_from > \(now))
                OR EXISTS (SELECT 1 FROM access_policy WHERE access_policy.tenant_id = tenant.id
                    AND (access_policy.effective_at > \(now) OR access_policy.is_told = 0))
                OR EXISTS (SELECT 1 FROM office_policy WHERE office_policy.office_id = tenant.id
                    AND (office_policy.effective_at > \(now) OR office_policy.is_told = 0))
                OR EXISTS (SELECT 1 FROM office_policy WHERE office_policy.office_id = tenant.office_id
                    AND office_policy.effective_at > \(now))
                OR EXISTS (SELECT 1 FROM policy_telling WHERE policy_telling.tenant_id = tenant.id)
                OR EXISTS (SELECT 1 FROM policy_notice WHERE policy_notice.tenant_id = tenant.id))
            ORDER BY id LIMIT \(Self.tenants)
            """)
    }

    /// Looked at before anything is written: with a day for everybody ahead, there is nothing to do in most rounds.
    private func isDue(_ tenant: TenantID, _ now: Instant) async throws -> Bool {
        try await parts.database.read(.tenant(tenant)) { transaction in
            let untold = try transaction.value(
                Int.self,
                """
                SELECT 1 FROM access_policy WHERE tenant_id = \(tenant) AND is_told = 0
                UNION ALL SELECT 1 FROM office_policy WHERE office_id = \(tenant.rawValue) AND is_told = 0
                UNION ALL SELECT 1 FROM policy_telling WHERE tenant_id = \(tenant) LIMIT 1
                """)
            if untold != nil { return true }
            let stands = try transaction.first(
                "SELECT effective_at, stage, after_person FROM policy_notice WHERE tenant_id = \(tenant)"
            ) {
                (start: try $0.next(Instant.self), stage: try $0.next(PolicyStage.self), after: try $0.next(Int64.self))
            }
            let change = try PolicyFacts.load(tenant, in: transaction).change(after: now)
            guard let change, change.asksMore else { return stands != nil }
            guard let stands, stands.start == change.from, stands.stage == PolicyStage(now, before: change.from) else {
                return true
            }
            return try transaction.value(
                Int.self, "SELECT 1 FROM person WHERE tenant_id = \(tenant) AND id > \(stands.after) LIMIT 1") != nil
        }
    }

    private func tellAdministrators(_ tenant: TenantID, _ now: Instant) async throws {
        let told = try await parts.database.write(.tenant(tenant)) { transaction -> Bool in
            let decisions = try PolicyDecision.takeUntold(of: tenant, in: transaction)
            if decisions.isEmpty { return false }
            try tellAdministrators(of: tenant, decisions, now, transaction)
            return true
        }
        if told { parts.notices.wake() }
    }

    private func tellAdministrators(
        of tenant: TenantID, _ decisions: [PolicyDecision], _ now: Instant, _ transaction: Transaction
    ) throws {
        let people = try transaction.values(PersonID.self, Self.administrators(of: tenant, after: 0))
        for person in people {
            for decision in decisions {
                try parts.notices.queue(.policyDecided(decision), tenant, person, now, transaction)
            }
        }
        guard people.count == Self.administrators, let last = people.last else { return }
        for decision in decisions {
            try transaction.execute(
                """
                INSERT INTO policy_telling (tenant_id, id, sentence_ja, sentence_en, after_person)
                VALUES (\(tenant), \(parts.identifiers.next(Identifier<PolicyTelling>.self, now: now)),
                        \(decision.sentence[.japanese]), \(decision.sentence[.english]), \(last))
                """)
        }
    }

    /// A decision that not every administrator was told of yet.
    private enum PolicyTelling {}

    /// Tells the next administrators of a decision that the first ones were told of in its own transaction.
    ///
    /// - Returns: Whether there may be more of them.
    private func tellMore(_ tenant: TenantID, _ now: Instant) async throws -> Bool {
        let hasMore = try await parts.database.write(.tenant(tenant)) { transaction -> Bool in
            let waiting = try transaction.first(
                """
                SELECT id, sentence_ja, sentence_en, after_person FROM policy_telling WHERE tenant_id = \(tenant)
                ORDER BY id LIMIT 1
                """
            ) {
                (
                    id: try $0.next(Int64.self),
                    sentence: LocalizedText(ja: try $0.next(String.self), en: try $0.next(String.self)),
                    after: try $0.next(Int64.self)
                )
            }
            guard let waiting else { return false }
            let people = try transaction.values(
                PersonID.self, Self.administrators(of: tenant, after: waiting.after))
            let row: SQL = "tenant_id = \(tenant) AND id = \(waiting.id) AND after_person = \(waiting.after)"
            let moved =
                if people.count == Self.administrators, let last = people.last {
                    try transaction.execute("UPDATE policy_telling SET after_person = \(last) WHERE \(row)")
                } else {
                    try transaction.execute("DELETE FROM policy_telling WHERE \(row)")
                }
            // Somebody beside us was here.
            guard moved == 1 else { return true }
            let notice = SecurityNotice.policyDecided(PolicyDecision(sentence: waiting.sentence))
            for person in people { try parts.notices.queue(notice, tenant, person, now, transaction) }
            return true
        }
        if hasMore { parts.notices.wake() }
        return hasMore
    }

    /// The next administrators who hear of each decision.
    private static func administrators(of tenant: TenantID, after person: Int64) -> SQL {
        "\(everyAdministrator(of: tenant)) AND id > \(person) ORDER BY id LIMIT \(administrators)"
    }

    private static func everyAdministrator(of tenant: TenantID) -> SQL {
        """
        SELECT id FROM person WHERE tenant_id = \(tenant) AND role = \(Role.administrator)
            AND employment <> \(Employment.left)
        """
    }

    /// Tells the next people who will need a second factor and have none that is allowed.
    ///
    /// - Returns: Whether there may be more of them.
    private func tellSome(_ tenant: TenantID, _ now: Instant) async throws -> Bool {
        let told = try await parts.database.write(.tenant(tenant)) { transaction -> Int in
            let change = try PolicyFacts.load(tenant, in: transaction).change(after: now)
            guard let change, change.asksMore else {
                try takeBack(tenant, now, unless: nil, transaction)
                return 0
            }
            try takeBack(tenant, now, unless: change.from, transaction)
            let stage = PolicyStage(now, before: change.from)
            try transaction.execute(
                """
                INSERT INTO policy_notice (tenant_id, effective_at, stage, after_person)
                VALUES (\(tenant), \(change.from), \(stage), 0)
                ON CONFLICT (tenant_id) DO UPDATE SET stage = excluded.stage, after_person = 0
                    WHERE policy_notice.stage <> excluded.stage
                """)
            let stands =
                try transaction.value(
                    Int64.self, "SELECT after_person FROM policy_notice WHERE tenant_id = \(tenant)") ?? 0
            // At first, whoever is told of the decision as an administrator has read what to do.
            let others: SQL =
                stage == PolicyStage(change.decidedAt, before: change.from)
                ? "AND id NOT IN (\(Self.everyAdministrator(of: tenant)))" : ""
            let people = try transaction.values(
                PersonID.self,
                """
                SELECT id FROM person WHERE tenant_id = \(tenant) AND id > \(stands)
                    AND employment <> \(Employment.left) AND \(FactorTables.notAllowed) \(others)
                ORDER BY id LIMIT \(Self.chunk)
                """)
            // Behind the last of them are only people who come later.
            let last =
                people.count == Self.chunk
                ? people.last
                : try transaction.value(
                    PersonID.self, "SELECT id FROM person WHERE tenant_id = \(tenant) ORDER BY id DESC LIMIT 1")
            guard let last, last.rawValue > stands else { return 0 }
            let moved = try transaction.execute(
                """
                UPDATE policy_notice SET after_person = \(last)
                WHERE tenant_id = \(tenant) AND stage = \(stage) AND after_person = \(stands)
                """)
            guard moved == 1 else { return 0 }
            let zone = try ReadSettings.load(tenant, in: transaction).timeZone
            let notice = SecurityNotice.factorWillBeNeeded(change.warning(in: zone), from: change.from)
            for person in people { try parts.notices.queue(notice, tenant, person, now, transaction) }
            return people.count
        }
        if told > 0 { parts.notices.wake() }
        return told == Self.chunk
    }

    /// Takes mails back that announce something else than what is decided now, unless they have left.
    private func takeBack(
        _ tenant: TenantID, _ now: Instant, unless start: Instant?, _ transaction: Transaction
    ) throws {
        let removed = try transaction.execute(
            """
            DELETE FROM policy_notice
            WHERE tenant_id = \(tenant) AND effective_at <> \(start ?? Instant(milliseconds: -1))
            """)
        if removed > 0 { try parts.notices.takeBack(tenant, now, transaction) }
    }
}

extension AuthServices {
    /// Tells people what was decided about their logins.
    package var announcePolicies: AnnouncePolicies { AnnouncePolicies(parts) }
}
