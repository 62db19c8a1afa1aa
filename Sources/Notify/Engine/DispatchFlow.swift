import Domain
import Synchronization

/// What is under way in one engine: counted without waiting, because every hand-off passes here twice.
final class DispatchFlow: Sendable {
    private struct State {
        var inFlight: [Channel: Int] = [:]
        var paces: [Channel: Pace] = [:]
        var claims: Set<Claim> = []
        var unrecorded = 0
        /// Results that cannot be written although others can, by organization.
        var setAside: [TenantID: Int] = [:]
        var isHealthy = true
        var canClaim = true
        var isStopping = false
        /// Whether something was put in line since the last look.
        var hasNews = false
        /// Channels before which codes wait, or may wait.
        var codesWait: Set<Channel> = []
        var metrics = DispatchMetrics()
        /// Organizations of which nothing new is handed off, because what is said of it cannot be written.
        var held: Set<TenantID> = []
        /// Organizations of which something was due at the last look, where there was room for it.
        var due: [Channel: Set<TenantID>] = [:]
    }

    /// A claim on its way to the database.
    struct Claim: Hashable {
        let channel: Channel
        let queue: QueueHead.Name
    }

    /// With more results of one organization set aside than this, nothing new of it is handed off.
    private static let mostSetAside = 8
    /// With so many organizations of which nothing is handed off, the trouble is not theirs.
    private static let manyHeld = 3

    let signal = Signal()
    private let longestLine: Int
    private let state = Mutex(State())

    init(longestLine: Int) {
        self.longestLine = longestLine
    }

    /// Whether nothing is claimed, handed off or waiting to be recorded.
    var isQuiet: Bool {
        state.withLock { $0.claims.isEmpty && $0.unrecorded == 0 && $0.inFlight.values.allSatisfy { $0 == 0 } }
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    var metrics: DispatchMetrics {
        state.withLock { state in
            var metrics = state.metrics
            metrics.inFlight = state.inFlight
            metrics.setAside = state.setAside.values.reduce(0, +)
            metrics.unrecorded = state.unrecorded + metrics.setAside
            let due = state.due.values.reduce(into: Set<TenantID>()) { $0.formUnion($1) }
            metrics.isHeldUp = !due.isEmpty && due.isSubset(of: state.held)
            metrics.canRecord = state.isHealthy && state.canClaim && state.held.count < Self.manyHeld
            return metrics
        }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        signal.raise()
    }

    /// Something was put in line.
    func news() {
        state.withLock { $0.hasNews = true }
        signal.raise()
    }

    /// Whether something was put in line since this was asked last.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.hasNews = false }
            return state.hasNews
        }
    }

    /// Says whether codes still wait after a look: then whatever is handed off makes room for one.
    func sees(codes: Bool, on channel: Channel) {
        state.withLock { state in
            if codes { state.codesWait.insert(channel) } else { state.codesWait.remove(channel) }
        }
    }

    /// How much may run, and how much of it may be claimed now; nothing while results cannot be recorded, and not in drops,
    /// because batches are cheap. Codes, which somebody waits for, are claimed one by one.
    ///
    /// - Parameter hasNews: Whether something was put in line since the last look, which may be a code.
    func room(
        _ channel: Channel, of capacity: Int, at now: Instant, hasNews: Bool = false
    ) -> (free: Int, capacity: Int, isForCodes: Bool) {
        state.withLock { state in
            let capacity = max(capacity, min(longestLine, state.paces[channel, default: Pace()].line(at: now)))
            guard state.isHealthy, state.held.count < Self.manyHeld, !state.isStopping, state.unrecorded <= 4 * capacity
            else { return (0, capacity, false) }
            let used = state.inFlight[channel] ?? 0
            let free = max(capacity - used, 0)
            if used == 0 || free * 2 >= capacity { return (free, capacity, false) }
            // Where there is no room at all, whoever leaves is asked again.
            if hasNews { state.codesWait.insert(channel) }
            return (state.codesWait.contains(channel) ? free : 0, capacity, true)
        }
    }

    /// Of which organizations something is due on a channel; of none if it has no room, because then something leaves.
    func sees(due tenants: Set<TenantID>, on channel: Channel) {
        state.withLock { $0.due[channel] = tenants }
    }

    /// Reserves room for a claim; false if the same queue is being claimed already.
    func begin(_ claim: Claim, _ count: Int) -> Bool {
        state.withLock { state in
            guard state.claims.insert(claim).inserted else { return false }
            state.inFlight[claim.channel, default: 0] += count
            return true
        }
    }

    /// The claim came back with fewer attempts than there was room for.
    func end(_ claim: Claim, unused: Int, claimed: Int) {
        state.withLock { state in
            state.claims.remove(claim)
            state.inFlight[claim.channel, default: 0] -= unused
            state.metrics.claimed += claimed
        }
        signal.raise()
    }

    /// Attempts of a batch that are not handed off after all.
    func release(_ channel: Channel, _ count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.inFlight[channel, default: 0] -= count }
        signal.raise()
    }

    /// A provider answered: there is a result to record, and the loop is woken when there is room for a batch.
    func handedOff(_ channel: Channel, of capacity: Int, _ outcome: HandOffOutcome, at now: Instant) {
        let hasRoom = state.withLock { state in
            state.paces[channel, default: Pace()].note(at: now)
            let capacity = max(capacity, min(longestLine, state.paces[channel, default: Pace()].line(at: now)))
            let used = (state.inFlight[channel] ?? 0) - 1
            state.inFlight[channel] = used
            state.unrecorded += 1
            state.metrics.count(channel, outcome)
            let free = capacity - used
            return used == 0 || state.codesWait.contains(channel)
                || (free * 2 >= capacity && (free - 1) * 2 < capacity)
        }
        if hasRoom { signal.raise() }
    }

    /// Results were written, or could not be.
    func recorded(_ count: Int, late: Int) {
        state.withLock { state in
            state.unrecorded -= count
            state.isHealthy = true
            state.metrics.late += late
        }
        signal.raise()
    }

    /// Results that cannot be written although others can. A few hold up nobody; many hold up their organization, and those
    /// of several organizations mean that nothing can be written.
    func setAside(_ results: [TenantID: Int]) {
        state.withLock { state in
            state.unrecorded -= results.values.reduce(0, +)
            state.setAside.merge(results, uniquingKeysWith: +)
            state.held.formUnion(state.setAside.filter { $0.value > Self.mostSetAside }.keys)
        }
        signal.raise()
    }

    /// Results that were set aside are tried again.
    func takeBack(_ results: [TenantID: Int]) {
        state.withLock { state in
            state.unrecorded += results.values.reduce(0, +)
            for (tenant, count) in results {
                let left = (state.setAside[tenant] ?? 0) - count
                state.setAside[tenant] = left > 0 ? left : nil
            }
        }
    }

    /// What was taken back was written, or set aside anew.
    func endRetry() {
        state.withLock { state in
            state.held = Set(state.setAside.filter { $0.value > Self.mostSetAside }.keys)
        }
        signal.raise()
    }

    /// Whether nothing new of an organization is to be handed off.
    func holds(_ tenant: TenantID) -> Bool { state.withLock { $0.held.contains(tenant) } }

    /// Whether the database took a claim or a hand-off, or refused everything. Returns whether that is news.
    func claimed(_ wasTaken: Bool) -> Bool {
        state.withLock { state in
            defer { state.canClaim = wasTaken }
            return state.canClaim != wasTaken
        }
    }

    func cannotRecord() {
        state.withLock { $0.isHealthy = false }
    }
}
