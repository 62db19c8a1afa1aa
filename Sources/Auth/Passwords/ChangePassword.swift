import Database
package import Domain
import Tenants

/// Lets a person choose a password: after a first one, or instead of the own one.
package struct ChangePassword: Sendable {
    /// The new password, typed twice.
    package struct Choice: Sendable {
        let password: PasswordText
        let confirmation: PasswordText

        /// What was typed in the two fields.
        package init(password: String, confirmation: String) {
            self.password = PasswordText(password)
            self.confirmation = PasswordText(confirmation)
        }

        /// Refuses what the policy does not allow, and two fields that differ.
        ///
        /// - Parameter context: Words that everybody can guess of whoever it is for.
        func check(_ policy: PasswordPolicy, _ context: [String]) throws(InvalidInput) {
            var errors: [FieldError] = []
            if let refusal = policy.refusal(of: password, context: context) { errors.append(refusal) }
            if password != confirmation {
                errors.append(
                    FieldError(
                        field: "confirmation", rule: "mismatch",
                        message: LocalizedText(
                            ja: "確認用：もう一方と同じパスワードを入力してください。",
                            en: "Confirmation: type the same password as above.")))
            }
            if !errors.isEmpty { throw InvalidInput(errors) }
        }
    }

    private let parts: AuthParts
    private var database: Database { parts.database }
    private var hasher: PasswordHasher { parts.hasher }
    private var settings: AuthSettingsReader { parts.settings }

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Takes a login that began with a first password further: stores the chosen one. It needs no second factor, and
    /// leads to its set-up where one is used.
    ///
    /// - Throws: `InvalidInput` (the login stays open), `LoginOver`, `PasswordHasher.Busy` or `DatabaseError`.
    package func afterFirstPassword(
        _ grant: PendingGrant, _ choice: Choice, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> LoginProgress {
        let person = try await self.person(of: grant, now: now)
        guard let person else { throw LoginOver() }
        try await check(choice, of: person, tenant: grant.tenant)
        try await refuseFirst(choice, of: person, tenant: grant.tenant)
        let hash = try await hasher.hash(choice.password)
        defer { parts.notices.wake() }
        return try await database.write(.tenant(grant.tenant)) { transaction in
            // The password ends every other login of the person; this one goes on under a new token.
            guard let pending = try PendingLogin.find(grant, now: now, in: transaction), pending.person == person,
                try PendingLogin.consume(grant, of: person, at: .password, now: now, in: transaction)
            else { throw LoginOver() }
            guard
                try Credential.storeOwn(
                    hash: hash, inPlaceOf: nil, person: person, tenant: grant.tenant, now: now, transaction)
            else { throw LoginOver() }
            try AuditChain.append(
                AuditEvent("password.changed", subject: "person:\(person)", reason: "first"), tenant: grant.tenant,
                actor: .person(person), requestID: requestID, at: now, in: transaction)
            try parts.notices.queue(.passwordChanged, grant.tenant, person, now, transaction)
            let next = PendingGrant(tenant: grant.tenant, token: SecretToken(randomness: randomness))
            try PendingLogin.open(
                next.token, at: .password, tenant: grant.tenant, person: person, pending.opening,
                leadsTo: pending.leadsTo, now: now,
                in: transaction)
            guard let again = try PendingLogin.find(next, now: now, in: transaction) else { throw LoginOver() }
            return try ContinueLogin(parts).proceed(
                next, again, .passwordChosen, requestID: requestID, now: now, randomness: randomness, in: transaction)
        }
    }

    /// Goes on if an own change of the password may begin: whoever has a second factor, where one is used, must have
    /// shown it a short while ago.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed` or `DatabaseError`.
    package func requireFactor(_ session: Session, now: Instant) async throws {
        try session.scope.require(.manageOwnLogin)
        let factors = try await ProveAgain(parts).asked(session, now: now).map(\.kind)
        guard !factors.isEmpty else { return }
        do {
            try session.requireRecentProof(now: now)
        } catch {
            throw ProofNeeded(factors: factors)
        }
        if session.opening.factor.isEmpty { throw ProofNeeded(factors: factors) }
    }

    /// Replaces the own password. All other sessions of the person end; the answer is a new session like this one.
    ///
    /// - Throws: `InvalidInput`, `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `PasswordHasher.Busy` or `DatabaseError`.
    package func own(
        _ session: Session, current: String, _ choice: Choice, now: Instant, randomness: Randomness
    ) async throws -> SessionGrant {
        try await requireFactor(session, now: now)
        let (scope, person, tenant) = (session.scope, session.person, session.scope.tenant)
        let stored = try await database.read(scope) { transaction in
            try Credential.find(person: person, tenant: tenant, transaction)?.hash
        }
        do {
            // Guesses in a borrowed session wait like those at a login.
            try await OwnPassword(parts).check(current, of: scope, now: now)
        } catch let error as InvalidInput {
            throw InvalidInput(
                error.errors.map { FieldError(field: "currentPassword", rule: $0.rule, message: $0.message) })
        }
        if choice.password == PasswordText(current) { throw Self.unchanged }
        try await check(choice, of: person, tenant: tenant)
        let hash = try await hasher.hash(choice.password)
        let token = SecretToken(randomness: randomness)
        try await database.write(scope) { transaction in
            try session.hold(in: transaction)
            guard
                try Credential.storeOwn(
                    hash: hash, inPlaceOf: stored, person: person, tenant: tenant, now: now, transaction)
            else { throw Self.mismatch }
            try Session.store(
                token, session.opening, provedAt: session.provedAt, tenant: tenant, person: person, now: now,
                in: transaction)
            try AuditChain.append(
                AuditEvent("password.changed", subject: "person:\(person)", reason: "own"), by: scope, at: now,
                in: transaction)
            try parts.notices.queue(.passwordChanged, tenant, person, now, transaction)
        }
        parts.notices.wake()
        return SessionGrant(
            tenant: tenant, person: person, token: token,
            deviceMark: parts.device.text(tenant: tenant, person: person, passwordSince: now))
    }

    /// Refuses the first password as the own one: whoever printed or mailed it would know it for ever.
    private func refuseFirst(_ choice: Choice, of person: PersonID, tenant: TenantID) async throws {
        let first = try await database.read(.tenant(tenant)) { transaction in
            try Credential.find(person: person, tenant: tenant, transaction)?.temporaryHash
        }
        if let first, FirstPassword.matches(choice.password.exposed, hash: first) { throw Self.isFirst }
    }

    private static let isFirst = InvalidInput(
        field: "password", rule: "temporary",
        message: LocalizedText(
            ja: "仮パスワードは、ご自身のパスワードにできません。別のパスワードを決めて入力してください。",
            en: "The temporary password cannot be your own one. Please choose another."))

    private static let unchanged = InvalidInput(
        field: "password", rule: "unchanged",
        message: LocalizedText(
            ja: "いまと同じパスワードです。別のパスワードを入力してください。",
            en: "This is the password that you have. Please type another one."))

    private static let mismatch = InvalidInput(
        field: "currentPassword", rule: "mismatch",
        message: LocalizedText(
            ja: "いまのパスワードが一致しません。もう一度入力してください。",
            en: "The current password doesn't match. Please type it again."))

    /// How strong a typed password is for the person behind a pending login or session, and why it would be
    /// refused; nil if it may be registered.
    ///
    /// - Throws: `DatabaseError`.
    package func judge(
        _ typed: String, person: PersonID, tenant: TenantID
    ) async throws -> (strength: PasswordStrength, refusal: FieldError?) {
        let (policy, context) = try await measure(person, tenant)
        let password = PasswordText(typed)
        return (
            PasswordStrength.judge(password, context: context), policy.refusal(of: password, context: context)
        )
    }

    /// What the person's new password must be, and the ID that it belongs to.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package func rules(
        for person: PersonID, tenant: TenantID
    ) async throws -> (policy: PasswordPolicy, loginID: String) {
        let settings = settings
        return try await database.read(.tenant(tenant)) { transaction in
            let loginID = try transaction.value(
                String.self, "SELECT login_id FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
            guard let loginID else { throw NotFound("person") }
            return (try settings.read(tenant, transaction).password, loginID)
        }
    }

    /// Who may choose a password with this grant, or nil if its time is over.
    ///
    /// - Throws: `DatabaseError`.
    package func person(of grant: PendingGrant, now: Instant) async throws -> PersonID? {
        try await database.read(.tenant(grant.tenant)) { transaction in
            let pending = try PendingLogin.find(grant, now: now, in: transaction)
            return pending?.step == .password ? pending?.person : nil
        }
    }

    private func check(_ choice: Choice, of person: PersonID, tenant: TenantID) async throws {
        let (policy, context) = try await measure(person, tenant)
        try choice.check(policy, context)
    }

    /// What a password of this person is measured by.
    private func measure(_ person: PersonID, _ tenant: TenantID) async throws -> (PasswordPolicy, [String]) {
        let settings = settings
        return try await database.read(.tenant(tenant)) { transaction in
            (
                try settings.read(tenant, transaction).password,
                try Self.context(of: person, tenant: tenant, transaction)
            )
        }
    }

    /// Words that everybody can guess of a person.
    private static func context(
        of person: PersonID, tenant: TenantID, _ transaction: Transaction
    ) throws -> [String] {
        let words = try transaction.first(
            """
            SELECT tenant.code, tenant.name, tenant.system_title, person.login_id, person.name, person.name_kana
            FROM person JOIN tenant ON tenant.id = person.tenant_id
            WHERE person.tenant_id = \(tenant) AND person.id = \(person)
            """
        ) { row in try (0..<6).map { _ in try row.next(String.self) } }
        return (words ?? []).flatMap { [$0] + $0.split(separator: " ").map(String.init) }
    }
}
