package import Database
package import Domain

/// What this room keeps of a person beside their row. When the row is removed, the words they wrote and the mails to them
/// go with it; that somebody was asked and what they chose stays, by number, so that results add up.
package enum PersonTraces {
    /// Takes the words and addresses of people out of everything, in the transaction that removes them. What waits to be
    /// sent to them is not sent.
    ///
    /// - Throws: `DatabaseError`.
    package static func remove(
        _ people: [PersonID], in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        // By broadcast: the tables are sorted by it, and an organization has some hundreds.
        let all: SQL = "(SELECT id FROM broadcast WHERE broadcast.tenant_id = \(tenant))"
        for piece in people.paddedPieces {
            try transaction.execute(
                """
                UPDATE service_mail
                SET address = '', subject = '', body = '', sealed_body = NULL, reply_to = NULL,
                    expires_at = CASE WHEN expires_at < \(now) THEN expires_at ELSE \(now) END
                WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)
                """)
            try transaction.execute(
                """
                UPDATE answer SET comment = '', replies = ''
                WHERE tenant_id = \(tenant) AND broadcast_id IN \(all) AND person_id IN \(list: piece)
                  AND (comment <> '' OR replies <> '')
                """)
            try transaction.execute(
                """
                DELETE FROM unclear_reply
                WHERE tenant_id = \(tenant) AND broadcast_id IN \(all) AND person_id IN \(list: piece)
                """)
        }
    }
}
