package import Database
package import Domain

/// What the dispatch engine may use to reach one person, as the person arranged it.
package struct SendingContacts: Hashable, Sendable {
    /// A mail address or telephone number with its place in the profile.
    package struct Contact: Hashable, Sendable {
        /// 1 to 3: 優先順 of a mail, number of a telephone.
        package let position: Int
        /// The address or the number; never in a log.
        package let value: String
        /// The slot in which it is tried; nil if the person set none.
        package let order: ContactOrder?
        /// Whether the last message came back because there is no such address or number. It is tried all the same: the
        /// other side may be wrong, and it may be the only way.
        package let isFailing: Bool

        /// A contact at one place of the profile.
        package init(position: Int, value: String, order: ContactOrder?, isFailing: Bool = false) {
            self.position = position
            self.value = value
            self.order = order
            self.isFailing = isFailing
        }
    }

    /// Mail addresses by position; they share the order of the first.
    package var mails: [Contact]
    /// Telephone numbers by position.
    package var phones: [Contact]

    /// The contacts of one person; both lists sorted by position.
    package init(mails: [Contact] = [], phones: [Contact] = []) {
        self.mails = mails
        self.phones = phones
    }

    /// The condition on the table `person` for people who have no contact of these kinds.
    package static func condition(without kinds: [ContactKind]) -> SQL {
        """
        NOT EXISTS (SELECT 1 FROM contact WHERE contact.tenant_id = person.tenant_id
            AND contact.person_id = person.id AND contact.kind IN \(list: kinds))
        """
    }

    /// Reads the sending contacts of these people; whoever has none is missing from the result. At most some hundred
    /// people at a time.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: SendingContacts] {
        var result: [PersonID: SendingContacts] = [:]
        try transaction.forEach(
            """
            SELECT person_id, kind, position, value, contact_order, CASE WHEN failed_at IS NULL THEN 0 ELSE 1 END
            FROM contact
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
              AND kind IN (\(ContactKind.mail), \(ContactKind.phone))
            ORDER BY person_id, kind, position
            """
        ) { row in
            let person = try row.next(PersonID.self)
            let kind = try row.next(ContactKind.self)
            let contact = Contact(
                position: try row.next(), value: try row.next(), order: try row.next(), isFailing: try row.next())
            switch kind {
            case .mail: result[person, default: SendingContacts()].mails.append(contact)
            case .phone: result[person, default: SendingContacts()].phones.append(contact)
            case .spareMail, .sparePhone: break
            }
        }
        return result
    }
}
