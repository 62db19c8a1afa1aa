package import Database
package import Domain
import Profiles
import Tenants

/// Mails to family users, and to employees about their families.
package struct FamilyMail: Sendable {
    /// What is known on the page soon anyway is no news after a day.
    static let life = Duration.seconds(86_400)

    /// So many mails of one purpose an address gets in a day: nobody is flooded in the organization's name, whoever toggles
    /// an answer or writes without end. The last one says that it is the last.
    static let mostInADay = 24

    private let loginAddress: String
    private let identifiers: IdentifierSource
    private let seal: MessageSeal

    /// Mails of one installation.
    ///
    /// - Parameter loginAddress: Where everybody logs in, with scheme and host.
    package init(loginAddress: String, identifiers: IdentifierSource, seal: MessageSeal) {
        self.loginAddress = loginAddress
        self.identifiers = identifiers
        self.seal = seal
    }

    /// What stands on each mail of an organization, read once for many of them.
    struct Letterhead: Sendable {
        /// システム名称.
        let title: String
        /// Days and times as the organization's clock shows them.
        let days: DayFormat

        static func load(_ tenant: TenantID, _ transaction: Transaction) throws -> Letterhead {
            Letterhead(
                title: try ReadOrganization.load(tenant, in: transaction).systemTitle,
                days: DayFormat(timeZone: try ReadSettings.load(tenant, in: transaction).timeZone))
        }
    }

    /// Queues a mail to each of a reader's addresses, in the transaction that notes that the reader was told.
    ///
    /// - Parameters:
    ///   - link: The link that makes the reader family; nil within one family.
    ///   - isCapped: Whether it goes only to addresses that did not get very many today.
    /// - Throws: `DatabaseError`.
    func queue(
        _ words: FamilyWords, _ purpose: ServiceMessage.Purpose = .family, life: Duration = FamilyMail.life,
        link: FamilyLinkID? = nil, isCapped: Bool = false, to reader: FamilyReader, in tenant: TenantID,
        under head: Letterhead, at now: Instant, _ transaction: Transaction
    ) throws {
        for address in Set(reader.mails).sorted() {
            let sent = isCapped ? try count(purpose, to: address, of: reader.person, tenant, now, transaction) : 0
            if sent >= Self.mostInADay { continue }
            let isLast = isCapped && sent == Self.mostInADay - 1
            let text = (isLast ? words.last : words).whole(
                title: head.title, loginAddress: loginAddress, isFamilyUser: reader.member != nil)
            try ServiceMessage(
                purpose, person: reader.person, address: address,
                subject: "【\(head.title)】" + words.subject[reader.language],
                body: text[reader.language], language: reader.language, expiresAt: now + life, familyLink: link
            ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
        }
    }

    private func count(
        _ purpose: ServiceMessage.Purpose, to address: String, of person: PersonID, _ tenant: TenantID,
        _ now: Instant, _ transaction: Transaction
    ) throws -> Int {
        try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM service_mail
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND purpose = \(purpose) AND address = \(address)
              AND created_at > \(now - .seconds(86_400))
            """) ?? 0
    }
}

extension FamilyMail {
    private static let purposes: [ServiceMessage.Purpose] = [.family, .familyMessage]

    /// Whose address a mail goes to that waits: of a family user of the person, confirmed, or of that person.
    private static let belongs: SQL = """
        (EXISTS (SELECT 1 FROM family_member m
                 JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                 WHERE m.tenant_id = service_mail.tenant_id AND m.person_id = service_mail.person_id
                   AND c.value = service_mail.address AND \(FamilyAddress.whereTold))
         OR EXISTS (SELECT 1 FROM contact c
                    WHERE c.tenant_id = service_mail.tenant_id AND c.person_id = service_mail.person_id
                      AND c.kind = 'mail' AND c.value = service_mail.address))
        """

    /// Whether a family user of the person has the address still that a mail asks to confirm.
    private static let isRegistered: SQL = """
        EXISTS (SELECT 1 FROM family_member m
                JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                WHERE m.tenant_id = service_mail.tenant_id AND m.person_id = service_mail.person_id
                  AND c.value = service_mail.address)
        """

    /// Takes back what waits for addresses that nobody of an employee's family has any more, and forgets what family users
    /// were told who are none: in the transaction that removes a family user or changes an address.
    ///
    /// - Throws: `DatabaseError`.
    package static func takeBack(
        of person: PersonID, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE service_mail SET expires_at = \(now), body = '', sealed_body = NULL
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND expires_at > \(now)
              AND (purpose IN \(list: purposes) AND NOT \(belongs)
                   OR purpose = \(ServiceMessage.Purpose.familyCheck) AND NOT \(isRegistered))
            """)
        let isGone: SQL = """
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND member_id <> 0 AND NOT EXISTS
                (SELECT 1 FROM family_member m WHERE m.tenant_id = \(tenant) AND m.id = member_id)
            """
        try transaction.execute("DELETE FROM family_answer_told \(isGone)")
        try transaction.execute("DELETE FROM family_message_told \(isGone)")
        try FamilyBoard.dropIfNobodys(person, in: tenant, transaction)
    }

    /// Takes back what waits for somebody because of a link that ends now, and forgets what they were told of it.
    ///
    /// - Throws: `DatabaseError`.
    static func takeBack(
        _ link: FamilyLinkID, to person: PersonID, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE service_mail SET expires_at = \(now), body = '', sealed_body = NULL
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND family_link = \(link) AND expires_at > \(now)
            """)
        let isGone: SQL = "WHERE tenant_id = \(tenant) AND person_id = \(person) AND link_id = \(link)"
        try transaction.execute("DELETE FROM family_answer_told \(isGone)")
        try transaction.execute("DELETE FROM family_message_told \(isGone)")
    }

    /// Whether a message of the service may still go out: one about a family only as long as its reader is family, has
    /// this address, and works for an organization that has families; one that asks to confirm an address only as long as
    /// that is registered. Whatever else is true of all others.
    static func isMeantStill(
        _ mail: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        try transaction.value(
            Bool.self,
            """
            SELECT CASE WHEN purpose = \(ServiceMessage.Purpose.familyCheck)
                        THEN CASE WHEN \(isRegistered) THEN 1 ELSE 0 END
                        WHEN purpose NOT IN \(list: purposes) THEN 1
                        WHEN \(belongs)
                             AND EXISTS (SELECT 1 FROM tenant t
                                         WHERE t.id = service_mail.tenant_id AND t.family_option = 1)
                             AND EXISTS (SELECT 1 FROM person p
                                         WHERE p.tenant_id = service_mail.tenant_id AND p.id = service_mail.person_id
                                           AND p.employment <> \(Employment.left))
                             AND NOT EXISTS (SELECT 1 FROM family_link l
                                             WHERE l.tenant_id = service_mail.tenant_id
                                               AND l.person_id = service_mail.person_id
                                               AND l.id = service_mail.family_link
                                               AND l.state NOT IN ('asked', 'agreed'))
                        THEN 1 ELSE 0 END
            FROM service_mail WHERE tenant_id = \(tenant) AND id = \(mail)
            """) ?? false
    }
}

/// Whoever is told something about a family: a family user, or an employee.
struct FamilyReader: Hashable, Sendable {
    /// The employee who is told, or whose family user it is.
    let person: PersonID
    /// Nil for an employee.
    let member: FamilyMemberID?
    /// The language of the mails.
    let language: Language
    /// Where they go: of a family user the addresses that their owners confirmed. Empty for nobody who could be told.
    var mails: [String]
    /// What was written or answered before is no news to the reader.
    let since: Instant

    /// Family users by their numbers; some dozens at a time.
    static func members(
        _ members: [FamilyMemberID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [FamilyMemberID: FamilyReader] {
        try readers(tenant, "m.id IN \(list: members.padded)", transaction)
    }

    /// The family users of an employee.
    static func family(
        of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [FamilyMemberID: FamilyReader] {
        try readers(tenant, "m.person_id = \(person)", transaction)
    }

    private static func readers(
        _ tenant: TenantID, _ condition: SQL, _ transaction: Transaction
    ) throws -> [FamilyMemberID: FamilyReader] {
        var found: [FamilyMemberID: FamilyReader] = [:]
        try transaction.forEach(
            """
            SELECT m.id, m.person_id, m.language, m.created_at, c.value FROM family_member m
            JOIN person e ON e.tenant_id = m.tenant_id AND e.id = m.person_id AND e.employment <> \(Employment.left)
            LEFT JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                 AND \(FamilyAddress.whereTold)
            WHERE m.tenant_id = \(tenant) AND \(condition) ORDER BY m.id, c.position
            """
        ) { row in
            let (id, person) = (try row.next(FamilyMemberID.self), try row.next(PersonID.self))
            let (language, since) = (try row.next(Language.self), try row.next(Instant.self))
            let mail = try row.next(String?.self)
            var reader =
                found[id] ?? FamilyReader(person: person, member: id, language: language, mails: [], since: since)
            if let mail { reader.mails.append(mail) }
            found[id] = reader
        }
        return found
    }

    /// An employee, with the mail contacts that are used for sending; nil if there is no such person.
    static func employee(
        _ person: PersonID, in tenant: TenantID, since: Instant, _ transaction: Transaction
    ) throws -> FamilyReader? {
        let language = try transaction.value(
            Language.self,
            """
            SELECT language FROM person
            WHERE tenant_id = \(tenant) AND id = \(person) AND employment <> \(Employment.left)
            """)
        guard let language else { return nil }
        let contacts = try SendingContacts.load(of: [person], in: tenant, transaction)[person]
        return FamilyReader(
            person: person, member: nil, language: language, mails: (contacts?.mails ?? []).map(\.value), since: since)
    }
}
