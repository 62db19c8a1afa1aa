package import Database
package import Domain
package import Tenants

/// One kind of further proof, as a person has it.
package struct FactorState: Sendable, Hashable {
    /// Which one.
    package let kind: FactorKind
    /// Whether it is set.
    package let isSet: Bool
    /// What the person recognizes it by.
    package let hint: String?
    /// Whether a try may go on now.
    package let lock: LockAnswer
}

/// What keeps somebody from going on with a login, whichever way is chosen.
package struct LoginLocks: Sendable, Hashable {
    /// How backup codes stand.
    package let backup: LockAnswer
    /// Whether wrong codes of all kinds together locked everything, backup codes too.
    package let isEverythingLocked: Bool
}

/// What came of a try to show a factor at a login.
package enum FactorOutcome: Sendable, Hashable {
    /// It was right, and the login went on.
    case progress(LoginProgress)
    /// It was wrong; so many more may be, and how far the device's clock is off if that is why.
    case wrong(left: Int, ClockSkew?)
    /// Nothing is looked at before this time.
    case locked(until: Instant)
    /// Nothing is looked at until the factor is reset.
    case stopped
    /// It was right once, but its time is over.
    case expired
    /// It was right, but it or a later one was used already; it is no try (see `FactorVerdict.used`).
    case used
    /// The login is over.
    case loginOver
}

/// What came of a try to show a factor within a session.
package enum ProofOutcome: Sendable, Hashable {
    /// It was right.
    case right
    /// It was wrong; so many more may be, and how far the device's clock is off if that is why.
    case wrong(left: Int, ClockSkew?)
    /// Nothing is looked at before this time.
    case locked(until: Instant)
    /// Nothing is looked at until the factor is reset.
    case stopped
    /// It was right once, but its time is over.
    case expired
    /// It was right, but it or a later one was used already; it is no try (see `FactorVerdict.used`).
    case used
}

