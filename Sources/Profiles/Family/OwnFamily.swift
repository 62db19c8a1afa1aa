import Database
package import Domain
package import Tenants

/// 家族情報メンテナンス: an employee's family users.
///
/// What the audit chain says of them does not tell one from another, nor what was changed: they are no people of the
/// organization, and where they live and when they look is not its business.
package struct OwnFamily: Sendable {
    let database: Database
    private let identifiers: IdentifierSource
    private let randomness: Randomness
    private let notice: ContactNotice
    let table: RegionTable
    private let mail: MailAddressCheck
    let asking: AskFamilyAddress?

    /// The use cases with what they need.
    init(
        database: Database, identifiers: IdentifierSource, randomness: Randomness, notice: ContactNotice,
        table: RegionTable, mail: MailAddressCheck, asking: AskFamilyAddress?
    ) {
        self.asking = asking
        self.database = database
        self.identifiers = identifiers
        self.randomness = randomness
        self.notice = notice
        self.table = table
        self.mail = mail
    }

    /// The family users of the scope's person, by code.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func list(_ scope: TenantScope) async throws -> [FamilyMember] {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let (table, asking) = (table, asking)
        return try await database.read(scope) { transaction in
            let precision = try AddressPrecision.load(scope.tenant, in: transaction)
            return try StoredFamily.load(of: person, in: scope.tenant, table, transaction, progress: asking?.mail)
                .map { $0.seen(precision) }
        }
    }

    /// One of them.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func one(_ scope: TenantScope, _ id: FamilyMemberID) async throws -> FamilyMember {
        guard let member = try await list(scope).first(where: { $0.id == id }) else { throw NotFound("family") }
        return member
    }

    /// Checks what was typed, without storing anything.
    ///
    /// - Throws: `InvalidInput`.
    package func check(
        _ draft: FamilyDraft, rules: FamilyRules, previous: FamilySheet?
    ) throws(InvalidInput) -> FamilySheet {
        try FamilySheet(
            checking: draft, rules: rules, previous: previous, in: table, mail: mail, randomness: randomness)
    }

    /// Adds a family user (家族の追加), tells the employee, and asks the owners of the addresses to confirm them.
    ///
    /// - Throws: `NotAllowed`; `NotFound` where the contract has no families; `InvalidInput`, of the field `code` also
    ///   with the rules `taken` and `limit`; `DatabaseError`.
    package func add(
        _ scope: TenantScope, _ draft: FamilyDraft, rules: FamilyRules, now: Instant
    ) async throws -> FamilyMemberID {
        let person = try editor(scope, rules)
        let sheet = try check(draft, rules: rules, previous: nil)
        let id = identifiers.next(FamilyMemberID.self, now: now)
        defer { wake() }
        try await database.write(scope) { [asking, notice] transaction in
            try FamilyLock.take(person, in: scope.tenant, transaction)
            let count = try transaction.value(
                Int.self,
                "SELECT COUNT(*) FROM family_member WHERE tenant_id = \(scope.tenant) AND person_id = \(person)")
            guard (count ?? 0) < rules.limit else { throw Self.limit(rules.limit) }
            try Self.refuse(takenBy: id, sheet.code, person, scope.tenant, transaction)
            try transaction.execute(
                """
                INSERT INTO family_member
                    (tenant_id, id, person_id, code, code_made, name, name_kana, language, created_at, changed_at)
                VALUES (\(scope.tenant), \(id), \(person), \(sheet.code), \(sheet.isCodeMade), \(sheet.name),
                        \(sheet.kana), \(sheet.language), \(now), \(now))
                """)
            try StoredFamily.store(sheet, of: id, person, in: scope.tenant, table, transaction)
            try Self.ask(asking, id, person, sheet, scope.tenant, now, transaction)
            try notice.queue(ContactNotice.family, scope.tenant, person, now, transaction)
            try Self.audit("family.added", by: scope, now, transaction)
        }
        return id
    }

    /// Changes a family user.
    ///
    /// - Parameter expecting: Told which version is stored now, before anything is checked; it throws if that is not
    ///   the one that what was typed goes back to.
    /// - Throws: `NotAllowed`; `NotFound`, also where the contract has no families; `InvalidInput`; `DatabaseError`;
    ///   what `expecting` throws. Nothing is changed then.
    package func change(
        _ scope: TenantScope, _ id: FamilyMemberID, _ draft: FamilyDraft, rules: FamilyRules, now: Instant,
        expecting: @escaping @Sendable (ContentVersion) throws -> Void = { _ in }
    ) async throws {
        let person = try editor(scope, rules)
        try await replace(scope, of: person, id, rules, now) { stored in
            try expecting(stored.version())
            return draft
        }
    }

    /// What is registered of the family user who acts; requires `editOwnFamily`, since whoever came in without a password
    /// must not learn where the family lives.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func own(_ scope: TenantScope) async throws -> FamilyMember {
        try scope.require(.editOwnFamily)
        return try await acting(scope).member
    }

    /// The family user who acts changes language, address and contacts; requires `editOwnFamily`. Code and names stay as
    /// the employee set them.
    ///
    /// - Parameter expecting: Told which version of what they change themselves is stored now, before anything is
    ///   checked; it throws if that is not the one that what was typed goes back to.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `DatabaseError` or what `expecting` throws; nothing is
    ///   changed then.
    package func changeOwn(
        _ scope: TenantScope, _ draft: FamilyDraft, rules: FamilyRules, now: Instant,
        expecting: @escaping @Sendable (ContentVersion) throws -> Void = { _ in }
    ) async throws {
        try scope.require(.editOwnFamily)
        let (person, member) = try await acting(scope)
        try await replace(scope, of: person, member.id, rules, now) { stored in
            try expecting(stored.version(isOwn: true))
            return draft.keeping(stored)
        }
    }

    func acting(_ scope: TenantScope) async throws -> (person: PersonID, member: FamilyMember) {
        guard let id = scope.familyMember else { throw NotAllowed(capability: .editOwnFamily) }
        let (table, asking) = (table, asking)
        return try await database.read(scope) { transaction in
            let person = try transaction.value(
                PersonID.self,
                "SELECT person_id FROM family_member WHERE tenant_id = \(scope.tenant) AND id = \(id)")
            guard let person,
                let member = try StoredFamily.load(
                    of: person, in: scope.tenant, table, transaction, progress: asking?.mail
                ).first(where: { $0.id == id })
            else { throw NotFound("family") }
            return (person, member.seen(try AddressPrecision.load(scope.tenant, in: transaction)))
        }
    }

    /// Replaces what is stored. A new code ends what was open under the old one, and the employee is told.
    ///
    /// - Parameter draft: Makes of what is stored what shall be; if it throws, nothing is changed.
    private func replace(
        _ scope: TenantScope, of person: PersonID, _ id: FamilyMemberID, _ rules: FamilyRules, _ now: Instant,
        by draft: @escaping @Sendable (FamilySheet) throws -> FamilyDraft
    ) async throws {
        let (table, mail, randomness, notice, asking) = (table, mail, randomness, notice, asking)
        defer { wake() }
        try await database.write(scope) { transaction in
            try FamilyLock.take(person, in: scope.tenant, transaction)
            let all = try StoredFamily.load(of: person, in: scope.tenant, table, transaction)
            guard let old = all.first(where: { $0.id == id })?.sheet else { throw NotFound("family") }
            let seen = old.seen(rules.profile.precision)
            let sheet = try FamilySheet(
                checking: try draft(seen), rules: rules, previous: seen, in: table, mail: mail, randomness: randomness
            ).keeping(old, rules.profile.precision)
            if sheet == old { return }
            try Self.refuse(takenBy: id, sheet.code, person, scope.tenant, transaction)
            try transaction.execute(
                """
                UPDATE family_member SET code = \(sheet.code), code_made = \(sheet.isCodeMade), name = \(sheet.name),
                    name_kana = \(sheet.kana), language = \(sheet.language), changed_at = \(now),
                    login_epoch = login_epoch + \(sheet.code == old.code ? 0 : 1)
                WHERE tenant_id = \(scope.tenant) AND id = \(id)
                """)
            try StoredFamily.store(sheet, of: id, person, in: scope.tenant, table, transaction)
            try FamilyAddressQuestion.drop(id, from: old, to: sheet, in: scope.tenant, transaction)
            try Self.ask(asking, id, person, sheet, scope.tenant, now, transaction)
            if sheet.code != old.code {
                try notice.queue(ContactNotice.family, scope.tenant, person, now, transaction)
            }
            try notice.takeBackFamily(scope.tenant, person, now, transaction)
            try Self.audit("family.changed", by: scope, now, transaction)
        }
    }

    /// Removes a family user, whatever the contract says.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func remove(_ scope: TenantScope, _ id: FamilyMemberID, now: Instant) async throws {
        try scope.require(.editOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        try await database.write(scope) { [notice] transaction in
            try FamilyLock.take(person, in: scope.tenant, transaction)
            let removed = try transaction.execute(
                """
                DELETE FROM family_member
                WHERE tenant_id = \(scope.tenant) AND id = \(id) AND person_id = \(person)
                """)
            guard removed == 1 else { throw NotFound("family") }
            // What is left says how many mails went out, and not where.
            try transaction.execute(
                """
                UPDATE family_check SET value = ''
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) AND member_id = \(id)
                """)
            try notice.takeBackFamily(scope.tenant, person, now, transaction)
            try Self.audit("family.removed", by: scope, now, transaction)
        }
    }

    private func editor(_ scope: TenantScope, _ rules: FamilyRules) throws -> PersonID {
        try scope.require(.editOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        guard rules.isOffered else { throw NotFound("family") }
        return person
    }

    private func wake() {
        notice.wake()
        asking?.mail.wake()
    }

    /// Asks at the addresses that are new; where the organization sends no mail, nobody is.
    private static func ask(
        _ asking: AskFamilyAddress?, _ id: FamilyMemberID, _ person: PersonID, _ sheet: FamilySheet,
        _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws {
        guard let asking, try ReadOrganization.load(tenant, in: transaction).contract.plan.sendsMail else { return }
        try asking.all(of: id, person, sheet.language, in: tenant, now: now, transaction)
    }

    private static func refuse(
        takenBy id: FamilyMemberID, _ code: FamilyCode, _ person: PersonID, _ tenant: TenantID,
        _ transaction: Transaction
    ) throws {
        let holder = try transaction.value(
            FamilyMemberID.self,
            """
            SELECT id FROM family_member
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND code = \(code)
            """)
        if let holder, holder != id {
            throw FamilyCode.field.refusal(
                "taken", ja: "は別のご家族に使われています。別のコードにしてください。",
                en: "% belongs to another family user. Please choose another.")
        }
    }

    /// The refusal of one family user too many.
    package static func limit(_ limit: Int) -> InvalidInput {
        FamilyCode.field.refusal(
            "limit", ja: "：登録できるご家族は\(limit)人までです。先に、登録済みのご家族を削除してください。",
            en: "%: you can register up to \(limit) family users. Please remove one first.")
    }

    static func audit(
        _ action: StaticString, by scope: TenantScope, _ now: Instant, _ transaction: Transaction
    ) throws {
        try AuditChain.append(AuditEvent(action, subject: "family"), by: scope, at: now, in: transaction)
    }
}

extension OwnProfile {
    /// The person's family users, with what this profile is checked by.
    package func family(_ identifiers: IdentifierSource, _ randomness: Randomness) -> OwnFamily {
        OwnFamily(
            database: database, identifiers: identifiers, randomness: randomness, notice: notice, table: table,
            mail: mail, asking: contactMail.map { AskFamilyAddress(mail: $0, randomness: randomness) })
    }
}
