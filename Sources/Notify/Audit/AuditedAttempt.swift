import Database
import Domain

/// An attempt as the audit reads it: the ledger's row, when it was changed, and whether a provider ever asked to wait.
struct AuditedAttempt: RowDecodable {
    let row: AttemptRow
    let changedAt: Instant
    var wasDeferred = false

    static let columns: SQL = "\(AttemptRow.columns), changed_at"

    init(row: inout Row) throws {
        self.row = try AttemptRow(row: &row)
        changedAt = try row.next()
    }

    /// Stopped because of its contact; the sequence goes on with another one.
    var wasPassedOver: Bool {
        row.state == .cancelled
            && [StopReason.contactRemoved.rawValue, StopReason.contactFailed.rawValue].contains(row.reason)
    }

    /// Whether a step tries the same contact.
    func isAtContact(of step: PlannedAttempt) -> Bool { step.channel == row.channel && step.position == row.position }

    /// Whether a step of the plan is this attempt.
    func isSame(as step: PlannedAttempt) -> Bool {
        step.slot == row.slot && step.channel == row.channel && step.position == row.position
            && step.tryNumber == row.tryNumber
    }
}
