import Database
package import Domain
import Tenants

/// Logs a person in by organization code, ID and password.
///
/// An organization that does not exist, an ID that does not exist, a wrong password, somebody who left and a password
/// that ran out all get the same answer after the same work.
package struct LogIn: Sendable {
    /// What came of a try.
    package enum Outcome: Sendable, Hashable {
        /// The password was right.
        case progress(LoginProgress)
        /// Something did not match; it is never said what.
        case refused
        /// The account, whether it exists or not, waits after wrong passwords.
        case wait(Duration)
        /// The source address tries too often.
        case tooManyFromSource
    }

    /// What a person typed, and from where.
    package struct Attempt: Sendable {
        let account: AccountName
        let password: String
        let deviceMark: String?
        let source: String
        let requestID: String
        let opening: SessionOpening
        let leadsTo: String

        /// One try to log in.
        ///
        /// - Parameters:
        ///   - deviceMark: The cookie of `DeviceMark`, if the browser has one.
        ///   - source: The network address, for the limit per source.
        ///   - device: What the person logs in with.
        ///   - label: The browser and system, for the list of one's own sessions.
        ///   - leadsTo: What was asked for before the login; empty for nothing.
        package init(
            account: AccountName, password: String, deviceMark: String?, source: String, requestID: String,
            device: DeviceKind = .pc, label: String = "", leadsTo: String = ""
        ) {
            self.account = account
            self.password = password
            self.deviceMark = deviceMark
            self.source = source
            self.requestID = requestID
            opening = SessionOpening(device: device, label: label)
            self.leadsTo = leadsTo
        }
    }

    private let parts: AuthParts
    private var database: Database { parts.database }
    private var hasher: PasswordHasher { parts.hasher }

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Tries to log in.
    ///
    /// - Throws: `PasswordHasher.Busy` or `DatabaseError`.
    package func callAsFunction(
        _ attempt: Attempt, now: Instant, randomness: Randomness
    ) async throws -> Outcome {
        guard parts.sourceLimit.take(from: attempt.source, now: now) else { return .tooManyFromSource }
        let organization = try await OrganizationDoor.find(code: attempt.account.organizationCode, in: database)
        let place = try hasher.take()
        let counted = try await count(attempt, in: organization, now: now)
        let credential = counted.credential
        let isRight = await check(attempt.password, against: credential, in: place, now: now)
        let tries: Int
        switch counted.turn {
        case .wait(let wait): return .wait(wait)
        case .go(let number): tries = number
        }
        // What strangers did stops strangers: a browser of the person's own is stopped by its own tries.
        let failures = counted.isOwnDevice ? tries - 1 : credential?.consecutiveFailures ?? 0
        guard isRight, let organization, let credential, !credential.hasLeft, failures < LoginWait.failuresToStop else {
            try await recordFailure(attempt, tenant: organization?.tenant, person: credential?.person, now: now)
            return .refused
        }
        let outcome = try await admit(
            attempt, organization.tenant, credential, counted, now: now, randomness: randomness)
        if outcome != .refused {
            // The login stands. What fails here, on a busy morning, is done at the next one.
            try? await renewHash(of: credential, typed: attempt.password, tenant: organization.tenant)
        }
        return outcome
    }

    /// Makes the hash anew if it was made with an older key or older parameters.
    private func renewHash(of credential: Credential, typed: String, tenant: TenantID) async throws {
        guard let old = credential.hash, hasher.isOutdated(old) else { return }
        let new = try await hasher.hash(PasswordText(typed))
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE credential SET hash = \(new)
                WHERE tenant_id = \(tenant) AND person_id = \(credential.person) AND hash = \(old)
                """)
        }
    }

    /// A try that was counted before its password is looked at.
    private struct Counted: Sendable {
        /// What is stored for whoever is named, as it was then.
        let credential: Credential?
        /// Whether it comes from a browser that the person logged in with before.
        let isOwnDevice: Bool
        /// What it was counted under.
        let key: [UInt8]
        let turn: LoginThrottle.Turn
        /// Whether a right password leads to a further step, as far as can be seen.
        let leadsOn: Bool
    }

    private func count(_ attempt: Attempt, in organization: OrganizationDoor?, now: Instant) async throws -> Counted {
        let device = parts.device
        // Without an organization the look-up runs all the same, for nobody.
        let tenant = organization?.tenant ?? TenantID(rawValue: 0)
        return try await database.write(.tenant(tenant), urgent: true, durability: .process) { transaction in
            let credential = try Credential.find(loginID: attempt.account.loginID, tenant: tenant, transaction)
            let isOwnDevice =
                if let credential, let since = credential.changedAt {
                    device.isValid(
                        attempt.deviceMark, tenant: tenant, person: credential.person, passwordSince: since)
                } else {
                    false
                }
            let key = isOwnDevice ? attempt.account.ownKey : attempt.account.strangersKey(from: attempt.source)
            let turn = try LoginThrottle.count(key, now: now, in: transaction)
            let factors = try FactorTables.kinds(
                of: credential?.person ?? PersonID(rawValue: 0), tenant, in: transaction)
            return Counted(
                credential: credential, isOwnDevice: isOwnDevice, key: key, turn: turn,
                leadsOn: !factors.isEmpty || credential?.state == .temporary)
        }
    }

    /// One Argon2id run, whatever there is to compare with.
    private func check(
        _ typed: String, against credential: Credential?, in place: PasswordHasher.Place, now: Instant
    ) async -> Bool {
        let matchesOwn = await hasher.verify(PasswordText(typed), against: credential?.hash, in: place)
        guard let credential, credential.state == .temporary else { return matchesOwn }
        guard let hash = credential.temporaryHash, let end = credential.expiresAt, now < end else { return false }
        return FirstPassword.matches(typed, hash: hash)
    }

    /// Counts and records a failure: as much durable work whoever was named, so that its time tells nothing. What names
    /// no organization stands in the installation's chain, whose number is 0: the first of an hour, the tenth, the
    /// hundredth and so on, each with its number. What was typed stands nowhere, and nobody is said to have done it: the
    /// row is about the person who was named. Whose password is stopped by it is told so. It gives way to answers: whoever
    /// guesses must not be in front of them.
    private func recordFailure(
        _ attempt: Attempt, tenant: TenantID?, person: PersonID?, now: Instant
    ) async throws {
        let rows = tenant ?? TenantID(rawValue: 0)
        try await database.write(.tenant(rows)) { transaction in
            let failures = try transaction.value(
                Int.self,
                """
                UPDATE credential SET consecutive_failures = consecutive_failures + 1
                WHERE tenant_id = \(rows) AND person_id = \(person ?? PersonID(rawValue: 0))
                RETURNING consecutive_failures
                """)
            if failures == LoginWait.failuresToStop, let person {
                try parts.notices.queue(.passwordStopped, rows, person, now, transaction)
            }
            var reason = person == nil ? "unknown" : ""
            if tenant == nil {
                guard let unknown = try LoginThrottle.unknownReason(now: now, in: transaction) else { return }
                reason = unknown
            }
            let event = AuditEvent(
                "login", subject: person.map { "person:\($0)" } ?? "", result: "refused", reason: reason)
            try AuditChain.append(
                event, to: AuditChainID(number: rows.rawValue), actor: .somebody,
                requestID: attempt.requestID, at: now, in: transaction)
        }
    }

    /// Lets somebody in or on whose password was right. Who is told to go on waits for no disk: a login that a power cut
    /// takes back begins anew.
    private func admit(
        _ attempt: Attempt, _ tenant: TenantID, _ credential: Credential, _ counted: Counted, now: Instant,
        randomness: Randomness
    ) async throws -> Outcome {
        if counted.leadsOn {
            let outcome = try await admit(
                attempt, tenant, credential, counted, .process, now: now, randomness: randomness)
            if let outcome { return outcome }
        }
        return try await admit(attempt, tenant, credential, counted, .disk, now: now, randomness: randomness)
            ?? .refused
    }

    /// Returns nil, and has changed nothing but counts, if a session would have to be opened that a power cut must not take
    /// back.
    private func admit(
        _ attempt: Attempt, _ tenant: TenantID, _ credential: Credential, _ counted: Counted,
        _ durability: Durability, now: Instant, randomness: Randomness
    ) async throws -> Outcome? {
        let person = credential.person
        return try await database.write(.tenant(tenant), urgent: true, durability: durability) {
            transaction -> Outcome? in
            // The password may have been changed while it was being checked, or be about to be.
            try Credential.lock(person: person, tenant: tenant, transaction)
            let present = try Credential.find(person: person, tenant: tenant, transaction)
            guard let present, let admission = present.admission, present.hash == credential.hash,
                present.temporaryHash == credential.temporaryHash,
                // So may the guesses from many networks at once have been counted.
                counted.isOwnDevice || present.consecutiveFailures < LoginWait.failuresToStop
            else { return .refused }
            try LoginThrottle.clear(counted.key, in: transaction)
            let login = ContinueLogin(parts)
            let opening = attempt.opening
            let facts = try login.facts(
                tenant, person, opening.device, isTemporary: credential.state == .temporary, now: now, in: transaction)
            switch LoginStep.first(facts) {
            case .ask(let step):
                let token = SecretToken(randomness: randomness)
                try PendingLogin.open(
                    token, at: step, tenant: tenant, person: person, opening, leadsTo: attempt.leadsTo,
                    now: now, in: transaction)
                return .progress(LoginProgress(at: step, PendingGrant(tenant: tenant, token: token), facts))
            case .open where durability == .process: return nil
            case .open:
                var session = try login.open(
                    opening, tenant, admission, requestID: attempt.requestID, now: now, randomness: randomness,
                    in: transaction)
                session.leadsTo = attempt.leadsTo
                return .progress(.signedIn(session))
            }
        }
    }
}
