import Database
package import Domain
import Tenants

/// A key as a person sees it while setting up an app.
package struct ShownAppKey: Sendable {
    /// The key.
    package let key: AppKey
    /// What the QR code holds, and the link below it.
    package let link: Secret
    /// Until when it can be registered.
    package let goodUntil: Instant
}

/// What came of asking for a key.
package enum AppKeyOutcome: Sendable {
    /// A new one.
    case shown(ShownAppKey)
    /// None: nothing could be registered before this time (R-107).
    case locked(until: Instant)
    /// None: nothing can be registered until the factor is reset.
    case stopped
    /// None: the login is over or elsewhere, or an app is set already (R-083).
    case unavailable
}

/// What came of registering an app.
package enum SetUpOutcome: Sendable, Hashable {
    /// It is set, and the login went on.
    case progress(LoginProgress)
    /// It is set.
    case set
    /// The code is of none of the keys that were shown; so many more may be wrong.
    case wrong(left: Int, ClockSkew?)
    /// Nothing is looked at before this time (R-107).
    case locked(until: Instant)
    /// Nothing is looked at until the factor is reset.
    case stopped
    /// The key that the code is of was shown too long ago.
    case expired
    /// The login is over, or something was set already.
    case loginOver
}

/// Sets up an authenticator app: shows a new key each time (R-087), and registers the one whose code comes back.
///
/// The last few keys that the same browser was shown still enrol for ten minutes, so that a reload strands nobody.
package struct SetUpApp: Sendable {
    /// How long a shown key can be registered.
    package static let life = Duration.seconds(600)
    /// How many shown keys can be.
    package static let kept = 5
    /// How long a key is known that was shown too long ago, so that its codes are told from wrong ones.
    static let remembered = Duration.seconds(1_800)

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    // MARK: Within a login

    /// A new key for a login that waits at `enrolment`.
    ///
    /// - Throws: `DatabaseError`.
    package func show(_ grant: PendingGrant, now: Instant, randomness: Randomness) async throws -> AppKeyOutcome {
        try await parts.database.write(.tenant(grant.tenant)) { transaction in
            guard let pending = try ContinueLogin(parts).enrolling(grant, now: now, in: transaction) else {
                return .unavailable
            }
            let subject = FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
            return try show(
                subject, noLaterThan: pending.expiresAt, now: now, randomness: randomness, in: transaction)
        }
    }

    /// Registers the app that shows this code, and takes the login on (R-096).
    ///
    /// - Throws: `LoginOver` or `DatabaseError`.
    package func register(
        _ grant: PendingGrant, _ code: CodeText, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> SetUpOutcome {
        let outcome = try await parts.database.write(.tenant(grant.tenant), urgent: true) {
            transaction -> SetUpOutcome in
            guard let pending = try ContinueLogin(parts).enrolling(grant, isHeld: true, now: now, in: transaction)
            else {
                // Pressed twice: the login is where the first press led.
                return try ContinueLogin(parts).after(grant, .app, now: now, in: transaction) {
                    try AppFactor(parts).wasSet(by: code, $0, now: now, in: transaction)
                }.map { .progress($0) } ?? .loginOver
            }
            let subject = FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
            let outcome = try register(
                subject, code, by: .somebody, requestID: requestID, now: now, randomness: randomness, in: transaction)
            guard outcome == .set else { return outcome }
            return .progress(
                try ContinueLogin(parts).proceed(
                    grant, pending, .enrolled(.app), requestID: requestID, now: now, randomness: randomness,
                    in: transaction))
        }
        parts.notices.wake()
        return outcome
    }

    // MARK: Within a session

    /// A new key for somebody who is signed in. Requires `manageOwnFactors`.
    ///
    /// - Throws: `NotAllowed`, `ProofNeeded`, `NotFound` where no second factor is used (R-018), or `DatabaseError`.
    package func show(_ session: Session, now: Instant, randomness: Randomness) async throws -> AppKeyOutcome {
        try session.scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        return try await parts.database.write(session.scope) { transaction in
            try requireUse(session, now: now, in: transaction)
            return try show(
                Self.subject(session), noLaterThan: now + Self.life, now: now, randomness: randomness, in: transaction)
        }
    }

    /// Registers the app that shows this code; the person's other sessions end. Requires `manageOwnFactors`.
    ///
    /// - Throws: `NotAllowed`, `ProofNeeded`, `NotSignedIn`, `NotFound` or `DatabaseError`.
    package func register(
        _ session: Session, _ code: CodeText, now: Instant, randomness: Randomness
    ) async throws -> SetUpOutcome {
        try session.scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        let outcome = try await parts.database.write(session.scope) { transaction -> SetUpOutcome in
            try session.hold(in: transaction)
            try requireUse(session, now: now, in: transaction)
            return try register(
                Self.subject(session), code, by: session.scope.actor, requestID: session.scope.requestID, now: now,
                randomness: randomness, in: transaction)
        }
        parts.notices.wake()
        return outcome
    }

    // MARK: What both share

    /// A key is drawn only if it will be seen and can be registered.
    private func show(
        _ subject: FactorSubject, noLaterThan end: Instant, now: Instant, randomness: Randomness,
        in transaction: Transaction
    ) throws -> AppKeyOutcome {
        guard try !AppFactor(parts).isSet(subject, in: transaction) else { return .unavailable }
        switch try FactorLocks.look(.app, subject, now: now, in: transaction) {
        case .locked(let until): return .locked(until: until)
        case .stopped: return .stopped
        case .open: break
        }
        let name = try transaction.first(
            """
            SELECT person.login_id, tenant.code FROM person JOIN tenant ON tenant.id = person.tenant_id
            WHERE person.tenant_id = \(subject.tenant) AND person.id = \(subject.person)
            """
        ) { row in
            let loginID = try row.next(String.self)
            return loginID + "@" + (try row.next(String.self))
        }
        let key = AppKey(randomness: randomness)
        let id = parts.identifiers.next(Identifier<AppKeyKind>.self, now: now).rawValue
        try transaction.execute(
            """
            INSERT INTO app_candidate (tenant_id, person_id, id, binding, secret, shown_at)
            VALUES (\(subject.tenant), \(subject.person), \(id), \(subject.binding),
                    \(parts.sealer.seal(key.bytes, for: Self.use(subject), randomness: randomness)), \(now))
            """)
        // Of one browser the newest few are kept; of others, what can still be registered.
        try transaction.execute(
            """
            DELETE FROM app_candidate WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
              AND (shown_at <= \(now - Self.remembered) OR (binding = \(subject.binding) AND id NOT IN
                (SELECT newest.id FROM app_candidate AS newest
                 WHERE newest.tenant_id = \(subject.tenant) AND newest.person_id = \(subject.person)
                   AND newest.binding = \(subject.binding)
                 ORDER BY newest.id DESC LIMIT \(Self.kept))))
            """)
        return .shown(
            ShownAppKey(
                key: key, link: key.link(site: parts.siteName, account: name ?? ""),
                goodUntil: min(now + Self.life, end)))
    }

    private func register(
        _ subject: FactorSubject, _ code: CodeText, by actor: Actor, requestID: String, now: Instant,
        randomness: Randomness, in transaction: Transaction
    ) throws -> SetUpOutcome {
        let shown = try shown(to: subject, in: transaction)
        let secrets = shown.filter { $0.at > now - Self.life }.map(\.secret)
        let left: Int
        switch secrets.isEmpty
            ? try FactorLocks.look(.app, subject, now: now, in: transaction)
            : try FactorLocks.take(.app, subject, now: now, in: transaction)
        {
        case .locked(let until): return .locked(until: until)
        case .stopped: return .stopped
        case .open(let remaining): left = remaining
        }
        // Nothing is left that the code could be of.
        if secrets.isEmpty {
            return try AppFactor(parts).wasSet(by: code, subject, now: now, in: transaction) ? .set : .expired
        }
        guard let (secret, step) = Self.match(code, secrets, now: now) else {
            if left > 0, Self.match(code, shown.map(\.secret), now: now) != nil { return .expired }
            let end = try Factors(parts).refused(
                .app, reason: "app.setUp", subject, by: actor, left: left, requestID: requestID, now: now,
                in: transaction)
            switch end {
            case .stopped: return .stopped
            case .locked(let until): return .locked(until: until)
            case .open, nil: break
            }
            let skew = secrets.lazy.compactMap { TOTP.skew(of: code, $0, now: now, tellsFast: true) }.first
            return .wrong(left: left, skew)
        }
        let set = try transaction.execute(
            """
            INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
            VALUES (\(subject.tenant), \(subject.person),
                    \(parts.sealer.seal(secret, for: SecretSealer.use("app", subject), randomness: randomness)),
                    \(step), \(now))
            ON CONFLICT (tenant_id, person_id) DO NOTHING
            """)
        guard set == 1 else { return .loginOver }
        try transaction.execute(
            "DELETE FROM app_candidate WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)")
        try Factors(parts).changed(.factorSet(.app), .app, subject, requestID: requestID, now: now, in: transaction)
        return .set
    }

    /// The keys that this login or session was shown, the newest first; also those that are too old.
    private func shown(
        to subject: FactorSubject, in transaction: Transaction
    ) throws -> [(secret: [UInt8], at: Instant)] {
        try transaction.all(
            """
            SELECT secret, shown_at FROM app_candidate
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND binding = \(subject.binding)
            ORDER BY id DESC
            """
        ) { row in (try row.next([UInt8].self), try row.next(Instant.self)) }
        .compactMap { sealed, at in parts.sealer.open(sealed, for: Self.use(subject)).map { ($0, at) } }
    }

    /// The key whose app shows this code now, and the code's step.
    private static func match(_ code: CodeText, _ secrets: [[UInt8]], now: Instant) -> ([UInt8], Int64)? {
        secrets.lazy.compactMap { secret in TOTP.step(of: code, secret, now: now).map { (secret, $0) } }.first
    }

    /// Own-wish factors exist only where second factors are used, or will be.
    private func requireUse(_ session: Session, now: Instant, in transaction: Transaction) throws {
        let policy = try parts.policy.read(session.scope.tenant, session.opening.device, now, transaction)
        guard policy.offersSecondFactor else { throw NotFound("factor") }
    }

    private static func subject(_ session: Session) -> FactorSubject {
        FactorSubject(tenant: session.scope.tenant, person: session.person, binding: session.binding)
    }

    private static func use(_ subject: FactorSubject) -> String { SecretSealer.use("candidate", subject) }
}

/// Marks the identifiers of shown keys.
enum AppKeyKind {}

extension AuthServices {
    /// Sets up authenticator apps.
    package var setUpApp: SetUpApp { SetUpApp(parts) }
}

extension AuthParts {
    /// The name under which apps list our entries: the host of our pages (R-086).
    var siteName: String {
        let host = publicURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
        return String(host.split(separator: ":").first ?? "Anpi")
    }
}
