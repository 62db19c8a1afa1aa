import Dispatch
import Domain
import Glibc
import Synchronization

/// A few threads that talk to the network through curl, one connection each, so that no thread of the cooperative pool
/// ever waits for a relay or a gateway. Transfers beyond the number of connections wait in line, first come, first
/// served; a transfer's own deadlines start when it leaves the line.
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

    /// A pool of at most `connections` (1–500) connections. Each is reused, and closed when `idle` has passed without
    /// use, because relays and gateways hang up on idle ones. Threads start when they are first needed.
    package init(connections: Int, idle: Duration = .seconds(20)) {
        precondition((1...500).contains(connections), "1 to 500 connections")
        self.connections = connections
        self.idle = idle
        state = Mutex(PoolState())
    }

    /// Has one conversation. Cancelling the task withdraws it; the report then still says how far it got.
    func run(_ transfer: Transfer) async -> TransferReport {
        let job = PoolJob(number: numbers.wrappingAdd(1, ordering: .relaxed).newValue, transfer: transfer)
        return await withTaskCancellationHandler {
            if let report = performHere(job) { return report }
            return await withCheckedContinuation { enqueue(job, $0) }
        } onCancel: {
            job.isWithdrawn.store(true, ordering: .relaxed)
            let continuation = state.withLock { $0.line.remove(job.number) }
            continuation?.resume(returning: .neverStarted)
        }
    }

    /// Refuses what waits, lets what runs finish for at most `grace`, and ends the threads. Transfers after this are
    /// refused. Returns when the last thread has ended.
    package func close(grace: Duration) async {
        stopping.stop(at: ContinuousClock.now + grace)
        let (refused, threads) = state.withLock { state in
            state.isClosing = true
            return (state.line.removeAll(), state.threads)
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
        if !append(.transfer(job, continuation)) { continuation.resume(returning: .neverStarted) }
    }

    /// Puts something into the line; false once the pool closes.
    private func append(_ entry: WaitingLine.Entry) -> Bool {
        let (isRefused, needsThread) = state.withLock { state in
            // The cancellation handler may have run before the job stood in the line.
            guard !state.isClosing, !entry.isWithdrawn else { return (true, false) }
            state.line.append(entry)
            let needsThread = state.line.count > state.idleThreads && state.threads < connections
            if needsThread { state.threads += 1 }
            return (false, needsThread)
        }
        if isRefused { return false }
        jobsWaiting.signal()
        if needsThread { startThread() }
        return true
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
                if let entry = state.line.next() {
                    state.idleThreads -= 1
                    return .work(entry)
                }
                if state.isClosing { return .end }
                guard wait == .timedOut else { return .again }
                // Counted out under the lock, so that the next transfer starts a new thread.
                state.idleThreads -= 1
                state.threads -= 1
                return .retire
            }
            switch step {
            case .work(.transfer(let job, let continuation)):
                let report = perform(job, on: thread)
                // Idle again before the caller knows, or its next transfer would start another thread.
                state.withLock { $0.idleThreads += 1 }
                continuation.resume(returning: report)
            case .work(.task(let job)):
                job.runSynchronously(on: asUnownedTaskExecutor())
                state.withLock { $0.idleThreads += 1 }
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
            return (state.waitingForEnd, state.line.removeAll())
        }
        strand(stranded, TransferReport(end: .localTrouble))
        waiting.forEach { $0.resume() }
    }

    /// Lets go what stood in the line: transfers are told so, tasks find that out by themselves.
    private func strand(_ entries: [WaitingLine.Entry], _ report: TransferReport) {
        for entry in entries {
            switch entry {
            case .transfer(_, let continuation): continuation.resume(returning: report)
            case .task(let job): runElsewhere(job)
            }
        }
    }

    private func runElsewhere(_ job: UnownedJob) {
        DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension TransferPool: TaskExecutor {
    /// Runs a piece of a task on one of the pool's threads, first come, first served. A task that hands something off
    /// prefers it: what it hands off is then made and sent on one thread, and nobody waits for a thread in between.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !append(.task(job)) { runElsewhere(job) }
    }
}

/// What a thread does next.
private enum PoolStep {
    case work(WaitingLine.Entry)
    case again
    case retire
    case end
}

/// One transfer on its way through the pool.
private final class PoolJob: Sendable {
    let number: UInt64
    let transfer: Transfer
    let isWithdrawn = Atomic<Bool>(false)

    init(number: UInt64, transfer: Transfer) {
        self.number = number
        self.transfer = transfer
    }
}

private struct PoolState {
    typealias Leftovers = ([CheckedContinuation<Void, Never>], [WaitingLine.Entry])

    var line = WaitingLine()
    var threads = 0
    var idleThreads = 0
    var isClosing = false
    var waitingForEnd: [CheckedContinuation<Void, Never>] = []
}

/// What waits for a thread, in the order it came; taking one is cheap, however long the line.
private struct WaitingLine {
    enum Entry {
        case transfer(PoolJob, CheckedContinuation<TransferReport, Never>)
        case task(UnownedJob)

        var isWithdrawn: Bool {
            switch self {
            case .transfer(let job, _): job.isWithdrawn.load(ordering: .relaxed)
            case .task: false
            }
        }
    }

    private var entries: [Entry?] = []
    private var first = 0
    private var removed = 0

    var count: Int { entries.count - first - removed }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func next() -> Entry? {
        while first < entries.count {
            let entry = entries[first]
            entries[first] = nil
            first += 1
            if first == entries.count || first > 4_096 {
                entries.removeFirst(first)
                first = 0
            }
            if let entry { return entry }
            removed -= 1
        }
        return nil
    }

    mutating func remove(_ number: UInt64) -> CheckedContinuation<TransferReport, Never>? {
        for index in entries.indices[first...] {
            guard case .transfer(let job, let continuation) = entries[index], job.number == number else { continue }
            entries[index] = nil
            removed += 1
            return continuation
        }
        return nil
    }

    mutating func removeAll() -> [Entry] {
        defer { (entries, first, removed) = ([], 0, 0) }
        return entries[first...].compactMap(\.self)
    }
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
