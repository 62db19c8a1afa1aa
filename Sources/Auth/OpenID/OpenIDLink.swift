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
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotFound` if there is none, or `DatabaseError`.
    package func remove(_ session: Session, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        try await parts.database.write(scope) { transaction in
            let removed = try transaction.execute(
                "DELETE FROM open_id_link WHERE tenant_id = \(scope.tenant) AND person_id = \(session.person)")
            guard removed == 1 else { throw NotFound("link") }
            try AuditChain.append(
                AuditEvent("openID.unlinked", subject: "person:\(session.person)"), by: scope, at: now,
                in: transaction)
            try parts.notices.queue(.openIDUnlinked, scope.tenant, session.person, now, transaction)
        }
        parts.notices.wake()
    }

    /// Whether whoever came back unknown may still link an account.
    ///
    /// - Throws: `DatabaseError`.
    package func isWaiting(_ grant: TripGrant, now: Instant) async throws -> Bool {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            try OpenIDTrip.isOpen(grant, .firstLink, now: now, in: transaction)
        }
    }

    /// Links the account whose ID and password were just shown right to whoever came back unknown.
    ///
    /// - Parameter progress: What the password led to; a first password links nothing.
    /// - Returns: Whether it was linked.
    /// - Throws: `OpenIDFailure` or `DatabaseError`.
    package func complete(
        _ grant: TripGrant, _ progress: LoginProgress, requestID: String, now: Instant
    ) async throws -> Bool {
        let linked = try await parts.database.write(.tenant(grant.tenant)) { transaction -> Bool in
            let person: PersonID?
            switch progress {
            case .signedIn(let session): person = session.tenant == grant.tenant ? session.person : nil
            case .next(let pending, let step):
                person =
                    pending.tenant == grant.tenant && step != .password
                    ? try PendingLogin.find(pending, now: now, in: transaction)?.person : nil
            }
            guard let person,
                let trip = try OpenIDTrip.take(grant, [.firstLink], now: now, in: transaction)
            else { return false }
            try Self.store(
                issuer: trip.issuer, subject: trip.subject, person: person, tenant: grant.tenant,
                requestID: requestID, parts, now: now, in: transaction)
            return true
        }
        parts.notices.wake()
        return linked
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
