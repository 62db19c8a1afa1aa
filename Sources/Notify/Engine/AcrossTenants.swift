import Database
import Domain
import Tenants

/// Everything of this room that looks across organizations. It returns identifiers, times and keys only; whoever acts on
/// them opens a transaction of that one organization.
struct AcrossTenants: Sendable {
    let database: Database

    /// The fronts of all queues of one channel, found by jumping along the index of claimable rows; and lanes that are none,
    /// which keep nobody else from being served.
    func queueHeads(of channel: Channel) async throws -> (heads: [QueueHead], unknownLanes: Set<Int>) {
        try await database.read(InstallationScope(purpose: "find due attempts")) { transaction in
            var heads: [QueueHead] = []
            var unknownLanes: Set<Int> = []
            for front in try Self.fronts(of: channel, transaction) {
                if let known = Lane(rawValue: front.lane) {
                    heads.append(
                        QueueHead(lane: known, tenant: front.tenant, step: front.step, firstDue: front.due))
                } else {
                    unknownLanes.insert(front.lane)
                }
            }
            return (heads, unknownLanes)
        }
    }

    private typealias Front = (lane: Int, tenant: TenantID, step: Int, due: Instant)

    /// All four columns are compared although three would do: SQLite walks over every row that equals the last three.
    /// There each jump is a statement; PostgreSQL, to which each would be a round trip, jumps by itself.
    private static func fronts(of channel: Channel, _ transaction: Transaction) throws -> [Front] {
        guard transaction.engine == .sqlite else { return try frontsInOneStatement(of: channel, transaction) }
        var fronts: [Front] = []
        var last: (lane: Int, tenant: Int64, step: Int) = (-1, 0, 0)
        while let next = try transaction.first(
            """
            SELECT lane, tenant_id, step, due_at FROM attempt
            WHERE state = 'planned' AND channel = \(channel)
              AND (lane, tenant_id, step, due_at) > (\(last.lane), \(last.tenant), \(last.step), \(Int64.max))
            ORDER BY lane, tenant_id, step, due_at LIMIT 1
            """, front)
        {
            fronts.append(next)
            last = (next.lane, next.tenant.rawValue, next.step)
        }
        return fronts
    }

    private static func frontsInOneStatement(of channel: Channel, _ transaction: Transaction) throws -> [Front] {
        try transaction.all(
            """
            WITH RECURSIVE front AS (
                (SELECT lane, tenant_id, step, due_at FROM attempt WHERE state = 'planned' AND channel = \(channel)
                 ORDER BY lane, tenant_id, step, due_at LIMIT 1)
                UNION ALL
                SELECT next.* FROM front, LATERAL (
                    SELECT a.lane, a.tenant_id, a.step, a.due_at FROM attempt a
                    WHERE a.state = 'planned' AND a.channel = \(channel)
                      AND (a.lane, a.tenant_id, a.step, a.due_at)
                        > (front.lane, front.tenant_id, front.step, \(Int64.max))
                    ORDER BY a.lane, a.tenant_id, a.step, a.due_at LIMIT 1) next)
            SELECT lane, tenant_id, step, due_at FROM front
            """, front)
    }

    private static func front(_ row: inout Row) throws -> Front {
        (lane: try row.next(), tenant: try row.next(), step: try row.next(), due: try row.next())
    }

    /// Broadcasts that have something to do by themselves: to begin, to expand, to close, to tidy up.
    func broadcastsWithWork() async throws -> [(tenant: TenantID, broadcast: BroadcastID)] {
        try await database.read(InstallationScope(purpose: "find broadcasts with work")) { transaction in
            try transaction.all("SELECT tenant_id, id FROM broadcast WHERE has_work = 1 ORDER BY tenant_id, id") {
                (tenant: try $0.next(TenantID.self), broadcast: try $0.next(BroadcastID.self))
            }
        }
    }

    /// Leases that ran out, and when the next of the others does.
    func leasesOver(at now: Instant) async throws -> [(tenant: TenantID, token: Int64)] {
        try await database.read(InstallationScope(purpose: "find leases that ran out")) { transaction in
            try transaction.all(
                "SELECT tenant_id, token FROM lease WHERE lease_until <= \(now) ORDER BY lease_until LIMIT 500"
            ) { (tenant: try $0.next(TenantID.self), token: try $0.next(Int64.self)) }
        }
    }

