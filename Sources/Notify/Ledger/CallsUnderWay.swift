import Database
import Domain

/// Calls of earlier rounds that may still be in somebody's hand: nobody is called while they are.
struct CallsUnderWay {
    let tenant: TenantID
    let broadcast: BroadcastID
    /// How long a call may take to be reported.
    let reportTime: Duration

    /// Until when at the latest these people's calls of rounds before this one last; whoever has none is missing.
    func ends(
        of people: [PersonID], before round: Int, now: Instant, _ transaction: Transaction
    ) throws -> [PersonID: Instant] {
        var ends: [PersonID: Instant] = [:]
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT person_id, state, due_at FROM attempt
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND round < \(round) AND channel = \(Channel.voice)
                  AND state IN ('handingOff', 'inDoubt', 'ringing')
                """
            ) { row in
                let person = try row.next(PersonID.self)
                let isRinging = try row.next(AttemptState.self) == .ringing
                let due = try row.next(Instant.self)
                let end = isRinging ? due : now + reportTime
                ends[person] = max(ends[person] ?? end, end)
            }
        }
        return ends
    }
}
