import Database
package import Domain
import Tenants

/// Takes a backup code at a login's step `factor`, in place of a factor.
package struct UseBackupCode: Sendable {
    /// What a code is used for.
    package enum Use: String, Sendable, CaseIterable {
        /// Signs in once; the factors stay.
        case signIn
        /// Clears all factors and the rest of the set, and leads to a new set-up.
        case clear
    }

    private let parts: AuthParts
    private let codes: BackupCodes

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
        codes = BackupCodes(hasher: parts.hasher)
    }

    /// Tries a typed code: counted before it is looked at, one Argon2id run whatever was typed, used up in the
    /// transaction that takes the login further.
    ///
    /// - Throws: `LoginOver`, `PasswordHasher.Busy` or `DatabaseError`.
    package func callAsFunction(
        _ grant: PendingGrant, typed: String, _ use: Use, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> FactorOutcome {
        let code = BackupCode(typed: typed)
        let turn = try parts.hasher.take()
        let place = try await parts.database.write(.tenant(grant.tenant), urgent: true) { transaction -> Place? in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.step == .factor else {
                return nil
            }
            let subject = subject(grant, pending)
            return Place(
                subject: subject,
                answer: try FactorLocks.take(.backup, subject, now: now, in: transaction),
                hash: try BackupCodes.hash(
                    for: code, of: pending.person, tenant: grant.tenant, in: transaction),
                bypass: try LoginBypass.stored(
                    for: code, of: pending.person, tenant: grant.tenant, now: now, in: transaction))
        }
        guard let place else { return .loginOver }
        let left: Int
        switch place.answer {
        case .open(let remaining): left = remaining
        case .locked(let until): return .locked(until: until)
        case .stopped: return .stopped
        }
        let isRight = await codes.matches(code, hash: place.hash ?? place.bypass?.hash, in: turn)
        defer { parts.notices.wake() }
        return try await parts.database.write(.tenant(grant.tenant), urgent: true) { transaction -> FactorOutcome in
            let subject = place.subject
            /// Takes the place back of whoever showed a right code, since they do not guess.
            func giveBack() throws {
                try FactorLocks.giveBack(.backup, subject, left: left, countedAt: now, now: now, in: transaction)
            }
            guard let pending = try PendingLogin.hold(grant, now: now, in: transaction), pending.step == .factor else {
                if isRight, !place.isOver {
                    try giveBack()
                } else if left == 0 {
                    // What locks is told, wherever its login has gone.
                    _ = try Factors(parts).refused(
                        .backup, subject, by: .somebody, left: left, requestID: requestID, now: now, in: transaction)
                }
                return .loginOver
            }
            if isRight, try wasUsed(place, in: transaction) {
                try giveBack()
                try Factors(parts).tell(
                    "backup.used", subject, by: .somebody, requestID: requestID, now: now, in: transaction)
                return .used
            }
            guard isRight, let code, try spend(code, place, subject, now: now, in: transaction) else {
                let end = try Factors(parts).refused(
                    .backup, subject, by: .somebody, left: left, requestID: requestID, now: now, in: transaction)
                switch end {
                case .stopped: return .stopped
                case .locked(let until): return .locked(until: until)
                // The last try locks, whatever was wrong with it.
                case .open, nil:
                    return isRight && place.isOver && left > 0 ? .expired : .wrong(left: left, nil)
                }
            }
            try FactorLocks.clear(.backup, subject, left: left, now: now, in: transaction)
            let person = "person:\(pending.person)"
            try AuditChain.append(
                place.isBypass
                    ? AuditEvent("bypass.used", subject: person)
                    : AuditEvent("backupCode.used", subject: person, reason: use.rawValue),
                tenant: grant.tenant, actor: .person(pending.person), requestID: requestID, at: now, in: transaction)
            try parts.notices.queue(
                place.isBypass ? .bypassUsed : .backupCodeUsed, grant.tenant, pending.person, now, transaction)
            let event: LoginEvent
            // A code that an administrator made lets in once and changes nothing, whatever is asked of it.
            switch place.isBypass ? .signIn : use {
            case .signIn: event = .backupCodeShown
            case .clear:
                try ResetFactors(parts).clear(
                    subject, by: .person(pending.person), .oneself, requestID: requestID, now: now, in: transaction)
                event = .cleared
            }
            return .progress(
                try ContinueLogin(parts).proceed(
                    grant, pending, event, requestID: requestID, now: now, randomness: randomness, in: transaction))
        }
    }

    /// Uses up what the typed code was measured by.
    private func spend(
        _ code: BackupCode, _ place: Place, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> Bool {
        if let hash = place.hash {
            return try BackupCodes.use(
                code, hash: hash, of: subject.person, tenant: subject.tenant, now: now, in: transaction)
        }
        guard let bypass = place.bypass else { return false }
        return try LoginBypass.use(
            hash: bypass.hash, of: subject.person, tenant: subject.tenant, now: now, in: transaction)
    }

    /// Whether the code that was typed right was used before, by whomever: the one that was faster, or an earlier login.
    private func wasUsed(_ place: Place, in transaction: Transaction) throws -> Bool {
        let (person, tenant) = (place.subject.person, place.subject.tenant)
        if let hash = place.hash {
            return try BackupCodes.isUsed(hash: hash, of: person, tenant: tenant, in: transaction)
        }
        guard let bypass = place.bypass else { return false }
        return try LoginBypass.isUsed(hash: bypass.hash, of: person, tenant: tenant, in: transaction)
    }

    private func subject(_ grant: PendingGrant, _ pending: PendingLogin) -> FactorSubject {
        FactorSubject(tenant: grant.tenant, person: pending.person, binding: grant.token.hash)
    }

    /// The place that a try took, and what it is measured by.
    private struct Place: Sendable {
        let subject: FactorSubject
        let answer: LockAnswer
        let hash: String?
        /// The same for the code that an administrator made.
        let bypass: LoginBypass.Stored?

        var isBypass: Bool { hash == nil }
        /// Whether it is measured by a code whose time has passed.
        var isOver: Bool { isBypass && bypass?.isOver == true }
    }
}
