import Database
import Domain
import Tenants

/// Reads and writes what the directory says of contacts, and carries it over to the profile.
struct DirectoryContacts: Sendable {
    let table: RegionTable
    let notice: ContactNotice

    /// What the directory gave of these people, in its order.
    static func load(
        _ people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: (mails: [DirectoryContact], phones: [DirectoryContact])] {
        var found: [PersonID: (mails: [DirectoryContact], phones: [DirectoryContact])] = [:]
        if people.isEmpty { return found }
        try transaction.forEach(
            """
            SELECT person_id, kind, sent, value, type, is_primary, slot FROM directory_contact
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people) ORDER BY person_id, kind, place
            """
        ) { row in
            let person = try row.next(PersonID.self)
            let kind = try row.next(ContactKind.self)
            let contact = DirectoryContact(
                sent: try row.next(), value: try row.next(), type: try row.next(),
                isPrimary: try row.next(Int?.self).map { $0 != 0 }, slot: try row.next())
            if kind == .mail {
                found[person, default: ([], [])].mails.append(contact)
            } else {
                found[person, default: ([], [])].phones.append(contact)
            }
        }
        return found
    }

    /// Keeps what the directory gives now and brings the profile up to it. Whoever could be reached before is told at the
    /// old contacts.
    func store(
        mails: [DirectoryContact], phones: [DirectoryContact], of person: PersonID, _ scope: TenantScope,
        at now: Instant,
        _ transaction: Transaction
    ) throws {
        let tenant = scope.tenant
        let before = try Self.load([person], in: tenant, transaction)[person] ?? ([], [])
        guard let old = try StoredProfile.load(person, in: tenant, table, transaction) else { throw NotFound("person") }
        var sheet = old
        let draft = old.draft
        let mail = DirectoryPlacement.place(mails, before: before.mails, slots: draft.mails)
        let phone = DirectoryPlacement.place(phones, before: before.phones, slots: draft.phones)
        if mail.slots != draft.mails || phone.slots != draft.phones {
            let orders = DirectoryPlacement.orders(
                mail: old.sending.mails.first?.order, hasMail: mail.slots.contains { !$0.isEmpty },
                phones: phone.slots.enumerated().map { index, value in
                    let kept = old.sending.phones.first { $0.position == index + 1 }
                    return (!value.isEmpty, kept?.order)
                })
            sheet.sending.mails = mail.slots.enumerated().compactMap { index, value in
                value.isEmpty ? nil : .init(position: index + 1, value: value, order: orders.mail)
            }
            sheet.sending.phones = phone.slots.enumerated().compactMap { index, value in
                value.isEmpty ? nil : .init(position: index + 1, value: value, order: orders.phones[index])
            }
            try change(old, to: sheet, of: person, scope, now, transaction)
        }
        try transaction.execute("DELETE FROM directory_contact WHERE tenant_id = \(tenant) AND person_id = \(person)")
        let rows = Self.rows(mail.contacts, .mail, person, tenant) + Self.rows(phone.contacts, .phone, person, tenant)
        if rows.isEmpty { return }
        try transaction.execute(
            """
            INSERT INTO directory_contact (tenant_id, person_id, kind, place, sent, value, type, is_primary, slot)
            VALUES \(rows: rows)
            """)
    }

    private func change(
        _ old: ProfileSheet, to sheet: ProfileSheet, of person: PersonID, _ scope: TenantScope, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        let changes = ProfileChange.between(old, sheet)
        let draft = old.draft
        let hadContacts = [draft.mails, draft.phones, [draft.spareMail, draft.sparePhone]].joined().contains {
            !$0.isEmpty
        }
        if hadContacts, changes.contains(where: \.isOfContact) {
            try notice.queue(ContactNotice.contacts, scope.tenant, person, now, transaction)
        }
        try StoredProfile.store([person: sheet], in: scope.tenant, table, now: now, transaction)
        try AuditChain.append(
            AuditEvent(
                "profile.directoryChanged", subject: "person:\(person)",
                reason: changes.map(\.masked).joined(separator: " ")),
            by: scope, at: now, in: transaction)
    }

    private static func rows(
        _ contacts: [DirectoryContact], _ kind: ContactKind, _ person: PersonID, _ tenant: TenantID
    ) -> [[DatabaseValue]] {
        contacts.enumerated().map { place, contact in
            [
                tenant.databaseValue, person.databaseValue, kind.databaseValue, (place + 1).databaseValue,
                contact.sent.databaseValue, contact.value.databaseValue, contact.type.databaseValue,
                contact.isPrimary.map { $0 ? 1 : 0 }.databaseValue, contact.slot.databaseValue,
            ]
        }
    }
}
