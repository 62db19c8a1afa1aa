import Database
import Domain
import Tenants

/// What families wrote and were told a long time ago, wherever they are.
extension FamiliesAcrossTenants {
    /// A table whose rows are forgotten after some time.
    enum Past: CaseIterable, Sendable {
        case messages, answers, quakes, toldMessages, toldLinks
    }

    /// Removes some rows of one table that are older than an instant. Returns how many went.
    func remove(_ table: Past, before instant: Instant, limit: Int) async throws -> Int {
        let statement: SQL =
            switch table {
            case .messages:
                """
                DELETE FROM family_message WHERE (tenant_id, person_id, id) IN
                    (SELECT tenant_id, person_id, id FROM family_message WHERE created_at < \(instant) LIMIT \(limit))
                """
            case .answers:
                """
                DELETE FROM family_answer_told WHERE (tenant_id, person_id, member_id, link_id, broadcast_id) IN
                    (SELECT tenant_id, person_id, member_id, link_id, broadcast_id FROM family_answer_told
                     WHERE at < \(instant) LIMIT \(limit))
                """
            case .toldMessages:
                """
                DELETE FROM family_message_told WHERE (tenant_id, person_id, member_id, link_id) IN
                    (SELECT tenant_id, person_id, member_id, link_id FROM family_message_told
                     WHERE at < \(instant) LIMIT \(limit))
                """
            case .toldLinks:
                """
                DELETE FROM family_link_told WHERE (tenant_id, person_id, link_id) IN
                    (SELECT tenant_id, person_id, link_id FROM family_link_told WHERE at < \(instant) LIMIT \(limit))
                """
            case .quakes:
                """
                DELETE FROM family_quake WHERE (tenant_id, event, member_id) IN
                    (SELECT tenant_id, event, member_id FROM family_quake WHERE at < \(instant) LIMIT \(limit))
                """
            }
        return try await database.write(InstallationScope(purpose: "forget what families were told")) { transaction in
            try transaction.execute(statement)
        }
    }

    /// One half of a link that has not changed for some time.
    struct OldLink: Sendable {
        let changedAt: Instant
        let tenant: TenantID
        let person: PersonID
        let id: FamilyLinkID
        /// Whether both halves stand.
        let holds: Bool
    }

    /// Some halves of links that have not changed since an instant, the oldest first, after another one.
    func links(before instant: Instant, after last: OldLink?, limit: Int) async throws -> [OldLink] {
        let further: SQL =
            last.map { last in
                """
                mine.changed_at >= \(last.changedAt) AND (mine.changed_at, mine.tenant_id, mine.person_id, mine.id)
                    > (\(last.changedAt), \(last.tenant), \(last.person), \(last.id))
                """
            } ?? "1 = 1"
        return try await database.read(InstallationScope(purpose: "find links that are none")) { transaction in
            try transaction.all(
                """
                SELECT mine.changed_at, mine.tenant_id, mine.person_id, mine.id,
                       CASE WHEN EXISTS (SELECT 1 FROM family_link theirs
                                         WHERE theirs.tenant_id = mine.other_tenant
                                           AND theirs.person_id = mine.other_person
                                           AND theirs.id = mine.id AND \(Self.areBothIn))
                            THEN 1 ELSE 0 END
                FROM family_link mine WHERE mine.changed_at < \(instant) AND \(further)
                ORDER BY mine.changed_at, mine.tenant_id, mine.person_id, mine.id LIMIT \(limit)
                """
            ) { row in
                OldLink(
                    changedAt: try row.next(), tenant: try row.next(), person: try row.next(), id: try row.next(),
                    holds: try row.next())
            }
        }
    }

    /// Removes halves of links, but for those that changed meanwhile.
    func remove(_ links: [OldLink]) async throws {
        try await database.write(InstallationScope(purpose: "forget links that are none")) { transaction in
            for link in links {
                try transaction.execute(
                    """
                    DELETE FROM family_link
                    WHERE tenant_id = \(link.tenant) AND person_id = \(link.person) AND id = \(link.id)
                      AND changed_at = \(link.changedAt)
                    """)
                try FamilyBoard.dropIfNobodys(link.person, in: link.tenant, transaction)
            }
        }
    }
}
