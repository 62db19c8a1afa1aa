import Domain
import Notify
import Tenants

/// Looks on while the demonstration runs, and tells what happened.
struct DemoWatch: Sendable {
    let rooms: Rooms
    let house: DemoHouse

    /// Waits until every targeted person was handed on or has a named reason, at most until the deadline.
    ///
    /// - Parameter onceSending: Called once, when the first people were reached.
    func untilEverybodyIsReached(
        since begun: ContinuousClock.Instant, within limit: Duration, onceSending: () -> Void
    ) async throws -> Bool {
        var hasBegun = false
        while ContinuousClock.now - begun < limit {
            let snapshots = try await snapshots()
            let people = snapshots.map(\.total.people).reduce(0, +)
            let waiting = snapshots.map { $0.total.count(.planned) }.reduce(0, +)
            let isExpanding = snapshots.contains(where: \.isExpanding)
            if people > waiting, !hasBegun {
                hasBegun = true
                onceSending()
            }
            if snapshots.count == 2, people > 0, waiting == 0, !isExpanding { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// Whether the books of both broadcasts balance.
    func isClean() async throws -> Bool {
        let audits = try await audits()
        return audits.count == 2 && audits.allSatisfy(\.isClean)
    }

    /// What happened, in about ten lines.
    func story() async throws -> [String] {
        var lines = [""]
        for (tenant, name) in [(house.company, "青海精機グループ"), (house.shop, "みなと商店")] {
            let scope = rooms.operatorScope(tenant)
            guard let broadcast = try await ReadBroadcasts(database: rooms.database).list(scope).first else {
                lines.append("\(name): nothing was sent")
                continue
            }
            let audit = try await AuditDispatch(database: rooms.database)(broadcast.id, scope)
            lines.append("\(name): \(broadcast.subject)")
            lines.append("  \(audit.summary)")
            lines.append("  results: \(rooms.settings.publicURL)/b/\(broadcast.id)")
            let snapshot = try await WatchResults(database: rooms.database, clock: rooms.clock).snapshot(
                broadcast.id, scope)
            for (reason, count) in snapshot.cannotBeAsked.sorted(by: { $0.value > $1.value }) {
                lines.append("  \(count) cannot be asked: \(reason.words[.english])")
            }
        }
        return lines
    }

    private func audits() async throws -> [DispatchAudit] {
        var audits: [DispatchAudit] = []
        for tenant in [house.company, house.shop] {
            let scope = rooms.operatorScope(tenant)
            for broadcast in try await ReadBroadcasts(database: rooms.database).list(scope) {
                audits.append(try await AuditDispatch(database: rooms.database)(broadcast.id, scope))
            }
        }
        return audits
    }

    private func snapshots() async throws -> [BroadcastSnapshot] {
        let watch = WatchResults(database: rooms.database, clock: rooms.clock)
        var snapshots: [BroadcastSnapshot] = []
        for tenant in [house.company, house.shop] {
            let scope = rooms.operatorScope(tenant)
            for broadcast in try await ReadBroadcasts(database: rooms.database).list(scope) {
                snapshots.append(try await watch.snapshot(broadcast.id, scope))
            }
        }
        return snapshots
    }
}
