import Database
package import Domain
import Tenants

/// Finds, keeps alive and ends sessions.
package struct Sessions: Sendable {
    /// How long a session that is over still says whose it was, so that a form sent too late finds its person again.
    private static let remembered = Duration.seconds(43_200)

    /// So many rows are removed in one transaction.
    private static let chunk = 500

    private let database: Database
    private let settings: AuthSettingsReader
    private let policy: LoginPolicyReader
    private let uses: SessionUses

    /// The use cases with what they need.
    package init(_ parts: AuthParts) {
        database = parts.database
        settings = parts.settings
        policy = parts.policy
        uses = parts.uses
    }

    /// The session behind a cookie, or nil if there is none or its time is over.
    ///
    /// - Parameter isUse: Whether somebody does something now. What a page asks by itself keeps no session alive.
    /// - Throws: `DatabaseError`.
    package func resume(
        cookie: String, requestID: String, now: Instant, isUse: Bool = true
    ) async throws -> Session? {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return nil }
        let (settings, policy) = (settings, policy)
        let unwritten = uses.unwritten(.person, token.hash)
        let found = try await database.read(.tenant(tenant)) { transaction -> Found? in
            guard let row = try transaction.first(StoredSession.self, StoredSession.query(tenant, token.hash)) else {
                return nil
            }
            // Without a second factor, a session may do what the organization allows now; also one that was opened
            // before a second factor was asked for.
            var limited: Set<Capability>?
            if row.opening.mode == .limited || row.opening.factor.isEmpty {
                let policy = try policy.read(tenant, row.opening.device, now, transaction)
                if row.opening.mode == .limited || policy.usesSecondFactor { limited = policy.limited }
            }
            return Found(stored: row, settings: try settings.read(tenant, transaction), limited: limited)
        }
        guard let found, !found.stored.hasLeft else { return nil }
        let seenAt = SessionUses.last(stored: found.stored.seenAt, unwritten: unwritten)
        let idleEnd = seenAt + found.settings.idleLimit
        guard now < idleEnd, now < found.stored.createdAt + found.settings.absoluteLimit else {
            if seenAt > SessionUses.never { try await runOut(tenant, token.hash) }
            return nil
        }
        if isUse { uses.note(.person, tenant, token.hash, last: seenAt, now: now) }
        return found.stored.session(
            tenant: tenant, token: token, requestID: requestID, limited: found.limited,
            idleEnd: isUse ? now + found.settings.idleLimit : idleEnd, settings: found.settings)
    }

    /// The time zone of the organization that a login is for; nil if its time is over.
    ///
    /// - Throws: `DatabaseError`.
    package func timeZone(of grant: PendingGrant, now: Instant) async throws -> String? {
        let settings = settings
        return try await database.read(.tenant(grant.tenant)) { transaction in
            guard try PendingLogin.find(grant, now: now, in: transaction) != nil else { return nil }
            return try settings.read(grant.tenant, transaction).timeZone
        }
    }

    /// Whose session the cookie was, if it ran out and nobody logged out of it. It opens nothing any more.
    ///
    /// - Throws: `DatabaseError`.
    package func ended(cookie: String) async throws -> EndedSession? {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return nil }
        let settings = settings
        return try await database.read(.tenant(tenant)) { transaction in
            let idleLimit = try settings.read(tenant, transaction).idleLimit
            return try transaction.first(
                """
                SELECT session.person_id, tenant.code FROM session JOIN tenant ON tenant.id = session.tenant_id
                WHERE session.tenant_id = \(tenant) AND session.token_hash = \(token.hash) AND session.seen_at = \(SessionUses.never)
                """
            ) { row in
                let person: PersonID = try row.next()
                return EndedSession(
                    tenant: tenant, person: person, organizationCode: try row.next(),
                    csrfToken: token.formToken(tenant, person), idleLimit: idleLimit)
            }
        }
    }

    /// Ends the session behind a cookie; nothing happens if there is none.
    ///
    /// - Throws: `DatabaseError`.
    package func end(cookie: String) async throws {
        guard let (tenant, token) = TenantToken.parse(cookie) else { return }
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "DELETE FROM session WHERE tenant_id = \(tenant) AND token_hash = \(token.hash)")
        }
    }

    /// Drops what ran out: sessions that nobody needs to be recognized by any more, pending logins, waits, codes, keys and
    /// challenges that nobody came back with, proposals that nobody confirmed. A little at a time, so that the writer is
    /// never kept for long. Returns the number of rows.
    ///
    /// - Throws: `DatabaseError`.
    package func prune(now: Instant) async throws -> Int {
        try await setBack(now: now)
        var removed = 0
        for (table, key, isOver) in Self.over(at: now) {
            while !Task.isCancelled {
                let count = try await database.write(.installation) { transaction in
                    try transaction.execute(
                        """
                        DELETE FROM \(table) WHERE (\(key)) IN
                            (SELECT \(key) FROM \(table) WHERE \(isOver) LIMIT \(Self.chunk))
                        """)
                }
                removed += count
                if count < Self.chunk { break }
            }
        }
        return removed
    }

    /// By how much the clocks of several machines may differ.
    private static let slack = Duration.seconds(60)

    /// Sessions that were used or proved later than now, by a clock that has been set back, were so now: else they would
    /// last, without anybody using them, until the time comes that it showed.
    private func setBack(now: Instant) async throws {
        let latest = now + Self.slack
        for (table, times) in [
            ("session", ["created_at", "seen_at", "proved_at"]), ("family_session", ["created_at", "seen_at"]),
        ] as [(SQL, [SQL])] {
            for time in times {
                let isAhead = try await database.read(.installation) { transaction in
                    try transaction.value(Instant?.self, "SELECT MAX(\(time)) FROM \(table)").flatMap { $0 }
                }.map { $0 > latest }
                var changed = isAhead == true ? Self.chunk : 0
                while changed == Self.chunk, !Task.isCancelled {
                    changed = try await database.write(.installation) { transaction in
                        try transaction.execute(
                            """
                            UPDATE \(table) SET \(time) = \(now) WHERE (tenant_id, token_hash) IN
                                (SELECT tenant_id, token_hash FROM \(table) WHERE \(time) > \(latest) LIMIT \(Self.chunk))
                            """)
                    }
                }
            }
        }
    }

    /// What is over in each table, and what names a row there.
    private static func over(at now: Instant) -> [(table: SQL, key: SQL, isOver: SQL)] {
        let oldest = now - AuthSettings().absoluteLimit - remembered
        return [
            ("session", "tenant_id, token_hash", "created_at < \(oldest)"),
            ("family_session", "tenant_id, token_hash", "created_at < \(oldest)"),
            ("pending_login", "tenant_id, token_hash", "expires_at < \(now)"),
            ("login_throttle", "account_hash", "changed_at < \(now - LoginWait.memory)"),
            ("open_id_trip", "tenant_id, hash", "expires_at < \(now)"),
            ("factor_reset_proposal", "tenant_id, person_id", "expires_at < \(now)"),
            ("app_candidate", "tenant_id, person_id, id", "shown_at <= \(now - SetUpApp.remembered)"),
            ("sent_code", "tenant_id, person_id, kind", "expires_at < \(now - .seconds(3_600))"),
            ("code_sends", "tenant_id, person_id", "last_at < \(now - .seconds(86_400))"),
            (
                "passkey_question", "tenant_id, person_id, binding, challenge",
                "expires_at < \(now - PasskeyChallenge.remembered)"
            ),
        ]
    }

    /// Ends a session for good, whatever limit is set later, and keeps whose it was.
    private func runOut(_ tenant: TenantID, _ hash: [UInt8]) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "UPDATE session SET seen_at = \(SessionUses.never) WHERE tenant_id = \(tenant) AND token_hash = \(hash)"
            )
        }
    }

    private struct Found: Sendable {
        let stored: StoredSession
        let settings: AuthSettings
        let limited: Set<Capability>?
    }
}

