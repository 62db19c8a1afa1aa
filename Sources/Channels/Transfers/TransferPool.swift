import Dispatch
import Domain
import Glibc
import Synchronization

/// A few threads that talk to the network through curl, one connection each, so that no thread of the cooperative pool
/// ever waits for a relay or a gateway. Transfers beyond the number of connections wait in line, first come, first
/// served; a transfer's own deadlines start when it leaves the line. What comes by `ahead` waits for none of those, and
/// some connections can be kept for it, so that a crowd before a slow relay holds no code back.
///
/// Threads instead of curl's multi interface: a mail is written, sent and answered on one thread that waits for nothing
/// but its own relay, so a slow one stops nobody else, and nothing changes threads on the way.
package final class TransferPool: Sendable {
    private let state: Mutex<PoolState>
    private let jobsWaiting = DispatchSemaphore(value: 0)
    private let stopping = StopSignal()
    private let numbers = Atomic<UInt64>(0)
    private let connections: Int
    private let idle: Duration

    /// A pool of at most `connections` (1–500) connections, of which `kept` are for what comes by `ahead` alone. Each is
    /// reused, and closed when `idle` has passed without use, because relays and gateways hang up on idle ones. Threads
    /// start when they are first needed.
    package init(connections: Int, kept: Int = 0, idle: Duration = .seconds(20)) {
        precondition((1...500).contains(connections), "1 to 500 connections")
        precondition((0..<connections).contains(kept), "Somebody must be able to use the line")
        self.connections = connections
        self.idle = idle
        state = Mutex(PoolState(places: connections - kept))
    }

    /// Another way into the pool, past everybody in line: for what somebody waits for, such as a code.
    package var ahead: any TaskExecutor { WayAhead(pool: self) }

    /// Has one conversation. Cancelling the task withdraws it; the report then still says how far it got.
    func run(_ transfer: Transfer) async -> TransferReport {
        let job = PoolJob(number: numbers.wrappingAdd(1, ordering: .relaxed).newValue, transfer: transfer)
        return await withTaskCancellationHandler {
            if let report = performHere(job) { return report }
            return await withCheckedContinuation { enqueue(job, $0) }
        } onCancel: {
            job.isWithdrawn.store(true, ordering: .relaxed)
            let continuation = state.withLock { $0.remove(job.number) }
            continuation?.resume(returning: .neverStarted)
        }
    }

    /// Refuses what waits, lets what runs finish for at most `grace`, and ends the threads. Transfers after this are
    /// refused. Returns when the last thread has ended.
    package func close(grace: Duration) async {
        stopping.stop(at: ContinuousClock.now + grace)
        let (refused, threads) = state.withLock { state in
            state.isClosing = true
            return (state.removeAll(), state.threads)
        }
        strand(refused, .neverStarted)
        for _ in 0..<threads { jobsWaiting.signal() }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.threads > 0 { state.waitingForEnd.append(continuation) }
                return state.threads == 0
            }
            if isOver { continuation.resume() }
        }
    }

    /// A task that runs on one of these threads has its conversation right there, without a change of threads.
    private func performHere(_ job: PoolJob) -> TransferReport? {
        guard let thread = PoolThread.current, thread.belongs(to: self) else { return nil }
        guard !state.withLock(\.isClosing), !job.isWithdrawn.load(ordering: .relaxed) else { return .neverStarted }
        return perform(job, on: thread)
    }

    private func perform(_ job: PoolJob, on thread: PoolThread) -> TransferReport {
        let stopping = stopping
        return thread.perform(job.transfer) { job.isWithdrawn.load(ordering: .relaxed) || stopping.isOver }
    }

    private func enqueue(_ job: PoolJob, _ continuation: CheckedContinuation<TransferReport, Never>) {
        if !append(.transfer(job, continuation), isAhead: false) { continuation.resume(returning: .neverStarted) }
    }

    /// Puts something into the line; false once the pool closes.
    private func append(_ entry: WaitingLine.Entry, isAhead: Bool) -> Bool {
        let (isRefused, mayStart, needsThread) = state.withLock { state in
            // The cancellation handler may have run before the job stood in the line.
            guard !state.isClosing, !entry.isWithdrawn else { return (true, false, false) }
            let mayStart = isAhead || state.freePlaces > 0
            state.append(entry, isAhead: isAhead)
            let needsThread = state.startable > state.idleThreads && state.threads < connections
            if needsThread { state.threads += 1 }
            return (false, mayStart, needsThread)
        }
        if isRefused { return false }
        // Whoever must wait for a place is called by the one who leaves it.
        if mayStart { jobsWaiting.signal() }
        if needsThread { startThread() }
        return true
    }

    /// A thread is idle again; before the caller knows, or its next transfer would start another one.
    private func finished(isAhead: Bool) {
        let isNext = state.withLock { $0.finish(isAhead: isAhead) }
        if isNext { jobsWaiting.signal() }
    }

    private func startThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let result = pthread_create(&thread, &attributes, poolThread, Unmanaged.passRetained(self).toOpaque())
        guard result == 0 else {
            Unmanaged.passUnretained(self).release()
            return threadEnded()
        }
    }

    /// A thread's whole life: it ends when the pool closes or nothing came for `idle`, and hangs up politely.
    fileprivate func work() {
        let thread = PoolThread(of: self, idle: idle)
        state.withLock { $0.idleThreads += 1 }
        while true {
            let wait = jobsWaiting.wait(timeout: .now() + .milliseconds(Int(idle.inMilliseconds)))
            let step: PoolStep = state.withLock { state in
                if let (entry, isAhead) = state.next() {
                    state.idleThreads -= 1
                    return .work(entry, isAhead: isAhead)
                }
                if state.isClosing { return .end }
                guard wait == .timedOut else { return .again }
                // Counted out under the lock, so that the next transfer starts a new thread.
                state.idleThreads -= 1
                state.threads -= 1
                return .retire
            }
            switch step {
            case .work(.transfer(let job, let continuation), let isAhead):
                let report = perform(job, on: thread)
                finished(isAhead: isAhead)
                continuation.resume(returning: report)
            case .work(.task(let job, let executor), let isAhead):
                job.runSynchronously(on: executor)
                finished(isAhead: isAhead)
            case .again: continue
            case .retire: return
            case .end:
                thread.hangUp()
                return threadEnded()
            }
        }
    }

    private func threadEnded() {
        let (waiting, stranded) = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return ([], []) as PoolState.Leftovers }
            defer { state.waitingForEnd = [] }
            return (state.waitingForEnd, state.removeAll())
        }
        strand(stranded, TransferReport(end: .localTrouble))
        waiting.forEach { $0.resume() }
    }

    /// Lets go what stood in the line: transfers are told so, tasks find that out by themselves.
    private func strand(_ entries: [WaitingLine.Entry], _ report: TransferReport) {
        for entry in entries {
            switch entry {
            case .transfer(_, let continuation): continuation.resume(returning: report)
            case .task(let job, let executor): runElsewhere(job, executor)
            }
        }
    }

    /// Takes a piece of a task that prefers `executor`, which is one of the ways into this pool.
    fileprivate func take(_ job: UnownedJob, on executor: UnownedTaskExecutor, isAhead: Bool) {
        if !append(.task(job, on: executor), isAhead: isAhead) { runElsewhere(job, executor) }
    }

    private func runElsewhere(_ job: UnownedJob, _ executor: UnownedTaskExecutor) {
        DispatchQueue.global().async { job.runSynchronously(on: executor) }
    }
}

