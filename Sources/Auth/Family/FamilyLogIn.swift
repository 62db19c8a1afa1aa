import Database
package import Domain
import Tenants

/// Logs a family user in by organization code, the employee's ID, family code and password.
///
/// Whatever does not match gets the same answer after the same work: an organization without families, an employee who
/// left, a family code that nobody has, a wrong password, none where one is needed. Without a password only a code that
/// the program made lets anybody in: one that was typed can be guessed. The waits are those of the employee's family as
/// a whole, since a family code is short, for each network; a right login takes back its own tries and nobody else's.
/// Behind them stands `FamilyStop`. The employee's own login never waits for any of it.
package struct FamilyLogIn: Sendable {
    /// What came of a try.
    package enum Outcome: Sendable, Hashable {
        /// The family user is in.
        case signedIn(FamilyGrant)
        /// Something did not match; it is never said what.
        case refused
        /// The family waits after wrong tries from this network, whether it exists or not.
        case wait(Duration)
        /// The source address tries too often.
        case tooManyFromSource
    }

    /// What a family user typed, and from where.
    package struct Attempt: Sendable {
        let account: AccountName
        let code: String
        let password: String
        let deviceMark: String?
        let source: String
        let requestID: String

        /// One try to log in.
        ///
        /// - Parameters:
        ///   - deviceMark: The mark of a browser that the family user logged in from before, if it has one.
        ///   - source: The network address, for the limit per source.
        package init(
            account: AccountName, code: String, password: String, deviceMark: String?, source: String,
            requestID: String
        ) {
            self.account = account
            self.code = (try? FamilyCode(code))?.description ?? ""
            self.password = password
            self.deviceMark = deviceMark
            self.source = source
            self.requestID = requestID
        }
    }

    /// For so long a family user's next new browser is not told of.
    private static let toldAgain = Duration.seconds(3_600)

    private let parts: AuthParts
    private var database: Database { parts.database }

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
        // Without an organization the look-up runs all the same, for nobody.
        let tenant = organization?.tenant ?? TenantID(rawValue: 0)
        let found = try await database.read(.tenant(tenant)) { transaction in
            try FamilyCredential.find(
                loginID: attempt.account.loginID, code: attempt.code, tenant: tenant, transaction)
        }
        let member = found?.member
        let isOwnDevice =
            member.map { parts.device.isValid(attempt.deviceMark, tenant: tenant, member: $0.id, epoch: $0.epoch) }
            ?? false
        let key =
            if let member, isOwnDevice {
                attempt.account.familyKey(ownOf: member.id)
            } else {
                attempt.account.familyKey(from: attempt.source)
            }
        let place = try parts.hasher.take()
        let turn = try await database.write(.installation, urgent: true, durability: .process) { transaction in
            try LoginThrottle.count(key, now: now, in: transaction)
        }
        let matches = await parts.hasher.verify(PasswordText(attempt.password), against: member?.hash, in: place)
        let tries: Int
        switch turn {
        case .wait(let wait): return .wait(wait)
        case .go(let number): tries = number
        }
        let isRight = member.map { $0.hash == nil ? $0.isCodeEnough && attempt.password.isEmpty : matches } ?? false
        // What strangers did stops strangers, as with passwords of employees.
        let failures = isOwnDevice ? tries - 1 : found?.failures ?? 0
        if isRight, let found, let member, failures < LoginWait.failuresToStop,
            let grant = try await admit(attempt, found, member, tenant, isOwnDevice, key, now, randomness)
        {
            return .signedIn(grant)
        }
        try await recordFailure(attempt, found, organization?.tenant, now)
        return .refused
    }

    /// Counts and records a failure, with a transaction whoever was named. The chain names the employee whose family is
    /// tried, not the family user; where there is no such employee, it has some of the rows only.
    private func recordFailure(
        _ attempt: Attempt, _ found: FamilyCredential?, _ tenant: TenantID?, _ now: Instant
    ) async throws {
        let (rows, notices) = (tenant ?? TenantID(rawValue: 0), parts.notices)
        try await database.write(.tenant(rows)) { transaction in
            let isStopped = try FamilyStop.count(found?.person, found?.member?.id, rows, transaction)
            var reason = ""
            if let person = found?.person {
                if isStopped { try notices.queue(.familyStopped, rows, person, now, transaction) }
            } else {
                guard let unknown = try LoginThrottle.unknownReason(of: tenant, now: now, in: transaction) else {
                    return
                }
                reason = unknown
            }
            let event = AuditEvent(
                "family.login", subject: found.map { "person:\($0.person)" } ?? "", result: "refused", reason: reason)
            try AuditChain.append(
                event, to: AuditChainID(number: rows.rawValue), actor: .somebody, requestID: attempt.requestID, at: now,
                in: transaction)
        }
        notices.wake()
    }

    /// Opens the session; nil if something was changed, or the family was stopped, while the password was looked at.
    private func admit(
        _ attempt: Attempt, _ found: FamilyCredential, _ member: FamilyCredential.Member, _ tenant: TenantID,
        _ isOwnDevice: Bool, _ key: [UInt8], _ now: Instant, _ randomness: Randomness
    ) async throws -> FamilyGrant? {
        let token = SecretToken(randomness: randomness)
        let notices = parts.notices
        let isOpened = try await database.write(.tenant(tenant), urgent: true) { transaction -> Bool in
            try FamilyLock.take(found.person, in: tenant, transaction)
            let present = try FamilyCredential.find(
                loginID: attempt.account.loginID, code: attempt.code, tenant: tenant, transaction)
            guard let present, present.person == found.person, present.member == member,
                isOwnDevice || present.failures < LoginWait.failuresToStop
            else { return false }
            let own = try FamilyStop.forget(member.id, of: present, tenant, transaction)
            if isOwnDevice {
                try LoginThrottle.clear(key, in: transaction)
            } else {
                // Under this key others of the family are guessed at, too, perhaps by whoever this is.
                try LoginThrottle.takeBack(own + 1, key, in: transaction)
            }
            try FamilySessions.store(token, of: member, in: tenant, now: now, transaction)
            let isTold = try Self.record(member.id, tenant, isKnown: isOwnDevice, now, transaction)
            try AuditChain.append(
                AuditEvent("family.login", subject: "family"), tenant: tenant,
                actor: .family(member.id), requestID: attempt.requestID, at: now, in: transaction)
            if !isTold { try notices.queue(.familyLogin, tenant, found.person, now, transaction) }
            return true
        }
        guard isOpened else { return nil }
        notices.wake()
        return FamilyGrant(
            cookie: Secret("\(tenant)~\(token.secret.exposed)"),
            deviceMark: parts.device.text(tenant: tenant, member: member.id, epoch: member.epoch))
    }

    /// Records the login. A browser that was not used before is told of, once an hour for each family user: whoever goes
    /// on logging in must not fill mailboxes.
    ///
    /// - Returns: Whether the employee knows enough.
    private static func record(
        _ member: FamilyMemberID, _ tenant: TenantID, isKnown: Bool, _ now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        let told = try transaction.value(
            Instant.self,
            """
            SELECT COALESCE(told_at, 0) FROM family_login_record WHERE tenant_id = \(tenant) AND member_id = \(member)
            """)
        let isTold = isKnown || told.map { now - $0 < toldAgain } ?? false
        let toldAt: Instant? = isTold ? told : now
        try transaction.execute(
            """
            INSERT INTO family_login_record (tenant_id, member_id, last_at, previous_at, told_at)
            VALUES (\(tenant), \(member), \(now), \(nil as Instant?), \(toldAt))
            ON CONFLICT (tenant_id, member_id)
            DO UPDATE SET previous_at = family_login_record.last_at, last_at = \(now), told_at = \(toldAt)
            """)
        return isTold
    }
}

/// A family user's session that was just opened.
package struct FamilyGrant: Sendable, Hashable {
    /// The text of the session cookie.
    package let cookie: Secret
    /// What the browser keeps to skip waits that strangers cause.
    package let deviceMark: String
}
