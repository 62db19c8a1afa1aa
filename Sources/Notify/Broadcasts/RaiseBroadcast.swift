package import Database
package import Domain
package import Tenants

/// Writes and sends a broadcast in one step, without the seconds in which it could be called off: for triggers, where every
/// second counts and a rule has decided already.
package struct RaiseBroadcast: Sendable {
    private let clock: WallClock
    private let identifiers: IdentifierSource
    private let policy: DispatchPolicy

    /// The use case on one installation. The caller wakes the engine after the commit.
    package init(clock: WallClock, identifiers: IdentifierSource, policy: DispatchPolicy) {
        self.clock = clock
        self.identifiers = identifiers
        self.policy = policy
    }

    /// Sends `draft` in the open transaction, so that a trigger's own record and its broadcast exist together or not at all.
    ///
    /// - Throws: `NotAllowed` without the capability to broadcast; `DatabaseError`.
    package func callAsFunction(
        _ draft: BroadcastDraft, _ scope: TenantScope, in transaction: Transaction
    ) throws -> BroadcastID {
        try scope.require(.broadcast)
        let now = clock.now()
        let id = identifiers.next(BroadcastID.self, now: now)
        let store = BroadcastStore(tenant: scope.tenant, now: now)
        try store.insertDraft(draft, id: id, by: scope.actor, transaction)
        try store.start(id, at: now, try policy.settings(scope.tenant, transaction), transaction)
        try AuditChain.append(
            AuditEvent("broadcast.raised", subject: "broadcast:\(id)"), by: scope, at: now, in: transaction)
        return id
    }
}