    /// Attempts whose report or certainty is overdue, or whose call is to be ended; and how many of them nobody can read,
    /// which keep no other from being looked after.
    func overdue(at now: Instant) async throws -> (attempts: [OverdueAttempt], unreadable: Int) {
        let found = try await database.read(InstallationScope(purpose: "find overdue attempts")) { transaction in
            try transaction.all(
                """
                SELECT tenant_id, broadcast_id, person_id, round, step, channel, lane, state, changed_at FROM attempt
                WHERE state IN ('inDoubt', 'ringing') AND due_at <= \(now) ORDER BY due_at LIMIT 500
                """
            ) { row in try? OverdueAttempt(row: &row) }
        }
        let attempts = found.compactMap(\.self)
        return (attempts, found.count - attempts.count)
    }

    /// The first instant at which a report or certainty is overdue, if any is waited for.
    func nextOverdue() async throws -> Instant? {
        try await database.read(InstallationScope(purpose: "find the next overdue attempt")) { transaction in
            try transaction.value(
                Instant?.self, "SELECT MIN(due_at) FROM attempt WHERE state IN ('inDoubt', 'ringing')") ?? nil
        }
    }

    /// The first instant at which a lease runs out, if there is one.
    func nextLeaseEnd() async throws -> Instant? {
        try await database.read(InstallationScope(purpose: "find the next end of a lease")) { transaction in
            try transaction.value(Instant?.self, "SELECT MIN(lease_until) FROM lease") ?? nil
        }
    }

    /// Keeps the leases of one running engine alive, except those that were taken too long ago.
    func renewLeases(
        _ tokens: [Int64], of instance: Int64, until end: Instant, _ failpoints: Failpoints
    ) async throws {
        try await database.write(InstallationScope(purpose: "renew leases")) { transaction in
            for piece in tokens.paddedPieces {
                try transaction.execute(
                    """
                    UPDATE lease SET lease_until = \(end) WHERE instance = \(instance) AND token IN \(list: piece)
                    """)
            }
            failpoints.reach(.renewUncommitted)
        }
        failpoints.reach(.renewCommitted)
    }

    /// Some broadcasts that were over before an instant and are not pruned yet, oldest first.
    func endedBroadcasts(before end: Instant) async throws -> [(tenant: TenantID, broadcast: BroadcastID)] {
        try await database.read(InstallationScope(purpose: "find broadcasts to prune")) { transaction in
            try transaction.all(
                """
                SELECT tenant_id, id FROM broadcast
                WHERE status IN ('closed', 'calledOff') AND has_work = 0 AND ended_at < \(end) AND is_pruned < 2
                ORDER BY ended_at LIMIT 10
                """
            ) { (tenant: try $0.next(TenantID.self), broadcast: try $0.next(BroadcastID.self)) }
        }
    }

    /// Mails of the service that were made before an instant.
    func serviceMails(before end: Instant) async throws -> [(tenant: TenantID, id: BroadcastID)] {
        try await database.read(InstallationScope(purpose: "find mails to prune")) { transaction in
            try transaction.all(
                """
                SELECT tenant_id, id FROM service_mail
                WHERE created_at < \(end) AND expires_at < \(end) ORDER BY id LIMIT 200
                """
            ) { (tenant: try $0.next(TenantID.self), id: try $0.next(BroadcastID.self)) }
        }
    }

    /// Whom an answer token belongs to; the database knows only its hash.
    func recipient(withTokenHash hash: [UInt8]) async throws -> AnswerLinks.Place? {
        try await database.read(InstallationScope(purpose: "find a recipient by the hash of the token")) {
            try $0.first("SELECT tenant_id, broadcast_id, person_id FROM recipient WHERE token_hash = \(hash)") {
                AnswerLinks.Place(tenant: try $0.next(), broadcast: try $0.next(), person: try $0.next())
            }
        }
    }
}
