import Database
import Domain
import Tenants

/// The owner of a family user's address says that mail arrives there.
enum ConfirmFamilyAddress {
    /// What stands behind the token of a link; the family user still has the address.
    static func question(
        _ token: ContactToken, now: Instant, _ transaction: Transaction
    ) throws -> ConfirmContact.Question? {
        try row(token, now: now, transaction)?.question
    }

    /// Confirms it for the whole family of the employee: it is one mailbox, and the same answers are told there.
    static func confirm(
        _ token: ContactToken, requestID: String, now: Instant, _ transaction: Transaction
    ) throws -> ConfirmContact.Question? {
        guard let row = try row(token, now: now, transaction) else { return nil }
        let tenant = token.tenant
        let isFirst =
            try transaction.execute(
                """
                UPDATE family_check SET confirmed_at = \(now)
                WHERE tenant_id = \(tenant) AND token_hash = \(token.hash) AND confirmed_at IS NULL
                """) == 1
        guard isFirst else { return row.question }
        try transaction.execute(
            """
            UPDATE family_contact SET verified_at = \(now), failed_at = NULL, failing_since = NULL, failure = NULL
            WHERE tenant_id = \(tenant) AND kind = 'mail' AND value = \(row.value) AND member_id IN
                (SELECT id FROM family_member WHERE tenant_id = \(tenant) AND person_id = \(row.person))
            """)
        // Not which one, and not the address: whose family reads mail, and where, is not the employer's business.
        try AuditChain.append(
            AuditEvent("family.contactConfirmed", subject: "family"), tenant: tenant, actor: .family(row.member),
            requestID: requestID, at: now, in: transaction)
        return row.question
    }

    private struct Asked {
        let person: PersonID
        let member: FamilyMemberID
        let value: String
        let question: ConfirmContact.Question
    }

    private static func row(_ token: ContactToken, now: Instant, _ transaction: Transaction) throws -> Asked? {
        try transaction.first(
            """
            SELECT q.person_id, q.member_id, q.value, q.confirmed_at, t.system_title
            FROM family_check q
            JOIN tenant t ON t.id = q.tenant_id
            JOIN family_member m ON m.tenant_id = q.tenant_id AND m.id = q.member_id
            WHERE q.tenant_id = \(token.tenant) AND q.token_hash = \(token.hash)
              AND (q.asked_at > \(now - AskFamilyAddress.linkLife) OR q.confirmed_at IS NOT NULL)
              AND EXISTS (SELECT 1 FROM family_contact c
                  WHERE c.tenant_id = q.tenant_id AND c.member_id = q.member_id AND c.kind = 'mail' AND c.value = q.value
                    AND (c.failed_at IS NULL OR q.confirmed_at IS NULL OR c.failed_at <= q.confirmed_at))
            """
        ) { row in
            let (person, member) = (try row.next(PersonID.self), try row.next(FamilyMemberID.self))
            let value = try row.next(String.self)
            let isConfirmed = try row.next(Instant?.self) != nil
            return Asked(
                person: person, member: member, value: value,
                question: ConfirmContact.Question(
                    systemTitle: try row.next(), masked: ContactMask.mail(value), isConfirmed: isConfirmed,
                    isOfFamily: true))
        }
    }
}
