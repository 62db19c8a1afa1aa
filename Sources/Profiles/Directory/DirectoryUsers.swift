package import Database
package import Domain
package import Tenants

/// The organization's directory (an identity provider that speaks SCIM) adds, changes and removes people, by the same
/// rules as administrators and without ever saying who is one.
package struct DirectoryUsers: Sendable {
    /// Why somebody cannot be added or renamed so.
    package enum Conflict: Error, Hashable, Sendable {
        /// Somebody else is called so.
        case userName
        /// Somebody of whom the directory has said nothing yet has this number: they are to be changed and not added.
        case employeeNumber(PersonID)
        /// Somebody of an office who had left: taking them up again takes all their proofs away, which two colleagues do
        /// and no program.
        case ofOffice
    }

    /// What another room does in the transaction in which the directory takes somebody up again.
    package typealias EndLogins = @Sendable (PersonID, TenantScope, Instant, Transaction) throws -> Void

    private let database: Database
    private let endLogins: EndLogins
    private let mail: MailAddressCheck
    private let contacts: DirectoryContacts
    private let departments: DirectoryDepartments
    private let add: AddPerson
    private let changePerson: ChangePerson

    /// Works on this database.
    ///
    /// - Parameters:
    ///   - notice: How people are told that their contacts were changed.
    ///   - appointments: How administrators are told who is no longer one of them.
    ///   - hold: Who may not leave their department now.
    ///   - endLogins: How the password, second factors and open logins end of somebody who is taken up again.
    package init(
        database: Database, identifiers: IdentifierSource, table: RegionTable, mail: MailAddressCheck,
        notice: ContactNotice = .none, appointments: AppointmentNotice = .none, hold: DepartmentHold,
        endLogins: @escaping EndLogins
    ) {
        self.database = database
        self.endLogins = endLogins
        self.mail = mail
        contacts = DirectoryContacts(table: table, notice: notice)
        departments = DirectoryDepartments(identifiers: identifiers)
        add = AddPerson(database: database, identifiers: identifiers, notice: appointments)
        changePerson = ChangePerson(database: database, notice: appointments, hold: hold)
    }

    /// Adds a person, or takes somebody up again whom the directory had deleted and whose data are still there; requires
    /// `provision`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput`, `Conflict`, or `DatabaseError`.
    package func create(_ scope: TenantScope, _ entry: DirectoryEntry, at now: Instant) async throws -> DirectoryUser {
        let scope = try scope.provisioning()
        defer { contacts.notice.wake() }
        let checked = try check(entry)
        let number = (try? EmployeeCode(entry.employeeNumber ?? "")) ?? .none
        return try await writing { [self] in
            try await database.write(scope) { transaction in
                let holder = try DirectoryLinks.holder(of: entry.userName, in: scope.tenant, transaction)
                if holder != nil { throw Conflict.userName }
                let leaver = try DirectoryLinks.leaver(
                    userName: entry.userName, externalID: entry.externalID, employeeCode: number, in: scope.tenant,
                    transaction)
                if let leaver {
                    if try OfficeHouse.isOne(scope.tenant, in: transaction) { throw Conflict.ofOffice }
                    try ChangePerson.hold(leaver, in: scope.tenant, transaction)
                    let old = try Self.load(leaver, includingHidden: true, scope.tenant, transaction)
                    // Before the audit chain, to which the end of the logins writes.
                    if entry.department?.isEmpty == false {
                        try DirectoryDepartments.hold(in: scope.tenant, transaction)
                    }
                    // Whoever knows the password of before need not be the one who comes.
                    try endLogins(leaver, scope, now, transaction)
                    return try change(old, to: entry, checked, scope, now, transaction, isTakenUp: true)
                }
                if let known = try DirectoryLinks.unlinked(number, in: scope.tenant, transaction) {
                    throw Conflict.employeeNumber(known)
                }
                return try insert(entry, checked, scope, now, transaction)
            }
        }
    }

    /// Changes a person; requires `provision`.
    ///
    /// - Parameter edit: Makes of the person what they are to be; what it throws stops the change.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `Conflict`, `DatabaseError`, or what `edit` throws.
    package func change(
        _ scope: TenantScope, _ id: PersonID, at now: Instant,
        _ edit: @escaping @Sendable (DirectoryUser) throws -> DirectoryEntry
    ) async throws -> DirectoryUser {
        let scope = try scope.provisioning()
        defer { contacts.notice.wake() }
        for _ in 1...Self.mostTries {
            // What is to become of the person is found out before the writer is asked for: a change may be long.
            let old = try await database.read(scope) { try Self.load(id, includingHidden: false, scope.tenant, $0) }
            let entry = try edit(old)
            let checked = try check(entry)
            let changed = try await writing { [self] in
                try await database.write(scope) { transaction -> DirectoryUser? in
                    try ChangePerson.hold(id, in: scope.tenant, transaction)
                    let stored = try Self.load(id, includingHidden: false, scope.tenant, transaction)
                    guard stored == old else { return nil }
                    let holder = try DirectoryLinks.holder(of: entry.userName, in: scope.tenant, transaction)
                    if let holder, holder != id { throw Conflict.userName }
                    return try change(old, to: entry, checked, scope, now, transaction)
                }
            }
            if let changed { return changed }
        }
        throw DatabaseError(.conflict, "a person was changed again and again")
    }

    /// So often a change is found out anew because somebody else's came first.
    private static let mostTries = 5

    /// The directory deletes a person: they have left, and the directory sees them no more. Their data are kept until their
    /// day, so that they can be taken up again. Requires `provision`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of the last administrator, `DatabaseError`, or what `expecting`
    ///   throws.
    package func remove(
        _ scope: TenantScope, _ id: PersonID, at now: Instant,
        expecting: @escaping @Sendable (DirectoryUser) throws -> Void
    ) async throws {
        let scope = try scope.provisioning()
        let changePerson = changePerson
        try await database.write(scope) { transaction in
            try ChangePerson.hold(id, in: scope.tenant, transaction)
            let old = try Self.load(id, includingHidden: false, scope.tenant, transaction)
            try expecting(old)
            _ = try changePerson.change(scope, id, at: now, in: transaction) { person in
                var details = person.details
                details.employment = .left
                return details
            }
            try DirectoryLinks.hide(old.person, in: scope.tenant, at: now, transaction)
        }
        changePerson.wake()
    }

    /// One person; requires `provision`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func user(_ scope: TenantScope, _ id: PersonID) async throws -> DirectoryUser {
        let scope = try scope.provisioning()
        return try await database.read(scope) {
            try Self.load(id, includingHidden: false, scope.tenant, $0)
        }
    }

    /// Some people by identifier, and how many there are; requires `provision`.
    ///
    /// - Parameter place: Where the page begins.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func list(
        _ scope: TenantScope, _ condition: DirectoryCondition?, from place: ListPlace<PersonID>, count: Int
    ) async throws -> (users: [DirectoryUser], total: Int) {
        let scope = try scope.provisioning()
        return try await database.read(scope) { transaction in
            let filter: SQL = condition.map { " AND \($0.sql(scope.tenant))" } ?? ""
            let rest: SQL = place.after.map { " AND person.id > \($0)" } ?? ""
            let visible: SQL =
                "person.tenant_id = \(scope.tenant) AND directory_link.hidden_at IS NULL\(filter)\(rest)"
            let left = try transaction.value(Int.self, "SELECT COUNT(*) FROM \(Self.tables) WHERE \(visible)")
            let users = try Self.load(
                "\(visible) ORDER BY person.id LIMIT \(count) OFFSET \(place.skipped)", scope.tenant, transaction)
            return (users, place.total(left: left ?? 0))
        }
    }
}