/// A session with what the header shows, as one statement reads it.
private struct StoredSession: RowDecodable, Sendable {
    let person: PersonID
    let createdAt: Instant
    let seenAt: Instant
    let loginID: String
    let name: String
    let isAdministrator: Bool
    let language: Language
    let hasLeft: Bool
    let previousLogin: Instant?
    let organizationCode: String
    let organizationName: String
    let systemTitle: String
    let opening: SessionOpening
    let provedAt: Instant
    let isOffice: Bool
    /// The help desk of the office that the organization is a client of.
    let officeDesk: HelpDesk?

    init(row: inout Row) throws {
        person = try row.next()
        createdAt = try row.next()
        seenAt = try row.next()
        loginID = try row.next()
        name = try row.next()
        isAdministrator = try row.next(String.self) == "administrator"
        language = try row.next()
        hasLeft = try row.next(String.self) == "left"
        previousLogin = try row.next()
        organizationCode = try row.next()
        organizationName = try row.next()
        systemTitle = try row.next()
        opening = SessionOpening(
            mode: try row.next(), device: try row.next(), openedBy: try row.next(), factor: try row.next(),
            label: try row.next())
        provedAt = try row.next()
        isOffice = try row.next()
        officeDesk = try HelpDesk(row: &row)
    }

    static func query(_ tenant: TenantID, _ hash: [UInt8]) -> SQL {
        """
        SELECT session.person_id, session.created_at, session.seen_at, person.login_id, person.name, person.role,
               person.language, person.employment, login_record.previous_at, tenant.code, tenant.name,
               tenant.system_title, session.mode, session.device, session.opened_by, session.factor, session.label,
               session.proved_at, CASE WHEN office.id = session.tenant_id THEN 1 ELSE 0 END, \(HelpDesk.columns)
        FROM session
        JOIN person ON person.tenant_id = session.tenant_id AND person.id = session.person_id
        JOIN tenant ON tenant.id = session.tenant_id
        LEFT JOIN office ON office.id = COALESCE(tenant.office_id, tenant.id)
        LEFT JOIN login_record ON login_record.tenant_id = session.tenant_id
             AND login_record.person_id = session.person_id
        WHERE session.tenant_id = \(tenant) AND session.token_hash = \(hash)
        """
    }

