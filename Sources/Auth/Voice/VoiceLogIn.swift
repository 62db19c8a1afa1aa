import CSodium
import Database
package import Domain
package import Tenants

/// Lets somebody in who calls: an employee may answer what they are asked, a family user may hear how the
/// employee answered, and nothing else.
///
/// Whatever does not match gets the same answer after the same work: an ID that nobody has, no password, a wrong one, a
/// lock, an employee who left, an organization without the voice option. Tries are counted before they are looked at:
/// five wrong ones shut an ID for half an hour, a hundred in a row until a new password is set, and a telephone from
/// which wrong ones come waits as a browser does at the login. Callers who hide their number wait for nobody else's
/// wrong tries: they would wait for everybody's. No answer by a link waits for any of it.
package struct VoiceLogIn: Sendable {
    private let parts: AuthParts
    private var database: Database { parts.database }

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Who is in.
    package struct Grant: Hashable, Sendable {
        /// What the caller may do.
        package let scope: TenantScope
        /// The language that is spoken.
        package let language: Language
        /// The organization's time zone, by its IANA name.
        package let timeZone: String
    }

    /// One try.
    package struct Attempt: Sendable {
        let id: VoiceID?
        let password: PasswordText
        let telephone: String?
        let requestID: String

        /// What a caller typed.
        ///
        /// - Parameter telephone: The number that calls; nil if it is hidden.
        package init(id: String, password: String, telephone: String?, requestID: String) {
            self.id = VoiceID(id)
            self.password = PasswordText(password)
            self.telephone = telephone
            self.requestID = requestID
        }
    }

    /// Looks at ID and password; nil for whatever does not match.
    ///
    /// - Throws: `PasswordHasher.Busy` or `DatabaseError`.
    package func callAsFunction(_ attempt: Attempt, now: Instant) async throws -> Grant? {
        let place = try parts.hasher.take()
        let found = try await find(attempt.id)
        let hasTurn = try await takeTurn(of: attempt.telephone, now)
        // Without such an ID the look-up runs all the same, for nobody.
        let tenant = found?.tenant ?? TenantID(rawValue: 0)
        let counted = try await database.write(.tenant(tenant), urgent: true, durability: .process) {
            transaction -> Counted? in
            guard let owner = found?.owner else { return nil }
            return try Counted(owner, tenant, at: now, transaction)
        }
        let matches = await parts.hasher.verify(attempt.password, against: counted?.hash, in: place)
        if let owner = found?.owner, matches, hasTurn, let counted, counted.mayTry {
            let grant = try await admit(owner, tenant, counted, attempt, now)
            if let grant { return grant }
        }
        try await refuse(found?.owner, tenant, counted, attempt, now)
        return nil
    }

    /// The right of somebody who was let in earlier in the same call; nil if that is over: who left meanwhile, and whose
    /// organization has no voice option any more.
    ///
    /// - Throws: `DatabaseError`.
    package func resume(_ actor: Actor, in tenant: TenantID, requestID: String) async throws -> Grant? {
        let owner: VoiceOwner
        switch actor {
        case .person(let person): owner = .person(person)
        case .family(let member): owner = .family(member)
        default: return nil
        }
        return try await database.read(.tenant(tenant)) { try right(of: owner, tenant, requestID, $0) }
    }

    private func find(_ id: VoiceID?) async throws -> (tenant: TenantID, owner: VoiceOwner)? {
        try await database.read(InstallationScope(purpose: "find who calls in")) { transaction in
            let id = id?.description ?? ""
            let person = try transaction.first(
                "SELECT tenant_id, person_id FROM voice_login WHERE voice_id = \(id)"
            ) { row in (tenant: try row.next(TenantID.self), owner: VoiceOwner.person(try row.next())) }
            let family = try transaction.first(
                "SELECT tenant_id, member_id FROM family_voice_login WHERE voice_id = \(id)"
            ) { row in (tenant: try row.next(TenantID.self), owner: VoiceOwner.family(try row.next())) }
            return person ?? family
        }
    }

    /// Counts a try of a telephone that says its number.
    private func takeTurn(of telephone: String?, _ now: Instant) async throws -> Bool {
        guard let telephone else { return true }
        let key = key(of: telephone)
        let scope = InstallationScope(purpose: "count a call")
        return try await database.write(scope, urgent: true, durability: .process) { transaction in
            if case .go = try LoginThrottle.count(key, now: now, in: transaction) { true } else { false }
        }
    }

    /// Lets an owner in whose password was right, unless something was changed while it was looked at.
    private func admit(
        _ owner: VoiceOwner, _ tenant: TenantID, _ counted: Counted, _ attempt: Attempt, _ now: Instant
    ) async throws -> Grant? {
        let grant = try await database.write(.tenant(tenant), urgent: true) { transaction -> Grant? in
            guard let grant = try right(of: owner, tenant, attempt.requestID, transaction) else { return nil }
            let cleared = try transaction.execute(
                """
                UPDATE \(owner.table)
                SET failures = 0, failed_in_a_row = 0, locked_until = 0, window_start = 0
                WHERE tenant_id = \(tenant) AND \(owner.row) AND hash = \(counted.hash)
                """)
            guard cleared == 1 else { return nil }
            try AuditChain.append(
                AuditEvent("voice.login", subject: grant.scope.actor.auditName), by: grant.scope, at: now,
                in: transaction)
            return grant
        }
        if grant != nil, let telephone = attempt.telephone {
            let key = key(of: telephone)
            // Others may guess from the same number: theirs go on counting.
            let scope = InstallationScope(purpose: "count a call")
            try await database.write(scope, urgent: true, durability: .process) { transaction in
                try LoginThrottle.takeBack(1, key, in: transaction)
            }
        }
        return grant
    }

    /// Records a wrong try, with a transaction whoever was named; of IDs that nobody has, some.
    private func refuse(
        _ owner: VoiceOwner?, _ tenant: TenantID, _ counted: Counted?, _ attempt: Attempt, _ now: Instant
    ) async throws {
        let notices = parts.notices
        try await database.write(.tenant(tenant), urgent: true) { transaction in
            var (subject, reason) = ("", "")
            if let owner {
                let person = try Self.employee(of: owner, tenant, transaction)
                subject = person.map { "person:\($0)" } ?? ""
                reason = counted?.mayTry == false ? "locked" : ""
                if let person, counted?.isLast == true {
                    try notices.queue(
                        .voiceLocked(isFamily: owner.isFamily, isStopped: counted?.isStopped == true), tenant, person,
                        now, transaction)
                }
            } else {
                guard let unknown = try LoginThrottle.unknownReason(now: now, in: transaction) else { return }
                reason = "ID of nobody: " + unknown
            }
            try AuditChain.append(
                AuditEvent("voice.login", subject: subject, result: "refused", reason: reason),
                to: AuditChainID(number: tenant.rawValue), actor: .somebody, requestID: attempt.requestID, at: now,
                in: transaction)
        }
        notices.wake()
    }

    /// The employee, or the one whose family user it is: the chain never says which family user.
    private static func employee(
        of owner: VoiceOwner, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> PersonID? {
        switch owner {
        case .person(let person): person
        case .family(let member):
            try transaction.value(
                PersonID.self,
                "SELECT person_id FROM family_member WHERE tenant_id = \(tenant) AND id = \(member)")
        }
    }

    private func right(
        of owner: VoiceOwner, _ tenant: TenantID, _ requestID: String, _ transaction: Transaction
    ) throws -> Grant? {
        let language: Language?
        let scope: TenantScope
        switch owner {
        case .person(let person):
            language = try transaction.value(
                Language.self,
                """
                SELECT person.language FROM person
                JOIN tenant ON tenant.id = person.tenant_id AND tenant.voice_option = 1
                WHERE person.tenant_id = \(tenant) AND person.id = \(person) AND person.employment <> \(Employment.left)
                """)
            scope = TenantScope(
                tenant: tenant, actor: .person(person), capabilities: [.answerOwn], requestID: requestID)
        case .family(let member):
            language = try transaction.value(
                Language.self,
                """
                SELECT member.language FROM family_member member
                JOIN person ON person.tenant_id = member.tenant_id AND person.id = member.person_id
                JOIN tenant ON tenant.id = member.tenant_id AND tenant.voice_option = 1 AND tenant.family_option = 1
                WHERE member.tenant_id = \(tenant) AND member.id = \(member)
                  AND person.employment <> \(Employment.left)
                """)
            scope = TenantScope(
                tenant: tenant, actor: .family(member), capabilities: [.viewFamily], requestID: requestID)
        }
        let timeZone = try parts.settings.read(tenant, transaction).timeZone
        return language.map { Grant(scope: scope, language: $0, timeZone: timeZone) }
    }

    /// The key of the waits of one telephone: its number stands nowhere.
    private func key(of telephone: String) -> [UInt8] {
        let input = Array("call\n\(telephone)".utf8)
        let secret = parts.codeKeys[0]
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), secret, secret.count)
        return output
    }
}

