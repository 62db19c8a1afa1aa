package import Database
package import Domain
import Tenants

/// Takes a login that is not finished one step further: the only place beside `LogIn` that opens sessions of people who
/// come from outside.
package struct ContinueLogin: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// The login behind a grant, or nil if its time is over.
    ///
    /// - Throws: `DatabaseError`.
    package func pending(_ grant: PendingGrant, now: Instant) async throws -> PendingLogin? {
        try await parts.database.read(.tenant(grant.tenant)) { try PendingLogin.find(grant, now: now, in: $0) }
    }

    /// Whose login it is, as paper names it: the organization's title of the service, and `B002417@seikai`; nil if its
    /// time is over.
    ///
    /// - Throws: `DatabaseError`.
    package func name(of grant: PendingGrant, now: Instant) async throws -> (service: String, account: String)? {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction) else { return nil }
            return try transaction.first(
                """
                SELECT tenant.system_title, person.login_id, tenant.code
                FROM person JOIN tenant ON tenant.id = person.tenant_id
                WHERE person.tenant_id = \(grant.tenant) AND person.id = \(pending.person)
                """
            ) { row in
                let service = try row.next(String.self)
                let loginID = try row.next(String.self)
                return (service, loginID + "@" + (try row.next(String.self)))
            }
        }
    }

    /// What decides the way of a person's login now.
    ///
    /// - Parameter isAfterFactor: Whether a factor was just shown: only then it matters whether there are backup codes.
    /// - Throws: `DatabaseError`.
    package func facts(
        _ tenant: TenantID, _ person: PersonID, _ device: DeviceKind, isTemporary: Bool = false,
        isAfterFactor: Bool = false, now: Instant, in transaction: Transaction
    ) throws -> LoginFacts {
        let policy = try parts.policy.read(tenant, device, now, transaction)
        let factors = try FactorTables.kinds(of: person, tenant, in: transaction)
        return LoginFacts(
            policy: policy, factors: factors, isTemporary: isTemporary, makesBackupCodes: parts.makesBackupCodes,
            hasBackupCodes: try isAfterFactor && parts.makesBackupCodes
                && BackupCodes.areKept(by: person, tenant: tenant, in: transaction))
    }

    /// What decides the way of a login that waits at a step; nil if it is over or elsewhere.
    ///
    /// - Throws: `DatabaseError`.
    package func facts(of grant: PendingGrant, at step: LoginStep, now: Instant) async throws -> LoginFacts? {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.step == step else {
                return nil
            }
            return try facts(pending.tenant, pending.person, pending.device, now: now, in: transaction)
        }
    }

    /// The kinds that a login can set up which waits at `enrolment`: what the organization allows and the installation can
    /// deliver. None if it is over or elsewhere.
    ///
    /// - Throws: `DatabaseError`.
    package func settable(_ grant: PendingGrant, now: Instant) async throws -> [FactorKind] {
        guard let facts = try await facts(of: grant, at: .enrolment, now: now) else { return [] }
        return FactorKind.allCases.filter { kind in
            facts.policy.allows(kind) && kind.ways?.isDisjoint(with: parts.delivery.ways) != true
        }
    }

    /// The login that waits at `enrolment`, if its person has no factor that is allowed: of several logins of one person
    /// that wait there, one sets a factor (R-083).
    ///
    /// - Parameter isHeld: Whether nobody else sets a factor of the person until the transaction ends.
    func enrolling(
        _ grant: PendingGrant, isHeld: Bool = false, now: Instant, in transaction: Transaction
    ) throws -> PendingLogin? {
        let found =
            try isHeld
            ? PendingLogin.hold(grant, now: now, in: transaction) : PendingLogin.find(grant, now: now, in: transaction)
        guard let pending = found, pending.step == .enrolment,
            try facts(grant.tenant, pending.person, pending.device, now: now, in: transaction).allowed.isEmpty
        else { return nil }
        return pending
    }

    /// Where a login is that has set a factor of this kind a moment ago; nil for any other login.
    ///
    /// - Parameter ifSet: Whether it was set by what the person shows again.
    func after(
        _ grant: PendingGrant, _ kind: FactorKind, now: Instant, in transaction: Transaction,
        ifSet: (FactorSubject) throws -> Bool
    ) throws -> LoginProgress? {
        guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.step != .enrolment,
            pending.factor == kind.rawValue,
            try ifSet(FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash))
        else { return nil }
        let facts = try facts(grant.tenant, pending.person, pending.device, now: now, in: transaction)
        return LoginProgress(at: pending.step, grant, facts)
    }

    /// Chooses at the step `choice` (R-069).
    ///
    /// - Throws: `LoginOver` or `DatabaseError`.
    package func choose(
        _ grant: PendingGrant, _ mode: SessionMode, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> LoginProgress {
        // All functions only lead on; a limited session is opened.
        let durability = mode == .full ? Durability.process : .disk
        return try await parts.database.write(.tenant(grant.tenant), urgent: true, durability: durability) {
            transaction in
            guard let pending = try PendingLogin.hold(grant, now: now, in: transaction) else { throw LoginOver() }
            return try proceed(
                grant, pending, mode == .full ? .choseFull : .choseLimited, requestID: requestID, now: now,
                randomness: randomness, in: transaction)
        }
    }

    /// Ends a login that its person gave up (キャンセル); nothing happens if there is none.
    ///
    /// - Throws: `DatabaseError`.
    package func cancel(_ grant: PendingGrant) async throws {
        try await parts.database.write(.tenant(grant.tenant), urgent: true) {
            try PendingLogin.end(grant.token.hash, tenant: grant.tenant, in: $0)
        }
    }

    /// Takes a session without a second factor to that factor (R-069): the session ends, and a login that leads on from
    /// there takes its place.
    ///
    /// - Returns: The next step; nil where the password was shown too long ago, so that the login begins anew.
    /// - Throws: `LoginOver` if somebody else was faster, or `DatabaseError`.
    package func widen(
        _ session: Session, leadsTo: String, now: Instant, randomness: Randomness
    ) async throws -> LoginProgress? {
        let tenant = session.scope.tenant
        return try await parts.database.write(session.scope) { transaction in
            let ended = try transaction.execute(
                "DELETE FROM session WHERE tenant_id = \(tenant) AND token_hash = \(session.binding)")
            guard ended == 1 else { throw LoginOver() }
            guard session.isLimited, (try? session.requireRecentProof(now: now)) != nil else { return nil }
            let facts = try facts(tenant, session.person, session.opening.device, now: now, in: transaction)
            guard case .ask(let step) = LoginStep.choice.after(.choseFull, facts) else { return nil }
            let token = SecretToken(randomness: randomness)
            try PendingLogin.open(
                token, at: step, tenant: tenant, person: session.person, session.opening, leadsTo: leadsTo, now: now,
                in: transaction)
            return LoginProgress(at: step, PendingGrant(tenant: tenant, token: token), facts)
        }
    }

    /// Takes what happened, in the transaction in which it happened: the next step, or the session.
    ///
    /// - Throws: `LoginOver` if it cannot happen at this step or somebody else was faster, or `DatabaseError`.
    package func proceed(
        _ grant: PendingGrant, _ pending: PendingLogin, _ event: LoginEvent, requestID: String, now: Instant,
        randomness: Randomness, in transaction: Transaction
    ) throws -> LoginProgress {
        let isAfterFactor = if case .factorShown = event { true } else { false }
        let facts = try facts(
            pending.tenant, pending.person, pending.device, isAfterFactor: isAfterFactor, now: now, in: transaction)
        guard let action = pending.step.after(event, facts) else { throw LoginOver() }
        let factor =
            switch event {
            case .factorShown(let kind), .enrolled(let kind): kind.rawValue
            case .backupCodeShown: LockKind.backup.rawValue
            default: pending.factor
            }
        switch action {
        case .ask(let next):
            guard
                try PendingLogin.advance(
                    grant, from: pending.step, to: next, factor: factor, now: now, in: transaction)
            else { throw LoginOver() }
            return LoginProgress(at: next, grant, facts)
        case .open(let mode):
            guard
                try PendingLogin.consume(
                    grant, of: pending.person, at: pending.step, now: now, in: transaction),
                let admission = try Admission.find(
                    person: pending.person, tenant: pending.tenant, transaction)
            else { throw LoginOver() }
            let opening = SessionOpening(
                mode: mode, device: pending.device, openedBy: pending.openedBy, factor: factor, label: pending.label)
            var session = try open(
                opening, pending.tenant, admission, requestID: requestID, now: now, randomness: randomness,
                in: transaction)
            session.leadsTo = pending.leadsTo
            if mode == .full {
                session.linksAccount = try OpenIDLink.follow(
                    pending, to: session, requestID: requestID, parts, now: now, in: transaction)
            }
            return .signedIn(session)
        }
    }

    /// Opens a session for somebody who has shown everything that was asked for.
    func open(
        _ opening: SessionOpening, _ tenant: TenantID, _ admission: Admission, requestID: String, now: Instant,
        randomness: Randomness, in transaction: Transaction
    ) throws -> SessionGrant {
        let (token, person) = (SecretToken(randomness: randomness), admission.person)
        if admission.hasFailures {
            try transaction.execute(
                "UPDATE credential SET consecutive_failures = 0 WHERE tenant_id = \(tenant) AND person_id = \(person)")
        }
        try Session.open(
            token, opening, tenant: tenant, person: person, requestID: requestID, now: now, in: transaction)
        return SessionGrant(
            tenant: tenant, person: person, token: token,
            deviceMark: parts.device.text(tenant: tenant, person: person, passwordSince: admission.passwordSince))
    }
}
