import Database
import Domain

/// An attempt that the other side took over, or may have: what is left of a person's record when a mail comes back.
struct TakenOver: Hashable, Sendable {
    let round: Int
    let step: Int
    let group: Int
    /// Whether it is known; otherwise it may have been taken.
    let isCertain: Bool
    let at: Instant

    /// Those of the people whose mails came back, by person; nobody else is looked at.
    static func load(
        of changes: [AttemptChange], to broadcast: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: [TakenOver]] {
        let people = changes.compactMap { change in
            if case .bounced = change.event { change.person } else { nil }
        }
        var result: [PersonID: [TakenOver]] = [:]
        for piece in Array(Set(people)).sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT \(AttemptRow.columns), changed_at FROM attempt
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id IN \(list: piece)
                  AND state IN ('accepted', 'completed', 'inDoubt', 'unknown')
                """
            ) { row in
                let attempt = try AttemptRow(row: &row)
                result[attempt.person, default: []].append(
                    TakenOver(
                        round: attempt.round, step: attempt.step, group: attempt.group,
                        isCertain: attempt.state.wasHandedOn, at: try row.next()))
            }
        }
        return result
    }
}
