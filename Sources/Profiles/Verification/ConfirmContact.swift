package import Database
package import Domain
import Tenants

/// Takes the word of whoever holds the link of a check mail that it arrived, an employee's or a family user's. Only a press confirms: links are also fetched
/// by mail scanners.
package struct ConfirmContact: Sendable {
    /// What the holder of a link may know.
    package struct Question: Hashable, Sendable {
        /// The organization's title.
        package let systemTitle: String
        /// The address, mostly hidden.
        package let masked: String
        /// Whether somebody has confirmed it already.
        package let isConfirmed: Bool
        /// Whether an employee registered it as an address of the family, where answers and earthquakes are told.
        package var isOfFamily = false
    }

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// What a link asks; nil if it is made up or its time is over, as it is when mail came back after it was used.
    ///
    /// - Throws: `DatabaseError`.
    package func question(_ token: String, now: Instant) async throws -> Question? {
        guard let token = ContactToken(token) else { return nil }
        return try await database.read(.tenant(token.tenant)) { transaction in
            try Self.row(token, now: now, transaction)?.question
                ?? ConfirmFamilyAddress.question(token, now: now, transaction)
        }
    }

    /// Confirms that the mail arrived; once or again, it is the same. The contact counts as verified, and whatever came
    /// back from it is forgotten.
    ///
    /// - Returns: Nil if the link is made up or its time is over.
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ token: String, requestID: String, now: Instant) async throws -> Question? {
        guard let token = ContactToken(token) else { return nil }
        let tenant = token.tenant
        return try await database.write(.tenant(tenant)) { transaction in
            guard let row = try Self.row(token, now: now, transaction) else {
                return try ConfirmFamilyAddress.confirm(token, requestID: requestID, now: now, transaction)
            }
            let isFirst =
                try transaction.execute(
                    """
                    UPDATE contact_check SET confirmed_at = \(now)
                    WHERE tenant_id = \(tenant) AND token_hash = \(token.hash) AND confirmed_at IS NULL
                    """) == 1
            guard isFirst else { return row.question }
            try transaction.execute(
                """
                UPDATE contact SET verified_at = \(now), failed_at = NULL, failing_since = NULL, failure = NULL
                WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                """)
            // Whoever was asked again has answered.
            try transaction.execute(
                """
                DELETE FROM contact_review
                WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                """)
            try AuditChain.append(
                AuditEvent(
                    "profile.contactConfirmed", subject: "person:\(row.person)", reason: row.question.masked),
                tenant: tenant, actor: .person(row.person), requestID: requestID, at: now, in: transaction)
            return row.question
        }
    }

    private struct Asked {
        let person: PersonID
        let value: String
        let question: Question
    }

    private static func row(_ token: ContactToken, now: Instant, _ transaction: Transaction) throws -> Asked? {
        try transaction.first(
            """
            SELECT contact_check.person_id, contact_check.value, contact_check.confirmed_at, tenant.system_title
            FROM contact_check JOIN tenant ON tenant.id = contact_check.tenant_id
            WHERE contact_check.tenant_id = \(token.tenant) AND contact_check.token_hash = \(token.hash)
              AND (contact_check.asked_at > \(now - OwnProfile.testLife) OR contact_check.confirmed_at IS NOT NULL
                   OR contact_check.reason = 'review' AND contact_check.asked_at > \(now - ContactReview.linkLife))
              AND NOT EXISTS (SELECT 1 FROM contact c
                  WHERE c.tenant_id = contact_check.tenant_id AND c.person_id = contact_check.person_id
                    AND c.value = contact_check.value AND c.failed_at > contact_check.confirmed_at)
            """
        ) { row in
            let (person, value): (PersonID, String) = (try row.next(), try row.next())
            let isConfirmed = try row.next(Instant?.self) != nil
            return Asked(
                person: person, value: value,
                question: Question(
                    systemTitle: try row.next(), masked: ContactMask.mail(value), isConfirmed: isConfirmed))
        }
    }

    /// Whoever confirmed an address before it was saved need not do so again.
    static func takeOver(_ person: PersonID, _ tenant: TenantID, now: Instant, _ transaction: Transaction) throws {
        let start = now - ContactStandings.patience
        try transaction.execute(
            """
            UPDATE contact SET verified_at = (
                SELECT MAX(c.confirmed_at) FROM contact_check c
                WHERE c.tenant_id = contact.tenant_id AND c.person_id = contact.person_id
                  AND c.asked_at > \(start) AND c.value = contact.value)
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND verified_at IS NULL
              AND kind IN (\(ContactKind.mail), \(ContactKind.spareMail))
            """)
    }
}
