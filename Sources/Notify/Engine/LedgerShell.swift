import Database
import Domain

/// Opens the transactions in which the ledger works, for everything that ends or revives attempts.
struct LedgerShell: Sendable {
    let database: Database
    let clock: WallClock
    let identifiers: IdentifierSource
    let randomness: Randomness
    let reportTime: Duration
    let log: Log
    let failpoints: Failpoints

    func ledger(_ tenant: TenantID, at now: Instant) -> AttemptLedger {
        AttemptLedger(
            tenant: tenant, now: now, identifiers: identifiers, reportTime: reportTime,
            chance: { randomness.fraction() })
    }

    /// Writes what providers said, of one organization. Returns how many results came too late.
    func record(_ results: [HandOffResultRow], leasesOver: [Int64]) async throws -> Int {
        guard let tenant = results.first?.key.tenant else { return 0 }
        let now = clock.now()
        let late = try await database.write(.tenant(tenant)) { transaction in
            let ledger = ledger(tenant, at: now)
            var late = 0
            for (broadcast, own) in Dictionary(grouping: results, by: \.key.broadcast) {
                let changes = own.map { result in
                    AttemptChange(
                        result.key.person, round: result.key.round, step: result.key.step, token: result.token,
                        .handOff(result.outcome), startedAt: result.startedAt, mayClearMark: result.isMarked)
                }
                late += try ledger.apply(changes, of: broadcast, transaction).late
            }
            try endLeases(leasesOver, of: tenant, transaction)
            failpoints.reach(.resultUncommitted)
            return late
        }
        failpoints.reach(.resultCommitted)
        return late
    }

    /// Gives attempts back that were claimed and did not leave the house.
    func giveBack(_ batch: ClaimedBatch) async throws {
        try await release(batch.token, of: batch.tenant) { _ in true }
    }

    /// Takes over what a silent worker held, unless it has renewed its lease since that was seen.
    func rescue(_ token: Int64, of tenant: TenantID) async throws {
        let now = clock.now()
        try await release(token, of: tenant) { transaction in
            try transaction.value(
                Int64.self,
                """
                SELECT token FROM lease
                WHERE tenant_id = \(tenant) AND token = \(token) AND lease_until <= \(now)\(dialect: .forUpdate)
                """) != nil
        }
        failpoints.reach(.rescueCommitted)
    }

    /// Ends a lease: what was only claimed is free again at no cost, what was being handed off is in doubt. Nothing is ever
    /// deleted. What cannot be written together is written one by one; what cannot be written at all stays under the lease,
    /// and its error is thrown when everything else is free.
    private func release(
        _ token: Int64, of tenant: TenantID, if isFree: @escaping @Sendable (Transaction) throws -> Bool
    ) async throws {
        let held = try await database.read(.tenant(tenant)) { transaction in
            try transaction.all(
                """
                SELECT broadcast_id, person_id, round, step FROM attempt
                WHERE tenant_id = \(tenant) AND lease_token = \(token) AND lease_token IS NOT NULL
                """
            ) { row in
                (
                    broadcast: try row.next(BroadcastID.self),
                    change: AttemptChange(
                        try row.next(), round: try row.next(), step: try row.next(), token: token, .leaseOver)
                )
            }
        }
        var failure: (any Error)?
        for (broadcast, own) in Dictionary(grouping: held, by: \.broadcast).sorted(by: { $0.key < $1.key }) {
            let changes = own.map(\.change)
            do {
                try await release(changes, of: broadcast, tenant, if: isFree)
            } catch let error where !error.isOfWholeDatabase {
                for change in changes {
                    do {
                        try await release([change], of: broadcast, tenant, if: isFree)
                    } catch let error where !error.isOfWholeDatabase {
                        failure = error
                    }
                }
            }
        }
        if let failure { throw failure }
        try await database.write(.tenant(tenant)) { transaction in
            if try isFree(transaction) { try endLeases([token], of: tenant, transaction) }
        }
    }

    private func release(
        _ changes: [AttemptChange], of broadcast: BroadcastID, _ tenant: TenantID,
        if isFree: @escaping @Sendable (Transaction) throws -> Bool
    ) async throws {
        let now = clock.now()
        try await database.write(.tenant(tenant)) { transaction in
            guard try isFree(transaction) else { return }
            try ledger(tenant, at: now).apply(changes, of: broadcast, transaction)
            failpoints.reach(.rescueUncommitted)
        }
    }

    /// Ends waiting for a report or for certainty; the attempts are of one organization.
    func settle(_ overdue: [(attempt: OverdueAttempt, event: AttemptEvent)]) async throws {
        guard let tenant = overdue.first?.attempt.key.tenant else { return }
        let now = clock.now()
        try await database.write(.tenant(tenant)) { transaction in
            let ledger = ledger(tenant, at: now)
            for (broadcast, own) in Dictionary(grouping: overdue, by: \.attempt.key.broadcast) {
                let changes = own.map {
                    AttemptChange(
                        $0.attempt.key.person, round: $0.attempt.key.round, step: $0.attempt.key.step, $0.event)
                }
                try ledger.apply(changes, of: broadcast, transaction)
            }
            failpoints.reach(.settleUncommitted)
        }
        failpoints.reach(.settleCommitted)
    }

    /// Waits for the report of a call that was asked to end, as long as for any other.
    func waitForReport(of key: AttemptKey, since start: Instant) async throws {
        try await database.write(.tenant(key.tenant)) { transaction in
            _ = try transaction.execute(
                """
                UPDATE attempt SET due_at = \(start + reportTime)
                WHERE tenant_id = \(key.tenant) AND broadcast_id = \(key.broadcast) AND person_id = \(key.person)
                  AND round = \(key.round) AND step = \(key.step) AND state = 'ringing'
                """)
        }
    }

    /// Writes how a call ended.
    func report(_ report: CallReport, of key: AttemptKey) async throws {
        let now = clock.now()
        try await database.write(.tenant(key.tenant)) { transaction in
            let change = AttemptChange(key.person, round: key.round, step: key.step, .report(report))
            try ledger(key.tenant, at: now).apply([change], of: key.broadcast, transaction)
            failpoints.reach(.reportUncommitted)
        }
        failpoints.reach(.reportCommitted)
    }

    private func endLeases(_ tokens: [Int64], of tenant: TenantID, _ transaction: Transaction) throws {
        guard !tokens.isEmpty else { return }
        try transaction.execute(
            "DELETE FROM lease WHERE tenant_id = \(tenant) AND token IN \(list: tokens.padded)")
    }
}
