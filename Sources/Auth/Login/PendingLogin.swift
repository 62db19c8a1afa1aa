package import Database
package import Domain

/// The right to take the next step of a login, in one browser and for as long as `LoginStep` says. It can never read data.
package struct PendingGrant: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// The token behind the cookie.
    package let token: SecretToken

    /// The text of the cookie.
    package var cookie: Secret { Secret("\(tenant)~\(token.secret.exposed)") }

    init(tenant: TenantID, token: SecretToken) {
        self.tenant = tenant
        self.token = token
    }

    /// The grant behind a cookie that a browser sent, or nil if it is none.
    package init?(cookie: String) {
        guard let parsed = TenantToken.parse(cookie) else { return nil }
        self.init(tenant: parsed.tenant, token: parsed.token)
    }
}

/// The login that led here is over, was used already, or is not at this step.
package struct LoginOver: Error, Hashable, Sendable {
    /// The login must begin anew.
    package init() {}
}

/// The stored side of a login that is not finished.
package struct PendingLogin: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// Who gave the right password.
    package let person: PersonID
    /// What is waited for.
    package let step: LoginStep
    /// What the person logs in with.
    package let device: DeviceKind
    /// What came before the factor.
    package let openedBy: OpenedBy
    /// The factor that was shown on the way; empty for none yet.
    package let factor: String
    /// The browser and system, for the list of one's own sessions.
    package let label: String
    /// Where the login should lead; empty for nowhere in particular.
    package let leadsTo: String
    /// The account at a provider that is linked when the login ends in a full session; empty for none.
    let linkIssuer: String
    let linkSubject: String
    /// How the backup codes begin that this login showed last; empty for none.
    let shownCodes: String
    /// When it ends.
    package let expiresAt: Instant

    /// Whether an account at a provider waits to be linked, which a limited session does not do: the password alone links
    /// nothing where a second factor is used.
    package var waitsToLink: Bool { !linkSubject.isEmpty }

    /// What the session will be.
    var opening: SessionOpening {
        SessionOpening(device: device, openedBy: openedBy, factor: factor, label: label)
    }

    /// How long a login with a set-up may take in all.
    private static let longest = Duration.seconds(1_800)

    /// How long a login may take in all that waits for codes: the first one works as long as it says, whatever the
    /// organization chose, and those after it no longer than their login.
    private static let longestWait = Duration.seconds(4_200)

    /// How long a step may take. A set-up may take longer than its key can be registered, so that whoever is late gets
    /// another key and need not log in anew.
    private static func lifetime(_ step: LoginStep) -> Duration { step == .enrolment ? longest : .seconds(600) }

    /// Stores a new one.
    static func open(
        _ token: SecretToken, at step: LoginStep, tenant: TenantID, person: PersonID, _ opening: SessionOpening,
        leadsTo: String = "", now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO pending_login
                (tenant_id, token_hash, person_id, step, expires_at, device, opened_by, factor, label, started_at,
                 leads_to)
            VALUES (\(tenant), \(token.hash), \(person), \(step), \(now + lifetime(step)), \(opening.device),
                    \(opening.openedBy), \(opening.factor), \(opening.label), \(now), \(leadsTo))
            """)
    }

    /// The login behind a grant, or nil if its time is over, kept from others until the transaction ends: of several
    /// tries at once, those that come after the right one find no login, and count for nothing. Its person's password is
    /// kept first, as whoever resets a login does: neither waits for the other in turn.
    static func hold(_ grant: PendingGrant, now: Instant, in transaction: Transaction) throws -> PendingLogin? {
        // One writer needs no locks.
        if transaction.engine == .postgres {
            guard let waiting = try find(grant, now: now, in: transaction) else { return nil }
            try Credential.lock(person: waiting.person, tenant: grant.tenant, transaction)
        }
        return try find(grant, isHeld: true, now: now, in: transaction)
    }

    /// The login behind a grant, or nil if its time is over.
    ///
    /// - Throws: `DatabaseError`.
    package static func find(
        _ grant: PendingGrant, now: Instant, in transaction: Transaction
    ) throws -> PendingLogin? {
        try find(grant, isHeld: false, now: now, in: transaction)
    }

    private static func find(
        _ grant: PendingGrant, isHeld: Bool, now: Instant, in transaction: Transaction
    ) throws -> PendingLogin? {
        let hold: SQL = isHeld ? "\(dialect: .forUpdate)" : ""
        return try transaction.first(
            """
            SELECT person_id, step, device, opened_by, factor, label, leads_to, link_issuer, link_subject, shown_codes,
                expires_at
            FROM pending_login
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash) AND expires_at > \(now)\(hold)
            """
        ) { row in
            PendingLogin(
                tenant: grant.tenant, person: try row.next(), step: try row.next(), device: try row.next(),
                openedBy: try row.next(), factor: try row.next(), label: try row.next(), leadsTo: try row.next(),
                linkIssuer: try row.next(), linkSubject: try row.next(), shownCodes: try row.next(),
                expiresAt: try row.next())
        }
    }

    /// Takes the login on to another step, with a new end; false if somebody else was faster or its time is over.
    ///
    /// - Throws: `DatabaseError`.
    static func advance(
        _ grant: PendingGrant, from step: LoginStep, to next: LoginStep, factor: String, now: Instant,
        in transaction: Transaction
    ) throws -> Bool {
        let end = now + lifetime(next)
        // What follows a factor has its own time, however long its code was waited for.
        let most = [.factor, .enrolment].contains(step) ? longestWait + longest : longest
        return try transaction.execute(
            """
            UPDATE pending_login SET step = \(next), factor = \(factor),
                expires_at = CASE WHEN started_at + \(most.inMilliseconds) < \(end)
                                  THEN started_at + \(most.inMilliseconds) ELSE \(end) END
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash)
              AND step = \(step) AND expires_at > \(now)
            """) == 1
    }

    /// Lets a login wait for a code that was sent to it, unless it waits longer anyway: not for ever, however many are sent.
    ///
    /// - Returns: When the login ends; nil if there is none.
    static func wait(_ grant: PendingGrant, until end: Instant, in transaction: Transaction) throws -> Instant? {
        try transaction.first(
            """
            UPDATE pending_login SET expires_at = CASE
                WHEN expires_at >= \(end) OR expires_at >= started_at + \(longestWait.inMilliseconds) THEN expires_at
                WHEN started_at + \(longestWait.inMilliseconds) < \(end)
                    THEN started_at + \(longestWait.inMilliseconds)
                ELSE \(end) END
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash) AND step = \(LoginStep.factor)
            RETURNING expires_at
            """
        ) { try $0.next(Instant.self) }
    }

    /// Remembers how the backup codes begin that the login shows.
    static func show(codes: String, _ grant: PendingGrant, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE pending_login SET shown_codes = \(codes)
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash)
            """)
    }

    /// Ends the login with this hash of its token: too many wrong codes, or its person gave up. Nothing happens if there
    /// is none.
    static func end(_ hash: [UInt8], tenant: TenantID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM pending_login WHERE tenant_id = \(tenant) AND token_hash = \(hash)")
    }

    /// Uses a person's grant up; false if somebody else was faster or its time is over.
    ///
    /// - Throws: `DatabaseError`.
    static func consume(
        _ grant: PendingGrant, of person: PersonID, at step: LoginStep, now: Instant, in transaction: Transaction
    ) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM pending_login
            WHERE tenant_id = \(grant.tenant) AND token_hash = \(grant.token.hash) AND person_id = \(person)
              AND step = \(step) AND expires_at > \(now)
            """) == 1
    }
}

/// The form of our cookies: the organization's number and a token. The number only says where to look.
enum TenantToken {
    static func parse(_ cookie: String) -> (tenant: TenantID, token: SecretToken)? {
        guard let end = cookie.utf8.firstIndex(of: UInt8(ascii: "~")), let tenant = TenantID(cookie[..<end]),
            let token = SecretToken(presented: String(cookie[cookie.utf8.index(after: end)...]))
        else { return nil }
        return (tenant, token)
    }
}