    func session(
        tenant: TenantID, token: SecretToken, requestID: String, limited: Set<Capability>?, idleEnd: Instant,
        settings: AuthSettings
    ) -> Session {
        // Whom to ask: people of offices the vendor; others their own organization, or else its office.
        let desk =
            isOffice && !settings.vendorHelpDesk.isEmpty
            ? settings.vendorHelpDesk
            : settings.helpDesk.isEmpty && !isOffice ? officeDesk?.line ?? "" : settings.helpDesk
        return Session(
            scope: TenantScope(
                tenant: tenant, actor: .person(person), capabilities: limited.map(role.intersection) ?? role,
                requestID: requestID),
            person: person, loginID: loginID, name: name, isAdministrator: isAdministrator, language: language,
            lastLogin: previousLogin, organizationCode: organizationCode,
            organizationName: organizationName, systemTitle: systemTitle,
            csrfToken: token.formToken(tenant, person), helpDesk: desk, hiddenMenu: settings.hiddenMenu,
            hasManual: settings.hasManual, idleEnd: idleEnd, opening: limited == nil ? opening : opening.limited,
            provedAt: provedAt, timeZone: settings.timeZone,
            isOffice: isOffice, binding: token.hash)
    }

    /// What the person may do in a session that has shown everything.
    private var role: Set<Capability> {
        let role: Set<Capability> = isAdministrator ? .administrator : .member
        return isOffice ? role.union(Set<Capability>.officeStaff) : role
    }
}
