package import Database
package import Domain

/// What a decision does. Everything happens in the transaction that stores the decision, so that people are asked and
/// the decision is kept, or neither: after a crash nothing is asked twice and nothing is forgotten.
package struct IncidentActions: Sendable {
    /// Begins a safety check for the report's regions; those people are asked at once.
    package let start: @Sendable (IncidentReport, Transaction) throws -> BroadcastID
    /// Asks the people of the report's regions whom the safety check does not have yet. Returns the safety check that
    /// now asks them: a new one if the given one was closed.
    package let grow: @Sendable (BroadcastID, IncidentReport, Transaction) throws -> BroadcastID
    /// Tells everybody who was asked what JMA changed; false if somebody had ended the safety check, so nobody is told.
    package let correct: @Sendable (BroadcastID, IncidentReport, Transaction) throws -> Bool
    /// Tells everybody who was asked that it was taken back, and asks nobody else; false as for `correct`.
    package let cancel: @Sendable (BroadcastID, IncidentReport, Transaction) throws -> Bool
    /// Ends a safety check of which nothing has left the house, without a word.
    package let callOff: @Sendable (BroadcastID, TenantID, Instant, Transaction) throws -> Void
    /// Whether anything of a safety check has left the house, or may have.
    package let hasBegun: @Sendable (BroadcastID, TenantID, Transaction) throws -> Bool
    /// Tells the engine, after the commit, that there is something to do.
    package let wake: @Sendable () -> Void

    /// Actions from functions; each throws what its statements throw.
    package init(
        start: @escaping @Sendable (IncidentReport, Transaction) throws -> BroadcastID,
        grow: @escaping @Sendable (BroadcastID, IncidentReport, Transaction) throws -> BroadcastID,
        correct: @escaping @Sendable (BroadcastID, IncidentReport, Transaction) throws -> Bool,
        cancel: @escaping @Sendable (BroadcastID, IncidentReport, Transaction) throws -> Bool,
        callOff: @escaping @Sendable (BroadcastID, TenantID, Instant, Transaction) throws -> Void,
        hasBegun: @escaping @Sendable (BroadcastID, TenantID, Transaction) throws -> Bool,
        wake: @escaping @Sendable () -> Void
    ) {
        self.start = start
        self.grow = grow
        self.correct = correct
        self.cancel = cancel
        self.callOff = callOff
        self.hasBegun = hasBegun
        self.wake = wake
    }
}
