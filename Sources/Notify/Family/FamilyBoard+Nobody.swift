import Database
import Domain
import Tenants

extension FamilyBoard {
    /// The condition on rows of one person's board, by the name of their table, that nobody is left who could read or
    /// write there but the employee: no family user, and nobody who is linked or asked.
    private static func isNobodys(_ table: SQL) -> SQL {
        """
        NOT EXISTS (SELECT 1 FROM family_member m
                    WHERE m.tenant_id = \(table).tenant_id AND m.person_id = \(table).person_id)
        AND NOT EXISTS (SELECT 1 FROM family_link l
                        WHERE l.tenant_id = \(table).tenant_id AND l.person_id = \(table).person_id
                          AND l.state IN ('asked', 'agreed'))
        """
    }

    /// Removes what is noted of a board together with the last one of a family: what is to be told, and what the employee
    /// was told of it. What the employee wrote there stays for as long as any message does, and the next message is
    /// numbered after it.
    ///
    /// - Returns: Whether there was a board and nobody is left.
    @discardableResult
    static func dropIfNobodys(
        _ person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        let dropped = try transaction.execute(
            """
            DELETE FROM family_board
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND \(isNobodys("family_board"))
            """)
        guard dropped == 1 else { return false }
        try transaction.execute(
            """
            DELETE FROM family_message_told
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND link_id = 0
            """)
        return true
    }
}
