package import Database
package import Domain

/// A message that the service itself sends to one person, such as a code. It goes through the same queue and the same
/// ledger as broadcasts, in a lane of its own; its text is forgotten once it was handed off.
package struct ServiceMessage: Sendable {
    /// What a message is about.
    package enum Purpose: String, Sendable, DatabaseConvertible {
        /// A code that somebody waits for.
        case code
        /// 初回パスワード.
        case firstPassword
        /// That something about the person's login was changed.
        case notice
        /// That something will be asked of the person from a later day on.
        case announcement
        /// That a reply could mean anything.
        case askedBack
        /// What families are told: answers, earthquakes, links.
        case family
        /// That somebody wrote on a family's board.
        case familyMessage
        /// 連絡先確認, that somebody asked for.
        case contactTest
        /// 連絡先確認 in peacetime, that nobody waits for.
        case contactReview
        /// 連絡先確認 of an address of a family user.
        case familyCheck

        /// What somebody waits for in front of a page goes first; the rest does not.
        var lane: Lane {
            switch self {
            case .code, .contactTest: .codes
            case .firstPassword, .notice, .announcement, .askedBack, .contactReview, .familyCheck, .family,
                .familyMessage:
                .letters
            }
        }
    }

    /// What it is about.
    package let purpose: Purpose
    /// How it goes out.
    package let channel: Channel
    /// Whose matter it is.
    package let person: PersonID
    /// Where it goes; need not be a contact of the person.
    package let address: String
    /// 件名; only mails have one.
    package let subject: String
    /// Plain text, or what is said.
    package let body: String
    /// The language of the text.
    package let language: Language
    /// After this it is useless and no longer sent.
    package let expiresAt: Instant
    /// Whose broadcast a reply to it answers; nil where nobody reads replies.
    package let replyTo: AttemptKey?
    /// The link of two employees that it is about; it goes out only as long as that holds.
    package let familyLink: FamilyLinkID?

    /// A message to one person.
    package init(
        _ purpose: Purpose, by channel: Channel = .mail, person: PersonID, address: String, subject: String = "",
        body: String, language: Language, expiresAt: Instant, replyTo: AttemptKey? = nil,
        familyLink: FamilyLinkID? = nil
    ) {
        self.replyTo = replyTo
        self.familyLink = familyLink
        self.purpose = purpose
        self.channel = channel
        self.person = person
        self.address = address
        self.subject = subject
        self.body = body
        self.language = language
        self.expiresAt = expiresAt
    }

    /// Queues the message in the transaction that made it needed: neither exists without the other. The caller wakes the
    /// engine after the commit.
    ///
    /// - Returns: Its number, to ask later how far it came.
    /// - Throws: `DatabaseError`.
    @discardableResult package func enqueue(
        in tenant: TenantID, _ identifiers: IdentifierSource, _ seal: MessageSeal, at now: Instant,
        _ transaction: Transaction
    ) throws -> BroadcastID {
        let id = identifiers.next(BroadcastID.self, now: now)
        try transaction.execute(
            """
            INSERT INTO service_mail
                (tenant_id, id, purpose, person_id, address, subject, body, sealed_body, language, created_at,
                 expires_at, reply_to, family_link)
            VALUES (\(tenant), \(id), \(purpose), \(person), \(address), \(subject), '',
                    \(seal.seal(body, id, of: tenant)), \(language), \(now), \(expiresAt),
                    \(replyTo?.description), \(familyLink))
            """)
        let attempt = PlannedAttempt(
            step: 0, slot: 1, channel: channel, position: 1, tryNumber: 1, offset: .zero, wait: .zero,
            rule: .firstContact)
        _ = try AttemptInsert.run(
            [
                AttemptInsert.values(
                    tenant: tenant, broadcast: id, person: person, round: 1, lane: purpose.lane, attempt,
                    rule: .firstContact, due: now, now: now)
            ], transaction)
        return id
    }

    /// The language that a person reads.
    static func language(
        of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Language {
        try transaction.value(
            Language.self, "SELECT language FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
            ?? .japanese
    }

    /// Takes a message back that has not left the house; one that has is as it is.
    ///
    /// - Throws: `DatabaseError`.
    static func takeBack(_ id: BroadcastID, of tenant: TenantID, at now: Instant, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE service_mail SET expires_at = \(now), body = '', sealed_body = NULL
            WHERE tenant_id = \(tenant) AND id = \(id) AND expires_at > \(now)
            """)
    }
}

extension ServiceMessage {
    /// Takes back what was announced in an organization and has not left the house.
    ///
    /// - Throws: `DatabaseError`.
    package static func takeBackAnnouncements(
        of tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE service_mail SET expires_at = \(now), body = '', sealed_body = NULL
            WHERE tenant_id = \(tenant) AND purpose = \(Purpose.announcement) AND expires_at > \(now)
            """)
    }
}

/// A message of the service as the engine reads it.
struct ServiceMessageRow: Sendable {
    let address: String
    let subject: String
    let body: String
    let language: Language
    let expiresAt: Instant
    let replyTo: AttemptKey?

    static func load(
        _ id: BroadcastID, of tenant: TenantID, _ seal: MessageSeal, _ transaction: Transaction
    ) throws -> ServiceMessageRow? {
        // Whoever is no family any more, or has another address by now, is told nothing of it.
        guard try FamilyMail.isMeantStill(id, in: tenant, transaction) else { return nil }
        return try transaction.first(
            """
            SELECT address, subject, sealed_body, body, language, expires_at, reply_to FROM service_mail
            WHERE tenant_id = \(tenant) AND id = \(id)
            """
        ) { row -> ServiceMessageRow? in
            let (address, subject): (String, String) = (try row.next(), try row.next())
            // What was queued before texts were sealed goes out as it stands; what cannot be opened does not.
            let (sealed, plain): ([UInt8]?, String) = (try row.next(), try row.next())
            let (language, expiresAt): (Language, Instant) = (try row.next(), try row.next())
            let replyTo = try row.next(String?.self).flatMap { AttemptKey($0) }
            guard let body = sealed.map({ seal.open($0, id, of: tenant) }) ?? plain else { return nil }
            return ServiceMessageRow(
                address: address, subject: subject, body: body, language: language, expiresAt: expiresAt,
                replyTo: replyTo)
        } ?? nil
    }
}
