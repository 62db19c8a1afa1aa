import Database
import Domain

/// Tells when the sending of a broadcast is expected to end, from the same plans that the engine runs.
struct SendingForecast {
    let tenant: TenantID
    let now: Instant
    let rates: ChannelRates

    /// When the last attempt is made if nobody answers any more, in whole minutes; nil if nothing is under way. Each open
    /// attempt is followed by the rest of its plan; waiting and carrying overlap, so the longer of the two counts.
    func end(of broadcast: BroadcastID, _ transaction: Transaction) throws -> Instant? {
        guard let context = try BroadcastContext.load(broadcast, of: tenant, transaction),
            context.stopReason(at: now) == nil
        else { return nil }
        var load: [Channel: Int] = [:]
        var last: Instant?
        try transaction.forEach(
            """
            SELECT r.paths, a.round, a.step, COUNT(*), MAX(a.due_at) FROM attempt a
            JOIN recipient r
                ON r.tenant_id = a.tenant_id AND r.broadcast_id = a.broadcast_id AND r.person_id = a.person_id
            WHERE a.tenant_id = \(tenant) AND a.broadcast_id = \(broadcast)
              AND a.state IN ('planned', 'claimed', 'handingOff', 'inDoubt', 'ringing')
            GROUP BY r.paths, a.round, a.step
            """
        ) { row in
            let paths = RecipientPaths(text: try row.next())
            let (number, step, count) = (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self))
            let due = try row.next(Instant.self)
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
        let carried = now + (load.map { rates.time($0.value, on: $0.key) }.max() ?? .zero)
        let open = max(last, carried)
        let end = min(open, context.closesAt ?? open)
        return Instant(milliseconds: (end.milliseconds + 59_999) / 60_000 * 60_000)
    }
}
