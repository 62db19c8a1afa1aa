import Database
import Domain

/// An attempt as the ledger keeps it.
struct AttemptRow: Sendable, RowDecodable {
    let person: PersonID
    let round: Int
    let step: Int
    let lane: Lane
    let channel: Channel
    let slot: Int
    let position: Int
    let tryNumber: Int
    let state: AttemptState
    let dueAt: Instant
    let handOffs: Int
    let wentOn: Bool
    let leaseToken: Int64?
    /// How many times nobody knew whether it had arrived.
    let doubts: Int
    /// Why it stands where it stands; empty for nothing special.
    let reason: String

    static let columns: SQL = """
        person_id, round, step, lane, channel, slot, position, try_number, state, due_at, hand_offs, went_on, lease_token,
        doubts, reason
        """

    init(row: inout Row) throws {
        person = try row.next()
        round = try row.next()
        step = try row.next()
        lane = try row.next()
        channel = try row.next()
        slot = try row.next()
        position = try row.next()
        tryNumber = try row.next()
        state = try row.next()
        dueAt = try row.next()
        handOffs = try row.next()
        wentOn = try row.next()
        leaseToken = try row.next()
        doubts = try row.next()
        reason = try row.next()
    }
}
