import Database
package import Domain
package import Tenants

/// Clears the second factors of somebody of an office: one colleague proposes it, another one confirms it within a day
/// . Nobody of an office can do it alone, and nobody for themselves.
package struct ResetColleague: Sendable {
    /// How long a proposal waits for the second colleague.
    package static let lifetime = Duration.seconds(86_400)

    /// For how long both colleagues must have been there, each with a password that nobody else handed out since: else one
    /// person could add a second one, hand them a password, and be both.
    package static let settled = Duration.seconds(7 * 86_400)

    /// A reset that waits for somebody else's word.
    package struct Proposal: Sendable, Hashable {
        /// Who proposed it.
        package let proposer: PersonID
        /// Their name.
        package let proposerName: String
        /// Why.
        package let reason: String
        /// When it was proposed.
        package let at: Instant
        /// When it is forgotten.
        package let expiresAt: Instant
    }

    /// Somebody of the same office.
    package struct Colleague: Sendable, Hashable {
        /// Who.
        package let person: PersonID
        /// The login ID (A…).
        package let loginID: String
        /// The name.
        package let name: String
        /// Whether there is anything to clear.
        package let hasFactor: Bool
        /// What waits for a second colleague; nil for nothing.
        package let proposal: Proposal?
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// The other people of the own office by login ID; requires `manageClients` and `resetFactors`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func colleagues(_ scope: TenantScope, now: Instant) async throws -> [Colleague] {
        let own = try Self.actor(scope)
        return try await parts.database.read(scope) { transaction in
            try transaction.all(
                """
                SELECT person.id, person.login_id, person.name, CASE WHEN \(FactorTables.nobodys) THEN 0 ELSE 1 END,
                       proposal.proposed_by, proposer.name, proposal.reason, proposal.proposed_at, proposal.expires_at
                FROM person
                LEFT JOIN factor_reset_proposal AS proposal ON proposal.tenant_id = person.tenant_id
                     AND proposal.person_id = person.id AND proposal.expires_at > \(now)
                LEFT JOIN person AS proposer ON proposer.tenant_id = proposal.tenant_id
                     AND proposer.id = proposal.proposed_by
                WHERE person.tenant_id = \(scope.tenant) AND person.employment <> 'left' AND person.id <> \(own)
                ORDER BY person.login_id
                """
            ) { row in
                let (person, loginID): (PersonID, String) = (try row.next(), try row.next())
                let (name, hasFactor): (String, Bool) = (try row.next(), try row.next(Int.self) == 1)
                var proposal: Proposal?
                if let proposer = try row.next(PersonID?.self) {
                    proposal = Proposal(
                        proposer: proposer, proposerName: try row.next(), reason: try row.next(), at: try row.next(),
                        expiresAt: try row.next())
                }
                return Colleague(
                    person: person, loginID: loginID, name: name, hasFactor: hasFactor, proposal: proposal)
            }
        }
    }

    /// One of them.
    ///
    /// - Throws: `NotAllowed`, `NotFound` for oneself and for people of other offices, or `DatabaseError`.
    package func colleague(_ scope: TenantScope, _ person: PersonID, now: Instant) async throws -> Colleague {
        guard let found = try await colleagues(scope, now: now).first(where: { $0.person == person }) else {
            throw NotFound("person")
        }
        return found
    }

    /// Proposes to clear a colleague's factors, after the own password and with a reason. The colleague is told by mail:
    /// whoever did not ask for it can object.
    ///
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound`, `ResetRefusal.alreadyProposed`, `PasswordHasher.Busy` or
    ///   `DatabaseError`.
    package func propose(
        _ person: PersonID, by scope: TenantScope, password: String, reason: String, now: Instant
    ) async throws {
        let own = try Self.actor(scope)
        let reason = try ResetFactors.checked(reason)
        try await requireColleague(person, scope, now: now)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        try await requireSettled(own, for: person, scope, now: now)
        try await parts.database.write(scope) { transaction in
            let stored = try transaction.execute(
                """
                INSERT INTO factor_reset_proposal (tenant_id, person_id, proposed_by, reason, proposed_at, expires_at)
                VALUES (\(scope.tenant), \(person), \(own), \(reason), \(now), \(now + Self.lifetime))
                ON CONFLICT (tenant_id, person_id) DO UPDATE
                SET proposed_by = excluded.proposed_by, reason = excluded.reason, proposed_at = excluded.proposed_at,
                    expires_at = excluded.expires_at
                WHERE factor_reset_proposal.expires_at <= \(now)
                """)
            guard stored == 1 else { throw ResetRefusal.alreadyProposed }
            try TypedReasons.keep(reason, of: person, in: scope.tenant, now: now, transaction)
            try AuditChain.append(
                AuditEvent(
                    "factors.resetProposed", subject: "person:\(person)", reason: TypedReasons.mark(reason)), by: scope,
                at: now, in: transaction)
            let what = try Intervention(
                by: .colleagues, scope.actor, to: person, in: scope.tenant, reason: reason, transaction)
            try parts.notices.queue(.resetProposed(what), scope.tenant, person, now, transaction)
        }
        parts.notices.wake()
    }

    /// Confirms what another colleague proposed, after the own password: the factors are cleared.
    ///
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound`, `ResetRefusal.notProposed` if nobody else proposed it within a
    ///   day or somebody was faster, `PasswordHasher.Busy` or `DatabaseError`.
    package func confirm(_ person: PersonID, by scope: TenantScope, password: String, now: Instant) async throws {
        let own = try Self.actor(scope)
        try await requireColleague(person, scope, now: now)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        try await requireSettled(own, for: person, scope, now: now)
        try await parts.database.write(scope) { transaction in
            // Before the proposal, as every other reset does: neither waits for the other in turn.
            try Credential.lock(person: person, tenant: scope.tenant, transaction)
            let proposal = try transaction.first(
                """
                DELETE FROM factor_reset_proposal
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) AND proposed_by <> \(own)
                  AND expires_at > \(now)
                  AND EXISTS (SELECT 1 FROM person WHERE person.tenant_id = \(scope.tenant)
                      AND person.id = factor_reset_proposal.proposed_by AND person.employment <> 'left')
                RETURNING proposed_by, reason
                """
            ) { row in (proposer: try row.next(PersonID.self), reason: try row.next(String.self)) }
            guard let proposal else { throw ResetRefusal.notProposed }
            let what = try ResetFactors(parts).clear(
                person, by: scope, .colleagues, reason: proposal.reason, proposedBy: proposal.proposer, now: now,
                in: transaction)
            for colleague in [own, proposal.proposer] {
                try parts.notices.queue(.factorsResetByYou(what), scope.tenant, colleague, now, transaction)
            }
        }
        parts.notices.wake()
    }

    private func requireColleague(_ person: PersonID, _ scope: TenantScope, now: Instant) async throws {
        do {
            _ = try await colleague(scope, person, now: now)
        } catch is NotFound {
            throw try await ResetFactors(parts).unknown(person, in: scope, home: scope, now: now)
        }
    }

    /// Goes on if whoever acts is known well enough; a refusal stays in the chain.
    private func requireSettled(_ own: PersonID, for person: PersonID, _ scope: TenantScope, now: Instant) async throws
    {
        let isNew = try await parts.database.read(scope) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT 1 FROM person LEFT JOIN credential
                  ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
                WHERE person.tenant_id = \(scope.tenant) AND person.id = \(own)
                  AND (person.created_at > \(now - Self.settled) OR credential.issued_at > \(now - Self.settled))
                """) != nil
        }
        guard isNew else { return }
        try await parts.database.write(scope) { transaction in
            try AuditChain.append(
                AuditEvent("factors.resetRefused", subject: "person:\(person)", result: "refused"), by: scope, at: now,
                in: transaction)
        }
        throw ResetRefusal.tooNew
    }

    /// Who acts: somebody of an office, in the office itself.
    private static func actor(_ scope: TenantScope) throws(NotAllowed) -> PersonID {
        try scope.require(.manageClients)
        try scope.require(.resetFactors)
        guard let person = scope.person else { throw NotAllowed(capability: .resetFactors) }
        return person
    }
}

/// Why a reset cannot be done the way it was asked for.
package enum ResetRefusal: String, Error, Hashable, Sendable, CaseIterable {
    /// The person belongs to an office: one colleague proposes, another one confirms.
    case needsColleague
    /// A colleague proposed it already.
    case alreadyProposed
    /// Whoever acts was added, or given a password by somebody else, within the last week.
    case tooNew
    /// No other colleague proposed it within a day, or somebody confirmed it a moment ago.
    case notProposed
    /// The person has no factor that could be missing.
    case hasNoFactor
    /// There is nothing to clear: nothing was set, or somebody cleared it a moment ago.
    case nothingLeft
    /// The person is whoever asks: one's own factors are cleared after showing one, and not by an administrator's right.
    case oneself

    /// What is said of it.
    package var sentence: LocalizedText {
        switch self {
        case .needsColleague:
            LocalizedText(
                ja: "事務所IDの方の2要素認証は、ほかの2人の操作で解除します。「事務所の方の2要素認証」から申請してください。",
                en: "Second factors of office staff are cleared by two colleagues. Propose it under “Office staff”.")
        case .alreadyProposed:
            LocalizedText(
                ja: "すでに申請されています。もう1人の方が確認すると解除されます。",
                en: "It was proposed already, and is done once another colleague confirms it.")
        case .notProposed:
            LocalizedText(
                ja: "確認できる申請がありません。24時間が過ぎたか、すでに確認されています。",
                en: "There is nothing to confirm: it was confirmed already, or a day has passed.")
        case .tooNew:
            LocalizedText(
                ja: "この操作は、事務所IDの追加や仮パスワードの発行から7日が過ぎた方ができます。お急ぎのときは、ほかの方か運営者に依頼してください。",
                en:
                    "This takes somebody whose ID was added, and whose last temporary password was made, more than 7 days ago. If it is urgent, ask somebody else, or the operator."
            )
        case .hasNoFactor:
            LocalizedText(
                ja: "この方は2要素認証を設定していないため、コードは必要ありません。",
                en: "This person has no second factor, so no code is needed.")
        case .nothingLeft:
            LocalizedText(
                ja: "この方には、解除する2要素認証がありません。すでに解除されています。",
                en: "This person has no second factor to clear. It was cleared already.")
        case .oneself:
            LocalizedText(
                ja: "ご自身の2要素認証は、「ログインの安全」の「2要素認証設定初期化」から解除してください。2要素認証を使えないときは、ほかの管理者に依頼してください。",
                en:
                    "Clear your own second factors under “Login and security”, “Reset second factors”. If you can't show any, ask another administrator."
            )
        }
    }
}