extension TransferPool: TaskExecutor {
    /// Runs a piece of a task on one of the pool's threads, first come, first served. A task that hands something off
    /// prefers it: what it hands off is then made and sent on one thread, and nobody waits for a thread in between.
    package func enqueue(_ job: consuming ExecutorJob) {
        take(UnownedJob(job), on: asUnownedTaskExecutor(), isAhead: false)
    }
}

/// The way past the line. A task that prefers it runs on the pool's threads like the others.
private final class WayAhead: TaskExecutor {
    private let pool: TransferPool

    init(pool: TransferPool) {
        self.pool = pool
    }

    func enqueue(_ job: consuming ExecutorJob) {
        pool.take(UnownedJob(job), on: asUnownedTaskExecutor(), isAhead: true)
    }
}

/// What a thread does next.
private enum PoolStep {
    case work(WaitingLine.Entry, isAhead: Bool)
    case again
    case retire
    case end
}

private struct PoolState {
    typealias Leftovers = ([CheckedContinuation<Void, Never>], [WaitingLine.Entry])

    /// How many of the line may be served at the same time.
    let places: Int
    /// The line.
    private var line = WaitingLine()
    /// What waits for nobody in it.
    private var ahead = WaitingLine()
    private var taken = 0
    var threads = 0
    var idleThreads = 0
    var isClosing = false
    var waitingForEnd: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    var freePlaces: Int { places - taken }

    /// How many of those who wait need nothing but a thread.
    var startable: Int { ahead.count + min(line.count, freePlaces) }

    mutating func append(_ entry: WaitingLine.Entry, isAhead: Bool) {
        if isAhead { ahead.append(entry) } else { line.append(entry) }
    }

    mutating func next() -> (WaitingLine.Entry, isAhead: Bool)? {
        if let entry = ahead.next() { return (entry, true) }
        guard freePlaces > 0, let entry = line.next() else { return nil }
        taken += 1
        return (entry, false)
    }

    /// A thread has nothing to do any more. True if a place became free and somebody waits for it.
    mutating func finish(isAhead: Bool) -> Bool {
        idleThreads += 1
        guard !isAhead else { return false }
        taken -= 1
        return line.count > 0
    }

    mutating func remove(_ number: UInt64) -> CheckedContinuation<TransferReport, Never>? {
        line.remove(number) ?? ahead.remove(number)
    }

    mutating func removeAll() -> [WaitingLine.Entry] { ahead.removeAll() + line.removeAll() }
}

/// When running transfers must be given up; read by every thread while it waits for the network.
private final class StopSignal: Sendable {
    private let deadline = Atomic<Int64>(.max)
    private let start = ContinuousClock.now

    func stop(at instant: ContinuousClock.Instant) {
        deadline.min((instant - start).inMilliseconds, ordering: .relaxed)
    }

    var isOver: Bool {
        let deadline = deadline.load(ordering: .relaxed)
        return deadline != .max && (ContinuousClock.now - start).inMilliseconds >= deadline
    }
}

private func poolThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // With CURLOPT_NOSIGNAL curl leaves SIGPIPE alone, and OpenSSL writes to sockets that may be closed.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Unmanaged<TransferPool>.fromOpaque(context).takeRetainedValue().work()
    return nil
}