/// Checks further proofs: counted, looked at, used up and audited in one transaction.
package struct Factors: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Shows a factor at a login's step `factor`, and opens the session if it is right.
    ///
    /// - Throws: `LoginOver` or `DatabaseError`.
    package func show(
        _ grant: PendingGrant, _ kind: FactorKind, _ proof: FactorProof, requestID: String, now: Instant,
        randomness: Randomness
    ) async throws -> FactorOutcome {
        let outcome = try await parts.database.write(.tenant(grant.tenant), urgent: true) {
            transaction -> FactorOutcome in
            guard let pending = try PendingLogin.hold(grant, now: now, in: transaction), pending.step == .factor else {
                return .loginOver
            }
            let subject = FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
            switch try look(kind, proof, subject, by: .somebody, requestID: requestID, now: now, in: transaction) {
            case .right:
                return .progress(
                    try ContinueLogin(parts).proceed(
                        grant, pending, .factorShown(kind), requestID: requestID, now: now, randomness: randomness,
                        in: transaction))
            case .wrong(let left, let skew): return .wrong(left: left, skew)
            case .locked(let until): return .locked(until: until)
            case .stopped: return .stopped
            case .expired: return .expired
            case .used: return .used
            }
        }
        switch outcome {
        case .wrong(left: 0, _), .locked, .stopped: parts.notices.wake()
        default: break
        }
        return outcome
    }

    /// Shows a factor within a session, such as before a change that asks for one.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func prove(
        _ scope: TenantScope, binding: [UInt8], _ kind: FactorKind, _ proof: FactorProof, now: Instant
    ) async throws -> ProofOutcome {
        try scope.require(.manageOwnFactors)
        guard let person = scope.person else { throw NotAllowed(capability: .manageOwnFactors) }
        let subject = FactorSubject(tenant: scope.tenant, person: person, binding: binding)
        let outcome = try await parts.database.write(scope) { transaction in
            try look(kind, proof, subject, by: scope.actor, requestID: scope.requestID, now: now, in: transaction)
        }
        switch outcome {
        case .wrong(left: 0, _), .locked, .stopped: parts.notices.wake()
        default: break
        }
        return outcome
    }

    /// Every kind with how it stands for a person.
    ///
    /// - Throws: `DatabaseError`.
    package func states(
        of subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> [FactorState] {
        try parts.secondFactors.map { factor in
            FactorState(
                kind: factor.kind, isSet: try factor.isSet(subject, in: transaction),
                hint: try factor.hint(subject, in: transaction),
                lock: try FactorLocks.look(LockKind(factor.kind), subject, now: now, in: transaction))
        }
    }

    /// The kinds that a person can show now, in the order in which they are offered; none where no second factor is
    /// used.
    ///
    /// - Throws: `DatabaseError`.
    package func usable(
        _ subject: FactorSubject, _ device: DeviceKind = .pc, now: Instant, in transaction: Transaction
    ) throws -> [FactorKind] {
        try ContinueLogin(parts).facts(subject.tenant, subject.person, device, now: now, in: transaction).offered
    }

    /// How a login that waits at `factor` can go on; nil if it is over or elsewhere.
    ///
    /// - Throws: `DatabaseError`.
    package func offered(_ grant: PendingGrant, now: Instant) async throws -> [FactorState]? {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.step == .factor else {
                return nil
            }
            let subject = FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
            let usable = try usable(subject, pending.device, now: now, in: transaction)
            return try states(of: subject, now: now, in: transaction).filter { usable.contains($0.kind) }
        }
    }

    /// What keeps backup codes, and everything, from being looked at at a login; nil if it is over.
    ///
    /// - Throws: `DatabaseError`.
    package func locks(_ grant: PendingGrant, now: Instant) async throws -> LoginLocks? {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction) else { return nil }
            let subject = FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
            return LoginLocks(
                backup: try FactorLocks.look(.backup, subject, now: now, in: transaction),
                isEverythingLocked: try FactorLocks.ofEverything(subject, now: now, in: transaction) != nil)
        }
    }

    /// Removes every factor of a person, and lifts the locks.
    ///
    /// - Returns: The kinds that were set.
    /// - Throws: `DatabaseError`.
    package func removeAll(_ subject: FactorSubject, in transaction: Transaction) throws -> [FactorKind] {
        try FactorLocks.lift(subject.person, tenant: subject.tenant, in: transaction)
        return try parts.secondFactors.filter { try $0.remove(subject, in: transaction) }.map(\.kind)
    }

    /// What follows when one of a person's own factors was set or removed, in the same transaction: every other session
    /// and unfinished login of theirs ends, what locked it is lifted, the chain and the person are told. The caller wakes
    /// the notices.
    func changed(
        _ notice: SecurityNotice, _ kind: FactorKind, _ subject: FactorSubject, requestID: String, now: Instant,
        in transaction: Transaction
    ) throws {
        let (tenant, person) = (subject.tenant, subject.person)
        try FactorLocks.clear(LockKind(kind), subject, in: transaction)
        try Credential.endEverything(person: person, tenant: tenant, but: subject.binding, transaction)
        let action: StaticString = if case .factorRemoved = notice { "factor.removed" } else { "factor.set" }
        try AuditChain.append(
            AuditEvent(action, subject: "person:\(person)", reason: kind.rawValue), tenant: tenant,
            actor: .person(person), requestID: requestID, at: now, in: transaction)
        try parts.notices.queue(notice, tenant, person, now, transaction)
    }

    /// What follows when a code or passkey was not right, in the same transaction: the chain is told. The last try before
    /// the lock ends the login that it was for, if it was for one, and its person is told too. The caller wakes the
    /// notices.
    ///
    /// - Parameters:
    ///   - reason: What was tried, for the chain; nil for the kind.
    ///   - actor: Who tried: at a login somebody who may not be the person.
    /// - Returns: What the person is told instead of how many tries are left: that nothing of this kind is looked at any more
    ///   until somebody lifts that, or that nothing of any kind is looked at for a while. Nil for neither.
    func refused(
        _ kind: LockKind, reason: String? = nil, _ subject: FactorSubject, by actor: Actor, left: Int,
        requestID: String, now: Instant, in transaction: Transaction
    ) throws -> LockAnswer? {
        try tell(reason ?? kind.rawValue, subject, by: actor, requestID: requestID, now: now, in: transaction)
        guard left == 0 else { return nil }
        let lock = try FactorLocks.look(kind, subject, now: now, in: transaction)
        // Whoever lifted it in the meantime has told that.
        guard lock.isShut else { return nil }
        let isStopped = lock == .stopped
        let everything = try FactorLocks.ofEverything(subject, now: now, in: transaction)
        let locked = everything == nil ? kind : .all
        try AuditChain.append(
            AuditEvent(
                isStopped ? "factor.stopped" : "factor.locked", subject: "person:\(subject.person)",
                reason: isStopped ? kind.rawValue : locked.rawValue), tenant: subject.tenant, actor: .system,
            requestID: requestID, at: now, in: transaction)
        try parts.notices.queue(
            isStopped ? .factorStopped(kind) : .factorLocked(locked), subject.tenant, subject.person, now, transaction)
        try PendingLogin.end(subject.binding, tenant: subject.tenant, in: transaction)
        return isStopped ? .stopped : everything.map { .locked(until: $0) }
    }

    /// Tells the chain of what was refused.
    func tell(
        _ reason: String, _ subject: FactorSubject, by actor: Actor, requestID: String, now: Instant,
        in transaction: Transaction
    ) throws {
        try AuditChain.append(
            AuditEvent("factor.refused", subject: "person:\(subject.person)", result: "refused", reason: reason),
            tenant: subject.tenant, actor: actor, requestID: requestID, at: now, in: transaction)
    }

    /// Holds the counts, looks, and counts what was not right, or clears the counts. A refusal is a value, so that its
    /// count is kept.
    private func look(
        _ kind: FactorKind, _ proof: FactorProof, _ subject: FactorSubject, by actor: Actor, requestID: String,
        now: Instant, in transaction: Transaction
    ) throws -> ProofOutcome {
        let counts = try FactorLocks.hold(LockKind(kind), subject, in: transaction)
        let left: Int
        switch counts.answer(now: now) {
        case .locked(let until): return .locked(until: until)
        case .stopped: return .stopped
        case .open(let remaining): left = remaining
        }
        // What is no answer is no try.
        guard proof.isAnswer else { return .expired }
        // Apps and passkeys are allowed everywhere.
        let canBeShown =
            try [.app, .passkey].contains(kind) || usable(subject, now: now, in: transaction).contains(kind)
        let factor = canBeShown ? parts.secondFactors.first { $0.kind == kind } : nil
        let verdict = try factor?.check(proof, subject, now: now, in: transaction) ?? .wrong(nil)
        if verdict == .right {
            if !counts.areNone { try FactorLocks.clear(LockKind(kind), subject, in: transaction) }
            return .right
        }
        if verdict == .expired, kind == .passkey { return .expired }
        if verdict == .used {
            try tell("\(kind.rawValue).used", subject, by: actor, requestID: requestID, now: now, in: transaction)
            return .used
        }
        // What is not set cannot be guessed, and whoever comes here was told what is.
        guard try canBeShown && factor?.isSet(subject, in: transaction) == true else {
            return .wrong(left: left + 1, nil)
        }
        try counts.count(now: now, in: transaction)
        let end = try refused(
            LockKind(kind), subject, by: actor, left: left, requestID: requestID, now: now, in: transaction)
        switch end {
        case .stopped: return .stopped
        case .locked(let until): return .locked(until: until)
        case .open, nil: break
        }
        return switch verdict {
        // The last try locks, whatever was wrong with it.
        case .expired: left == 0 ? .wrong(left: 0, nil) : .expired
        case .wrong(let skew): .wrong(left: left, skew)
        case .right, .used: .used
        }
    }
}
