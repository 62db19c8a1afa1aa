import Database
package import Domain
import Tenants

/// What a browser is asked for (WebAuthn options).
package struct PasskeyOptions: Sendable, Hashable {
    /// The host that passkeys are bound to.
    package let site: String
    /// What is to be answered.
    package let challenge: [UInt8]
    /// A name for the person that says nothing outside.
    package let userHandle: [UInt8]
    /// The person's login ID.
    package let loginID: String
    /// The person's name.
    package let name: String
    /// What is registered already: to be used at a login, not to be registered twice at set-up.
    package let known: [Passkey]

    /// What a browser is asked for.
    package init(
        site: String, challenge: [UInt8], userHandle: [UInt8], loginID: String, name: String, known: [Passkey]
    ) {
        self.site = site
        self.challenge = challenge
        self.userHandle = userHandle
        self.loginID = loginID
        self.name = name
        self.known = known
    }
}

/// Registers passkeys and asks for them.
package struct Passkeys: Sendable {
    /// What came of a registration.
    package enum Outcome: Sendable, Hashable {
        /// It is registered, and the login goes on.
        case progress(LoginProgress)
        /// It is registered; the person was signed in before.
        case set
        /// It could not be taken: another site, no check of the person, a challenge that is over, or known already.
        case refused
        /// There are as many as may be.
        case full
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// A new challenge, with what the browser needs to answer it.
    ///
    /// - Throws: `LoginOver`, `NotAllowed`, `ProofNeeded` or `DatabaseError`.
    package func options(
        _ place: CodePlace, _ purpose: CodePurpose, now: Instant, randomness: Randomness
    ) async throws -> PasskeyOptions {
        try await parts.database.write(place.scope) { transaction in
            let subject = try place.standing(purpose, parts, now: now, in: transaction).subject
            let challenge = try PasskeyChallenge.make(
                purpose, subject, now: now, randomness: randomness, in: transaction)
            let (loginID, name) =
                try transaction.first(
                    """
                    SELECT login_id, name FROM person
                    WHERE tenant_id = \(subject.tenant) AND id = \(subject.person)
                    """
                ) { (try $0.next(String.self), try $0.next(String.self)) } ?? ("", "")
            return PasskeyOptions(
                site: PasskeyFactor.site(parts.publicURL), challenge: challenge,
                userHandle: Array("\(subject.tenant):\(subject.person)".utf8), loginID: loginID, name: name,
                known: try PasskeyFactor.list(subject, in: transaction))
        }
    }

    /// Registers the passkey that a browser made. Within a session, the person's other sessions end.
    ///
    /// - Throws: `LoginOver`, `NotAllowed`, `NotSignedIn`, `ProofNeeded` or `DatabaseError`.
    package func register(
        _ place: CodePlace, clientData: [UInt8], attestation: [UInt8], name: String, requestID: String, now: Instant,
        randomness: Randomness
    ) async throws -> Outcome {
        let outcome = try await parts.database.write(place.scope) { transaction -> Outcome in
            let (subject, pending, device) = try place.standing(
                .set, parts, isHeld: true, now: now, in: transaction)
            guard try parts.policy.read(subject.tenant, device, now, transaction).offersSecondFactor,
                let client = ClientData(clientData, .create, origin: parts.publicURL),
                let end = try PasskeyChallenge.take(client.challenge, .set, subject, in: transaction), now < end,
                let data = AttestationObject.authenticatorData(attestation),
                let key = PasskeyKey(authenticatorData: data, site: PasskeyFactor.site(parts.publicURL))
            else { return .refused }
            guard try PasskeyFactor.list(subject, in: transaction).count < PasskeyFactor.most else { return .full }
            let stored = try transaction.execute(
                """
                INSERT INTO passkey
                    (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                VALUES (\(subject.tenant), \(subject.person), \(parts.identifiers.next(PasskeyID.self, now: now)),
                        \(key.credentialID), \(key.publicKey), \(Int64(key.algorithm)), \(Int64(key.counter)),
                        \(name), \(now))
                ON CONFLICT (tenant_id, credential_id) DO NOTHING
                """)
            guard stored == 1 else { return .refused }
            let requestID = place.requestID(requestID)
            try Factors(parts).changed(
                .factorSet(.passkey), .passkey, subject, requestID: requestID, now: now, in: transaction)
            guard let pending, case .login(let grant) = place else { return .set }
            return .progress(
                try ContinueLogin(parts).proceed(
                    grant, pending, .enrolled(.passkey), requestID: requestID, now: now, randomness: randomness,
                    in: transaction))
        }
        parts.notices.wake()
        return outcome
    }

    /// One's own passkeys.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func list(_ session: Session) async throws -> [Passkey] {
        try session.scope.require(.manageOwnFactors)
        let subject = FactorSubject(
            tenant: session.scope.tenant, person: session.person, binding: session.binding)
        return try await parts.database.read(session.scope) { try PasskeyFactor.list(subject, in: $0) }
    }

    /// Removes one of one's own passkeys; the person's other sessions end.
    ///
    /// - Throws: `NotAllowed`, `ProofNeeded`, `NotSignedIn`, `NotFound` or `DatabaseError`.
    package func remove(_ id: PasskeyID, _ session: Session, now: Instant) async throws {
        guard try await list(session).contains(where: { $0.id == id }) else { throw NotFound("passkey") }
        try session.requireRecentProof(now: now)
        let (tenant, person) = (session.scope.tenant, session.person)
        try await parts.database.write(session.scope) { transaction in
            try session.hold(in: transaction)
            let removed = try transaction.execute(
                "DELETE FROM passkey WHERE tenant_id = \(tenant) AND person_id = \(person) AND id = \(id)")
            guard removed == 1 else { throw NotFound("passkey") }
            try Factors(parts).changed(
                .factorRemoved(.passkey), .passkey,
                FactorSubject(tenant: tenant, person: person, binding: session.binding),
                requestID: session.scope.requestID, now: now, in: transaction)
        }
        parts.notices.wake()
    }
}
