package import Database
import Domain
package import Tenants

/// What arrived and what it caused for the organization: 災害情報.
package struct ListBulletins: Sendable {
    /// A part of the list, newest first.
    package struct Part: Sendable, Hashable {
        /// At most as many as were asked for.
        package let bulletins: [ReceivedBulletin]
        /// How many there are in all.
        package let total: Int
        /// How many people each safety check has that the part names; empty for those who may not view results.
        package let people: [BroadcastID: Int]
        /// From which intensity on the organization asks by itself; nil while its rule is off.
        package let threshold: Intensity?
    }

    /// The most bulletins of one part.
    package static let longestPart = 100

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// A part of the list; requires `answerOwn`, which every member has, or `viewResults`. Only who may view results
    /// learns which safety checks there were.
    ///
    /// - Parameters:
    ///   - includingOthers: Whether bulletins of other kinds, and what could not be read, are listed too; this requires
    ///     `manageTriggers`.
    ///   - offset: How many newer ones are left out, at least 0.
    ///   - limit: 1 to `longestPart`; other values are moved into these limits.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, includingOthers: Bool = false, offset: Int = 0, limit: Int = 20
    ) async throws -> Part {
        if scope.capabilities.isDisjoint(with: [.answerOwn, .viewResults]) { try scope.require(.viewResults) }
        if includingOthers { try scope.require(.manageTriggers) }
        let showsBroadcasts = scope.capabilities.contains(.viewResults)
        let limit = min(max(limit, 1), Self.longestPart)
        let offset = max(offset, 0)
        let everything = Self.everything(of: scope.tenant, includingOthers: includingOthers)
        return try await database.read(scope) { transaction in
            let rule = try TriggerRuleRow.load(scope.tenant, transaction)?.rule
            let bulletins = try transaction.all(
                """
                SELECT b.id, b.received_at, b.is_own, b.outcome, b.reason_ja, b.reason_en, b.title, b.event, b.type,
                       b.status, b.action, b.reported_at, b.headline, b.hypocentre, b.magnitude, b.shaking, b.maximum,
                       b.decided_at, d.kind, d.reason, d.regions, d.withdrawn, d.held_until, d.broadcast_id
                FROM (\(everything)) AS b
                LEFT JOIN bulletin_decision d ON d.tenant_id = \(scope.tenant)
                    AND d.bulletin_key = CASE WHEN b.other_events = '' THEN b.key ELSE COALESCE(
                        (SELECT MIN(x.bulletin_key) FROM bulletin_decision x
                         WHERE x.tenant_id = \(scope.tenant) AND x.kind <> 'nothing'
                           AND (x.bulletin_key = b.key OR x.bulletin_key = b.key || '#' || x.event)), b.key) END
                ORDER BY b.id DESC LIMIT \(limit) OFFSET \(offset)
                """
            ) { try ReceivedBulletin(row: &$0, rule: rule, showsBroadcasts: showsBroadcasts) }
            let total = try transaction.value(Int.self, "SELECT COUNT(*) FROM (\(everything)) AS b") ?? 0
            return Part(
                bulletins: bulletins, total: total,
                people: try Self.people(of: Set(bulletins.compactMap(\.effect.broadcast)), scope.tenant, transaction),
                threshold: rule.flatMap { $0.isActive ? $0.minimum : nil })
        }
    }

    private static func people(
        of broadcasts: Set<BroadcastID>, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [BroadcastID: Int] {
        var people: [BroadcastID: Int] = [:]
        for broadcast in broadcasts {
            people[broadcast] = try transaction.value(
                Int.self,
                """
                SELECT COALESCE(SUM(people), 0) FROM recipient_tally
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND part = 'department'
                """)
        }
        return people
    }

    /// What everybody knows and what the organization handed in, each once.
    private static func everything(of tenant: TenantID, includingOthers: Bool) -> SQL {
        let kinds: SQL = includingOthers ? "" : " AND outcome = 'bulletin'"
        return """
            SELECT id, key, received_at, 0 AS is_own, outcome, reason_ja, reason_en, title, event, type, status, action,
                   reported_at, headline, hypocentre, magnitude, shaking, maximum, decided_at, other_events
            FROM bulletin WHERE 1 = 1\(kinds)
            UNION ALL
            SELECT id, key, received_at, 1, outcome, reason_ja, reason_en, title, event, type, status, action,
                   reported_at, headline, hypocentre, magnitude, shaking, maximum, decided_at, other_events
            FROM tenant_bulletin t
            WHERE tenant_id = \(tenant)\(kinds) AND NOT EXISTS (SELECT 1 FROM bulletin s WHERE s.key = t.key)
            """
    }
}
