import Database
package import Domain
package import Tenants

/// A family user who is logged in. It opens the family's own pages and nothing else: no page or operation of employees
/// looks for it.
package struct FamilySession: Sendable {
    /// What the family user may do.
    package let scope: TenantScope
    /// 氏名.
    package let name: String
    /// The language of pages and mails.
    package let language: Language
    /// The login before this one, or nil at the first.
    package let lastLogin: Instant?
    /// The organization's name.
    package let organizationName: String
    /// The title that the organization's administrator set.
    package let systemTitle: String
    /// What each form of this session must carry.
    package let csrfToken: String
    /// When the session ends if nothing is done until then.
    package let idleEnd: Instant

    /// Whether a form's token is of any session of the same family user: of this one, or of an earlier one in the same
    /// browser. It says whose form it was and is no proof: that the form is of our own site must be known otherwise.
    package func isOwn(formToken: String) -> Bool {
        scope.familyMember.map { formToken.hasSuffix(SecretToken.owner(scope.tenant, $0)) } ?? false
    }
}

/// A session of a family user whose time is over, and which nobody logged out of.
package struct EndedFamilySession: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// Who was in.
    package let member: FamilyMemberID
    /// The organization's code (団体コード).
    package let organizationCode: String
    /// What each form of the session carried.
    package let csrfToken: String
    /// The time without use after which it ended.
    package let idleLimit: Duration
}

/// Finds, keeps alive and ends sessions of family users.
package struct FamilySessions: Sendable {
    /// The most sessions of one family user.
    private static let mostAtOnce = 10

    private let database: Database
    private let settings: AuthSettingsReader
    private let uses: SessionUses

    /// The use cases with what they need.
    package init(_ parts: AuthParts) {
        database = parts.database
        settings = parts.settings
        uses = parts.uses
    }

    /// The session behind a cookie; nil if there is none, its time is over, code or password were changed, the employee has
    /// left, the contract has no families any more, or a password is required and the family user has none.
    ///
    /// - Throws: `DatabaseError`.
    package func resume(cookie: String, requestID: String, now: Instant) async throws -> FamilySession? {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return nil }
        let settings = settings
        let unwritten = uses.unwritten(.family, token.hash)
        let found = try await database.read(.tenant(tenant)) { transaction -> (Stored, AuthSettings)? in
            let stored = try transaction.first(Stored.self, Stored.query(tenant, token.hash))
            guard let stored,
                try stored.hasPassword || !ReadSettings.load(tenant, in: transaction).familyPasswordRequired
            else { return nil }
            return (stored, try settings.read(tenant, transaction))
        }
        guard let (stored, limits) = found else { return nil }
        let seenAt = SessionUses.last(stored: stored.seenAt, unwritten: unwritten)
        guard now < seenAt + limits.idleLimit, now < stored.createdAt + limits.absoluteLimit else {
            // Over for good, whatever limit is set later; whose it was is still known, for what was being typed.
            if seenAt > SessionUses.never { try await runOut(tenant, token.hash) }
            return nil
        }
        uses.note(.family, tenant, token.hash, last: seenAt, now: now)
        return FamilySession(
            scope: TenantScope(
                tenant: tenant, actor: .family(stored.member),
                capabilities: stored.hasPassword ? .family : [.viewFamily],
                requestID: requestID),
            name: stored.name, language: stored.language, lastLogin: stored.previousLogin,
            organizationName: stored.organizationName, systemTitle: stored.systemTitle,
            csrfToken: token.formToken(tenant, stored.member), idleEnd: now + limits.idleLimit)
    }

    /// Whose session the cookie was, if it ran out and nobody logged out of it. It opens nothing any more.
    ///
    /// - Throws: `DatabaseError`.
    package func ended(cookie: String) async throws -> EndedFamilySession? {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return nil }
        let settings = settings
        return try await database.read(.tenant(tenant)) { transaction in
            let idleLimit = try settings.read(tenant, transaction).idleLimit
            return try transaction.first(
                """
                SELECT session.member_id, tenant.code FROM family_session session
                JOIN family_member member ON member.tenant_id = session.tenant_id AND member.id = session.member_id
                     AND member.login_epoch = session.epoch
                JOIN tenant ON tenant.id = session.tenant_id
                WHERE session.tenant_id = \(tenant) AND session.token_hash = \(token.hash)
                  AND session.seen_at = \(SessionUses.never)
                """
            ) { row in
                let member: FamilyMemberID = try row.next()
                return EndedFamilySession(
                    tenant: tenant, member: member, organizationCode: try row.next(),
                    csrfToken: token.formToken(tenant, member), idleLimit: idleLimit)
            }
        }
    }

    private func runOut(_ tenant: TenantID, _ hash: [UInt8]) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE family_session SET seen_at = \(SessionUses.never)
                WHERE tenant_id = \(tenant) AND token_hash = \(hash)
                """)
        }
    }

    /// Ends the session behind a cookie; nothing happens if there is none.
    ///
    /// - Throws: `DatabaseError`.
    package func end(cookie: String) async throws {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return }
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "DELETE FROM family_session WHERE tenant_id = \(tenant) AND token_hash = \(token.hash)")
        }
    }

    /// Stores a new session; the oldest goes if there are too many.
    static func store(
        _ token: SecretToken, of member: FamilyCredential.Member, in tenant: TenantID, now: Instant,
        _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM family_session WHERE tenant_id = \(tenant) AND member_id = \(member.id) AND token_hash NOT IN
                (SELECT token_hash FROM family_session
                 WHERE tenant_id = \(tenant) AND member_id = \(member.id) AND epoch = \(member.epoch)
                 ORDER BY seen_at DESC LIMIT \(mostAtOnce - 1))
            """)
        try transaction.execute(
            """
            INSERT INTO family_session (tenant_id, token_hash, member_id, epoch, created_at, seen_at)
            VALUES (\(tenant), \(token.hash), \(member.id), \(member.epoch), \(now), \(now))
            """)
    }

    /// A session with what the header shows, as one statement reads it.
    private struct Stored: RowDecodable, Sendable {
        let member: FamilyMemberID
        let createdAt: Instant
        let seenAt: Instant
        let name: String
        let language: Language
        let hasPassword: Bool
        let previousLogin: Instant?
        let organizationName: String
        let systemTitle: String

        init(row: inout Row) throws {
            member = try row.next()
            createdAt = try row.next()
            seenAt = try row.next()
            name = try row.next()
            language = try row.next()
            hasPassword = try row.next()
            previousLogin = try row.next()
            organizationName = try row.next()
            systemTitle = try row.next()
        }

        static func query(_ tenant: TenantID, _ hash: [UInt8]) -> SQL {
            """
            SELECT member.id, session.created_at, session.seen_at, member.name, member.language,
                   CASE WHEN credential.hash IS NULL THEN 0 ELSE 1 END, record.previous_at, tenant.name,
                   tenant.system_title
            FROM family_session session
            JOIN family_member member ON member.tenant_id = session.tenant_id AND member.id = session.member_id
                 AND member.login_epoch = session.epoch
            JOIN person ON person.tenant_id = member.tenant_id AND person.id = member.person_id
                 AND person.employment <> \(Employment.left)
            JOIN tenant ON tenant.id = session.tenant_id AND tenant.family_option = 1
            LEFT JOIN family_credential credential
              ON credential.tenant_id = member.tenant_id AND credential.member_id = member.id
            LEFT JOIN family_login_record record
              ON record.tenant_id = member.tenant_id AND record.member_id = member.id
            WHERE session.tenant_id = \(tenant) AND session.token_hash = \(hash)
            """
        }
    }
}
