import Database
package import Domain
import Tenants

/// Logs people in by another provider's word. It stands in for the password and for nothing else: the
/// second factor and the choice of mode follow, unless the organization trusts the way in which the provider says that
/// somebody showed who they are.
package struct OpenIDLogin: Sendable {
    /// Where the browser is sent, and what it keeps to come back with.
    package struct Departure: Sendable {
        /// The provider's page.
        package let address: String
        /// For the cookie.
        package let grant: TripGrant
    }

    /// What came of an answer.
    package enum Arrival: Sendable {
        /// Somebody we know: the login goes on.
        case progress(LoginProgress)
        /// Nobody is linked yet: ID and password will link an account.
        case unknown(TripGrant)
        /// Whoever is in is asked whether this is the account that they mean.
        case confirm(TripGrant, account: String)
    }

    /// What a provider sent back by the browser.
    package struct Answer: Sendable {
        let state: String
        let code: String?
        let issuer: String?

        /// The fields of the address.
        package init(state: String, code: String?, issuer: String?) {
            self.state = state
            self.code = code
            self.issuer = issuer
        }
    }

    /// What stands in place of a factor in sessions for which a provider's word was enough.
    static let trustedFactor = "openID"

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    private var returnAddress: String { parts.publicURL + "/login/external/return" }

    /// Whether the login page should speak of other providers: some organization takes their logins.
    ///
    /// - Throws: `DatabaseError`.
    package func isOffered() async throws -> Bool {
        try await OrganizationDoor.someTakesOtherLogins(in: parts.database)
    }

    /// Sends a browser to the provider of an organization, to log in.
    ///
    /// - Parameter leadsTo: What was asked for before the login; empty for nothing.
    /// - Throws: `OpenIDFailure`, `PasswordHasher.Busy` or `DatabaseError`.
    package func depart(
        organizationCode: String, leadsTo: String = "", source: String, now: Instant, randomness: Randomness
    ) async throws -> Departure {
        guard parts.sourceLimit.take(from: source, now: now) else { throw OpenIDFailure.tooMany }
        let code = AccountName(organizationCode: organizationCode, loginID: "").organizationCode
        guard let door = try await OrganizationDoor.find(code: code, in: parts.database) else {
            throw OpenIDFailure.notOffered
        }
        return try await depart(door.tenant, .login, binding: [], leadsTo: leadsTo, now: now, randomness: randomness)
    }

    /// Sends the browser of somebody who is in to the provider, to link their account.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed`, `OpenIDFailure` or `DatabaseError`.
    package func departToLink(_ session: Session, now: Instant, randomness: Randomness) async throws -> Departure {
        try session.scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        return try await depart(
            session.scope.tenant, .link, binding: session.binding, leadsTo: "", now: now, randomness: randomness)
    }

    private func depart(
        _ tenant: TenantID, _ purpose: TripPurpose, binding: [UInt8], leadsTo: String, now: Instant,
        randomness: Randomness
    ) async throws -> Departure {
        let provider = try await provider(of: tenant)
        let facts: ProviderFacts
        do {
            facts = try await parts.providers.facts(of: provider.issuer, now: now)
        } catch {
            warn(error, tenant, provider.issuer)
            throw error
        }
        let request = OpenIDRequest(randomness: randomness)
        let grant = TripGrant(tenant: tenant, token: request.state)
        let verifier = parts.sealer.seal(
            Array(request.verifier.exposed.utf8), for: Self.use(tenant), randomness: randomness)
        try await parts.database.write(.tenant(tenant)) { transaction in
            try OpenIDTrip(
                purpose: purpose, binding: binding, nonce: request.nonce.exposed, verifier: verifier,
                issuer: provider.issuer, subject: "", leadsTo: leadsTo
            ).open(grant, now: now, in: transaction)
        }
        return Departure(
            address: request.address(
                at: facts, clientID: provider.clientID, stateText: grant.state,
                returnAddress: returnAddress),
            grant: grant)
    }

    /// Takes the answer that a browser brings back.
    ///
    /// - Parameters:
    ///   - grant: The browser's cookie: an answer that another browser was sent for is none.
    ///   - session: Whoever is in, if somebody is.
    ///   - opening: What the session will be.
    /// - Throws: `OpenIDFailure` or `DatabaseError`.
    package func arrive(
        _ answer: Answer, _ grant: TripGrant, session: Session?, opening: SessionOpening, requestID: String,
        now: Instant, randomness: Randomness
    ) async throws -> Arrival {
        guard answer.state == grant.state else { throw OpenIDFailure.stale }
        let trip = try await parts.database.write(.tenant(grant.tenant)) { transaction in
            try OpenIDTrip.take(grant, [.login, .link], now: now, in: transaction)
        }
        guard let trip else { throw OpenIDFailure.stale }
        do {
            let (token, provider) = try await exchange(answer, trip, grant.tenant, now: now)
            switch trip.purpose {
            case .link: return try await ask(token, trip, session, now: now, randomness: randomness)
            default:
                return try await enter(
                    token, provider, trip, grant.tenant, opening, requestID: requestID, now: now,
                    randomness: randomness)
            }
        } catch let failure as OpenIDFailure {
            // What the provider said instead of a token was written down where it was read.
            if failure != .refused { warn(failure, grant.tenant, trip.issuer) }
            try await parts.database.write(.tenant(grant.tenant)) { transaction in
                try AuditChain.append(
                    AuditEvent("openID.refused", result: "refused", reason: failure.auditWord), tenant: grant.tenant,
                    actor: .somebody, requestID: requestID, at: now, in: transaction)
            }
            throw failure
        }
    }

    /// Fetches the token for a code and checks it; looks for new keys once if the token names one that is not known.
    private func exchange(
        _ answer: Answer, _ trip: OpenIDTrip, _ tenant: TenantID, now: Instant
    ) async throws -> (IDToken, OpenIDProvider) {
        let provider = try await provider(of: tenant)
        guard provider.issuer == trip.issuer, answer.issuer ?? trip.issuer == trip.issuer else {
            throw OpenIDFailure.token(.issuer)
        }
        guard let code = answer.code, let verifier = parts.sealer.open(trip.verifier, for: Self.use(tenant)) else {
            throw OpenIDFailure.denied
        }
        let facts = try await parts.providers.facts(of: provider.issuer, now: now)
        let request = TokenRequest(
            code: code, verifier: Secret(String(decoding: verifier, as: UTF8.self)), clientID: provider.clientID,
            clientSecret: provider.clientSecret, returnAddress: returnAddress, secretInBody: facts.takesSecretInBody)
        let reply = await parts.providers.fetch.send(
            WebFetch.Request(
                address: facts.tokenEndpoint, form: request.body, authorization: request.authorization))
        guard let reply else {
            parts.providers.noteFailure(of: provider.issuer, now: now)
            throw OpenIDFailure.unreachable
        }
        guard reply.status == 200, let compact = TokenRequest.token(in: reply.body) else {
            warn(
                .refused, tenant, provider.issuer, status: reply.status, said: TokenRequest.refusal(in: reply.body))
            throw OpenIDFailure.refused
        }
        let expected = IDToken.Expectation(
            issuer: provider.issuer, clientID: provider.clientID, nonce: trip.nonce)
        for anew in [false, true] {
            let keys = try await parts.providers.keys(of: provider.issuer, anew: anew, now: now)
            do {
                return (try IDToken(compact, keySet: keys, expecting: expected, now: now), provider)
            } catch {
                if error == .unknownKey, !anew { continue }
                throw OpenIDFailure.token(error)
            }
        }
        throw OpenIDFailure.token(.unknownKey)
    }

    /// Tells the operator why a provider's logins fail, with the provider's own word if it said one of those that RFC 6749
    /// knows; neither a code nor a secret nor an account stands there. What people do themselves is no fault.
    private func warn(
        _ failure: OpenIDFailure, _ tenant: TenantID, _ issuer: String, status: Int? = nil, said: String? = nil
    ) {
        guard failure.isOfProvider else { return }
        let found = [("status", status.map(String.init)), ("error", said)].compactMap { name, value in
            value.map { (name, $0) }
        }
        parts.log.warning(
            "openID provider failed",
            [("tenant", "\(tenant)"), ("issuer", issuer), ("reason", failure.auditWord)] + found)
    }

    /// Lets somebody in whom an account is linked to, as their right password would.
    private func enter(
        _ token: IDToken, _ provider: OpenIDProvider, _ trip: OpenIDTrip, _ tenant: TenantID,
        _ opening: SessionOpening, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> Arrival {
        try await parts.database.write(.tenant(tenant)) { transaction -> Arrival in
            let person = try OpenIDLink.person(token, tenant, in: transaction)
            guard let person else {
                let grant = TripGrant(tenant: tenant, token: SecretToken(randomness: randomness))
                try OpenIDTrip(
                    purpose: .firstLink, binding: [], nonce: "", verifier: [], issuer: token.issuer,
                    subject: token.subject, account: token.account, leadsTo: trip.leadsTo
                ).open(grant, now: now, in: transaction)
                return .unknown(grant)
            }
            try Credential.lock(person: person, tenant: tenant, transaction)
            let credential = try Credential.find(person: person, tenant: tenant, transaction)
            // A first password is the only way to an own one: whoever was linked before is not asked to choose it.
            guard let credential, let admission = credential.admission, credential.state == .own
            else { throw OpenIDFailure.notOffered }
            let login = ContinueLogin(parts)
            let facts = try login.facts(tenant, person, opening.device, now: now, in: transaction)
            let isTrusted = provider.trustedContext != nil && token.context == provider.trustedContext
            let action = isTrusted ? .open(.full) : LoginStep.first(facts)
            let opening = SessionOpening(
                device: opening.device, openedBy: .openID,
                factor: isTrusted && facts.policy.usesSecondFactor ? Self.trustedFactor : "", label: opening.label)
            switch action {
            case .ask(let step):
                let pending = SecretToken(randomness: randomness)
                try PendingLogin.open(
                    pending, at: step, tenant: tenant, person: person, opening, leadsTo: trip.leadsTo, now: now,
                    in: transaction)
                return .progress(LoginProgress(at: step, PendingGrant(tenant: tenant, token: pending), facts))
            case .open:
                var session = try login.open(
                    opening, tenant, admission, requestID: requestID, now: now, randomness: randomness,
                    in: transaction)
                session.leadsTo = trip.leadsTo
                return .progress(.signedIn(session))
            }
        }
    }

    /// Asks whoever began the trip, in the session that is still theirs, whether this is the account that they mean: the
    /// browser may be signed in there as somebody else.
    private func ask(
        _ token: IDToken, _ trip: OpenIDTrip, _ session: Session?, now: Instant, randomness: Randomness
    ) async throws -> Arrival {
        guard let session, session.binding == trip.binding else { throw OpenIDFailure.stale }
        let grant = TripGrant(tenant: session.scope.tenant, token: SecretToken(randomness: randomness))
        try await parts.database.write(session.scope) { transaction in
            try OpenIDTrip(
                purpose: .confirm, binding: session.binding, nonce: "", verifier: [], issuer: token.issuer,
                subject: token.subject, account: token.account
            ).open(grant, now: now, in: transaction)
        }
        return .confirm(grant, account: token.account)
    }

    private func provider(of tenant: TenantID) async throws -> OpenIDProvider {
        let provider = try await parts.database.read(.tenant(tenant)) { transaction in
            try OpenIDProvider.find(tenant, sealer: parts.sealer, in: transaction)
        }
        guard let provider else { throw OpenIDFailure.notOffered }
        return provider
    }

    private static func use(_ tenant: TenantID) -> String { "openIDTrip:\(tenant)" }
}

extension OpenIDFailure {
    /// Whether the provider, or how it is set up here, is to blame.
    fileprivate var isOfProvider: Bool {
        switch self {
        case .unreachable, .refused, .provider, .token: true
        case .denied, .stale, .notOffered, .taken, .tooMany: false
        }
    }

    /// The word for it in the audit chain.
    fileprivate var auditWord: String {
        switch self {
        case .unreachable: "unreachable"
        case .refused: "refused"
        case .provider(let refusal): "provider." + refusal.rawValue
        case .token(let refusal): "token." + refusal.rawValue
        case .denied: "denied"
        case .stale: "stale"
        case .notOffered: "notOffered"
        case .taken: "taken"
        case .tooMany: "tooMany"
        }
    }
}
