import Database
package import Domain
package import Tenants

/// Makes sets of backup codes, each shown once: after a factor was set at a login, or later for whoever gives
/// their password.
package struct MakeBackupCodes: Sendable {
    /// What a login shows.
    package struct Shown: Sendable {
        /// The ten codes.
        package let codes: [BackupCode]
        /// Whether codes that the person may have written down stopped working for them.
        package let replaceOthers: Bool
    }

    private let parts: AuthParts
    private let codes: BackupCodes

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
        codes = BackupCodes(hasher: parts.hasher)
    }

    /// A fresh set for a login at the step `backupCodes`. Each display makes another, and only the one shown last is
    /// good: nothing that was shown is kept to be shown again. Ten hashes are dear, so they are made for a login that
    /// stands there only, and no oftener than one may log in.
    ///
    /// - Throws: `LoginOver`, `PasswordHasher.Busy` or `DatabaseError`.
    package func show(
        _ grant: PendingGrant, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> Shown {
        let person = try await parts.database.read(.tenant(grant.tenant)) { transaction in
            let pending = try PendingLogin.find(grant, now: now, in: transaction)
            return pending?.step == .backupCodes ? pending?.person : nil
        }
        guard let person else { throw LoginOver() }
        guard parts.sourceLimit.take(from: "backup codes of \(grant.tenant) \(person)", now: now) else {
            throw PasswordHasher.Busy()
        }
        let set = try await codes.fresh(randomness: randomness)
        return try await parts.database.write(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.hold(grant, now: now, in: transaction), pending.step == .backupCodes
            else { throw LoginOver() }
            let hadOthers = try BackupCodes.status(of: pending.person, tenant: grant.tenant, in: transaction) != nil
            try BackupCodes.replace(
                with: set, of: pending.person, tenant: grant.tenant, areKept: false, now: now, in: transaction)
            try PendingLogin.show(codes: BackupCodes.beginnings(of: set.codes), grant, in: transaction)
            try AuditChain.append(
                AuditEvent("backupCodes.made", subject: "person:\(pending.person)", reason: "setUp"),
                tenant: grant.tenant, actor: .person(pending.person), requestID: requestID, at: now, in: transaction)
            return Shown(codes: set.codes, replaceOthers: hadOthers)
        }
    }

    /// Whether these ten, which a page showed at a login's step `backupCodes`, are still the set that works.
    ///
    /// - Throws: `DatabaseError`.
    package func areCurrent(_ codes: [BackupCode], _ grant: PendingGrant, now: Instant) async throws -> Bool {
        try await parts.database.read(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.step == .backupCodes
            else { return false }
            return try BackupCodes.areStored(codes, of: pending.person, tenant: grant.tenant, in: transaction)
        }
    }

    /// The same for whoever is in; requires `manageOwnFactors`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func areCurrent(_ codes: [BackupCode], _ scope: TenantScope) async throws -> Bool {
        try scope.require(.manageOwnFactors)
        guard let person = scope.person else { throw NotAllowed(capability: .manageOwnFactors) }
        return try await parts.database.read(scope) { transaction in
            try BackupCodes.areStored(codes, of: person, tenant: scope.tenant, in: transaction)
        }
    }

    /// Whether somebody who is in has set a factor and has no codes that are kept: they are asked for first.
    ///
    /// - Throws: `DatabaseError`.
    package func areMissing(_ session: Session) async throws -> Bool {
        guard parts.makesBackupCodes else { return false }
        let tenant = session.scope.tenant
        return try await parts.database.read(session.scope) { transaction in
            try !FactorTables.kinds(of: session.person, tenant, in: transaction).isEmpty
                && !BackupCodes.areKept(by: session.person, tenant: tenant, in: transaction)
        }
    }

    /// Goes on once the codes are kept (「コードを安全に記録しました」).
    ///
    /// - Parameter codes: The ten that were shown; nil for those that this login showed last.
    /// - Throws: `LoginOver`, `NotFound` if this login showed none or others were made since, or `DatabaseError`.
    package func kept(
        _ grant: PendingGrant, _ codes: [BackupCode]? = nil, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> LoginProgress {
        try await parts.database.write(.tenant(grant.tenant)) { transaction in
            guard let pending = try PendingLogin.hold(grant, now: now, in: transaction), pending.step == .backupCodes
            else { throw LoginOver() }
            let (person, tenant) = (pending.person, grant.tenant)
            guard
                try codes.map({ try BackupCodes.areStored($0, of: person, tenant: tenant, in: transaction) })
                    ?? BackupCodes.areStored(
                        beginningLike: pending.shownCodes, of: person, tenant: tenant, in: transaction)
            else { throw NotFound("backupCodes") }
            try BackupCodes.keep(by: person, tenant: tenant, in: transaction)
            return try ContinueLogin(parts).proceed(
                grant, pending, .codesKept, requestID: requestID, now: now, randomness: randomness, in: transaction)
        }
    }

    /// A fresh set in place of the old one, for whoever is in, showed password and factor a short while ago, and gives the
    /// password again.
    ///
    /// - Parameters:
    ///   - asked: When the form was shown that asks for it; nil where there is none.
    ///   - areKept: Whether nobody asks whether they are kept, as of a program; a person is asked, at the
    ///     next login at the latest.
    /// - Throws: `InvalidInput` of the field `password`, `MadeMeanwhile` if the set is newer than the form, `NotAllowed`,
    ///   `ProofNeeded`, `NotSignedIn`, `PasswordHasher.Busy` or `DatabaseError`.
    package func anew(
        _ session: Session, password: String, asked: Instant? = nil, areKept: Bool = false, now: Instant,
        randomness: Randomness
    ) async throws -> [BackupCode] {
        let (scope, person) = (session.scope, session.person)
        try scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        let set = try await codes.fresh(randomness: randomness)
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            if let asked, let made = try BackupCodes.status(of: person, tenant: scope.tenant, in: transaction)?.madeAt,
                made > asked
            {
                throw MadeMeanwhile()
            }
            try BackupCodes.replace(
                with: set, of: person, tenant: scope.tenant, areKept: areKept, now: now, in: transaction)
            try AuditChain.append(
                AuditEvent("backupCodes.made", subject: "person:\(person)"), by: scope, at: now, in: transaction)
            try parts.notices.queue(.backupCodesMade, scope.tenant, person, now, transaction)
        }
        parts.notices.wake()
        return set.codes
    }

    /// Takes the word of whoever is in that these ten are kept; requires `manageOwnFactors`.
    ///
    /// - Returns: False if they are not the set that works.
    /// - Throws: `NotAllowed`, `NotSignedIn` or `DatabaseError`.
    package func keep(_ codes: [BackupCode], _ session: Session) async throws -> Bool {
        let (scope, person) = (session.scope, session.person)
        try scope.require(.manageOwnFactors)
        return try await parts.database.write(scope) { transaction in
            // Nobody replaces the set between the look and the word.
            try session.hold(in: transaction)
            guard try BackupCodes.areStored(codes, of: person, tenant: scope.tenant, in: transaction) else {
                return false
            }
            try BackupCodes.keep(by: person, tenant: scope.tenant, in: transaction)
            return true
        }
    }

    /// How the own set stands; nil if there is none.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func status(_ scope: TenantScope) async throws -> BackupCodes.Status? {
        try scope.require(.manageOwnFactors)
        guard let person = scope.person else { throw NotAllowed(capability: .manageOwnFactors) }
        return try await parts.database.read(scope) { transaction in
            try BackupCodes.status(of: person, tenant: scope.tenant, in: transaction)
        }
    }
}