/// A try at an ID that was counted.
private struct Counted: Sendable {
    /// What a password is compared with; nil where there is none.
    let hash: String?
    /// Whether the try may be looked at.
    let mayTry: Bool
    /// Whether it is the last one before a lock, if it is wrong.
    let isLast: Bool
    /// Whether no later one will be looked at.
    let isStopped: Bool

    /// Counts a try at an ID, in the order in which tries come; nil if the ID is gone.
    init?(_ owner: VoiceOwner, _ tenant: TenantID, at now: Instant, _ transaction: Transaction) throws {
        let found = try transaction.first(
            """
            SELECT hash, failures, failed_in_a_row, locked_until, window_start FROM \(owner.table)
            WHERE tenant_id = \(tenant) AND \(owner.row)\(dialect: .forUpdate)
            """
        ) { row in (try row.next(String?.self), try FactorLock(row: &row)) }
        guard let (hash, lock) = found else { return nil }
        self.hash = hash
        // Where there is no password there is nothing to guess, and nobody to shut out.
        guard hash != nil, case .open(let left) = lock.answerAlone(now: now) else {
            (mayTry, isLast, isStopped) = (false, false, false)
            return
        }
        let next = lock.countingAlone(now: now)
        try transaction.execute(
            """
            UPDATE \(owner.table)
            SET failures = \(next.failures), failed_in_a_row = \(next.failedInARow), locked_until = \(next.lockedUntil),
                window_start = \(next.windowStart)
            WHERE tenant_id = \(tenant) AND \(owner.row)
            """)
        mayTry = true
        isStopped = next.answerAlone(now: now) == .stopped
        isLast = left == 0 || isStopped
    }
}
