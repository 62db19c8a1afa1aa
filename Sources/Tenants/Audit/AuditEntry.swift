import Domain

/// An event on its way into a chain, together with others.
struct AuditEntry: Hashable, Sendable {
    /// What was done.
    let event: AuditEvent
    /// Where it is written.
    let chain: AuditChainID
    /// Who did it.
    let actor: Actor
    /// The request that it belongs to.
    let requestID: String
    /// When it was done.
    let at: Instant
}
