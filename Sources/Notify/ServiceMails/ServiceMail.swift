package import Database
package import Domain

/// A mail that the service itself sends to one person, such as a code or a test mail. It goes through the same queue and the
/// same ledger as broadcasts, in a lane of its own; its text is forgotten once it was handed off.
package struct ServiceMail: Sendable {
    /// What a mail is about.
    package enum Purpose: String, Sendable, DatabaseConvertible {
        /// A code or a test mail.
        case other
        /// 初回パスワード.
        case firstPassword

        /// Codes are waited for; first passwords are not.
        var lane: Lane {
            switch self {
            case .other: .codes
            case .firstPassword: .letters
            }
        }
    }

    /// What it is about.
    package let purpose: Purpose
    /// Whose matter it is.
    package let person: PersonID
    /// Where it goes; need not be a contact of the person.
    package let address: String
    /// 件名.
    package let subject: String
    /// Plain text.
    package let body: String
    /// The language of the text.
    package let language: Language
    /// After this it is useless and no longer sent.
    package let expiresAt: Instant

    /// A mail to one person.
    package init(
        _ purpose: Purpose = .other, person: PersonID, address: String, subject: String, body: String,
        language: Language, expiresAt: Instant
    ) {
        self.purpose = purpose
        self.person = person
        self.address = address
        self.subject = subject
        self.body = body
        self.language = language
        self.expiresAt = expiresAt
    }

    /// Queues the mail in the transaction that made it needed: neither exists without the other. The caller wakes the
    /// engine after the commit.
    ///
    /// - Throws: `DatabaseError`.
    package func enqueue(
        in tenant: TenantID, _ identifiers: IdentifierSource, at now: Instant, _ transaction: Transaction
    ) throws {
        let id = identifiers.next(BroadcastID.self, now: now)
        try transaction.execute(
            """
            INSERT INTO service_mail
                (tenant_id, id, purpose, person_id, address, subject, body, language, created_at, expires_at)
            VALUES (\(tenant), \(id), \(purpose), \(person), \(address), \(subject), \(body), \(language), \(now),
                    \(expiresAt))
            """)
        let attempt = PlannedAttempt(
            step: 0, slot: 1, channel: .mail, position: 1, tryNumber: 1, offset: .zero, wait: .zero,
            rule: .firstContact)
        _ = try AttemptInsert.run(
            [
                AttemptInsert.values(
                    tenant: tenant, broadcast: id, person: person, round: 1, lane: purpose.lane, attempt,
                    rule: .firstContact, due: now, now: now)
            ], transaction)
    }
}

/// A mail of the service as the engine reads it.
struct ServiceMailRow: Sendable {
    let address: String
    let subject: String
    let body: String
    let language: Language
    let expiresAt: Instant

    static func load(
        _ id: BroadcastID, of tenant: TenantID, _ transaction: Transaction
    ) throws -> ServiceMailRow? {
        try transaction.first(
            """
            SELECT address, subject, body, language, expires_at FROM service_mail
            WHERE tenant_id = \(tenant) AND id = \(id)
            """
        ) { row in
            ServiceMailRow(
                address: try row.next(), subject: try row.next(), body: try row.next(), language: try row.next(),
                expiresAt: try row.next())
        }
    }
}