extension DirectoryUsers {
    /// The contacts of an entry in the form in which they are stored.
    private struct Checked: Sendable {
        var mails: [DirectoryContact] = []
        var phones: [DirectoryContact] = []
    }

    private static let mostContacts = 3

    private func check(_ entry: DirectoryEntry) throws(InvalidInput) -> Checked {
        var check = ProfileCheck(table: contacts.table, mail: mail)
        var checked = Checked()
        var errors: [FieldError] = []
        let texts = [
            ("userName", entry.userName, 256), ("externalId", entry.externalID ?? "", 256),
            ("displayName", entry.displayName ?? "", 256), ("name.formatted", entry.formattedName ?? "", 256),
            ("name.familyName", entry.familyName ?? "", 256), ("name.givenName", entry.givenName ?? "", 256),
            ("preferredLanguage", entry.preferredLanguage ?? "", 64),
        ]
        for (field, text, longest) in texts {
            let rule = TextRule(maximum: longest, isRequired: field == "userName", refusesHalfWidthKatakana: false)
            do { _ = try rule.check(text, InputField(field, ja: field, en: field)) } catch { errors += error.errors }
        }
        for contact in entry.mails {
            guard let value = check.mail(contact.value, field: "emails.value") else { continue }
            checked.mails.append(
                DirectoryContact(
                    sent: contact.value, value: value, type: contact.type, isPrimary: contact.isPrimary))
        }
        for contact in entry.phones {
            let draft = DirectoryContact(
                sent: contact.value, value: contact.value, type: contact.type, isPrimary: contact.isPrimary)
            let text = contact.value.lowercased().hasPrefix("tel:") ? contact.value.dropFirst(4) : contact.value[...]
            // A number that cannot be called from here keeps nobody out of a safety check: it is kept, and never used.
            let number = draft.isForMachines ? nil : PhoneNumber(typed: String(text.prefix { $0 != ";" }))
            checked.phones.append(
                DirectoryContact(
                    sent: contact.value, value: number?.digits ?? contact.value, type: contact.type,
                    isPrimary: contact.isPrimary, isUsable: number != nil))
        }
        errors += check.errors
        for (field, list) in [("emails", entry.mails), ("phoneNumbers", entry.phones)] {
            errors += Self.refusals(field, list)
        }
        if !errors.isEmpty { throw InvalidInput(errors) }
        return checked
    }

