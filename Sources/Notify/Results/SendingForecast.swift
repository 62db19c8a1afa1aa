import Database
import Domain

/// Tells when the sending of a broadcast is expected to end, from the same plans that the engine runs.
struct SendingForecast {
    let tenant: TenantID
    let now: Instant
    let rates: ChannelRates

    /// So many open attempts stand for all of them: what follows differs by the contacts people have, and these are as good
    /// as any others. Each costs two looks into tables that are too large to be kept in memory.
    private static let sample = 1_000

    /// When the last attempt is made if nobody answers any more, in whole minutes; nil if nothing is under way. Each open
    /// attempt is followed by the rest of its plan; waiting and carrying overlap, so the longer of the two counts.
    ///
    /// - Parameter open: How many attempts are open.
    func end(of broadcast: BroadcastID, open: Int, _ transaction: Transaction) throws -> Instant? {
        guard let context = try BroadcastContext.load(broadcast, of: tenant, transaction),
            context.stopReason(at: now) == nil
        else { return nil }
        var load: [Channel: Int] = [:]
        var seen = 0
        var last: Instant?
        try transaction.forEach(
            """
            SELECT r.paths, a.round, a.step, COUNT(*), MAX(a.due_at)
            FROM (SELECT person_id, round, step, due_at FROM attempt
                  WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)
                    AND \(AttemptIndexes.open)
                  LIMIT \(Self.sample)) a
            JOIN recipient r
                ON r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id = a.person_id
            GROUP BY r.paths, a.round, a.step
            """
        ) { row in
            let paths = RecipientPaths(text: try row.next())
            let (number, step, count) = (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self))
            let due = try row.next(Instant.self)
            seen += count
            guard let round = context.rounds[number], let path = paths[number] else { return }
            let steps = plan(along: path, settings: round.settings).dropFirst(step)
            guard let first = steps.first, let final = steps.last else { return }
            for step in steps { load[step.channel, default: 0] += count }
            let start = max(now, due)
            let end = min(
                start + (final.offset - first.offset), max(start, round.startedAt + round.settings.giveUpAfter))
            last = max(last ?? end, end)
        }
        guard let last else { return nil }
        let carried = load.map { rates.time($0.value * max(open, seen) / max(seen, 1), on: $0.key) }.max() ?? .zero
        let done = max(last, now + carried)
        let end = min(done, context.closesAt ?? done)
        return Instant(milliseconds: (end.milliseconds + 59_999) / 60_000 * 60_000)
    }
}
