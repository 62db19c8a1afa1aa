import CSodium
import Database
package import Domain
import Tenants

/// Logs a family user in by organization code, the employee's ID, family code and password (R-006, R-007, R-168).
///
/// Whatever does not match gets the same answer after the same work: an organization without families, an employee who
/// left, a family code that nobody has, a wrong password, none where one is required. The waits are those of the
/// employee's family as a whole, since a family code is short; the employee's own login never waits for them.
package struct FamilyLogIn: Sendable {
    /// What came of a try.
    package enum Outcome: Sendable, Hashable {
        /// The family user is in.
        case signedIn(FamilyGrant)
        /// Something did not match; it is never said what.
        case refused
        /// The family waits after wrong tries, whether it exists or not.
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
        let isOwnDevice =
            found.map {
                parts.device.isValid(attempt.deviceMark, tenant: tenant, member: $0.member, since: $0.since)
            } ?? false
        let key = Self.throttleKey(attempt.account, ownDeviceOf: isOwnDevice ? found?.member : nil)
        let place = try parts.hasher.take()
        let turn = try await database.write(.installation, urgent: true) { transaction in
            try LoginThrottle.count(key, now: now, in: transaction)
        }
        let matches = await parts.hasher.verify(PasswordText(attempt.password), against: found?.hash, in: place)
        if case .wait(let wait) = turn { return .wait(wait) }
        let isRight = found.map { $0.hash == nil ? attempt.password.isEmpty : matches } ?? false
        if isRight, let found, let grant = try await admit(attempt, found, tenant, isOwnDevice, key, now, randomness) {
            return .signedIn(grant)
        }
        try await database.write(.tenant(tenant)) { transaction in
            var reason = found == nil ? "unknown" : ""
            if organization == nil {
                guard let unknown = try LoginThrottle.unknownReason(now: now, in: transaction) else { return }
                reason = unknown
            }
            let event = AuditEvent(
                "family.login", subject: found.map { "family:\($0.member)" } ?? "", result: "refused", reason: reason)
            try AuditChain.append(
                event, to: AuditChainID(number: tenant.rawValue), actor: .system, requestID: attempt.requestID, at: now,
                in: transaction)
        }
        return .refused
    }

    /// Opens the session; nil if something was changed while the password was looked at, or a password is missing that is
    /// required (R-168).
    private func admit(
        _ attempt: Attempt, _ found: FamilyCredential, _ tenant: TenantID, _ isOwnDevice: Bool, _ key: [UInt8],
        _ now: Instant, _ randomness: Randomness
    ) async throws -> FamilyGrant? {
        let token = SecretToken(randomness: randomness)
        let notices = parts.notices
        let isOpened = try await database.write(.tenant(tenant), urgent: true) { transaction -> Bool in
            let present = try FamilyCredential.find(
                loginID: attempt.account.loginID, code: attempt.code, tenant: tenant, transaction)
            guard let present, present.member == found.member, present.hash == found.hash,
                try present.hash != nil || !ReadSettings.load(tenant, in: transaction).familyPasswordRequired
            else { return false }
            try LoginThrottle.clear(key, in: transaction)
            try transaction.execute(
                """
                INSERT INTO family_session (tenant_id, token_hash, member_id, created_at, seen_at)
                VALUES (\(tenant), \(token.hash), \(found.member), \(now), \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO family_login_record (tenant_id, member_id, last_at, previous_at)
                VALUES (\(tenant), \(found.member), \(now), \(nil as Instant?))
                ON CONFLICT (tenant_id, member_id)
                DO UPDATE SET previous_at = family_login_record.last_at, last_at = \(now)
                """)
            try AuditChain.append(
                AuditEvent("family.login", subject: "family:\(found.member)"), tenant: tenant,
                actor: .family(found.member), requestID: attempt.requestID, at: now, in: transaction)
            if !isOwnDevice { try notices.queue(.familyLogin(found.code), tenant, found.person, now, transaction) }
            return true
        }
        guard isOpened else { return nil }
        notices.wake()
        return FamilyGrant(
            cookie: Secret("\(tenant)~\(token.secret.exposed)"),
            deviceMark: parts.device.text(tenant: tenant, member: found.member, since: found.since))
    }

    /// The key of a family's waits: one that no employee's login has. A browser that a family user logged in from before
    /// has waits of its own.
    private static func throttleKey(_ account: AccountName, ownDeviceOf member: FamilyMemberID?) -> [UInt8] {
        let input = Array(
            "family\n\(account.organizationCode)\n\(account.loginID)\n\(member.map { "\($0)" } ?? "")".utf8)
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }
}

/// A family user's session that was just opened.
package struct FamilyGrant: Sendable, Hashable {
    /// The text of the session cookie.
    package let cookie: Secret
    /// What the browser keeps to skip waits that strangers cause.
    package let deviceMark: String
}
