package import Database
package import Domain
package import Tenants

/// Keeps a broadcast that is being written.
package struct SaveDraft: Sendable {
    private let database: Database
    private let clock: WallClock
    private let identifiers: IdentifierSource

    /// The use case on one installation.
    package init(database: Database, clock: WallClock, identifiers: IdentifierSource) {
        self.database = database
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Saves a new draft, or a new version of one.
    ///
    /// - Throws: `InvalidInput` of `targets[n].value` for what the organization does not have; `NotAllowed`, `NotFound`,
    ///   `BroadcastIs` if it was sent already, `DatabaseError`.
    package func callAsFunction(
        _ draft: BroadcastDraft, replacing existing: BroadcastID? = nil, _ scope: TenantScope
    ) async throws -> BroadcastID {
        try scope.require(.broadcast)
        let now = clock.now()
        let id = existing ?? identifiers.next(now: now)
        try await database.write(scope) { transaction in
            try UnknownTargets.refuse(in: draft.targets, of: scope.tenant, transaction)
            let store = BroadcastStore(tenant: scope.tenant, now: now)
            guard existing != nil else {
                try store.insertDraft(draft, id: id, by: scope.actor, transaction)
                return
            }
            let state = try store.lock(id, transaction)
            guard state.status == .draft else { throw BroadcastIs(state.status) }
            try store.updateDraft(draft, id: id, transaction)
        }
        return id
    }

    /// Keeps what was typed so far, as a new draft or in place of one. It cannot be sent until a complete version is saved.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `BroadcastIs` if it was sent already, `DatabaseError`.
    package func unfinished(
        _ draft: UnfinishedBroadcast, replacing existing: BroadcastID? = nil, _ scope: TenantScope
    ) async throws -> BroadcastID {
        try scope.require(.broadcast)
        let now = clock.now()
        let id = existing ?? identifiers.next(now: now)
        try await database.write(scope) { transaction in
            let store = BroadcastStore(tenant: scope.tenant, now: now)
            if existing == nil {
                try store.insertUnfinished(draft, id: id, by: scope.actor, transaction)
            } else {
                let state = try store.lock(id, transaction)
                guard state.status == .draft else { throw BroadcastIs(state.status) }
                try store.updateUnfinished(draft, id: id, transaction)
            }
        }
        return id
    }

    /// What was typed for a draft that is not complete; nil if it is complete.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func typed(_ id: BroadcastID, _ scope: TenantScope) async throws -> String? {
        try scope.require(.broadcast)
        return try await database.read(scope) { transaction in
            try transaction.value(
                String?.self,
                """
                SELECT unfinished FROM broadcast
                WHERE tenant_id = \(scope.tenant) AND id = \(id) AND status = 'draft'
                """) ?? nil
        }
    }

    /// Throws a draft away.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `BroadcastIs`, `DatabaseError`.
    package func delete(_ id: BroadcastID, _ scope: TenantScope) async throws {
        try scope.require(.broadcast)
        let now = clock.now()
        try await database.write(scope) { transaction in
            let state = try BroadcastStore(tenant: scope.tenant, now: now).lock(id, transaction)
            guard state.status == .draft else { throw BroadcastIs(state.status) }
            try transaction.execute(
                "DELETE FROM broadcast_target WHERE tenant_id = \(scope.tenant) AND broadcast_id = \(id)")
            try transaction.execute("DELETE FROM broadcast WHERE tenant_id = \(scope.tenant) AND id = \(id)")
        }
    }
}
