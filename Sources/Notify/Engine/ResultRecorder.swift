import Database
import Domain
import Synchronization

/// What a provider said about one hand-off.
struct HandOffResultRow: Sendable {
    let key: AttemptKey
    let token: Int64
    let outcome: HandOffOutcome
    let startedAt: Instant
    /// Whether the contact is marked as not working.
    let isMarked: Bool
}

/// Writes results in groups. A result is kept until it is written: while the database refuses, nothing new is handed off,
/// because "sent but not recorded" would become a second message to everybody.
final class ResultRecorder: Sendable {
    private struct State {
        var waiting: [HandOffResultRow] = []
        /// Results that cannot be written although others can.
        var aside: [HandOffResultRow] = []
        var remaining: [Int64: Int] = [:]
        var begun: [Int64: Instant] = [:]
        /// How many results of a lease came and are not written yet.
        var arrived: [Int64: Int] = [:]
        var isFinished = false
    }

    /// More results than one group of them are worth a word at a stop.
    private static let many = 256

    private let ledger: LedgerShell
    private let flow: DispatchFlow
    private let gatherTime: Duration
    private let signal = Signal()
    private let state = Mutex(State())

    init(ledger: LedgerShell, flow: DispatchFlow, gatherTime: Duration) {
        self.ledger = ledger
        self.flow = flow
        self.gatherTime = gatherTime
    }

    /// The tokens of batches begun after this instant that are not completely recorded: their leases are renewed.
    func openTokens(since earliest: Instant) -> [Int64] {
        state.withLock { state in state.begun.filter { $0.value >= earliest }.map(\.key) }
    }

    /// Announces a batch, so that its lease ends with its last result.
    func expect(_ count: Int, of token: Int64, at now: Instant) {
        guard count > 0 else { return }
        state.withLock { state in
            state.remaining[token] = count
            state.begun[token] = now
        }
    }

    /// Whether results of this lease wait to be written. They are certain, however long the database has been away: whoever
    /// took the lease over now would send everything of it a second time.
    func holds(_ token: Int64) -> Bool {
        state.withLock { $0.arrived[token] != nil }
    }

    private func count(_ results: [HandOffResultRow], _ change: Int) {
        state.withLock { state in
            for result in results {
                let left = (state.arrived[result.token] ?? 0) + change
                state.arrived[result.token] = left > 0 ? left : nil
            }
        }
    }

    func add(_ result: HandOffResultRow) {
        count([result], 1)
        let isFirst = state.withLock { state in
            state.waiting.append(result)
            return state.waiting.count == 1
        }
        if isFirst { signal.raise() }
    }

    /// Call it before `run`: an earlier `finish` does not count any more.
    func open() {
        state.withLock { $0.isFinished = false }
    }

    /// Lets `run` return once everything is written.
    func finish() {
        let held = state.withLock { state in
            state.isFinished = true
            return state.waiting.count + state.aside.count
        }
        // Otherwise they are written in the next moment.
        if !flow.metrics.canRecord || held > Self.many {
            ledger.log.warning("the stop waits for results to be written", ("results", "\(held)"))
        }
        signal.raise()
    }

    /// Writes what comes after `open` until `finish`.
    func run() async {
        var pause = Duration.milliseconds(50)
        while true {
            let (isFinished, isEmpty, hasAside) = state.withLock {
                ($0.isFinished && $0.waiting.isEmpty, $0.waiting.isEmpty, !$0.aside.isEmpty)
            }
            if isFinished || Task.isCancelled { break }
            if isEmpty { await signal.wait(atMost: hasAside ? pause : nil) }
            if gatherTime > .zero { try? await Task.sleep(for: gatherTime) }
            let results = take()
            guard !results.isEmpty else {
                pause = await retryAside() ? .milliseconds(50) : min(pause * 2, .seconds(10))
                continue
            }
            let refused = await write(results)
            if refused.isEmpty {
                pause = .milliseconds(50)
            } else {
                state.withLock { $0.waiting.insert(contentsOf: refused, at: 0) }
                flow.cannotRecord()
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(10))
            }
        }
        if await !retryAside() { ledger.log.error("results were never recorded; their attempts are in doubt") }
    }

    private func take() -> [HandOffResultRow] {
        state.withLock { state in
            defer { state.waiting.removeAll(keepingCapacity: true) }
            return state.waiting
        }
    }

    /// Tries again what was set aside. Returns whether nothing is left of it.
    private func retryAside() async -> Bool {
        let results = state.withLock { state in
            defer { state.aside = [] }
            return state.aside
        }
        guard !results.isEmpty else { return true }
        flow.takeBack(results.byTenant)
        count(results, 1)
        let refused = await write(results)
        if !refused.isEmpty { setAside(refused) }
        flow.endRetry()
        return state.withLock { $0.aside.isEmpty }
    }

    private func setAside(_ results: [HandOffResultRow]) {
        state.withLock { $0.aside += results }
        count(results, -1)
        flow.setAside(results.byTenant)
    }

    /// Returns the results that could not be written because nothing can be.
    private func write(_ results: [HandOffResultRow]) async -> [HandOffResultRow] {
        var groups: [[HandOffResultRow]] = []
        for (_, own) in Dictionary(grouping: results, by: \.key.tenant) {
            groups += stride(from: 0, to: own.count, by: 256).map { Array(own[$0..<min($0 + 256, own.count)]) }
        }
        return await withTaskGroup(of: [HandOffResultRow].self) { tasks in
            for group in groups { tasks.addTask { await self.write(group: group) } }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
    }

    /// Writes a group, or its results one by one if the group has a bad one: that is set aside and holds up nobody.
    private func write(group: [HandOffResultRow]) async -> [HandOffResultRow] {
        let counts = Dictionary(grouping: group, by: \.token).mapValues(\.count)
        let over = state.withLock { state in counts.filter { state.remaining[$0.key] == $0.value }.map(\.key) }
        let late: Int
        do {
            late = try await ledger.record(group, leasesOver: over)
        } catch let error where error.isOfWholeDatabase {
            ledger.log.error("results cannot be recorded; nothing new is handed off", ("reason", "\(error)"))
            return group
        } catch {
            guard group.count == 1 else {
                var refused: [HandOffResultRow] = []
                for result in group { refused += await write(group: [result]) }
                return refused
            }
            ledger.log.error(
                "a result cannot be recorded and is set aside", ("attempt", "\(group[0].key)"), ("reason", "\(error)"))
            setAside(group)
            return []
        }
        state.withLock { state in
            for (token, count) in counts {
                let left = (state.remaining[token] ?? 0) - count
                state.remaining[token] = left > 0 ? left : nil
                if left <= 0 { state.begun[token] = nil }
            }
        }
        count(group, -1)
        flow.recorded(group.count, late: late)
        return []
    }
}

extension [HandOffResultRow] {
    /// How many there are of each organization.
    fileprivate var byTenant: [TenantID: Int] { reduce(into: [:]) { $0[$1.key.tenant, default: 0] += 1 } }
}