    private static func refusals(_ name: String, _ list: [DirectoryEntry.Contact]) -> [FieldError] {
        let field = InputField(name, ja: name, en: name)
        var errors: [FieldError] = []
        if list.count > mostContacts {
            errors.append(
                field.error("tooMany", ja: "は\(mostContacts)件までです。", en: "Give at most \(mostContacts) values of %."))
        }
        if list.count(where: { $0.isPrimary == true }) > 1 {
            errors.append(
                field.error("primary", ja: "で primary を true にできるのは1件だけです。", en: "Only one value of % may be primary."))
        }
        if list.contains(where: {
            ($0.type ?? "").count > 64 || !TextRule.isPlain($0.type ?? "") || $0.value.count > 256
        }) {
            errors.append(
                field.error("tooLong", ja: "の type は64文字までです。", en: "A type of % may have at most 64 characters."))
        }
        return errors
    }

    private func insert(
        _ entry: DirectoryEntry, _ checked: Checked, _ scope: TenantScope, _ now: Instant, _ transaction: Transaction
    ) throws -> DirectoryUser {
        let loginID = try DirectoryLoginID.free(entry.userName, in: scope.tenant, transaction)
        let language = try ReadSettings.load(scope.tenant, in: transaction).defaultLanguage
        var details = try entry.details(over: nil, nil, loginID: loginID, language: language)
        if let department = entry.department, !department.isEmpty {
            details.department = try departments.find(department, scope, at: now, transaction)
        }
        let id = try add.add(scope, details, at: now, in: transaction)
        try DirectoryLinks.store(entry.link(appliedName: details.name), of: id, in: scope.tenant, at: now, transaction)
        try contacts.store(
            mails: checked.mails, phones: checked.phones, of: id, scope, at: now, transaction)
        return try Self.load(id, includingHidden: false, scope.tenant, transaction)
    }

    private func change(
        _ old: DirectoryUser, to entry: DirectoryEntry, _ checked: Checked, _ scope: TenantScope, _ now: Instant,
        _ transaction: Transaction, isTakenUp: Bool = false
    ) throws -> DirectoryUser {
        let id = old.person.id
        var details = try entry.details(
            over: old.person, old.link, loginID: old.person.details.loginID, language: old.person.details.language,
            isTakenUp: isTakenUp)
        let (said, before) = (entry.department ?? "", old.entry.department ?? "")
        if !said.isEmpty && said != before {
            details.department = try departments.find(said, scope, at: now, transaction)
        } else if said.isEmpty && old.link?.department != nil && old.link?.department == old.entry.department {
            // Only what this attribute gave; the rest is a group's, or an administrator's.
            details.department = nil
        }
        let new = details
        _ = try changePerson.change(scope, id, at: now, in: transaction) { _ in new }
        try DirectoryLinks.store(entry.link(appliedName: new.name), of: id, in: scope.tenant, at: now, transaction)
        try contacts.store(
            mails: checked.mails, phones: checked.phones, of: id, scope, at: now, transaction)
        return try Self.load(id, includingHidden: false, scope.tenant, transaction)
    }

    /// Two that ask for one name at the same time: the database lets one have it.
    private func writing<Value>(_ body: () async throws -> Value) async throws -> Value {
        let value = try await DatabaseError.refusingSecond(with: Conflict.userName, body)
        changePerson.wake()
        return value
    }

    private static let tables: SQL = """
        person LEFT JOIN directory_link
          ON directory_link.tenant_id = person.tenant_id AND directory_link.person_id = person.id
        """

    private static func load(
        _ id: PersonID, includingHidden: Bool, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> DirectoryUser {
        let hidden: SQL = includingHidden ? "" : " AND directory_link.hidden_at IS NULL"
        let found = try load(
            "person.tenant_id = \(tenant) AND person.id = \(id)\(hidden)", tenant, transaction)
        guard let user = found.first else { throw NotFound("person") }
        return user
    }

    private static func load(_ condition: SQL, _ tenant: TenantID, _ transaction: Transaction) throws -> [DirectoryUser]
    {
        let rows = try transaction.all(
            "SELECT \(Person.columns), \(DirectoryLink.columns) FROM \(tables) WHERE \(condition)"
        ) { row in (try Person(row: &row), try DirectoryLink(row: &row)) }
        let contacts = try DirectoryContacts.load(rows.map(\.0.id), in: tenant, transaction)
        let departments = Set(rows.compactMap(\.0.details.department)).sorted()
        var names: [DepartmentID: String] = [:]
        if !departments.isEmpty {
            try transaction.forEach(
                "SELECT id, name FROM department WHERE tenant_id = \(tenant) AND id IN \(list: departments)"
            ) { row in names[try row.next()] = try row.next(String.self) }
        }
        return rows.map { person, link in
            DirectoryUser(
                person: person, link: link, mails: contacts[person.id]?.mails ?? [],
                phones: contacts[person.id]?.phones ?? [],
                department: person.details.department.flatMap { names[$0] })
        }
    }
}
