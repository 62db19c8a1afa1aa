package import Database
package import Domain
package import Tenants

/// The results of broadcasts for everybody who watches: however many they are, one broadcast is read at most once a second,
/// and never for more than a tenth of the time.
package actor WatchResults {
    private struct Key: Hashable {
        let tenant: TenantID
        let broadcast: BroadcastID
    }

    private struct Entry {
        let snapshot: BroadcastSnapshot?
        let staleAt: ContinuousClock.Instant
    }

    private let database: Database
    private let clock: WallClock
    private let rates: ChannelRates
    private let interval: Duration
    private var entries: [Key: Entry] = [:]
    private var waiting: [Key: [CheckedContinuation<BroadcastSnapshot?, any Error>]] = [:]
    /// How often the database was asked; for metrics.
    package private(set) var reads = 0

    /// Results that may be this old; zero reads each time. `rates` tell how long what is under way will take.
    package init(
        database: Database, clock: WallClock, rates: ChannelRates = ChannelRates(perSecond: [:]),
        interval: Duration = .seconds(1)
    ) {
        self.database = database
        self.clock = clock
        self.rates = rates
        self.interval = interval
    }

    /// The results of a broadcast.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func snapshot(_ broadcast: BroadcastID, _ scope: TenantScope) async throws -> BroadcastSnapshot {
        try scope.require(.viewResults)
        guard let snapshot = try await current(Key(tenant: scope.tenant, broadcast: broadcast)) else {
            throw NotFound("broadcast")
        }
        return snapshot
    }

    private func current(_ key: Key) async throws -> BroadcastSnapshot? {
        if let entry = entries[key], entry.staleAt > .now { return entry.snapshot }
        if waiting[key] != nil {
            return try await withCheckedThrowingContinuation { waiting[key, default: []].append($0) }
        }
        waiting[key] = []
        let result: Result<BroadcastSnapshot?, any Error>
        do {
            result = .success(try await refresh(key))
        } catch {
            result = .failure(error)
        }
        for watcher in waiting.removeValue(forKey: key) ?? [] { watcher.resume(with: result) }
        return try result.get()
    }

    private func refresh(_ key: Key) async throws -> BroadcastSnapshot? {
        let start = ContinuousClock.now
        reads += 1
        let (now, rates) = (clock.now(), rates)
        let snapshot = try await database.read(.tenant(key.tenant)) {
            try BroadcastSnapshot.read(key.broadcast, of: key.tenant, now: now, rates: rates, $0)
        }
        let end = ContinuousClock.now
        // Whoever nobody watches any more is forgotten.
        entries = entries.filter { $0.value.staleAt + .seconds(60) > end }
        entries[key] = Entry(
            snapshot: snapshot, staleAt: interval == .zero ? end : end + max(interval, (end - start) * 9))
        return snapshot
    }
}
