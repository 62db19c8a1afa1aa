import Database
package import Domain

/// What a trip to a provider is for.
package enum TripPurpose: String, Sendable, DatabaseConvertible {
    /// Somebody logs in.
    case login
    /// Somebody who is in links their account.
    case link
    /// Somebody who is in came back; they are asked whether it is the account that they mean.
    case confirm
    /// Somebody came back whom no account is linked to; their login will link one.
    case firstLink
}

/// The right to go on with a trip: it stands in a cookie of the browser that began it.
package struct TripGrant: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// The token behind the cookie.
    package let token: SecretToken

    /// The text of the cookie.
    package var cookie: Secret { Secret("\(tenant)~\(token.secret.exposed)") }

    /// What the provider sends back. It stands in addresses and their logs, so it is not the cookie's own token.
    package var state: String { token.derived(for: "openIDState") }

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

/// A stored trip; taken up once.
struct OpenIDTrip: Sendable {
    let purpose: TripPurpose
    /// The session that links; empty for a login.
    let binding: [UInt8]
    let nonce: String
    let verifier: [UInt8]
    let issuer: String
    /// The provider's name for whoever came back; empty before.
    let subject: String
    /// What they know their account by, to be shown.
    var account = ""
    /// What was asked for before the login; empty for nothing.
    var leadsTo = ""

    func open(_ grant: TripGrant, now: Instant, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO open_id_trip
                (tenant_id, hash, purpose, binding, nonce, verifier, issuer, subject, account, leads_to,
                 expires_at)
            VALUES (\(grant.tenant), \(grant.token.hash), \(purpose), \(binding), \(nonce), \(verifier), \(issuer),
                    \(subject), \(account), \(leadsTo), \(now + OpenIDRequest.lifetime))
            """)
    }

    /// Takes a trip up; nil if it is over, was taken up before, or is for something else. That one is used up too: whoever
    /// presents it elsewhere than where it leads has it from somebody.
    static func take(
        _ grant: TripGrant, _ purposes: [TripPurpose], now: Instant, in transaction: Transaction
    ) throws -> OpenIDTrip? {
        let trip = try transaction.first(
            """
            DELETE FROM open_id_trip
            WHERE tenant_id = \(grant.tenant) AND hash = \(grant.token.hash) AND expires_at > \(now)
            RETURNING purpose, binding, nonce, verifier, issuer, subject, account, leads_to
            """
        ) { row in
            OpenIDTrip(
                purpose: try row.next(), binding: try row.next(), nonce: try row.next(), verifier: try row.next(),
                issuer: try row.next(), subject: try row.next(), account: try row.next(), leadsTo: try row.next())
        }
        return trip.flatMap { purposes.contains($0.purpose) ? $0 : nil }
    }

    /// What somebody who came back knows their account by, and what they had asked for, without taking the trip up; nil
    /// if it is over.
    static func waiting(
        _ grant: TripGrant, _ purpose: TripPurpose, now: Instant, in transaction: Transaction
    ) throws -> OpenIDLink.Waiting? {
        try transaction.first(
            """
            SELECT account, leads_to FROM open_id_trip
            WHERE tenant_id = \(grant.tenant) AND hash = \(grant.token.hash) AND purpose = \(purpose)
              AND expires_at > \(now)
            """
        ) { row in OpenIDLink.Waiting(account: try row.next(), leadsTo: try row.next()) }
    }
}
