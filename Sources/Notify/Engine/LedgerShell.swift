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

    func ledger(_ tenant: TenantID, at now: Instant) -> AttemptLedger {
        AttemptLedger(
            tenant: tenant, now: now, identifiers: identifiers, reportTime: reportTime,
            chance: { randomness.fraction() })
    }

    /// Writes what providers said. Returns how many results came too late, or nil if nothing could be written.
    func record(_ results: [HandOffResultRow], leasesOver: [Int64]) async -> Int? {
        guard let tenant = results.first?.key.tenant else { return 0 }
        let now = clock.now()
        do {
            return try await database.write(.tenant(tenant)) { transaction in
                let ledger = ledger(tenant, at: now)
                var late = 0
                for (broadcast, own) in Dictionary(grouping: results, by: \.key.broadcast) {
                    let changes = own.map { result in
                        AttemptChange(
                            result.key.person, round: result.key.round, step: result.key.step, token: result.token,
                            .handOff(result.outcome), startedAt: result.startedAt)
                    }
                    late += try ledger.apply(changes, of: broadcast, transaction).late
                }
                try endLeases(leasesOver, of: tenant, transaction)
                return late
            }
        } catch {
            log.error("results cannot be recorded; nothing new is handed off", ("reason", "\(error)"))
            return nil
        }
    }

    /// Gives attempts back that were claimed and did not leave the house.
    func giveBack(_ batch: ClaimedBatch) async throws {
        let now = clock.now()
        try await database.write(.tenant(batch.tenant)) { transaction in
            let ledger = ledger(batch.tenant, at: now)
            for (broadcast, attempts) in Dictionary(grouping: batch.attempts, by: \.broadcast) {
                let changes = attempts.map {
                    AttemptChange(
                        $0.row.person, round: $0.row.round, step: $0.row.step, token: batch.token, .leaseOver)
                }
                try ledger.apply(changes, of: broadcast, transaction)
            }
            try endLeases([batch.token], of: batch.tenant, transaction)
        }
    }

    /// Takes over what a silent worker held: what was only claimed is free again at no cost, what was being handed off is in
    /// doubt. Nothing is ever deleted.
    func rescue(_ token: Int64, of tenant: TenantID) async throws {
        let now = clock.now()
        try await database.write(.tenant(tenant)) { transaction in
            // The worker may have renewed it since it was seen.
            let isOver = try transaction.value(
                Int64.self,
                """
                SELECT token FROM lease
                WHERE tenant_id = \(tenant) AND token = \(token) AND lease_until <= \(now)\(dialect: .forUpdate)
                """)
            guard isOver != nil else { return }
            let held = try transaction.all(
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
            let ledger = ledger(tenant, at: now)
            for (broadcast, own) in Dictionary(grouping: held, by: \.broadcast) {
                try ledger.apply(own.map(\.change), of: broadcast, transaction)
            }
            try endLeases([token], of: tenant, transaction)
        }
    }

    /// Ends waiting for a report or for certainty.
    func settle(_ overdue: [(key: AttemptKey, lane: Lane)]) async throws {
        let now = clock.now()
        for (tenant, own) in Dictionary(grouping: overdue, by: \.key.tenant) {
            try await database.write(.tenant(tenant)) { transaction in
                let ledger = ledger(tenant, at: now)
                for (broadcast, attempts) in Dictionary(grouping: own, by: \.key.broadcast) {
                    let changes = attempts.map { attempt in
                        AttemptChange(
                            attempt.key.person, round: attempt.key.round, step: attempt.key.step,
                            .waitOver(attempt.lane.secondHandOff))
                    }
                    try ledger.apply(changes, of: broadcast, transaction)
                }
            }
        }
    }

    /// Writes how a call ended.
    func report(_ report: CallReport, of key: AttemptKey) async throws {
        let now = clock.now()
        try await database.write(.tenant(key.tenant)) { transaction in
            let change = AttemptChange(key.person, round: key.round, step: key.step, .report(report))
            _ = try ledger(key.tenant, at: now).apply([change], of: key.broadcast, transaction)
        }
    }

    private func endLeases(_ tokens: [Int64], of tenant: TenantID, _ transaction: Transaction) throws {
        guard !tokens.isEmpty else { return }
        try transaction.execute(
            "DELETE FROM lease WHERE tenant_id = \(tenant) AND token IN \(list: tokens.padded)")
    }
}
