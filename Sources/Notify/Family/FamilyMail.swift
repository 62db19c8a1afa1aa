import Database
package import Domain
import Profiles
import Tenants

/// Mails to family users, and to employees about their families.
package struct FamilyMail: Sendable {
    /// What is known on the page soon anyway is no news after a day.
    static let life = Duration.seconds(86_400)

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

    /// Queues a mail to each of a reader's addresses, in the transaction that notes that the reader was told.
    ///
    /// - Throws: `DatabaseError`.
    func queue(
        _ words: FamilyWords, _ purpose: ServiceMessage.Purpose = .family, life: Duration = FamilyMail.life,
        to reader: FamilyReader, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        if reader.mails.isEmpty { return }
        let title = try ReadOrganization.load(tenant, in: transaction).systemTitle
        let text = words.whole(title: title, loginAddress: loginAddress, isFamilyUser: reader.member != nil)
        for address in Set(reader.mails).sorted() {
            try ServiceMessage(
                purpose, person: reader.person, address: address,
                subject: "【\(title)】" + words.subject[reader.language],
                body: text[reader.language], language: reader.language, expiresAt: now + life
            ).enqueue(in: tenant, identifiers, seal, at: now, transaction)
        }
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
    /// Where they go; empty for nobody who could be told.
    var mails: [String]
    /// What was written or answered before is no news to the reader.
    let since: Instant

    /// Family users by their numbers; some dozens at a time.
    static func members(
        _ members: [FamilyMemberID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [FamilyMemberID: FamilyReader] {
        try readers(tenant, "m.id IN \(list: members)", transaction)
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
            LEFT JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
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
