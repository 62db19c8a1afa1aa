import Database
import Domain

/// Does what a broadcast has to do by itself, one small step at a time: begin after the seconds in which it can be called
/// off, make its recipients, close in time, and tidy up what will not be started any more.
struct AdvanceBroadcast: Sendable {
    /// What the next step is.
    enum Step: Hashable, Sendable {
        case begin
        case expand(round: Int, after: PersonID)
        case close
        case sweep(after: PersonID, StopReason)
        case finish
        case wait(until: Instant?)
    }

    /// What a broadcast's row says about its work.
    struct Work: Sendable {
        let status: BroadcastStatus
        let startsAt: Instant?
        let closesAt: Instant?
        let sweepCursor: PersonID?
        let expanding: (round: Int, cursor: PersonID)?
    }

    let database: Database
    let failpoints: Failpoints
    let expand: ExpandRound

    /// Takes one step if one is due. Returns whether it did, and when the next one is due otherwise.
    ///
    /// - Throws: `DatabaseError`.
    func callAsFunction(
        _ broadcast: BroadcastID, of tenant: TenantID, now: Instant
    ) async throws -> (progressed: Bool, next: Instant?) {
        let work = try await database.read(.tenant(tenant)) { try Self.work(of: broadcast, tenant, $0) }
        guard let work else { return (false, nil) }
        switch Self.step(work, now: now) {
        case .wait(let next): return (false, next)
        case .begin: try await begin(broadcast, tenant)
        case .expand(let round, let cursor):
            _ = try await expand(round, of: broadcast, in: tenant, after: cursor, now: now)
            return (true, nil)
        case .close: try await close(broadcast, tenant, now)
        case .sweep(let cursor, let reason): try await sweep(broadcast, tenant, after: cursor, reason, now)
        case .finish: try await finish(broadcast, tenant)
        }
        failpoints.reach(.stepCommitted)
        return (true, nil)
    }

    /// What is due, from the row alone.
    static func step(_ work: Work, now: Instant) -> Step {
        let isOver = work.closesAt.map { $0 <= now } ?? false
        switch work.status {
        case .draft: return .finish
        case .waiting:
            guard let startsAt = work.startsAt, startsAt > now else { return .begin }
            return .wait(until: startsAt)
        case .open, .stopped:
            if isOver { return .close }
            if work.status == .stopped, let cursor = work.sweepCursor { return .sweep(after: cursor, .stopped) }
            if let (round, cursor) = work.expanding { return .expand(round: round, after: cursor) }
            return .wait(until: work.closesAt)
        case .closed:
            if let cursor = work.sweepCursor { return .sweep(after: cursor, .closed) }
            return work.expanding.map { .expand(round: $0.round, after: $0.cursor) } ?? .finish
        case .calledOff: return work.sweepCursor.map { .sweep(after: $0, .calledOff) } ?? .finish
        }
    }

    private static func work(
        of broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Work? {
        let expanding = try transaction.first(
            """
            SELECT round, cursor FROM broadcast_round
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND cursor IS NOT NULL ORDER BY round LIMIT 1
            """
        ) { (round: try $0.next(Int.self), cursor: try $0.next(PersonID.self)) }
        return try transaction.first(
            """
            SELECT status, starts_at, closes_at, sweep_cursor FROM broadcast
            WHERE tenant_id = \(tenant) AND id = \(broadcast)
            """
        ) { row in
            Work(
                status: try row.next(), startsAt: try row.next(), closesAt: try row.next(),
                sweepCursor: try row.next(), expanding: expanding)
        }
    }

    private func begin(_ broadcast: BroadcastID, _ tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE broadcast SET status = 'open'
                WHERE tenant_id = \(tenant) AND id = \(broadcast) AND status = 'waiting'
                """)
            failpoints.reach(.stepUncommitted)
        }
    }

    private func close(_ broadcast: BroadcastID, _ tenant: TenantID, _ now: Instant) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try BroadcastStore(tenant: tenant, now: now).endRevivals(of: broadcast, transaction)
            try transaction.execute(
                """
                UPDATE broadcast SET status = 'closed', ended_at = \(now), sweep_cursor = 0
                WHERE tenant_id = \(tenant) AND id = \(broadcast) AND status IN ('open', 'stopped')
                """)
            failpoints.reach(.stepUncommitted)
        }
    }

    private func finish(_ broadcast: BroadcastID, _ tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE broadcast SET has_work = 0
                WHERE tenant_id = \(tenant) AND id = \(broadcast) AND sweep_cursor IS NULL
                  AND status IN ('draft', 'closed', 'calledOff')
                """)
            failpoints.reach(.stepUncommitted)
        }
    }

    /// Cancels what is planned and will never be started, so that nobody seems to be on the way any more.
    private func sweep(
        _ broadcast: BroadcastID, _ tenant: TenantID, after cursor: PersonID, _ reason: StopReason, _ now: Instant
    ) async throws {
        let people = try await database.read(.tenant(tenant)) { transaction in
            try transaction.values(
                PersonID.self,
                """
                SELECT person_id FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id > \(cursor)
                  AND (end_reason IS NULL OR open_attempts > 0)
                ORDER BY person_id LIMIT \(expand.chunk)
                """)
        }
        try await database.write(.tenant(tenant)) { transaction in
            // The broadcast before its recipients, as for a hand-off: nobody waits in a circle.
            let next = people.count < expand.chunk ? nil : people.last
            let moved = try transaction.execute(
                """
                UPDATE broadcast SET sweep_cursor = \(next)
                WHERE tenant_id = \(tenant) AND id = \(broadcast) AND sweep_cursor = \(cursor)
                """)
            guard moved == 1 else { return }
            try StopRecipients(tenant: tenant, broadcast: broadcast, now: now).stop(people, reason, transaction)
            failpoints.reach(.stepUncommitted)
        }
    }
}

/// Ends sequences from outside: what is planned or merely claimed is cancelled, what has left the house runs its course.
struct StopRecipients {
    let tenant: TenantID
    let broadcast: BroadcastID
    let now: Instant

    /// - Parameter round: The last round of which nothing more is started, if later ones go on.
    func stop(
        _ people: [PersonID], _ reason: StopReason, upTo round: Int? = nil, _ transaction: Transaction
    ) throws {
        guard !people.isEmpty else { return }
        var recipients = try RecipientRow.lock(people, of: broadcast, in: tenant, transaction)
        for piece in recipients.keys.sorted().paddedPieces {
            let stopped = try transaction.values(
                PersonID.self,
                """
                UPDATE attempt
                SET state = 'cancelled', reason = \(reason.rawValue), lease_token = NULL, changed_at = \(now)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND state IN ('planned', 'claimed')
                RETURNING person_id
                """)
            for person in stopped { recipients[person]?.openAttempts -= 1 }
        }
        for person in recipients.keys {
            if recipients[person]?.endReason == nil { recipients[person]?.endReason = reason.rawValue }
            if let round { recipients[person]?.endedRounds = round }
        }
        try RecipientWriter(tenant: tenant, broadcast: broadcast).write(Array(recipients.values), transaction)
    }
}
