import Database
import Domain
import Tenants

/// The rows of links between employees, which may lie in two organizations. It returns identifiers, and of requests what
/// the person typed who made them.
struct FamilyLinksAcrossTenants: Sendable {
    /// An employee anywhere.
    struct Someone: Hashable, Sendable {
        let tenant: TenantID
        let person: PersonID
    }

    /// How far a link has come.
    enum Stage: Sendable {
        case asked(code: String, login: String)
        case asks(Someone)
        case linked(Someone)
        case suspended(Someone)
    }

    /// A link as one of the two sees it.
    struct Known: Sendable {
        let id: FamilyLinkID
        let askedAt: Instant
        let stage: Stage
    }

    /// What somebody asks.
    struct Request: Sendable {
        let id: FamilyLinkID
        let me: Someone
        let code: String
        let login: String
    }

    /// What came of it; not whether anybody is there.
    enum Asked: Sendable {
        case done
        case isOneself
        case isKnown
        case tooMany
    }

    /// For so long whoever declined or ended a link is not asked again by the other one.
    private static let peace = PruneFamilyNews.linkLife
    /// Mails about requests that somebody gets in a day.
    private static let mailsInADay = 3

    let database: Database

    /// Everything that concerns one person; requests that were made before `start` are over.
    func links(of me: Someone, since start: Instant) async throws -> [Known] {
        try await database.read(InstallationScope(purpose: "find links of families")) { transaction in
            var found = try transaction.all(
                """
                SELECT mine.id, mine.state, mine.typed_code, mine.typed_login,
                       CASE WHEN mine.state = 'asked' THEN mine.created_at ELSE theirs.created_at END,
                       theirs.tenant_id, theirs.person_id,
                       CASE WHEN \(FamiliesAcrossTenants.areBothIn) THEN 1 ELSE 0 END,
                       CASE WHEN theirs.id IS NOT NULL
                                 AND \(FamiliesAcrossTenants.isAllowed("mine.tenant_id", "theirs.tenant_id"))
                            THEN 1 ELSE 0 END
                FROM family_link mine LEFT \(FamiliesAcrossTenants.counterpart)
                WHERE mine.tenant_id = \(me.tenant) AND mine.person_id = \(me.person)
                  AND mine.state IN ('asked', 'agreed')
                """
            ) { row -> Known? in
                let (id, state) = (try row.next(FamilyLinkID.self), try row.next(String.self))
                let (code, login) = (try row.next(String.self), try row.next(String.self))
                let askedAt = try row.next(Instant?.self)
                let (tenant, person) = (try row.next(TenantID?.self), try row.next(PersonID?.self))
                let (areBothIn, isAllowed) = (try row.next(Bool.self), try row.next(Bool.self))
                guard let askedAt else { return nil }
                if areBothIn, let tenant, let person {
                    let other = Someone(tenant: tenant, person: person)
                    return Known(id: id, askedAt: askedAt, stage: isAllowed ? .linked(other) : .suspended(other))
                }
                guard state == "asked", askedAt >= start else { return nil }
                return Known(id: id, askedAt: askedAt, stage: .asked(code: code, login: login))
            }.compactMap(\.self)
            found += try transaction.all(
                """
                SELECT theirs.id, theirs.created_at, theirs.tenant_id, theirs.person_id \(Self.requests(to: me, since: start))
                """
            ) { row in
                Known(
                    id: try row.next(), askedAt: try row.next(),
                    stage: .asks(Someone(tenant: try row.next(), person: try row.next())))
            }
            return found
        }
    }

    /// Requests to somebody that wait for a decision.
    private static func requests(to me: Someone, since start: Instant) -> SQL {
        """
        FROM family_link theirs
        WHERE theirs.other_tenant = \(me.tenant) AND theirs.other_person = \(me.person)
          AND theirs.state = 'asked' AND theirs.created_at >= \(start)
          AND \(FamiliesAcrossTenants.isAllowed("theirs.tenant_id", "theirs.other_tenant"))
          AND NOT EXISTS (SELECT 1 FROM family_link mine
                          WHERE mine.tenant_id = \(me.tenant) AND mine.person_id = \(me.person)
                            AND mine.id = theirs.id)
        """
    }

