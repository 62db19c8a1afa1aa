package import Database
import Domain
package import Tenants

/// The list of an organization's broadcasts, with how far each has come.
package struct ListBroadcasts: Sendable {
    /// One broadcast in the list.
    package struct Line: Sendable, Hashable {
        /// The broadcast, without its targets.
        package let broadcast: Broadcast
        /// People asked so far; nobody for a draft.
        package internal(set) var people = 0
        /// Those of them who answered.
        package internal(set) var answered = 0
        /// Who or what made it.
        package internal(set) var author = BroadcastAuthor.commandLine
    }

    /// Which broadcasts.
    package struct Filter: Sendable, Hashable {
        /// Only these; nil for all.
        package var kind: BroadcastKind?
        /// Only drills, or none of them; nil for all.
        package var isDrill: Bool?
        /// Only in these states; empty for all.
        package var statuses: Set<BroadcastStatus> = []

        /// All.
        package init() {}
    }

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// A part of the list, newest first, and how many there are in all.
    ///
    /// - Parameters:
    ///   - offset: How many newer ones are left out, at least 0.
    ///   - limit: 1 to 100.
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func callAsFunction(
        _ filter: Filter = Filter(), offset: Int = 0, limit: Int = 20, _ scope: TenantScope
    ) async throws -> (lines: [Line], total: Int) {
        try scope.require(.viewResults)
        let tenant = scope.tenant
        let condition = Self.condition(filter)
        return try await database.read(scope) { transaction in
            let total =
                try transaction.value(
                    Int.self, "SELECT COUNT(*) FROM broadcast b WHERE b.tenant_id = \(tenant)\(condition)") ?? 0
            var lines = try transaction.all(
                """
                SELECT \(ReadBroadcasts.columns)
                FROM broadcast b WHERE b.tenant_id = \(tenant)\(condition)
                ORDER BY b.id DESC LIMIT \(min(max(limit, 1), 100)) OFFSET \(max(offset, 0))
                """
            ) { Line(broadcast: try Broadcast(row: &$0)) }
            try Self.count(&lines, tenant, transaction)
            let authors = try BroadcastAuthor.load(of: lines.map(\.broadcast), in: tenant, transaction)
            for index in lines.indices {
                lines[index].author = authors[lines[index].broadcast.id] ?? lines[index].author
            }
            return (lines, total)
        }
    }

    private static func condition(_ filter: Filter) -> SQL {
        var condition: SQL = ""
        if let kind = filter.kind { condition = condition + " AND b.kind = \(kind)" }
        if let isDrill = filter.isDrill { condition = condition + " AND b.is_drill = \(isDrill)" }
        if !filter.statuses.isEmpty {
            condition = condition + " AND b.status IN \(list: filter.statuses.map(\.rawValue).sorted())"
        }
        return condition
    }

    private static func count(_ lines: inout [Line], _ tenant: TenantID, _ transaction: Transaction) throws {
        var counts: [BroadcastID: (Int, Int)] = [:]
        for piece in lines.map(\.broadcast.id).paddedPieces {
            try transaction.forEach(
                """
                SELECT broadcast_id, SUM(people),
                       SUM(CASE WHEN level = \(RecipientLevel.answered) THEN people ELSE 0 END)
                FROM recipient_tally
                WHERE tenant_id = \(tenant) AND broadcast_id IN \(list: piece) AND part = 'department'
                GROUP BY broadcast_id
                """
            ) { row in counts[try row.next()] = (try row.next(Int.self), try row.next(Int.self)) }
        }
        for index in lines.indices {
            (lines[index].people, lines[index].answered) = counts[lines[index].broadcast.id] ?? (0, 0)
        }
    }
}
