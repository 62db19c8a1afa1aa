package import Database
package import Domain
package import Tenants

/// 個人情報メンテナンス: a person's own contacts and addresses.
package struct OwnProfile: Sendable {
    let database: Database
    let table: RegionTable
    let mail: MailAddressCheck
    /// How people are told of their contacts.
    package let notice: ContactNotice
    let contactMail: ContactMail?

    /// The use cases with what they need.
    ///
    /// - Parameter contactMail: How test mails leave; nil without a mail relay.
    package init(
        database: Database, table: RegionTable, mail: MailAddressCheck, notice: ContactNotice = .none,
        contactMail: ContactMail? = nil
    ) {
        self.database = database
        self.table = table
        self.mail = mail
        self.notice = notice
        self.contactMail = contactMail
    }

    /// The person's stored profile, with as much of each address as the organization wants to know.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func load(_ scope: TenantScope) async throws -> ProfileSheet {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let table = table
        return try await database.read(scope) { transaction in
            guard let sheet = try StoredProfile.load(person, in: scope.tenant, table, transaction) else {
                throw NotFound("person")
            }
            return sheet.seen(try AddressPrecision.load(scope.tenant, in: transaction))
        }
    }

    /// What the profile shows and an administrator set.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func identity(_ scope: TenantScope) async throws -> ProfileIdentity {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let found = try await database.read(scope) { transaction in
            try transaction.first(
                ProfileIdentity.self,
                """
                SELECT person.login_id, person.name, person.name_kana, department.name
                FROM person LEFT JOIN department
                  ON department.tenant_id = person.tenant_id AND department.id = person.department_id
                WHERE person.tenant_id = \(scope.tenant) AND person.id = \(person)
                """)
        }
        guard let found else { throw NotFound("person") }
        return found
    }

    /// What the person may choose besides contacts.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func details(_ scope: TenantScope) async throws -> OwnDetails {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        return try await database.read(scope) { try OwnDetails.load(person, in: scope.tenant, $0) }
    }

    /// Checks what was typed against what is stored, without storing anything.
    ///
    /// - Throws: `InvalidInput`.
    package func check(
        _ draft: ProfileDraft, rules: ProfileRules, previous: ProfileSheet, _ details: OwnDetails
    ) throws(InvalidInput) -> CheckedProfile {
        try CheckedProfile(draft, rules, previous, details, table, mail)
    }

    /// A typed mail address in the form in which it is stored; nil if it is none.
    package func address(_ typed: String) -> String? {
        var check = ProfileCheck(table: table, mail: mail)
        return check.mail(typed, field: "mail")
    }

    /// The contacts among what was typed, for the sequence beside the form; what can't be a contact is left out.
    package func contacts(in draft: ProfileDraft) -> SendingContacts {
        var check = ProfileCheck(table: table, mail: mail)
        func contacts(
            _ values: [String], _ read: (String) -> String?, _ order: (Int) -> String
        ) -> [SendingContacts.Contact] {
            values.enumerated().compactMap { index, typed in
                read(typed).map { value in
                    SendingContacts.Contact(
                        position: index + 1, value: value,
                        order: Int(order(index)).flatMap(ContactOrder.init(rawValue:)))
                }
            }
        }
        return SendingContacts(
            mails: contacts(draft.mails, { check.mail($0, field: "mail") }, { _ in draft.mailOrder }),
            phones: contacts(draft.phones, { check.phone($0, field: "phone") }, { draft.phoneOrders[$0] }))
    }

    /// Checks what was typed and stores it. The changes stand in the audit chain, with contacts masked; whoever can be
    /// reached at the addresses of before is told that contacts were changed.
    ///
    /// - Parameters:
    ///   - expecting: Told which version is stored now, before anything is checked; it throws if that is not the one that
    ///     what was typed goes back to.
    ///   - alongside: What belongs to the same transaction; if it throws, nothing is changed.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `DatabaseError` or what `expecting` throws; nothing is changed
    ///   then.
    @discardableResult
    package func save(
        _ scope: TenantScope, _ draft: ProfileDraft, rules: ProfileRules, now: Instant,
        expecting: @escaping @Sendable (ContentVersion) throws -> Void = { _ in },
        alongside: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) async throws -> [ProfileChange] {
        let (table, mail) = (table, mail)
        return try await change(scope, rules, now, reached: nil, alongside) { old, details in
            try expecting(Self.version(old, details))
            return try CheckedProfile(draft, rules, old, details, table, mail)
        }
    }

    /// Registers an address that its owner wrote a mail from, and leaves everything else of the profile as it is,
    /// also where a rule of today asks for more: whoever has only this address is to be reached by it.
    ///
    /// - Parameters:
    ///   - rank: 優先順, 1 to 3; what stands there is replaced.
    ///   - alongside: What belongs to the same transaction; if it throws, nothing is changed.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `rank` where the address has another one already, of `mail`
    ///   where it cannot be stored, or `DatabaseError`; nothing is changed then.
    package func register(
        _ address: String, rank: Int, _ scope: TenantScope, rules: ProfileRules, now: Instant,
        alongside: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        let (table, mail) = (table, mail)
        try await change(scope, rules, now, reached: address, alongside) { old, _ in
            var check = ProfileCheck(table: table, mail: mail)
            let value = check.mail(address, field: "mail")
            guard let value else { throw InvalidInput(check.errors) }
            var sheet = old
            if sheet.sending.mails.contains(where: { $0.value == value && $0.position != rank }) {
                throw InvalidInput(
                    field: "rank", rule: "taken",
                    message: LocalizedText(
                        ja: "このアドレスは、すでに別の優先順に登録されています。",
                        en: "This address is registered with another priority already."))
            }
            var order = sheet.sending.mails.first?.order
            if order == nil && rules.hasVoice {
                // The first mail of all comes behind the telephones that are there.
                let taken = Set(sheet.sending.phones.compactMap(\.order?.rawValue))
                order = (1...4).first { !taken.contains($0) }.flatMap(ContactOrder.init(rawValue:))
            }
            let others = sheet.sending.mails.filter { $0.position != rank }.map { ($0.position, $0.value) }
            sheet.sending.mails = (others + [(rank, value)]).sorted { $0.0 < $1.0 }.map { position, value in
                SendingContacts.Contact(position: position, value: value, order: order)
            }
            return CheckedProfile(sheet, over: old)
        }
    }

    @discardableResult
    private func change(
        _ scope: TenantScope, _ rules: ProfileRules, _ now: Instant, reached: String?,
        _ alongside: @escaping @Sendable (Transaction) throws -> Void,
        _ make: @escaping @Sendable (ProfileSheet, OwnDetails) throws -> CheckedProfile
    ) async throws -> [ProfileChange] {
        try scope.require(.editOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let table = table
        defer { notice.wake() }
        let note: @Sendable (Transaction) throws -> Void = { transaction in
            if let reached { try ReachedContact.note(reached, of: person, in: scope.tenant, at: now, transaction) }
        }
        // A person waits for it, and there are few of them beside what is being sent.
        return try await database.write(scope, urgent: true) { transaction in
            // What an import or the directory changes meanwhile is not written over with what was there before.
            try ChangePerson.hold(person, in: scope.tenant, transaction)
            guard let old = try StoredProfile.load(person, in: scope.tenant, table, transaction) else {
                throw NotFound("person")
            }
            let details = try OwnDetails.load(person, in: scope.tenant, transaction)
            let checked = try make(old.seen(rules.precision), details)
            let sheet = checked.sheet.keeping(old, rules.precision)
            try alongside(transaction)
            let changes = checked.changes
            if changes.isEmpty {
                try note(transaction)
                return []
            }
            // Before the addresses are replaced: a new one may be a stranger's.
            if changes.contains(where: \.isOfContact) {
                try notice.queue(ContactNotice.contacts, scope.tenant, person, now, transaction)
            }
            try StoredProfile.store([person: sheet], in: scope.tenant, table, now: now, transaction)
            try OwnDetails.store(checked.details, of: person, in: scope.tenant, now: now, transaction)
            try AddressQuestion.drop(person, from: old, to: sheet, in: scope.tenant, transaction)
            try ConfirmContact.takeOver(person, scope.tenant, now: now, transaction)
            try note(transaction)
            try AuditChain.append(
                AuditEvent(
                    "profile.changed", subject: "person:\(person)",
                    reason: changes.map(\.masked).joined(separator: " ")),
                by: scope, at: now, in: transaction)
            return changes
        }
    }
}
