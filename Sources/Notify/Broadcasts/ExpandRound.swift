import Database
import Domain
import Profiles

/// Makes the recipients and first attempts of one round, chunk by chunk. The cursor moves in the transaction that writes a
/// chunk, so an interruption anywhere loses nobody and asks nobody twice; sending starts with the first chunk.
struct ExpandRound: Sendable {
    let database: Database
    let identifiers: IdentifierSource
    let tokens: AnswerTokens
    let failpoints: Failpoints
    let chunk: Int
    /// How long a call may take to be reported.
    let reportTime: Duration

    /// Expands one chunk; false if another worker was faster or the round is complete.
    ///
    /// - Throws: `DatabaseError`.
    func callAsFunction(
        _ round: Int, of broadcast: BroadcastID, in tenant: TenantID, after cursor: PersonID, now: Instant
    ) async throws -> Bool {
        guard
            let context = try await database.read(
                .tenant(tenant), { try BroadcastContext.load(broadcast, of: tenant, $0) }),
            let own = context.rounds[round]
        else { return false }
        let isDone =
            own.kind.asksKnownPeople
            ? try await askAnew(own, context, tenant, after: cursor, now)
            : try await askTargets(own, context, tenant, after: cursor, now)
        failpoints.reach(.expandCommitted)
        return isDone
    }

    private func askTargets(
        _ round: BroadcastContext.Round, _ context: BroadcastContext, _ tenant: TenantID, after cursor: PersonID,
        _ now: Instant
    ) async throws -> Bool {
        // Looking for people can take long; it happens on a snapshot, away from the one writer.
        let people = try await database.read(.tenant(tenant)) { transaction in
            let targets = try TargetStore.load(of: context.id, round: round.number, in: tenant, transaction)
            return try ResolveTargets(tenant: tenant, targets: targets)
                .people(after: cursor, limit: chunk, transaction)
        }
        let writer = RecipientInsert(tenant: tenant, context: context, round: round, tokens: tokens, now: now)
        return try await database.write(.tenant(tenant)) { transaction in
            guard try move(round.number, context.id, tenant, from: cursor, to: people.map(\.id), transaction) else {
                return false
            }
            try writer.insert(people, transaction)
            if context.rounds.values.contains(where: { $0.kind == .correction && $0.number < round.number }) {
                let revived = try RecipientRevival(
                    tenant: tenant, context: context, round: round, now: now, reportTime: reportTime
                )
                .revive(people.map(\.id), transaction)
                try writer.renewReasons(of: people.filter { revived.contains($0.id) }, transaction)
            }
            failpoints.reach(.expandUncommitted)
            return true
        }
    }

    private func askAnew(
        _ round: BroadcastContext.Round, _ context: BroadcastContext, _ tenant: TenantID, after cursor: PersonID,
        _ now: Instant
    ) async throws -> Bool {
        let wanted: SQL =
            round.kind.isCorrection
            ? """
            (was_handed_on = 1 OR is_unclear = 1 OR answered_at IS NOT NULL OR fetched_at IS NOT NULL
             OR EXISTS (SELECT 1 FROM attempt a
                        WHERE a.tenant_id = \(tenant) AND a.broadcast_id = \(context.id)
                          AND a.person_id = recipient.person_id AND a.state IN ('handingOff', 'inDoubt', 'ringing')))
            """
            : "answered_at IS NULL"
        let known = try await database.read(.tenant(tenant)) { transaction in
            let withdrawn = try WithdrawnRegions.load(by: round, of: context, in: tenant, transaction)
            let lost = withdrawn?.condition ?? "1 = 0"
            let rows = try transaction.all(
                """
                SELECT person_id, CASE WHEN \(wanted) THEN 1 ELSE 0 END, CASE WHEN \(lost) THEN 1 ELSE 0 END
                FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(context.id) AND person_id > \(cursor)
                  AND (\(wanted) OR \(lost))
                ORDER BY person_id LIMIT \(chunk)
                """
            ) { (person: try $0.next(PersonID.self), isWanted: try $0.next(Bool.self), isLost: try $0.next(Bool.self)) }
            return (
                rows: rows,
                withdrawn: try withdrawn?.people(of: rows.filter(\.isLost).map(\.person), transaction) ?? []
            )
        }
        let stop = StopRecipients(tenant: tenant, broadcast: context.id, now: now)
        let writer = RecipientRevival(
            tenant: tenant, context: context, round: round, now: now, reportTime: reportTime)
        return try await database.write(.tenant(tenant)) { transaction in
            guard
                try move(round.number, context.id, tenant, from: cursor, to: known.rows.map(\.person), transaction)
            else { return false }
            try stop.stop(known.withdrawn, .takenBack, upTo: round.number - 1, transaction)
            try writer.revive(known.rows.filter(\.isWanted).map(\.person), transaction)
            failpoints.reach(.expandUncommitted)
            return true
        }
    }

    /// Moves the cursor behind these people, or ends the round if there are none left; false if it stood elsewhere.
    private func move(
        _ round: Int, _ broadcast: BroadcastID, _ tenant: TenantID, from cursor: PersonID, to people: [PersonID],
        _ transaction: Transaction
    ) throws -> Bool {
        let next = people.count < chunk ? nil : people.last
        return try transaction.execute(
            """
            UPDATE broadcast_round SET cursor = \(next)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND round = \(round) AND cursor = \(cursor)
            """) == 1
    }
}
