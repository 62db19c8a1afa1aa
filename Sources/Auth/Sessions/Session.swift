import Database
package import Domain
package import Tenants

/// Somebody who is logged in, as pages and API see them.
package struct Session: Sendable {
    /// What the person may do.
    package let scope: TenantScope
    /// The person.
    package let person: PersonID
    /// The ID, as shown in the header.
    package let loginID: String
    /// The name, as shown in the header.
    package let name: String
    /// Whether the person is an administrator.
    package let isAdministrator: Bool
    /// The language of the person's profile.
    package let language: Language
    /// The login before this one, or nil at the first.
    package let lastLogin: Instant?
    /// The organization's code (団体コード).
    package let organizationCode: String
    /// The organization's name.
    package let organizationName: String
    /// The title that the organization's administrator set; never translated.
    package let systemTitle: String
    /// What each form of this session must carry.
    package let csrfToken: String
    /// Whom to ask for help; empty for nobody.
    package let helpDesk: String
    /// What the organization leaves out of its menus.
    package let hiddenMenu: Set<MenuEntry>
    /// Whether the organization, or the office, has a manual.
    package let hasManual: Bool
    /// When the session ends if nothing is done until then.
    package let idleEnd: Instant
    /// How much it may do, on what, and what opened it.
    package let opening: SessionOpening
    /// When the password, and the factor where one is used, were last shown.
    package let provedAt: Instant
    /// The organization's time zone, by its IANA name.
    package let timeZone: String
    /// Whether it belongs to an office's own staff (A-ID, R-002).
    package let isOffice: Bool
    /// The hash of the session's token: what is shown or sent in this session is bound to it.
    package let binding: [UInt8]

    /// Whether it may do only what needs no second factor.
    package var isLimited: Bool { opening.mode == .limited }

    /// Whether one of the person's own factors was shown for it; another provider's word is none.
    package var hasShownFactor: Bool { !["", OpenIDLogin.trustedFactor].contains(opening.factor) }

    /// Refuses to go on unless password and factor were shown a short while ago.
    ///
    /// - Throws: `ProofNeeded`.
    package func requireRecentProof(within limit: Duration = .seconds(600), now: Instant) throws(ProofNeeded) {
        guard now - provedAt < limit else { throw ProofNeeded() }
    }

    /// Goes on if the session is still there, and keeps it until the transaction ends: whoever ended it meanwhile has the
    /// last word. The first thing in each transaction in which a session changes its person's login.
    ///
    /// - Throws: `NotSignedIn` or `DatabaseError`.
    func hold(in transaction: Transaction) throws {
        let tenant = scope.tenant
        // Whoever ends sessions locks the password first, too.
        try Credential.lock(person: person, tenant: tenant, transaction)
        let found = try transaction.value(
            Int.self,
            """
            SELECT 1 FROM session WHERE tenant_id = \(tenant) AND token_hash = \(binding)\(dialect: .forUpdate)
            """)
        guard found != nil else { throw NotSignedIn() }
    }

    /// Whether a form's token is of any session of the same person: of this one, or of an earlier one in the same
    /// browser. It says whose form it was and is no proof: that the form is of our own site must be known otherwise.
    package func isOwn(formToken: String) -> Bool {
        formToken.hasSuffix(SecretToken.owner(scope.tenant, person))
    }

    /// Stores a new session, the time of the login and its audit row.
    static func open(
        _ token: SecretToken, _ opening: SessionOpening, tenant: TenantID, person: PersonID, requestID: String,
        now: Instant, in transaction: Transaction
    ) throws {
        try store(token, opening, tenant: tenant, person: person, now: now, in: transaction)
        try transaction.execute(
            """
            INSERT INTO login_record (tenant_id, person_id, last_at, previous_at)
            VALUES (\(tenant), \(person), \(now), \(nil as Instant?))
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET previous_at = login_record.last_at, last_at = \(now)
            """)
        try AuditChain.append(
            AuditEvent(
                "login", subject: "person:\(person)",
                reason: opening.mode == .limited ? "limited" : opening.factor), tenant: tenant, actor: .person(person),
            requestID: requestID, at: now, in: transaction)
    }

    /// Stores a new session, and nothing else.
    ///
    /// - Parameter provedAt: When password and factor were last shown; nil for now.
    static func store(
        _ token: SecretToken, _ opening: SessionOpening, provedAt: Instant? = nil, tenant: TenantID, person: PersonID,
        now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO session
                (tenant_id, token_hash, person_id, created_at, seen_at, mode, device, factor, opened_by, label,
                 proved_at)
            VALUES (\(tenant), \(token.hash), \(person), \(now), \(now), \(opening.mode), \(opening.device),
                    \(opening.factor), \(opening.openedBy), \(opening.label), \(provedAt ?? now))
            """)
    }
}

/// Nobody is signed in where somebody must be, or not any more.
package struct NotSignedIn: Error, Hashable, Sendable {
    /// Nobody is in.
    package init() {}
}

/// Password and factor must be shown again before this is done: the proof is missing or too old.
package struct ProofNeeded: Error, Hashable, Sendable {
    /// The kinds of factor of which one is needed; empty if nobody looked, or none is.
    package let factors: [FactorKind]

    /// A proof is missing.
    package init(factors: [FactorKind] = []) {
        self.factors = factors
    }
}
