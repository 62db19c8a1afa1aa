import Database
package import Domain
package import Tenants

/// Clears the second factors of somebody: one's own, those of one person of the organization, or
/// those of somebody the operator was asked for. It never switches anything off: the next login leads to a new
/// set-up. Locks are lifted, backup codes die, sessions end, the owner is told by mail.
package struct ResetFactors: Sendable {
    /// The longest reason.
    package static let longestReason = 200

    /// The last time somebody's factors were cleared.
    package struct Record: Sendable, Hashable {
        /// When.
        package let at: Instant
        /// Who, as the audit chain writes it.
        package let actor: String
        /// Why.
        package let reason: String
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Clears one's own factors in a session in which password and factor were shown a short while ago, after the password
    /// once more. All of one's sessions end.
    ///
    /// - Throws: `InvalidInput` of the field `password`, `NotAllowed`, `ProofNeeded`, `NotSignedIn`,
    ///   `PasswordHasher.Busy` or `DatabaseError`.
    package func own(_ session: Session, password: String, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnFactors)
        try session.requireRecentProof(now: now)
        try await OwnPassword(parts).check(password, of: scope, now: now)
        try await parts.database.write(scope) { transaction in
            try session.hold(in: transaction)
            try clear(session.person, by: scope, .oneself, reason: "", now: now, in: transaction)
        }
        parts.notices.wake()
    }

    /// Clears the factors of one person, after the administrator's own password and with a reason.
    ///
    /// - Parameters:
    ///   - scope: The organization of the person; of an office's staff, the client.
    ///   - home: Where the administrator's own password is; the same organization unless it is an office's staff.
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound` for people of other organizations, `ResetRefusal.oneself`,
    ///   `ResetRefusal.nothingLeft`, `ResetRefusal.needsColleague` for people of offices, `PasswordHasher.Busy` or `DatabaseError`.
    package func other(
        _ person: PersonID, by scope: TenantScope, home: TenantScope, password: String, reason: String, now: Instant
    ) async throws {
        try scope.require(.resetFactors)
        let reason = try Self.checked(reason)
        try await requireAlone(person, in: scope, home: home, now: now)
        try await OwnPassword(parts).check(password, of: home, now: now)
        try await parts.database.write(scope, and: home) { transaction in
            guard try hasSomething(of: person, in: scope.tenant, transaction) else { throw ResetRefusal.nothingLeft }
            let what = try clear(
                person, by: scope, scope.isOfficeStaff ? .office : .administrator, reason: reason, now: now,
                in: transaction)
            try tell(
                home, .factorsResetByYou(what.seen(from: home.tenant, in: scope, transaction)), of: person, in: scope,
                AuditEvent(
                    "factors.reset", subject: "tenant:\(scope.tenant)/person:\(person)",
                    reason: (Self.kinds(of: what) + [TypedReasons.mark(reason)]).joined(separator: " ")),
                now: now, in: transaction)
        }
        parts.notices.wake()
    }

    /// Clears the factors of one person at the operator's command.
    ///
    /// - Returns: What was cleared; nil if there was nothing, and nothing was done.
    /// - Throws: `InvalidInput`, `NotAllowed`, `NotFound` or `DatabaseError`.
    @discardableResult
    package func byOperator(
        _ person: PersonID, by scope: TenantScope, reason: String, now: Instant
    ) async throws -> Intervention? {
        try scope.require(.resetFactors)
        let reason = try Self.checked(reason)
        try await find(person, in: scope, home: scope, now: now)
        let what = try await parts.database.write(scope) { transaction -> Intervention? in
            guard try hasSomething(of: person, in: scope.tenant, transaction) else { return nil }
            return try clear(person, by: scope, .installationOperator, reason: reason, now: now, in: transaction)
        }
        parts.notices.wake()
        return what
    }

    /// The last time the factors of a person were cleared, by whomever; nil if never.
    ///
    /// - Throws: `DatabaseError`.
    package func last(of person: PersonID, in scope: TenantScope) async throws -> Record? {
        try await parts.database.read(scope) { transaction in
            try transaction.first(
                """
                SELECT at, actor, reason FROM factor_reset
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) ORDER BY at DESC LIMIT 1
                """
            ) { row in Record(at: try row.next(), actor: try row.next(), reason: try row.next()) }
        }
    }

    /// Goes on if the person is here; else the attempt stays in the chain of whoever made it.
    private func find(_ person: PersonID, in scope: TenantScope, home: TenantScope, now: Instant) async throws {
        let found = try await parts.database.read(scope) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT 1 FROM person
                WHERE tenant_id = \(scope.tenant) AND id = \(person) AND employment <> 'left'
                """)
        }
        if found == nil { throw try await unknown(person, in: scope, home: home, now: now) }
    }

    /// What is said of somebody who is not here. That it was tried stays in the chain of whoever tried, with the number as
    /// it was asked for and nothing of whether anybody else knows it.
    func unknown(
        _ person: PersonID, in scope: TenantScope, home: TenantScope, now: Instant
    ) async throws -> NotFound {
        let subject = scope.isOfficeStaff ? "tenant:\(scope.tenant)/person:\(person)" : "person:\(person)"
        try await parts.database.write(home) { transaction in
            try AuditChain.append(
                AuditEvent("reset.refused", subject: subject, result: "refused"), by: home, at: now, in: transaction)
        }
        return NotFound("person")
    }

    /// Clears everything in an open transaction, and says so.
    @discardableResult
    func clear(
        _ person: PersonID, by scope: TenantScope, _ kind: NoticeActor, reason: String, proposedBy: PersonID? = nil,
        now: Instant, in transaction: Transaction
    ) throws -> Intervention {
        try clear(
            FactorSubject(tenant: scope.tenant, person: person, binding: []), by: scope.actor, kind, reason: reason,
            proposedBy: proposedBy, requestID: scope.requestID, now: now, in: transaction)
    }

    /// The same for an actor without a scope. The login that the subject is bound to goes on.
    @discardableResult
    func clear(
        _ subject: FactorSubject, by actor: Actor, _ kind: NoticeActor, reason: String = "",
        proposedBy: PersonID? = nil, requestID: String, now: Instant, in transaction: Transaction
    ) throws -> Intervention {
        let (tenant, person) = (subject.tenant, subject.person)
        try Credential.endEverything(person: person, tenant: tenant, but: subject.binding, transaction)
        let what = try Intervention(
            by: kind, actor, proposedBy: proposedBy, to: person, in: tenant, reason: reason, transaction)
        // Told first: the address that goes may be the only one there is.
        try parts.notices.queue(.factorsReset(what), tenant, person, now, transaction)
        _ = try Factors(parts).removeAll(subject, in: transaction)
        try BackupCodes.removeAll(of: person, tenant: tenant, in: transaction)
        try LoginBypass.drop(of: person, tenant: tenant, now: now, in: transaction)
        // What colleagues had agreed on is done: nobody may clear the next factors by it.
        try transaction.execute(
            "DELETE FROM factor_reset_proposal WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try OpenIDLink.cut(person, tenant, by: actor, requestID: requestID, now: now, in: transaction)
        try transaction.execute(
            """
            INSERT INTO factor_reset (tenant_id, person_id, at, actor, reason)
            VALUES (\(tenant), \(person), \(now), \(actor.auditName), \(reason))
            ON CONFLICT (tenant_id, person_id, at) DO NOTHING
            """)
        var words = [kind.auditWord] + Self.kinds(of: what)
        if !reason.isEmpty {
            words.append(TypedReasons.mark(reason))
            try TypedReasons.keep(reason, of: person, in: tenant, now: now, transaction)
        }
        if let proposedBy { words.append("proposedBy=person:\(proposedBy)") }
        try AuditChain.append(
            AuditEvent("factors.reset", subject: "person:\(person)", reason: words.joined(separator: " ")),
            tenant: tenant, actor: actor, requestID: requestID, at: now, in: transaction)
        return what
    }

    /// What was cleared, for the chain.
    private static func kinds(of what: Intervention) -> [String] {
        what.kinds.isEmpty ? [] : ["kinds=" + what.kinds.map(\.rawValue).joined(separator: ",")]
    }

    /// Whether there is anything to clear. A form that is sent twice clears once: with nothing left there is nothing to
    /// record, and nobody to tell.
    private func hasSomething(of person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try Credential.lock(person: person, tenant: tenant, transaction)
        guard try FactorTables.kinds(of: person, tenant, in: transaction).isEmpty else { return true }
        return try transaction.value(
            Int.self,
            """
            SELECT 1 FROM backup_code WHERE tenant_id = \(tenant) AND person_id = \(person)
            UNION ALL SELECT 1 FROM factor_lock WHERE tenant_id = \(tenant) AND person_id = \(person)
            UNION ALL SELECT 1 FROM open_id_link WHERE tenant_id = \(tenant) AND person_id = \(person)
            UNION ALL SELECT 1 FROM factor_reset_proposal WHERE tenant_id = \(tenant) AND person_id = \(person) LIMIT 1
            """) != nil
    }

    /// Goes on if one administrator may do this for the person: nobody does it for themselves, because the own way asks
    /// for the factor too, and people of offices take two.
    func requireAlone(_ person: PersonID, in scope: TenantScope, home: TenantScope, now: Instant) async throws {
        try await find(person, in: scope, home: home, now: now)
        if scope.person == person { throw ResetRefusal.oneself }
        let isHouse = try await parts.database.read(scope) { try OfficeHouse.isOne(scope.tenant, in: $0) }
        if isHouse { throw ResetRefusal.needsColleague }
    }

    /// Tells whoever acted by mail, and the office's own chain if they belong to one.
    func tell(
        _ home: TenantScope, _ notice: SecurityNotice, of person: PersonID, in scope: TenantScope, _ event: AuditEvent,
        now: Instant, in transaction: Transaction
    ) throws {
        if scope.isOfficeStaff { try AuditChain.append(event, by: home, at: now, in: transaction) }
        guard let administrator = home.person, administrator != person else { return }
        try parts.notices.queue(notice, home.tenant, administrator, now, transaction)
    }

    /// The reason without spaces around it.
    ///
    /// - Throws: `InvalidInput` of the field `reason`.
    static func checked(_ reason: String) throws(InvalidInput) -> String {
        let reason = WidthFolding.trimmed(reason)
        guard !reason.isEmpty, reason.unicodeScalars.count <= longestReason,
            !reason.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
        else {
            throw InvalidInput(
                field: "reason", rule: reason.isEmpty ? "required" : "notAReason",
                message: LocalizedText(
                    ja: "理由を1行、\(longestReason)文字以内で入力してください。",
                    en: "Give a reason in one line of at most \(longestReason) characters."))
        }
        return reason
    }
}

extension TenantScope {
    /// Whether somebody of an office acts in one of its clients.
    fileprivate var isOfficeStaff: Bool { if case .officeStaff = actor { true } else { false } }
}

extension NoticeActor {
    /// The word for it in the audit chain.
    fileprivate var auditWord: String {
        switch self {
        case .oneself: "own"
        case .administrator: "administrator"
        case .office: "office"
        case .colleagues: "colleagues"
        case .installationOperator: "operator"
        }
    }
}
