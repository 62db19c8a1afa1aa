package import Database
package import Domain
package import Tenants

/// Everything that can be done with a broadcast after it was sent: ask more people, ask again, correct, stop, close. Each adds
/// to the record; nothing that was sent is ever changed.
package struct ChangeBroadcast: Sendable {
    private let database: Database
    private let clock: WallClock
    private let policy: DispatchPolicy
    private let wake: @Sendable () -> Void

    /// The use case on one installation; `wake` tells the engine.
    package init(
        database: Database, clock: WallClock, policy: DispatchPolicy, wake: @escaping @Sendable () -> Void
    ) {
        self.database = database
        self.clock = clock
        self.policy = policy
        self.wake = wake
    }

    /// Asks people whom the event reached later; whoever was asked already is not asked again.
    ///
    /// - Throws: `BroadcastIs` unless it is open; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func grow(_ id: BroadcastID, by targets: [Target], _ scope: TenantScope) async throws {
        try await change(id, "broadcast.grown", scope) { store, state, now, transaction in
            guard state.status == .open || state.status == .waiting else { throw BroadcastIs(state.status) }
            let round = state.rounds + 1
            let settings = try policy.settings(scope.tenant, transaction)
            try TargetStore.save(targets, of: id, round: round, in: scope.tenant, transaction)
            try store.insertRound(
                round, .growth, of: id, startedAt: max(now, state.startsAt ?? now), settings, transaction)
        }
    }

    /// Asks everybody once more who has not answered, along their contacts of today.
    ///
    /// - Throws: `BroadcastIs` unless it is open; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func resend(_ id: BroadcastID, _ scope: TenantScope) async throws {
        try await change(id, "broadcast.resent", scope) { store, state, now, transaction in
            guard state.status == .open || state.status == .stopped else { throw BroadcastIs(state.status) }
            let settings = try policy.settings(scope.tenant, transaction)
            if state.status == .stopped {
                try transaction.execute(
                    """
                    UPDATE broadcast SET status = 'open', sweep_cursor = NULL
                    WHERE tenant_id = \(scope.tenant) AND id = \(id)
                    """)
            }
            try store.insertRound(state.rounds + 1, .resend, of: id, startedAt: now, settings, transaction)
        }
    }

    /// Sends a correction to everybody who was asked, whether they answered or not; each address gets it once.
    ///
    /// - Throws: `InvalidInput` for the words; `BroadcastIs` unless it is open; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func correct(
        _ id: BroadcastID, subject: String, body: String, _ scope: TenantScope
    ) async throws {
        var errors: [FieldError] = []
        let words = BroadcastText(errors: &errors, subject: subject, body: body)
        guard errors.isEmpty else { throw InvalidInput(errors) }
        try await change(id, "broadcast.corrected", scope) { store, state, now, transaction in
            guard state.status == .open else { throw BroadcastIs(state.status) }
            var settings = try policy.settings(scope.tenant, transaction)
            if let once = DispatchSettings.Retry(count: 0, interval: settings.mail.interval) { settings.mail = once }
            if let once = DispatchSettings.Retry(count: 0, interval: settings.voice.interval) { settings.voice = once }
            try store.insertRound(
                state.rounds + 1, .correction, of: id, startedAt: now, settings, subject: words.subject,
                body: words.body, transaction)
        }
    }

    /// Starts nothing more; answers still count as in time.
    ///
    /// - Throws: `BroadcastIs` unless it is open; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func stop(_ id: BroadcastID, _ scope: TenantScope) async throws {
        try await change(id, "broadcast.stopped", scope) { _, state, now, transaction in
            guard state.status == .open || state.status == .waiting else { throw BroadcastIs(state.status) }
            try end(id, .stopped, scope, now, transaction)
        }
    }

    /// Ends the broadcast; later answers are recorded as late for 30 days.
    ///
    /// - Throws: `BroadcastIs` unless it is open or stopped; `NotAllowed`, `NotFound`, `DatabaseError`.
    package func close(_ id: BroadcastID, _ scope: TenantScope) async throws {
        try await change(id, "broadcast.closed", scope) { _, state, now, transaction in
            guard [.open, .stopped, .waiting].contains(state.status) else { throw BroadcastIs(state.status) }
            try end(id, .closed, scope, now, transaction)
        }
    }

    private func end(
        _ id: BroadcastID, _ status: BroadcastStatus, _ scope: TenantScope, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        try BroadcastStore(tenant: scope.tenant, now: now).endRevivals(of: id, transaction)
        try transaction.execute(
            """
            UPDATE broadcast SET status = \(status), sweep_cursor = 0, has_work = 1, changed_at = \(now)
            WHERE tenant_id = \(scope.tenant) AND id = \(id)
            """)
        if status == .closed {
            try transaction.execute(
                "UPDATE broadcast SET ended_at = \(now) WHERE tenant_id = \(scope.tenant) AND id = \(id)")
        }
    }

    private func change(
        _ id: BroadcastID, _ action: StaticString, _ scope: TenantScope,
        _ body: @escaping @Sendable (BroadcastStore, BroadcastStore.State, Instant, Transaction) throws -> Void
    ) async throws {
        try scope.require(.broadcast)
        let now = clock.now()
        try await database.write(scope, urgent: true) { transaction in
            let store = BroadcastStore(tenant: scope.tenant, now: now)
            try body(store, try store.lock(id, transaction), now, transaction)
            try AuditChain.append(
                AuditEvent(action, subject: "broadcast:\(id)"), by: scope, at: now, in: transaction)
        }
        wake()
    }
}