    /// Stores a request. Whoever is not there or does not want to be asked is stored as nobody, by the same statements.
    /// Whether the two organizations allow it is looked up whenever it is read, so that nothing is lost if one does so later.
    func ask(
        _ request: Request, _ scope: TenantScope, limits: (inAnHour: Int, atOnce: Int), _ now: Instant
    ) async throws -> Asked {
        let me = request.me
        return try await database.write(InstallationScope(purpose: "ask an employee of one's family")) { transaction in
            try FamilyLock.take(me.person, in: me.tenant, transaction)
            // A request that nobody answered takes up no room once it is over.
            let open: SQL = """
                (mine.state = 'agreed' OR (mine.state = 'asked' AND (mine.created_at > \(now - FamilyLinks.requestLife)
                    OR EXISTS (SELECT 1 FROM family_link theirs
                               WHERE theirs.tenant_id = mine.other_tenant AND theirs.person_id = mine.other_person
                                 AND theirs.id = mine.id AND theirs.state = 'agreed'))))
                """
            let (lately, all, same) =
                try transaction.first(
                    """
                    SELECT CAST(COALESCE(SUM(CASE WHEN typed_login <> '' AND created_at > \(now - .seconds(3_600))
                                                  THEN 1 ELSE 0 END), 0) AS BIGINT),
                           CAST(COALESCE(SUM(CASE WHEN \(open) THEN 1 ELSE 0 END), 0) AS BIGINT),
                           CAST(COALESCE(SUM(CASE WHEN \(open) AND typed_code = \(request.code)
                                                       AND typed_login = \(request.login)
                                                  THEN 1 ELSE 0 END), 0) AS BIGINT)
                    FROM family_link mine WHERE tenant_id = \(me.tenant) AND person_id = \(me.person)
                    """
                ) { (try $0.next(Int.self), try $0.next(Int.self), try $0.next(Int.self)) } ?? (0, 0, 0)
            if lately >= limits.inAnHour || all >= limits.atOnce { return .tooMany }
            if same > 0 { return .isKnown }
            let named = try transaction.first(
                """
                SELECT p.tenant_id, p.id FROM tenant t
                JOIN person p ON p.tenant_id = t.id AND p.login_id = \(request.login)
                WHERE t.code = \(request.code) AND p.employment <> \(Employment.left)
                """
            ) { Someone(tenant: try $0.next(), person: try $0.next()) }
            if named == me { return .isOneself }
            let someone = named ?? Someone(tenant: TenantID(rawValue: 0), person: PersonID(rawValue: 0))
            let mayBeAsked =
                try transaction.value(
                    Bool.self,
                    """
                    SELECT CASE WHEN NOT EXISTS
                        (SELECT 1 FROM family_link l
                         WHERE l.tenant_id = \(someone.tenant) AND l.person_id = \(someone.person)
                           AND l.other_tenant = \(me.tenant) AND l.other_person = \(me.person)
                           AND ((l.state = 'asked' AND (l.created_at > \(now - FamilyLinks.requestLife) OR EXISTS
                                    (SELECT 1 FROM family_link m
                                     WHERE m.tenant_id = \(me.tenant) AND m.person_id = \(me.person)
                                       AND m.id = l.id AND m.state = 'agreed')))
                                OR (l.state = 'agreed' AND EXISTS
                                    (SELECT 1 FROM family_link m
                                     WHERE m.tenant_id = \(me.tenant) AND m.person_id = \(me.person)
                                       AND m.id = l.id AND m.state = 'asked'))
                                OR (l.state = 'declined' AND l.changed_at > \(now - Self.peace))))
                        THEN 1 ELSE 0 END
                    """) ?? false
            let mails =
                try transaction.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM family_link
                    WHERE other_tenant = \(someone.tenant) AND other_person = \(someone.person)
                      AND created_at > \(now - .seconds(86_400))
                    """) ?? 0
            let other = named != nil && mayBeAsked ? named : nil
            try transaction.execute(
                """
                INSERT INTO family_link
                    (tenant_id, person_id, id, state, other_tenant, other_person, typed_code, typed_login, is_told,
                     created_at, changed_at)
                VALUES (\(me.tenant), \(me.person), \(request.id), 'asked', \(other?.tenant), \(other?.person),
                        \(request.code), \(request.login), \(other == nil || mails >= Self.mailsInADay), \(now), \(now))
                """)
            try Self.audit(scope, now, transaction)
            return .done
        }
    }

    /// Stores the consent of whom somebody asked; false if nobody did, if the two are linked already, or if whoever
    /// approves has as many links as there may be.
    func approve(
        _ id: FamilyLinkID, by me: Someone, _ scope: TenantScope, since start: Instant, atOnce: Int, _ now: Instant
    ) async throws -> Bool {
        try await database.write(InstallationScope(purpose: "approve an employee of one's family")) { transaction in
            let asker = try transaction.first(
                "SELECT theirs.tenant_id, theirs.person_id \(Self.requests(to: me, since: start)) AND theirs.id = \(id)"
            ) { Someone(tenant: try $0.next(), person: try $0.next()) }
            guard let asker else { return false }
            // Each may be approving the other one's request: both lock both, in the same order.
            for one in [me, asker].sorted(by: { ($0.tenant, $0.person) < ($1.tenant, $1.person) }) {
                try FamilyLock.take(one.person, in: one.tenant, transaction)
            }
            let (same, all) =
                try transaction.first(
                    """
                    SELECT CAST(COALESCE(SUM(CASE WHEN theirs.tenant_id = \(asker.tenant)
                                                       AND theirs.person_id = \(asker.person)
                                                  THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
                    FROM family_link mine \(FamiliesAcrossTenants.counterpart)
                    WHERE mine.tenant_id = \(me.tenant) AND mine.person_id = \(me.person)
                      AND \(FamiliesAcrossTenants.areBothIn)
                    """
                ) { (try $0.next(Int.self), try $0.next(Int.self)) } ?? (0, 0)
            if same > 0 || all >= atOnce { return false }
            let stored = try transaction.execute(
                """
                INSERT INTO family_link
                    (tenant_id, person_id, id, state, other_tenant, other_person, typed_code, typed_login, is_told,
                     created_at, changed_at)
                SELECT theirs.other_tenant, theirs.other_person, theirs.id, 'agreed', theirs.tenant_id,
                       theirs.person_id, '', '', 0, \(now), \(now)
                \(Self.requests(to: me, since: start)) AND theirs.id = \(id)
                ON CONFLICT DO NOTHING
                """)
            if stored == 1 { try Self.audit(scope, now, transaction) }
            return stored == 1
        }
    }

    /// Ends whatever there is under a number: the own row says who ended it; false if nothing is there.
    func end(_ id: FamilyLinkID, by me: Someone, _ scope: TenantScope, _ now: Instant) async throws -> Bool {
        try await database.write(InstallationScope(purpose: "end a link of a family")) { transaction in
            // An approval locks both of them: it comes before this or finds nothing.
            try FamilyLock.take(me.person, in: me.tenant, transaction)
            // What either of them was to be told goes out no more.
            let both = try transaction.all(
                """
                SELECT tenant_id, person_id FROM family_link
                WHERE id = \(id) AND other_tenant = \(me.tenant) AND other_person = \(me.person)
                UNION
                SELECT other_tenant, other_person FROM family_link
                WHERE id = \(id) AND tenant_id = \(me.tenant) AND person_id = \(me.person)
                  AND other_tenant IS NOT NULL AND other_person IS NOT NULL
                """
            ) { Someone(tenant: try $0.next(), person: try $0.next()) }
            for one in both + [me] {
                try FamilyMail.takeBack(id, to: one.person, in: one.tenant, at: now, transaction)
            }
            // Whoever takes back a request that nobody approved may be asked by the other one.
            var ended = try transaction.execute(
                """
                UPDATE family_link SET is_told = 1, changed_at = \(now),
                    state = CASE WHEN state = 'asked' AND NOT EXISTS
                        (SELECT 1 FROM family_link theirs
                         WHERE theirs.tenant_id = family_link.other_tenant AND theirs.person_id = family_link.other_person
                           AND theirs.id = family_link.id AND theirs.state = 'agreed')
                        THEN 'over' ELSE 'declined' END
                WHERE tenant_id = \(me.tenant) AND person_id = \(me.person) AND id = \(id)
                  AND state IN ('asked', 'agreed')
                """)
            if ended == 1 {
                try transaction.execute(
                    """
                    UPDATE family_link SET state = 'over', is_told = 1, changed_at = \(now)
                    WHERE id = \(id) AND other_tenant = \(me.tenant) AND other_person = \(me.person)
                      AND state IN ('asked', 'agreed')
                    """)
            } else {
                // The other one's request stays as it is: whoever asked is not told that it was declined.
                ended = try transaction.execute(
                    """
                    INSERT INTO family_link
                        (tenant_id, person_id, id, state, other_tenant, other_person, typed_code, typed_login, is_told,
                         created_at, changed_at)
                    SELECT theirs.other_tenant, theirs.other_person, theirs.id, 'declined', theirs.tenant_id,
                           theirs.person_id, '', '', 1, \(now), \(now)
                    FROM family_link theirs
                    WHERE theirs.other_tenant = \(me.tenant) AND theirs.other_person = \(me.person)
                      AND theirs.id = \(id) AND theirs.state = 'asked'
                    ON CONFLICT DO NOTHING
                    """)
            }
            // The board goes with the last one.
            for one in both + [me] { try FamilyBoard.dropIfNobodys(one.person, in: one.tenant, transaction) }
            if ended == 1 { try Self.audit(scope, now, transaction) }
            return ended == 1
        }
    }

    /// A request or an approval of which the other one has heard nothing yet.
    struct Untold: Sendable {
        let id: FamilyLinkID
        let from: Someone
        let to: Someone
        let isRequest: Bool
        /// Whether the request waits still, or both are linked still.
        let holds: Bool
    }

    /// Some of those of whom the other one has heard nothing yet, after a number; requests that were made before `start`
    /// are over. What the organizations do not allow now is not among them: it is told once they do, as it shows then.
    func untold(after last: FamilyLinkID, since start: Instant) async throws -> [Untold] {
        let other: SQL = """
            SELECT 1 FROM family_link theirs
            WHERE theirs.tenant_id = mine.other_tenant AND theirs.person_id = mine.other_person
              AND theirs.id = mine.id
            """
        let waits: SQL = "(mine.state = 'asked' AND mine.created_at >= \(start) AND NOT EXISTS (\(other)))"
        let allowed: SQL = "(\(FamiliesAcrossTenants.isAllowed("mine.tenant_id", "mine.other_tenant")))"
        return try await database.read(InstallationScope(purpose: "tell of links of families")) { transaction in
            try transaction.all(
                """
                SELECT mine.id, mine.tenant_id, mine.person_id, mine.other_tenant, mine.other_person,
                       CASE WHEN mine.state = 'asked' THEN 1 ELSE 0 END,
                       CASE WHEN \(allowed) AND (\(waits)
                                  OR (mine.state = 'agreed' AND EXISTS (\(other) AND theirs.state = 'asked')))
                            THEN 1 ELSE 0 END
                FROM family_link mine
                WHERE mine.is_told = 0 AND mine.other_tenant IS NOT NULL AND mine.other_person IS NOT NULL
                  AND mine.id > \(last)
                  AND (\(allowed) OR NOT \(waits))
                ORDER BY mine.id LIMIT 100
                """
            ) { row in
                Untold(
                    id: try row.next(), from: Someone(tenant: try row.next(), person: try row.next()),
                    to: Someone(tenant: try row.next(), person: try row.next()), isRequest: try row.next(),
                    holds: try row.next())
            }
        }
    }

    /// Notes that the other one was told, or needs not be told any more.
    func markTold(_ id: FamilyLinkID, from someone: Someone) async throws {
        try await database.write(InstallationScope(purpose: "tell of a link of families")) { transaction in
            try transaction.execute(
                """
                UPDATE family_link SET is_told = 1
                WHERE tenant_id = \(someone.tenant) AND person_id = \(someone.person) AND id = \(id) AND is_told = 0
                """)
        }
    }

    /// The chain of one's own organization proves that somebody changed something about the own family, and not what: who
    /// asked and who approved a minute later would be known to be a family.
    private static func audit(_ scope: TenantScope, _ now: Instant, _ transaction: Transaction) throws {
        try AuditChain.append(AuditEvent("family.changed", subject: "family"), by: scope, at: now, in: transaction)
    }
}
