import Database
import Domain

/// An attempt of which a word should have come.
struct OverdueAttempt: Sendable, RowDecodable {
    let key: AttemptKey
    let channel: Channel
    let lane: Lane
    let state: AttemptState
    let changedAt: Instant

    /// Takes the columns tenant_id, broadcast_id, person_id, round, step, channel, lane, state, changed_at.
    init(row: inout Row) throws {
        key = AttemptKey(
            tenant: try row.next(), broadcast: try row.next(), person: try row.next(), round: try row.next(),
            step: try row.next())
        channel = try row.next()
        lane = try row.next()
        state = try row.next()
        changedAt = try row.next()
    }

    /// What time alone makes of it, when nobody can say more.
    var waitOver: AttemptEvent { .waitOver(lane.secondHandOff) }

    /// What a provider's word makes of it.
    func event(_ answer: ChannelGate.LookUp) -> AttemptEvent {
        switch answer {
        case .ended(let report): .report(report)
        case .underWay(let reference):
            state == .inDoubt ? .handOff(.accepted(reference: reference, awaitsReport: true)) : waitOver
        // What never left the house may leave it now, whatever it is.
        case .notPlaced: state == .inDoubt ? .waitOver(.allowed) : waitOver
        case .failed: waitOver
        }
    }
}
