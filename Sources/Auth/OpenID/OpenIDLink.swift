import Database
package import Domain
import Tenants

/// The link of a person to an account at a provider: bound to the provider's name and its name for the person, never to
/// an address.
package struct OpenIDLink: Sendable {
    /// A link as its owner sees it.
    package struct Entry: Sendable, Hashable {
        /// The provider.
        package let issuer: String
        /// When it was linked.
        package let linkedAt: Instant
    }

    /// What waits for somebody who came back unknown.
    package struct Waiting: Sendable, Hashable {
        /// What they know the account by that a login would link.
        package let account: String
        /// What they had asked for before the login; empty for nothing.
        package let leadsTo: String
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Whether the organization takes a provider's logins, which, and the own link; requires `manageOwnFactors`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func own(_ session: Session) async throws -> (offered: String?, link: Entry?) {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        return try await parts.database.read(scope) { transaction in
            let provider = try OpenIDProvider.find(scope.tenant, sealer: parts.sealer, in: transaction)
            let link = try transaction.first(
                """
                SELECT issuer, linked_at FROM open_id_link
                WHERE tenant_id = \(scope.tenant) AND person_id = \(session.person)
                """
            ) { row in Entry(issuer: try row.next(), linkedAt: try row.next()) }
            return (provider?.issuer, link)
        }
    }

    /// Removes the own link.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `NotFound` if there is none, or `DatabaseError`.
    package func remove(_ session: Session, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            let removed = try transaction.execute(
                "DELETE FROM open_id_link WHERE tenant_id = \(scope.tenant) AND person_id = \(session.person)")
            guard removed == 1 else { throw NotFound("link") }
            try Credential.endEverything(
                person: session.person, tenant: scope.tenant, but: session.binding, transaction)
            try AuditChain.append(
                AuditEvent("openID.unlinked", subject: "person:\(session.person)"), by: scope, at: now,
                in: transaction)
            try parts.notices.queue(.openIDUnlinked, scope.tenant, session.person, now, transaction)
        }
        parts.notices.wake()
    }

    /// Links the account that was shown to whoever is in, once they said that it is theirs.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `OpenIDFailure` or `DatabaseError`.
    package func confirm(_ session: Session, _ grant: TripGrant, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        guard grant.tenant == scope.tenant else { throw OpenIDFailure.stale }
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            guard let trip = try OpenIDTrip.take(grant, [.confirm], now: now, in: transaction),
                trip.binding == session.binding
            else { throw OpenIDFailure.stale }
            try Credential.endEverything(
                person: session.person, tenant: scope.tenant, but: session.binding, transaction)
            try Self.store(
                issuer: trip.issuer, subject: trip.subject, person: session.person, tenant: scope.tenant,
                requestID: scope.requestID, parts, now: now, in: transaction)
        }
        parts.notices.wake()
    }

    /// What waits for whoever came back unknown; nil if it is too late.
    ///
    /// - Throws: `DatabaseError`.
    package func waiting(_ grant: TripGrant, now: Instant) async throws -> Waiting? {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            try OpenIDTrip.waiting(grant, .firstLink, now: now, in: transaction)
        }
    }

    /// Whether an account is one of the organization whose provider was used: no other one can be linked. It is asked
    /// before the password is looked at, so that the answer tells nothing of who exists elsewhere.
    ///
    /// - Throws: `DatabaseError`.
    package func takes(_ account: AccountName, _ grant: TripGrant) async throws -> Bool {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            try transaction.value(String.self, "SELECT code FROM tenant WHERE id = \(grant.tenant)")
                == account.organizationCode
        }
    }

    /// Lets whoever came back unknown, and whose ID and password were just shown right, be linked: at once if they are in,
    /// and else when the login has shown everything that a full session asks for. The password alone links nothing where
    /// a second factor is used.
    ///
    /// - Parameter progress: What the password led to; a first password links nothing.
    /// - Returns: Whether it is linked now; all other sessions of the person are over then.
    /// - Throws: `OpenIDFailure` or `DatabaseError`; the session that was just opened is over then, for nobody gets it.
    package func complete(
        _ grant: TripGrant, _ progress: LoginProgress, requestID: String, now: Instant
    ) async throws -> Bool {
        do {
            return try await link(grant, progress, requestID: requestID, now: now)
        } catch {
            if case .signedIn(let session) = progress {
                try? await Sessions(parts).end(cookie: session.cookie.exposed)
            }
            throw error
        }
    }

    private func link(
        _ grant: TripGrant, _ progress: LoginProgress, requestID: String, now: Instant
    ) async throws -> Bool {
        let linked = try await parts.database.write(.tenant(grant.tenant)) { transaction -> Bool in
            switch progress {
            case .signedIn(let session):
                guard session.tenant == grant.tenant,
                    let trip = try OpenIDTrip.take(grant, [.firstLink], now: now, in: transaction)
                else { return false }
                try Credential.endEverything(
                    person: session.person, tenant: grant.tenant, but: session.token.hash, transaction)
                try Self.store(
                    issuer: trip.issuer, subject: trip.subject, person: session.person, tenant: grant.tenant,
                    requestID: requestID, parts, now: now, in: transaction)
                return true
            case .next(let pending, let step, _):
                guard pending.tenant == grant.tenant, step != .password,
                    let trip = try OpenIDTrip.take(grant, [.firstLink], now: now, in: transaction)
                else { return false }
                try transaction.execute(
                    """
                    UPDATE pending_login SET link_issuer = \(trip.issuer), link_subject = \(trip.subject)
                    WHERE tenant_id = \(pending.tenant) AND token_hash = \(pending.token.hash)
                    """)
                return false
            }
        }
        parts.notices.wake()
        return linked
    }

    /// Stores the link that a login brought along, in the transaction that opens its full session; all other sessions of
    /// the person end. An account that was linked to somebody else meanwhile is left to them.
    ///
    /// - Returns: Whether there was one, and it is linked.
    static func follow(
        _ pending: PendingLogin, to session: SessionGrant, requestID: String, _ parts: AuthParts, now: Instant,
        in transaction: Transaction
    ) throws -> Bool {
        guard pending.waitsToLink else { return false }
        let other = try transaction.value(
            Int.self,
            """
            SELECT 1 FROM open_id_link
            WHERE tenant_id = \(pending.tenant) AND issuer = \(pending.linkIssuer)
              AND subject = \(pending.linkSubject) AND person_id <> \(pending.person)
            """)
        guard other == nil else { return false }
        try Credential.endEverything(
            person: pending.person, tenant: pending.tenant, but: session.token.hash, transaction)
        try store(
            issuer: pending.linkIssuer, subject: pending.linkSubject, person: pending.person, tenant: pending.tenant,
            requestID: requestID, parts, now: now, in: transaction)
        return true
    }

    /// Removes a person's link when their login is made anew: whoever had linked an account to a stolen login is out.
    static func cut(
        _ person: PersonID, _ tenant: TenantID, by actor: Actor, requestID: String, now: Instant,
        in transaction: Transaction
    ) throws {
        let removed = try transaction.execute(
            "DELETE FROM open_id_link WHERE tenant_id = \(tenant) AND person_id = \(person)")
        guard removed > 0 else { return }
        try AuditChain.append(
            AuditEvent("openID.unlinked", subject: "person:\(person)"), tenant: tenant, actor: actor,
            requestID: requestID, at: now, in: transaction)
    }

    /// Whom an account at a provider is linked to.
    static func person(_ token: IDToken, _ tenant: TenantID, in transaction: Transaction) throws -> PersonID? {
        try transaction.value(
            PersonID.self,
            """
            SELECT person_id FROM open_id_link
            WHERE tenant_id = \(tenant) AND issuer = \(token.issuer) AND subject = \(token.subject)
            """)
    }

    /// Stores a link in place of an earlier one of the same person.
    static func store(
        issuer: String, subject: String, person: PersonID, tenant: TenantID, requestID: String, _ parts: AuthParts,
        now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            "DELETE FROM open_id_link WHERE tenant_id = \(tenant) AND person_id = \(person)")
        let stored = try transaction.execute(
            """
            INSERT INTO open_id_link (tenant_id, person_id, issuer, subject, linked_at)
            VALUES (\(tenant), \(person), \(issuer), \(subject), \(now)) ON CONFLICT DO NOTHING
            """)
        guard stored == 1 else { throw OpenIDFailure.taken }
        try AuditChain.append(
            AuditEvent("openID.linked", subject: "person:\(person)"), tenant: tenant, actor: .person(person),
            requestID: requestID, at: now, in: transaction)
        try parts.notices.queue(.openIDLinked, tenant, person, now, transaction)
    }
}
