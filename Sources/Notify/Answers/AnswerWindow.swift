import Database
import Domain

/// When a broadcast takes answers: in time while it is open, as late ones for 30 days after it was closed.
struct AnswerWindow: Hashable, Sendable, RowDecodable {
    /// Answers are recorded this long after closing, marked as late.
    static let lateTime = Duration.seconds(30 * 86_400)

    let status: BroadcastStatus
    let closesAt: Instant?
    let endedAt: Instant?

    /// Takes the columns status, closes_at, ended_at.
    init(row: inout Row) throws {
        status = try row.next()
        closesAt = try row.next()
        endedAt = try row.next()
    }

    /// Whether an answer would be late.
    func isOver(at now: Instant) -> Bool {
        status == .closed || (closesAt.map { $0 <= now } ?? false)
    }

    /// Whether an answer would be recorded at all.
    func takesAnswers(at now: Instant) -> Bool {
        switch status {
        case .draft, .calledOff: return false
        case .waiting, .open, .stopped, .closed:
            guard isOver(at: now), let end = endedAt ?? closesAt else { return true }
            return now <= end + Self.lateTime
        }
    }
}
