import Database
package import Domain
package import Tenants

/// Sets and removes the passwords with which employees and their family users call in.
package struct VoicePasswords: Sendable {
    /// What somebody knows of an ID for calling in; never the password.
    package struct State: Hashable, Sendable {
        /// 音声認証用個人ID.
        package let id: VoiceID
        /// Whether there is a password: without one nobody calls in.
        package let hasPassword: Bool
        /// Whether wrong tries shut it.
        package let lock: LockAnswer
    }

    /// What was typed in the two fields of a form.
    package struct Choice: Sendable {
        let typed: Secret
        let again: Secret

        /// A password typed twice.
        package init(_ typed: String, again: String) {
            self.typed = Secret(typed)
            self.again = Secret(again)
        }
    }

    private let parts: AuthParts
    private var database: Database { parts.database }

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// How the ID of the scope's person stands.
    ///
    /// - Throws: `NotAllowed`, `NotFound` without the voice option, or `DatabaseError`.
    package func own(_ scope: TenantScope, now: Instant, randomness: Randomness) async throws -> State {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        return try await state(of: .person(person), scope, now, randomness)
    }

    /// How the ID of one family user of the scope's person stands.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func ofFamily(
        _ member: FamilyMemberID, _ scope: TenantScope, now: Instant, randomness: Randomness
    ) async throws -> State {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        try await database.read(scope) { try Self.requireFamily(member, of: person, scope.tenant, $0) }
        return try await state(of: .family(member), scope, now, randomness)
    }

    /// How a family user's own ID stands.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func ofFamilyItself(_ scope: TenantScope, now: Instant, randomness: Randomness) async throws -> State {
        try scope.require(.editOwnFamily)
        guard let member = scope.familyMember else { throw NotFound("family") }
        return try await state(of: .family(member), scope, now, randomness)
    }

    /// Sets the password in a session in which the own password was shown a short while ago; what wrong tries had shut is
    /// open again.
    ///
    /// - Parameters:
    ///   - member: The family user whose it is; nil for one's own.
    ///   - known: Numbers that others know, such as telephones; the ID is one of them anyway.
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `NotFound`, `InvalidInput`, `PasswordHasher.Busy` or
    ///   `DatabaseError`.
    package func set(
        _ session: Session, of member: FamilyMemberID? = nil, _ choice: Choice, known: [String], now: Instant,
        randomness: Randomness
    ) async throws {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        try session.requireRecentProof(now: now)
        let state =
            if let member {
                try await ofFamily(member, scope, now: now, randomness: randomness)
            } else {
                try await own(scope, now: now, randomness: randomness)
            }
        let password = try VoicePassword(
            choice.typed.exposed, again: choice.again.exposed, known: known + [state.id.description])
        let hash = try await parts.hasher.hash(password.text)
        try await change(session, member, to: hash, now)
    }

    /// Removes the password: nobody calls in with it any more.
    ///
    /// - Throws: `ProofNeeded`, `NotAllowed`, `NotSignedIn`, `NotFound` if there is none, or `DatabaseError`.
    package func remove(_ session: Session, of member: FamilyMemberID? = nil, now: Instant) async throws {
        try session.scope.require(.manageOwnLogin)
        try session.requireRecentProof(now: now)
        try await change(session, member, to: nil, now)
    }

    private func change(_ session: Session, _ member: FamilyMemberID?, to hash: String?, _ now: Instant) async throws {
        let (scope, notices) = (session.scope, parts.notices)
        let owner = member.map { VoiceOwner.family($0) } ?? .person(session.person)
        let which: SQL = hash == nil ? "hash IS NOT NULL" : "1 = 1"
        try await database.write(scope) { transaction in
            try session.hold(in: transaction)
            if let member { try Self.requireFamily(member, of: session.person, scope.tenant, transaction) }
            let changed = try transaction.execute(
                """
                UPDATE \(owner.table)
                SET hash = \(hash), changed_at = \(now), failures = 0, failed_in_a_row = 0, locked_until = 0,
                    window_start = 0
                WHERE tenant_id = \(scope.tenant) AND \(owner.row) AND \(which)
                """)
            guard changed == 1 else { throw NotFound("voice") }
            let subject = member == nil ? "person:\(session.person)" : "family"
            try AuditChain.append(
                hash == nil
                    ? AuditEvent("voice.passwordRemoved", subject: subject)
                    : AuditEvent("voice.passwordSet", subject: subject), by: scope, at: now, in: transaction)
            try notices.queue(
                .voicePassword(isSet: hash != nil, isFamily: member != nil), scope.tenant, session.person, now,
                transaction)
        }
        notices.wake()
    }

    private func state(
        of owner: VoiceOwner, _ scope: TenantScope, _ now: Instant, _ randomness: Randomness
    ) async throws -> State {
        let tenant = scope.tenant
        guard try await database.read(scope, { try VoiceIDs.isOffered(tenant, $0) }) else { throw NotFound("voice") }
        let id = try await VoiceIDs(parts).id(of: owner, in: scope, randomness)
        return try await database.read(scope) { transaction in
            let found = try transaction.first(
                """
                SELECT hash, failures, failed_in_a_row, locked_until, window_start FROM \(owner.table)
                WHERE tenant_id = \(tenant) AND \(owner.row)
                """
            ) { row in
                let hash = try row.next(String?.self)
                return State(id: id, hasPassword: hash != nil, lock: try FactorLock(row: &row).answerAlone(now: now))
            }
            guard let found else { throw NotFound("voice") }
            return found
        }
    }

    /// Opens the ID of a person that wrong tries had shut.
    static func lift(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE voice_login SET failures = 0, failed_in_a_row = 0, locked_until = 0, window_start = 0
            WHERE tenant_id = \(tenant) AND person_id = \(person)
            """)
    }

    private static func requireFamily(
        _ member: FamilyMemberID, of person: PersonID, _ tenant: TenantID, _ transaction: Transaction
    ) throws {
        let found = try transaction.value(
            Int.self,
            """
            SELECT 1 FROM family_member member
            JOIN tenant ON tenant.id = member.tenant_id AND tenant.family_option = 1
            WHERE member.tenant_id = \(tenant) AND member.id = \(member) AND member.person_id = \(person)
            """)
        guard found != nil else { throw NotFound("family") }
    }
}
